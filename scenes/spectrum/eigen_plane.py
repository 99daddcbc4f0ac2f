"""The eigenvalues of W_h against the unit circle: how their powers go in or out, and a vector goes with them."""

from __future__ import annotations

from rnnanim.mobjects.base.motion import Cue, one_by_one, together
from rnnanim.mobjects.charts.complex_plane import ComplexPlane
from rnnanim.mobjects.charts.data import ComplexReading
from rnnanim.mobjects.charts.eigenvalues import Eigenvalues, PowerSpiral
from rnnanim.mobjects.text.equation import Equation
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics.matrix_powers import MatrixPowers
from rnnanim.scenes.spectrum.moved_vector import NAMED, MovedVector, named
from rnnanim.scenes.spectrum.region import Region
from rnnanim.stage.stage import Stage
from rnnanim.theme import Box

from manim import Mobject

POWERS, FAR = 20, 3.0  # of the spiral, at most; and how large a power may be that is drawn
EDGE = 1e-9  # a spectral radius so near to 1 is 1
PITCH, APART = 0.62, 0.7  # between two lines of what is written, and two pieces of one line
SHARE = 0.54  # of the room, for the vector
SLOW, QUICK, FIRST = 0.7, 0.16, 3  # seconds of each of the first steps, and of the others


def fate(powers: MatrixPowers) -> str:
    """Return where the largest eigenvalue lies: zero, inside, on or outside of the unit circle."""
    radius = powers.analysis.read("spectral_radius").value
    if radius == 0:
        return "zero"
    return "on" if abs(radius - 1) <= EDGE else "inside" if radius < 1 else "outside"


class EigenPlane:
    """The plane with its dots and the powers of the largest eigenvalue; beside it a vector; below what it comes to.

    Attributes
    ----------
    moved : MovedVector or None
        Of two units.
    labels : list
        The largest eigenvalue and the spectral radius.
    verdict : Label
        Where that lies.
    """

    def __init__(self, stage: Stage, region: Region, powers: MatrixPowers) -> None:
        self.theme, self.powers, self.region = stage.theme, powers, region
        eigenvalues = [ComplexReading(*powers.eigenvalue(i)) for i in range(powers.size)]
        self.first = eigenvalues[0]
        self.fate = fate(powers)
        self.verdict = stage.words(f"fate_{self.fate}", size="medium", weight=self.theme.type.title_weight)
        boxes = self._boxes(rows=1 if region.is_wide else 3)
        self.moved = MovedVector(stage, boxes[0], powers, POWERS) if powers.size == 2 else None
        run = [ComplexReading(*powers.eigenvalue_power(0, k)) for k in range(1, POWERS + 1)]
        inside = [power for power in run if abs(power.value) < max(FAR, 2 * abs(self.first.value))]
        self.plane = ComplexPlane(self.theme, boxes[1], [pair.value for pair in (*eigenvalues, *inside)])
        self.dots = Eigenvalues(self.plane, eigenvalues, tone="wh")
        self.spiral = PowerSpiral(self.plane, inside, tone="wh")
        sources = {k: f"wh(lambda^({k}))" if k > 1 else "wh(lambda)" for k in NAMED}
        self.names = named(self.spiral, sources, "wh", boxes[1])
        self.spiral.draw(reached=0.0)
        self.labels = self._write()

    def _boxes(self, rows: int) -> tuple[Box, Box]:
        """Return the boxes of the vector and of the plane, over what is written."""
        region = self.region
        left, right, top, bottom = region.left, region.right, region.top, region.bottom + rows * PITCH
        if self.powers.size != 2:
            return ((left, right, top, bottom),) * 2
        if region.is_wide:
            middle = left + SHARE * (right - left)
            return (left, middle - APART / 2, top, bottom), (middle + APART / 2, right, top, bottom)
        middle = bottom + SHARE * (top - bottom)
        return (left, right, top, middle + APART / 2), (left, right, middle, bottom)

    def _write(self) -> list[Mobject]:
        """Return the eigenvalue and the spectral radius, placed with the verdict in one row below, or in three."""
        radius = self.powers.analysis.read("spectral_radius")
        rho = Equation(self.theme, "rho(wh(W_h)) = abs(wh(lambda))", radius, "medium")
        pieces, gaps = self._eigenvalue()
        wide = sum(float(piece.width) for piece in pieces) + sum(gaps)
        base, region = self.region.bottom + 0.06, self.region
        widths = [wide, float(rho.width), float(self.verdict.width)]
        apart = min(APART, (region.right - region.left - sum(widths)) / 2)
        x = (region.left + region.right - sum(widths) - 2 * apart) / 2
        starts = [(x, base), (x + wide + apart, base), (x + widths[0] + widths[1] + 2 * apart, base)]
        if not region.is_wide:
            starts = [(region.left, base + (2 - n) * PITCH) for n in range(3)]
        at, y = starts[0]
        for piece, gap in zip(pieces, gaps, strict=True):
            piece.place(at, y, "left")
            at += float(piece.width) + gap
        self.verdict.place(*starts[2], "left")
        return [*pieces, rho.place(*starts[1], "left")]

    @property
    def turns(self) -> bool:
        """Whether the largest eigenvalue is one of a pair."""
        return self.first.value.imag > 0

    def _eigenvalue(self) -> tuple[list[Label], list[float]]:
        """Return the pieces of λ = a ± bi, or λ = a, and the gaps behind them."""
        theme = self.theme
        pieces: list[Label] = [formula(theme, "wh(lambda) =", "medium"), readout(theme, self.first.re, "medium")]
        if self.turns:
            pieces += [formula(theme, "plus.minus", "medium"), readout(theme, self.first.im, "medium")]
            pieces.append(formula(theme, "i", "medium"))
        return pieces, [0.16, 0.12, 0.12, 0.05, 0.0] if self.turns else [0.16, 0.0]

    def run(self, stage: Stage) -> Cue:
        """Return the steps of powers and vector, with the names of what is reached."""
        steps = []
        for k in range(1, max(len(self.spiral.powers), self.moved.last if self.moved else 0) + 1):
            seconds = SLOW if k <= FIRST else QUICK
            cues = [self.spiral.run(seconds, to=k)] if k <= len(self.spiral.powers) else []
            if self.moved is not None and k <= self.moved.last:
                cues.append(self.moved.go(k, seconds))
            names = [by[k] for by in (self.names, self.moved.names if self.moved else {}) if k in by]
            steps += [together(*cues), *([stage.fade_in(self.theme.time.value, *names)] if names else [])]
        return one_by_one(*steps)

    @property
    def written(self) -> list[Mobject]:
        """Everything that is written."""
        moved = self.moved.names.values() if self.moved else ()
        return [*self.labels, self.verdict, *self.names.values(), *moved]

    def leave(self, stage: Stage, seconds: float) -> Cue:
        """Return the fading of all of it."""
        drawn = [self.plane.leave(seconds), self.dots.fade(0.0, seconds), self.spiral.leave(seconds)]
        if self.moved is not None:
            drawn += [self.moved.plane.fade_out(seconds), self.moved.path.leave(seconds)]
        return together(*drawn, stage.fade_out(seconds, *self.written))

    @property
    def drawn(self) -> list[Mobject]:
        """What is shown without a fading in."""
        return [self.plane, self.dots, self.spiral, *([self.moved.plane, self.moved.path] if self.moved else [])]
