"""The eigenvalues of W_h against the unit circle, and how the powers of the largest go in or out."""

from __future__ import annotations

from rnnanim.mobjects.charts.complex_plane import ComplexPlane
from rnnanim.mobjects.charts.data import ComplexReading
from rnnanim.mobjects.charts.eigenvalues import Eigenvalues, PowerSpiral
from rnnanim.mobjects.text.equation import Equation
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics.matrix_powers import MatrixPowers
from rnnanim.scenes.spectrum.region import Region
from rnnanim.stage.stage import Stage

from manim import Mobject

POWERS, FAR = 20, 3.0  # of the spiral, at most; and how large a power may be that is drawn
EDGE = 1e-9  # a spectral radius so near to 1 is 1
PITCH = 0.75  # of the lines beside the plane
SHARE = 0.62


def fate(powers: MatrixPowers) -> str:
    """Return where the largest eigenvalue lies: zero, inside, on or outside of the unit circle."""
    radius = powers.analysis.read("spectral_radius").value
    if radius == 0:
        return "zero"
    return "on" if abs(radius - 1) <= EDGE else "inside" if radius < 1 else "outside"


class EigenPlane:
    """The plane with its dots, the powers of the largest eigenvalue, and what they come to.

    Attributes
    ----------
    labels : list
        The largest eigenvalue, the spectral radius and where that lies.
    """

    def __init__(self, stage: Stage, region: Region, powers: MatrixPowers) -> None:
        self.theme, self.powers = stage.theme, powers
        eigenvalues = [ComplexReading(*powers.eigenvalue(i)) for i in range(powers.size)]
        self.first = eigenvalues[0]
        box, beside = region.parts(SHARE)
        run = [ComplexReading(*powers.eigenvalue_power(0, k)) for k in range(1, POWERS + 1)]
        inside = [power for power in run if abs(power.value) < max(FAR, 2 * abs(self.first.value))]
        self.plane = ComplexPlane(self.theme, box, [pair.value for pair in (*eigenvalues, *inside)])
        self.dots = Eigenvalues(self.plane, eigenvalues, tone="wh")
        self.spiral = PowerSpiral(self.plane, inside)
        self.fate = fate(powers)
        verdict = stage.words(f"fate_{self.fate}", size="medium", weight=self.theme.type.title_weight)
        radius = Equation(
            self.theme,
            "rho(wh(W_h)) = abs(lambda)",
            powers.analysis.read("spectral_radius"),
            "medium",
            number_tone="text",
        )
        top = (beside[2] + beside[3]) / 2 + PITCH + 0.2 if region.is_wide else beside[2] - 0.5
        self.labels: list[Mobject] = [*self._eigenvalue(beside[0], top), radius.place(beside[0], top - PITCH, "left")]
        self.verdict = verdict.place(beside[0], top - 2.2 * PITCH, "left")

    @property
    def turns(self) -> bool:
        """Whether the largest eigenvalue is one of a pair."""
        return self.first.value.imag > 0

    def _eigenvalue(self, x: float, y: float) -> list[Label]:
        """Return λ = a ± bi, or λ = a."""
        theme, found = self.theme, []
        pieces: list[Label] = [formula(theme, "wh(lambda) =", "medium"), readout(theme, self.first.re, "medium")]
        if self.turns:
            pieces += [formula(theme, "plus.minus", "medium"), readout(theme, self.first.im, "medium")]
            pieces.append(formula(theme, "i", "medium"))
        for piece, gap in zip(pieces, (0.16, 0.12, 0.12, 0.05, 0.0), strict=False):
            found.append(piece.place(x, y, "left"))
            x += float(piece.width) + gap
        return found
