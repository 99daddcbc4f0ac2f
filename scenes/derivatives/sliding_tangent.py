"""A tangent that slides along a curve, while below its slope is drawn as a height."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.motion import Cue, together, tween
from rnnanim.mobjects.charts.curve import Curve, Dot
from rnnanim.mobjects.charts.plot import Plot
from rnnanim.mobjects.charts.tangent import Stem, Tangent, ground, seen
from rnnanim.mobjects.text.label import Label
from rnnanim.numerics import Analysis, Reading, Series

AWAY = 0.16  # of a word from the bar that it names
DRIFT = 0.03  # pace in the flat tails, against the slope in the middle
BRIEF = 20  # the dot that draws a slope comes within a 20th of its way, and goes within the last


class SlidingTangent(VGroup):
    """A dot with its tangent on σ, and at the same z a dot on σ′ whose height is the slope; not seen at first.

    Parameters
    ----------
    upper, lower : Plot
        Of σ and of σ′; with the same unit of y the rise of the tangent is as long as the height below.
    analysis : Analysis
        Of a network with this σ.
    z : float
        Where it stands at first.
    words : (Label, Label)
        What is written at the rise, and at the height that is as long.

    Attributes
    ----------
    named : float
        Opacity of the words.
    """

    def __init__(self, upper: Plot, lower: Plot, analysis: Analysis, z: float, words: tuple[Label, Label]) -> None:
        super().__init__()
        self.analysis, self.words, self.named = analysis, words, 0.0
        self.above = Dot(upper, lambda at: analysis.read("sigma_at", at), z, opacity=0.0)
        self.tangent = Tangent(upper, self.above, self._slope, rise=True, opacity=0.0)
        self.below = Dot(lower, self._slope, z, opacity=0.0)
        self.stem = Stem(self.below, opacity=0.0)
        self.grounds = VGroup()
        self.add(self.grounds, self.above, self.tangent, self.below, self.stem, *words)
        self.draw()

    def fade_in(self, seconds: float) -> Cue:
        """Return the coming of all."""
        parts = (self.above, self.tangent, self.below, self.stem)
        return together(*(part.fade_in(seconds) for part in parts), tween(seconds, self, named=1.0))

    def fade_out(self, seconds: float) -> Cue:
        """Return the going of all."""
        parts = (self.above, self.tangent, self.below, self.stem)
        return together(*(part.fade_out(seconds) for part in parts), self.fade_out_words(seconds))

    def fade_out_words(self, seconds: float) -> Cue:
        """Return the going of the words."""
        return tween(seconds, self, named=0.0)

    def slide(self, to: float, seconds: float, *, traced: Curve | None = None, along: Series | None = None) -> Cue:
        """Return the way to another z, during which the height draws a curve.

        Parameters
        ----------
        along : Series, optional
            The curve that the pace follows: slow where it is steep, and fast in the flat tails.
        """
        way: list[Callable[[float], float]] = []

        def apply(share: float) -> None:
            z = way[0](share)
            self.above.put(z)
            self.below.put(z)
            self.draw()
            if traced is not None:
                traced.draw(z)

        return Cue(apply, seconds, begin=lambda: way.append(_way(self.above.x, to, along)))

    def draw_slope(self, curve: Curve, analysis: Analysis, seconds: float, *, raised: bool = True) -> Cue:
        """Return the drawing of the slope of another activation, by the lower dot alone.

        Parameters
        ----------
        raised : bool
            Whether the dot stands on its stem.
        """
        low, high = curve.series.start, curve.series.end

        def begin() -> None:
            self.analysis = analysis

        def apply(share: float) -> None:
            z = low + (high - low) * share
            self.below.opacity = min(1.0, BRIEF * share, BRIEF * (1 - share))
            self.stem.opacity = self.below.opacity if raised else 0.0
            self.below.put(z)
            self.stem.draw()
            curve.draw(z)

        return Cue(apply, seconds, begin=begin)

    def draw(self) -> SlidingTangent:
        """Draw the lines at the dots, and each word beside its bar where no curve is.

        The word above stands below its curve, that below over its curve.
        """
        self.tangent.draw()
        self.stem.draw()
        rise, height = self.words
        (x, y), upper = self.tangent.corner, self.tangent.plot
        top = upper.point(0, self.analysis.read("sigma_at", self.above.x + 1).value)[1]
        rise.place(x + AWAY, min(y, top - 0.8 * rise.em - AWAY), "left")
        foot, end = self.below.middle
        height.place(foot + AWAY + 0.04, end + 0.06, "left")
        shown = self.named * seen(self.below.reading.value)
        for word in self.words:
            word.set_fill(opacity=shown)
        self.grounds.submobjects = [ground(word, shown) for word in self.words] if shown > 0 else []
        return self

    def _slope(self, z: float) -> Reading:
        return self.analysis.read("sigma_prime_at", z)


def _way(start: float, end: float, along: Series | None) -> Callable[[float], float]:
    """Return what takes a share of the way to a place: uniform in x, or in the rise of a curve."""
    places = np.linspace(start, end, 401)
    marks = np.abs(places - start)
    if along is not None:
        heights = np.interp(places, along.x, along.y)
        marks = np.abs(heights - heights[0]) + DRIFT * marks
    shares = marks / marks[-1] if marks[-1] else np.linspace(0, 1, 401)
    return lambda share: end if share >= 1 else float(np.interp(share, shares, places))
