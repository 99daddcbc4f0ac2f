"""Eigenvalues in the complex plane, and the spiral on which the powers of one of them lie."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.geometry import Point
from rnnanim.mobjects.base.layers import FRONT, STREAM, WIRE
from rnnanim.mobjects.base.motion import Cue
from rnnanim.mobjects.base.roles import line_role
from rnnanim.mobjects.base.shapes import dashes, glow_layers, stroke_pieces
from rnnanim.mobjects.base.tagging import Tag
from rnnanim.mobjects.charts.complex_plane import ComplexPlane
from rnnanim.mobjects.charts.data import ComplexReading
from rnnanim.mobjects.charts.linear_map import LinearMap
from rnnanim.mobjects.charts.markers import Dots, axis_tag
from rnnanim.mobjects.charts.shapes import discs, filled
from rnnanim.numerics.scaled import Array

LINE, BEAD, DROP = 2.8, 0.06, 0.09  # stroke of a spiral; radius of a power and of the drop at its front
NEAR, RIM = 0.3, 0.5  # a bead is at most this share of the way to the one before; what it hides around it, in radii
MOST_LINKED = 12  # of more numbers the pairs are not joined
PER_POWER = 24  # samples of a spiral between two powers


class Eigenvalues(VGroup):
    """Dots of eigenvalues; a dashed line joins each with its conjugate.

    Parameters
    ----------
    values : sequence of ComplexReading
    tone : str
        Colour role; that of a gradient gives them light.
    """

    def __init__(self, plane: ComplexPlane, values: Sequence[ComplexReading], *, tone: str = "gradient") -> None:
        super().__init__()
        self.plane, self.theme = plane, plane.theme
        self.values = sorted(values, key=lambda value: (-abs(value.value), -value.value.imag))
        pairs = enumerate(zip(self.values, self.values[1:], strict=False))
        joins = [i for i, (a, b) in pairs if a.value.imag > 0 and a.value == b.value.conjugate()]
        self._pairs = joins if len(self.values) <= MOST_LINKED else []
        self.links = VGroup()
        self.dots = Dots(plane, [(value.re, value.im) for value in self.values], tone=tone)
        self.add(self.links, self.dots)
        self.draw()

    def position(self, index: int) -> Point:
        """Return where an eigenvalue stands; they are ordered by size, of a pair the upper one comes first."""
        return self.dots.middle(index)

    def arrive(self, seconds: float) -> Cue:
        """Return the coming of the eigenvalues, the largest first; a pair is joined once both are there."""
        count = len(self.values)
        return Cue(lambda share: self.draw(grown=share * count), seconds)

    def fade(self, opacity: float, seconds: float) -> Cue:
        """Return the change into another opacity."""
        source: list[float] = []
        return Cue(
            lambda share: self.draw(opacity=source[0] + (opacity - source[0]) * share),
            seconds,
            begin=lambda: source.append(self.dots.opacity),
        )

    def draw(self, *, grown: float | None = None, opacity: float | None = None) -> Eigenvalues:
        """Draw dots and links."""
        self.dots.draw(grown=grown, opacity=opacity)
        joined = [i for i in self._pairs if self.dots.grown >= i + 2]
        pieces = [piece for i in joined for piece in dashes(self.position(i), self.position(i + 1))]
        rule = self.theme.stroke.rule
        line = stroke_pieces(self.theme, pieces, Tag("line", "low"), rule, self.dots.opacity)
        self.links.submobjects = [line.set_z_index(WIRE)] if pieces and self.dots.opacity > 0 else []
        return self


class PowerSpiral(VGroup):
    """The powers of a complex number, from 1 on, or of a matrix at a vector: a bead for each, and their spiral.

    Parameters
    ----------
    powers : sequence of ComplexReading
        Of k = 1, 2, 3 …; the spiral ends where it leaves the plane.
    start : complex
        What is there before the first: 1, or a vector of a `LinearMap` that a matrix moves.
    tone : str
        Colour role; that of a gradient gives it light.
    between : callable, optional
        Takes many k, (n,), and returns the places there, where the way between two powers is known.

    Attributes
    ----------
    reached : float
        Up to which k it is drawn.
    """

    def __init__(
        self,
        plane: ComplexPlane | LinearMap,
        powers: Sequence[ComplexReading],
        *,
        start: complex = 1 + 0j,
        tone: str = "gradient",
        between: Callable[[Array], NDArray[np.complex128]] | None = None,
    ) -> None:
        super().__init__()
        self.plane, self.theme, self.powers = plane, plane.theme, tuple(powers)
        self.tone, self.opacity = line_role(self.theme, tone), 1.0
        self.k, self.way = spiral([power.value for power in powers], start)
        self.way = self.way if between is None else between(self.k)
        inside = plane.holds(self.way)
        last = len(self.way) if inside.all() else int(np.argmin(inside))
        self.k, self.way = self.k[:last], self.way[:last]
        self.reached = self.end
        self.draw()

    @property
    def end(self) -> float:
        """The last k that is drawn."""
        return float(self.k[-1])

    def position(self, k: float) -> Point:
        """Return where the spiral is at a k."""
        return self.plane.point(float(np.interp(k, self.k, self.way.real)), float(np.interp(k, self.k, self.way.imag)))

    def run(self, seconds: float, to: float | None = None) -> Cue:
        """Return the drawing of the spiral from where it is, or from 1, up to a k, or to its end."""
        goal, source = self.end if to is None else min(to, self.end), [0.0]

        def begin() -> None:
            source[0] = 0.0 if to is None else self.reached

        def apply(share: float) -> None:
            self.draw(reached=source[0] + (goal - source[0]) * share)

        return Cue(apply, seconds, begin=begin)

    def leave(self, seconds: float) -> Cue:
        """Return the fading of all of it."""
        return Cue(lambda share: self.draw(opacity=1 - share), seconds)

    def draw(self, *, reached: float | None = None, opacity: float | None = None) -> PowerSpiral:
        """Draw the spiral as far as it has come."""
        self.reached = self.reached if reached is None else reached
        self.opacity = self.opacity if opacity is None else opacity
        self.remove(*self.submobjects)
        if self.opacity > 0:
            self._add_line()
            self._add_beads()
            self._add_front()
        return self

    def _add_line(self) -> None:
        theme = self.theme
        way = [self.position(k) for k in (*self.k[self.k < self.reached], self.reached)]
        line = stroke_pieces(theme, [np.array(way)], Tag("line", self.tone), LINE, self.opacity)
        self.add(line.set_z_index(STREAM))

    def _add_beads(self) -> None:
        """Add the powers that are reached."""
        theme, tone, count = self.theme, self.tone, int(self.reached + 1e-9)
        places = [(power.re, power.im) for power in self.powers[:count]]
        middles = [self.position(k) for k in range(count + 1)]
        sizes = np.array([BEAD, *(min(BEAD, NEAR * math.dist(a, b)) for a, b in pairwise(middles))])
        beads = [discs(middles, sizes * share) for share in (1 + RIM, 1.0)]
        x, y = (axis_tag(self.plane, axis, tone, places) for axis in (0, 1))
        ground, colour = theme.colour.background, theme.colour[tone]
        self.add(filled(beads[0], x, ground, self.opacity), filled(beads[1], y, colour, self.opacity))
        for bead in self.submobjects[-2:]:
            bead.set_z_index(STREAM)

    def _add_front(self) -> None:
        """Add the drop of light at the end of what has that of a gradient."""
        if self.tone != line_role(self.theme, "gradient"):
            return
        theme, at, front = self.theme, [self.position(self.reached)], VGroup()
        for distance, alpha in glow_layers(theme.glow.peak * self.opacity, theme):
            front.add(filled(discs(at, DROP + distance), Tag("glow", "gradient"), theme.colour.gradient, alpha))
        drop = filled(discs(at, DROP), Tag("front", "core"), theme.colour.core, self.opacity)
        front.add(drop.set_stroke(theme.colour.edge, theme.stroke.rule if theme.is_light else 0, self.opacity))
        self.add(front.set_z_index(FRONT, family=True))


def spiral(powers: Sequence[complex], start: complex = 1 + 0j) -> tuple[Array, NDArray[np.complex128]]:
    """Return a line from 1, or another start, through some powers: between two of them angle and size change evenly.

    Returns
    -------
    (n,), (n,)
        The exponents, and the places.

    >>> k, way = spiral([0.5j, -0.25])
    >>> float(k[-1]), complex(np.round(way[-1], 12))
    (2.0, (-0.25+0j))
    """
    pairs = list(zip([start, *powers], powers, strict=False))
    shares = np.arange(PER_POWER) / PER_POWER
    legs = [_leg(a, b, shares) for a, b in pairs]
    k = np.arange(len(pairs) * PER_POWER + 1) / PER_POWER
    return k, np.concatenate([*legs, [powers[-1]]])


def _leg(a: complex, b: complex, shares: Array) -> NDArray[np.complex128]:
    if a == 0 or b == 0:
        return np.asarray(a + (b - a) * shares, np.complex128)
    size = np.log(abs(a)) + (np.log(abs(b)) - np.log(abs(a))) * shares
    return np.asarray(np.exp(size + 1j * (np.angle(a) + np.angle(b / a) * shares)))
