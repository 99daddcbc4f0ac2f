"""Two step Jacobians of one network that are nilpotent each, and whose product explodes.

The network is a relu RNN of two units that take turns: in each step one of them is off, so that J_t = diag(σ′(z_t)) W_h
has a single entry and ρ = 0, while ‖J_t … J_1‖ = 2^t.
"""

from __future__ import annotations

from rnnanim.layout.frame import ByFrame
from rnnanim.mobjects.base.motion import Cue, together
from rnnanim.mobjects.charts.bracketed_matrix import BracketedMatrix
from rnnanim.mobjects.charts.linear_map import LinearMap, MapImage
from rnnanim.mobjects.text.equation import Equation, plate
from rnnanim.mobjects.text.readout import readout
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Analysis, NetworkSpec
from rnnanim.numerics.jacobian_products import JacobianProducts
from rnnanim.numerics.matrix_powers import MatrixPowers
from rnnanim.scenes.spectrum.power_maps import image_of
from rnnanim.scenes.spectrum.region import Region
from rnnanim.stage.stage import Stage
from rnnanim.theme import Box, Point

from manim import Mobject

STEPS = 10
SHARE = 0.6
REACH = 4.15, 2.15  # to the right and upwards
SIDE_BY_SIDE = ByFrame(False, False, True)
UNDER_NOTE = 0.45  # from the top down to the map in a narrow frame, where the note stands
ROW = 1.5  # between two matrices, from middle to middle


def taking_turns(steps: int = STEPS) -> NetworkSpec:
    """Return a network of two units of which each is on in every second step."""
    return NetworkSpec(
        activation="relu",
        W_x=[[0.0], [0.0]],
        W_h=[[0.0, 2.0], [2.0, 0.0]],
        W_y=[[1.0, 1.0]],
        b_h=[-1.0, -1.0],
        b_y=[0.0],
        h_0=[1.0, 0.0],
        x=[[0.0]] * steps,
        target=[[0.0]] * steps,
    )


class TwoFactors:
    """The map of one factor after the other; beside it the factors, their product and the spectral radii.

    Attributes
    ----------
    net : Analysis
        Of the network.
    images : list of MapImage
        Of J_1, of J_1 twice, and of J_2 J_1.
    matrices : list of BracketedMatrix
        J_1, J_2 and their product.
    radii : list of Equation
        The spectral radius of each.
    twice : BracketedMatrix
        J_1 J_1, which is zero.
    note : Label
        What a step Jacobian is.
    tips : list of list of Mobject
        How long the images of J_1 and of J_2 J_1 are.
    """

    def __init__(self, stage: Stage, region: Region) -> None:
        theme = stage.theme
        self.net = stage.network("two units that take turns", taking_turns())
        self.products = JacobianProducts(self.net)
        once = stage.network("J_1 alone", self.net.spec.replace(W_h=self.net.J[1]))
        (left, right, top, bottom), beside = region.parts(SHARE)
        box = left, right, top - (0.0 if region.is_wide else UNDER_NOTE), bottom
        self.plane = LinearMap(theme, box, REACH, name="map of two")
        self.images = [self._image(1), image_of(MatrixPowers(once), 2), self._image(2)]
        spans = ((1, 0, "J_1"), (2, 1, "J_2"), (2, 0, "J_2 J_1"))
        self.matrices = [BracketedMatrix(theme, self.products.entries(t, k), name) for t, k, name in spans]
        self.radii = [
            Equation(theme, "rho", self.products.radius(t, k), "medium", number_tone=tone)
            for (t, k, _), tone in zip(spans, ("ink", "ink", "text"), strict=True)
        ]
        zero = MatrixPowers(once).entries(2)
        self.twice = BracketedMatrix(theme, zero, "J_1 J_1")
        note = 'J_t = "diag" sigma\'(z_t) space wh(W_h)'
        self.note = formula(theme, note, "small", tone="mute").place(*self._place_of_note(region), "right")
        self._place(region, beside)
        self.tips = self._tips()

    @staticmethod
    def _place_of_note(region: Region) -> Point:
        """Return where the note ends: in a narrow frame under the title."""
        right, base = region.frame.note
        return right, base if region.is_wide else region.top

    def _place(self, region: Region, box: Box) -> None:
        """Place matrices and radii: in rows, or in a square frame side by side."""
        left, right, top, bottom = box
        middle = (top + bottom) / 2
        if region.frame.choose(SIDE_BY_SIDE):
            for n, (matrix, radius) in enumerate(zip(self.matrices, self.radii, strict=True)):
                x = left + (right - left) * (n + 0.5) / len(self.matrices)
                radius.place(float(matrix.place(x, middle + 0.3, "centre").brackets.get_center()[0]), middle - 0.95)
            self.twice.place((left + right) / 2, middle + 0.3, "centre")
            return
        edge = left + max(float(matrix.width) for matrix in (*self.matrices, self.twice))
        for n, (matrix, radius) in enumerate(zip(self.matrices, self.radii, strict=True)):
            y = middle + (1 - n) * ROW
            matrix.place(edge, y, "right")
            radius.place(edge + 0.55, y - 0.11, "left")
        self.twice.place(edge, middle, "right")

    def _tips(self) -> list[list[Mobject]]:
        """Return how long the images are, on grounds, beside the upper and over the right end."""
        numbers = [readout(self.plane.theme, self.products.singular_value(t, 0), "medium", "text") for t in (1, 2)]
        up, right = (self.plane.point(*(abs(one.value) for one in self.products.semi_axis(t, 0))) for t in (1, 2))
        numbers[0].place(up[0] + 0.2, up[1] - 0.25, "left")
        numbers[1].place(right[0], right[1] + 0.25, "right")
        return [[plate(self.plane.theme, number), number] for number in numbers]

    def _image(self, t: int) -> MapImage:
        """Return what J_t … J_1 makes of the circle."""
        return MapImage(self.products.entries(t, 0), [self.products.singular_value(t, 0, i) for i in (0, 1)])

    def write(self, stage: Stage, n: int, seconds: float) -> Cue:
        """Return the fading in of a matrix."""
        return stage.fade_in(seconds, *self.matrices[n].parts)

    @property
    def written(self) -> list[Mobject]:
        """Everything beside the map."""
        return [*(part for matrix in self.matrices for part in matrix.parts), *self.radii, self.note, *self.tips[1]]

    def leave(self, stage: Stage, seconds: float) -> Cue:
        """Return the fading of all of it."""
        return together(self.plane.fade_out(seconds), stage.fade_out(seconds, *self.written))


def growth(net: Analysis, steps: int) -> list[float]:
    """Return ‖J_t … J_1‖ for t = 1 … steps.

    >>> from rnnanim.numerics import analyse
    >>> growth(analyse(taking_turns()), 4)
    [2.0, 4.0, 8.0, 16.0]
    """
    return [JacobianProducts(net).singular_value(t, 0).value for t in range(1, steps + 1)]
