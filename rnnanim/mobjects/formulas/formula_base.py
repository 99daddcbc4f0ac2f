"""Formulas that are written label by label, and leave with all that is written of them."""

from __future__ import annotations

from rnnanim.mobjects.base.motion import Cue
from rnnanim.mobjects.text.label import Label

from manim import VGroup


class FormulaBase(VGroup):
    """Labels in their places, each written when its turn comes."""

    @property
    def labels(self) -> list[Label]:
        """Everything that may be written."""
        raise NotImplementedError

    def write(self, seconds: float, *labels: Label) -> Cue:
        """Return the appearing of some labels in their places."""

        def apply(share: float) -> None:
            for label in labels:
                label.set_fill(opacity=share)

        return Cue(apply, seconds)

    def leave(self, seconds: float) -> Cue:
        """Return the fading of everything that is written."""
        written: list[Label] = []

        def apply(share: float) -> None:
            for label in written:
                label.set_fill(opacity=1 - share)

        def begin() -> None:
            written.extend(label for label in self.labels if label.glyphs[0].get_fill_opacity() > 0)

        return Cue(apply, seconds, begin=begin)
