"""∂h_3/∂W_x as a sum of three terms, the farthest at the left: each stands under the step at which its route ends."""

from __future__ import annotations

from rnnanim.layout.frame import Layout
from rnnanim.mobjects.formulas.assembled_formula import AssembledFormula
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.words import formula
from rnnanim.scenes.general.rooms import Room
from rnnanim.scenes.general.symbols import THIN, immediate, jacobian, total
from rnnanim.theme import Theme

STEPS = 3
GAP = 0.42  # round a sign, in em, where the terms follow each other


class UnrolledSum:
    """The terms, and what stands in their places before they are unrolled.

    Attributes
    ----------
    terms : dict of step to AssembledFormula
        Pieces ``J3``, ``J2`` and ``d``, the immediate derivative.
    totals : dict of step to AssembledFormula
        The total derivative where a term has its immediate one; that of the last step is the left side.
    plain : dict of step to AssembledFormula
        What stands in a term when its plus is forgotten.
    signs : dict of Typst math to Label
        What stands there instead of the equals sign.
    pluses : dict of step to Label
        Between a term and the one at its right.
    """

    def __init__(self, theme: Theme, layout: Layout, room: Room) -> None:
        self.theme, self.layout, self.room = theme, layout, room
        steps = range(1, STEPS + 1)
        self.terms = {k: AssembledFormula(theme, _pieces(k), room.em) for k in steps}
        self.totals = {k: AssembledFormula(theme, [("d", total(k))], room.em) for k in steps}
        self.pluses = {k: formula(theme, "+", room.em, tone="mute") for k in range(1, STEPS)}
        self.plain = {k: AssembledFormula(theme, [("d", total(k))], room.em) for k in steps}
        self.equals = formula(theme, "=", room.em, tone="mute")
        self.signs = {sign: formula(theme, sign, room.em) for sign in ("eq.not", "approx")}
        self.lifted = 0.0
        self._place_terms()
        self._home = [float(part.get_center()[0]) for part in self._opening]
        self.open_up(0.0)
        for k in range(1, STEPS):
            x, _ = self.terms[k].middle("d")
            self.totals[k].place(x, room.base, "centre")
        for k in steps:
            self.plain[k].place(self.terms[k].middle("d")[0], room.base, "centre")

    @property
    def left_side(self) -> AssembledFormula:
        """∂h_3/∂W_x."""
        return self.totals[STEPS]

    @property
    def parts(self) -> list[AssembledFormula]:
        """Everything that pieces fly into."""
        return [*self.terms.values(), *self.totals.values(), *self.plain.values()]

    @property
    def labels(self) -> list[Label]:
        """The sum as it is in the end."""
        return [self.left_side.label, self.equals, *(t.label for t in self.terms.values()), *self.pluses.values()]

    @property
    def _opening(self) -> list[Label]:
        """What stands before the terms."""
        return [self.left_side.label, self.equals, *self.signs.values()]

    def lift(self, share: float) -> None:
        """Put the sum so far on its way up to where there is room for numbers below it."""
        up = share * self.room.lift - self.lifted
        self.lifted += up
        for part in (*self.parts, *self.pluses.values(), self.equals, *self.signs.values()):
            part.shift((0, up, 0))

    def open_up(self, share: float) -> None:
        """Put what stands before the terms on its way from before the second term to before the first."""
        away = self.edges(2)[0] - self.edges(1)[0]
        for part, home in zip(self._opening, self._home, strict=True):
            part.shift((home + away * (1 - share) - float(part.get_center()[0]), 0, 0))

    def edges(self, k: int) -> tuple[float, float]:
        """Return where a term begins and ends."""
        label = self.terms[k].label
        return float(label.get_left()[0]), float(label.get_right()[0])

    def _place_terms(self) -> None:
        base, left = self.room.base, self.layout.safe[0]
        if not self.room.in_columns:
            self._place_in_a_row(base)
            return
        for k, term in self.terms.items():
            term.place(self.layout.x(k), base, "centre")
        self._even_gaps()
        self.left_side.place(left + 0.04, base, "left")
        self.equals.place((float(self.left_side.label.get_right()[0]) + self.edges(1)[0]) / 2, base)
        for k, plus in self.pluses.items():
            plus.place((self.edges(k)[1] + self.edges(k + 1)[0]) / 2, base)
        self._place_signs()

    def _even_gaps(self) -> None:
        """Move the last two terms a little out of their columns, so that both signs stand in gaps of one width."""
        first, second = (self.edges(k + 1)[0] - self.edges(k)[1] for k in range(1, STEPS))
        away = (second - first) / STEPS
        self.terms[2].shift((away, 0, 0))
        self.terms[3].shift((-away, 0, 0))

    def _place_signs(self) -> None:
        for sign in self.signs.values():
            sign.place(float(self.equals.get_center()[0]), self.room.base)

    def _place_in_a_row(self, base: float) -> None:
        gap = GAP * self.room.em
        row: list[AssembledFormula | Label] = [self.left_side, self.equals]
        for k, term in self.terms.items():
            row += [term, *([self.pluses[k]] if k in self.pluses else [])]
        widths = [float(piece.width) for piece in row]
        x = -(sum(widths) + gap * (len(row) - 1)) / 2
        for piece, width in zip(row, widths, strict=True):
            piece.place(x, base, "left")
            x += width + gap
        self._place_signs()


def _pieces(k: int) -> list[tuple[str, str]]:
    """Return the pieces of a term: J_3 … J_{k+1}, and the immediate derivative at step k."""
    pieces = [piece for step in range(STEPS, k, -1) for piece in ((f"J{step}", jacobian(step)), ("", THIN))]
    return [*pieces, ("d", immediate(k))]
