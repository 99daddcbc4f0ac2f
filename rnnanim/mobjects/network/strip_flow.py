"""What runs through a long row of states, where these stand, and what both are while the row grows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rnnanim.numerics import Reading
from rnnanim.theme import Point, Theme

LEAST_VALUE = 1e-300
COMING = 0.9  # from the first state to where the next one comes from, at most [scene units]


@dataclass(frozen=True, slots=True)
class StripFlow:
    """What runs through a row of states, nearest to the loss first.

    Parameters
    ----------
    entering : Reading
        What comes from the loss to the last state.
    passing : tuple of Reading
        What goes on from each state but the farthest.
    arriving : tuple of Reading
        What each state sends into its weight.
    """

    entering: Reading
    passing: tuple[Reading, ...]
    arriving: tuple[Reading, ...]

    def __len__(self) -> int:
        return len(self.arriving)

    @property
    def values(self) -> list[float]:
        """The sizes of all of it."""
        return [abs(reading.value) for reading in (self.entering, *self.passing, *self.arriving)]


@dataclass(frozen=True, slots=True)
class StripPlace:
    """Where a row stands [scene units].

    Parameters
    ----------
    loss, last, first : float
        x of the loss, of the last state, and of the first where there are many.
    y, weight : float
        Heights of the states, and of the upper ends of the tiles.
    tile : (width, height)
        Of a tile; that of the shared one stands under the last state.
    pitch, radius : float
        Greatest distance of two states and the greatest radius, for few of them.
    least : float
        Least radius.
    """

    loss: float
    last: float
    first: float
    y: float
    weight: float
    tile: Point
    pitch: float = 3.4
    radius: float = 0.34
    least: float = 0.13

    def gap(self, count: float) -> float:
        """Return the distance of two of so many states; between two counts that of a row on its way."""
        return min(self.pitch, (self.last - self.first) / max(count - 1, 1e-9))

    def x(self, j: int, count: float) -> float:
        """Return the place of the j-th state, 0 being the last step; one that is coming slides in at the left."""
        left = self.first - COMING * min(1.0, max(0.0, j + 1 - count))
        return max(left, self.last - j * self.gap(count))

    def radius_of(self, count: float) -> float:
        """Return the radius of so many states."""
        return min(self.radius, max(self.least, 0.27 * self.gap(count)))


@dataclass(frozen=True, slots=True)
class StripLook:
    """The row at one moment: places, radius, to how many states the gradient has come, and the signed values."""

    xs: list[float]
    radius: float
    shown: list[float]
    back: float
    entering: float
    passing: list[float]
    arriving: list[float]
    flow: StripFlow


def look_at(flows: Mapping[int, StripFlow], place: StripPlace, steps: float, reached: float) -> StripLook:
    """Return what is drawn of a row of some length, or between two on the way from one to the next.

    Parameters
    ----------
    steps : float
        The length.
    reached : float
        How far the gradient has come back, 0 to 1.
    """
    after = min(T for T in flows if steps - 1e-9 <= T)
    before = max((T for T in flows if steps + 1e-9 >= T), default=after)
    share = 0.0 if after == before else (steps - before) / (after - before)
    a, b = flows[before], flows[after]
    many = len(b) if share > 0 else len(a)
    count = len(a) + (len(b) - len(a)) * share
    return StripLook(
        xs=[place.x(j, count) for j in range(many)],
        radius=place.radius_of(count),
        shown=[min(1.0, max(0.0, count - j)) for j in range(many)],
        back=reached * (count + 1),
        entering=_between(a.entering, b.entering, share),
        passing=_blended(a.passing, b.passing, share)[: many - 1],
        arriving=_blended(a.arriving, b.arriving, share)[:many],
        flow=b if share >= 0.5 else a,
    )


def _between(a: Reading, b: Reading, share: float) -> float:
    """Return the value on the way from one number to another, in equal ratios where both have one sign."""
    if share <= 0 or share >= 1 or a.value * b.value <= 0:
        return (a if share < 0.5 else b).value
    return math.copysign(abs(a.value) ** (1 - share) * abs(b.value) ** share, b.value)


def _blended(a: Sequence[Reading], b: Sequence[Reading], share: float) -> list[float]:
    """Return the values on the way from one row to a longer one, of which what is new is there from the start."""
    both = [_between(p, q, share) for p, q in zip(a, b, strict=False)]
    longer = a if len(a) > len(b) else b
    return [*both, *(reading.value for reading in longer[len(both) :])]


def strip_scale(
    theme: Theme, flows: Sequence[StripFlow], *, widest: float, shared: float, own: float
) -> tuple[float, int]:
    """Return scene units for a gradient of 1, and n of the factor 2ⁿ against the usual scale of a long row.

    Parameters
    ----------
    widest : float
        No stream is wider [scene units].
    shared, own : float
        Room for all that runs into a shared weight together, and for what runs into a weight of one state.
    """
    usual = 1.5 * theme.width.scale
    needs = [_need(flow, widest, shared, own) for flow in flows]
    finite = [need for need in needs if need > 0 and math.isfinite(need)]
    if not finite:
        return usual, 0
    power = math.floor(math.log2(1 / (usual * max(finite))) + 1e-12)
    return usual * 2.0**power, power


def _need(flow: StripFlow, widest: float, shared: float, own: float) -> float:
    """Return how many times what there is room for a gradient would take that is drawn as wide as its number."""
    arriving = [abs(reading.value) for reading in flow.arriving]
    return max(max(flow.values) / widest, sum(arriving) / shared, max(arriving) / own)
