"""A tangent that rolls along a curve, while below its slope is drawn as a height."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from rnnanim.mobjects.base.motion import Cue, together
from rnnanim.mobjects.charts.curve import Curve, Dot
from rnnanim.mobjects.charts.plot import Plot
from rnnanim.mobjects.charts.tangent import Stem, Tangent, ground, seen
from rnnanim.mobjects.text.label import Label
from rnnanim.numerics import Analysis, Reading, Series

from manim import VGroup

AWAY = 0.16  # of a word from the bar that it names
DRIFT = 0.03  # pace in the flat tails, against the slope in the middle


class SlidingTangent(VGroup):
    """A dot with its tangent on σ, and at the same z a dot on σ′ whose height is the slope.

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
    """

    def __init__(self, upper: Plot, lower: Plot, analysis: Analysis, z: float, words: tuple[Label, Label]) -> None:
        super().__init__()
        self.analysis, self.words, self.said = analysis, words, 0.0
        self.above = Dot(upper, lambda at: analysis.read("sigma_at", at), z)
        self.tangent = Tangent(upper, self.above, self._slope, rise=True)
        self.below = Dot(lower, self._slope, z)
        self.stem = Stem(self.below)
        self.grounds = VGroup()
        self.add(self.grounds, self.above, self.tangent, self.below, self.stem, *words)
        self._place_words()

    def fade(self, opacity: float, seconds: float) -> Cue:
        """Return the change of all into another opacity."""
        parts = (self.above, self.tangent, self.below, self.stem)
        return together(*(part.fade(opacity, seconds) for part in parts), self.speak(opacity, seconds))

    def speak(self, opacity: float, seconds: float) -> Cue:
        """Return the change of the words into another opacity."""
        source: list[float] = []

        def apply(share: float) -> None:
            self.said = source[0] + (opacity - source[0]) * share
            self._place_words()

        return Cue(apply, seconds, begin=lambda: source.append(self.said))

    def roll(self, to: float, seconds: float, *, traced: Curve | None = None, along: Series | None = None) -> Cue:
        """Return the way to another z, during which the height draws a curve.

        Parameters
        ----------
        along : Series, optional
            The curve that the pace follows: slow where it is steep, and fast in the flat tails.
        """
        source: list[Callable[[float], float]] = []

        def apply(share: float) -> None:
            z = source[0](share)
            self.above.put(z)
            self.below.put(z)
            self.tangent.draw()
            self.stem.draw()
            self._place_words()
            if traced is not None:
                traced.draw(z)

        return Cue(apply, seconds, begin=lambda: source.append(_way(self.above.x, to, along)))

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
            self.below.opacity = min(1.0, 20 * share, 20 * (1 - share))
            self.stem.opacity = self.below.opacity if raised else 0.0
            self.below.put(z)
            self.stem.draw()
            curve.draw(z)

        return Cue(apply, seconds, begin=begin)

    def _slope(self, z: float) -> Reading:
        return self.analysis.read("sigma_prime_at", z)

    def _place_words(self) -> None:
        """Put each word beside its bar where no curve is: that above below its curve, that below over its curve."""
        rise, height = self.words
        (x, y), upper = self.tangent.corner, self.tangent.plot
        top = upper.point(0, self.analysis.read("sigma_at", self.above.x + 1).value)[1]
        rise.place(x + AWAY, min(y, top - 0.8 * rise.em - AWAY), "left")
        foot, end = self.below.middle
        height.place(foot + AWAY + 0.04, end + 0.06, "left")
        shown = self.said * seen(self.below.reading.value)
        for word in self.words:
            word.set_fill(opacity=shown)
        self.grounds.submobjects = [ground(word, shown) for word in self.words] if shown > 0 else []


def _way(start: float, end: float, along: Series | None) -> Callable[[float], float]:
    """Return what takes a share of the way to a place: uniform in x, or in the rise of a curve."""
    places = np.linspace(start, end, 401)
    marks = np.abs(places - start)
    if along is not None:
        heights = np.interp(places, along.x, along.y)
        marks = np.abs(heights - heights[0]) + DRIFT * marks
    shares = marks / marks[-1] if marks[-1] else np.linspace(0, 1, 401)
    return lambda share: end if share >= 1 else float(np.interp(share, shares, places))
