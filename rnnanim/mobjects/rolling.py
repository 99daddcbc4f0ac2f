"""A tangent that rolls along a curve, while below its slope is drawn as a height."""

from __future__ import annotations

from rnnanim.mobjects.motion import Cue, together
from rnnanim.mobjects.plot import Curve, Dot, Plot
from rnnanim.mobjects.tangent import Stem, Tangent
from rnnanim.numerics import Analysis, Reading

from manim import VGroup


class RollingSlope(VGroup):
    """A dot with its tangent on σ, and at the same z a dot on σ′ whose height is the slope.

    Parameters
    ----------
    upper, lower : Plot
        Of σ and of σ′; with the same unit of y the rise of the tangent is as long as the height below.
    analysis : Analysis
        Of a network with this σ.
    z : float
        Where it stands at first.
    """

    def __init__(self, upper: Plot, lower: Plot, analysis: Analysis, z: float) -> None:
        super().__init__()
        self.analysis = analysis
        self.above = Dot(upper, lambda at: analysis.read("sigma_at", at), z)
        self.tangent = Tangent(upper, self.above, self._slope, rise=True)
        self.below = Dot(lower, self._slope, z)
        self.stem = Stem(self.below)
        self.add(self.above, self.tangent, self.below, self.stem)

    def fade(self, opacity: float, seconds: float) -> Cue:
        """Return the change of all into another opacity."""
        return together(*(thing.fade(opacity, seconds) for thing in (self.above, self.tangent, self.below, self.stem)))

    def roll(self, to: float, seconds: float, *, traced: Curve | None = None) -> Cue:
        """Return the way to another z, during which the height draws a curve."""
        source: list[float] = []

        def apply(share: float) -> None:
            z = source[0] + (to - source[0]) * share
            self.above.put(z)
            self.below.put(z)
            self.tangent.draw()
            self.stem.draw()
            if traced is not None:
                traced.draw(z)

        return Cue(apply, seconds, begin=lambda: source.append(self.above.x))

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
