"""What is said beside the network: what J_3 is, what the plus means, and the rule that is used again and again."""

from __future__ import annotations

from functools import partial

from rnnanim.mobjects.formulas.assembled_formula import AssembledFormula
from rnnanim.mobjects.text.equation import Equation
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.words import em_of
from rnnanim.numerics.state_derivatives import StateDerivatives
from rnnanim.scenes.general import symbols
from rnnanim.scenes.general.rooms import Room
from rnnanim.scenes.general.symbols import THIN, jacobian
from rnnanim.scenes.general.unrolled_sum import STEPS
from rnnanim.stage.stage import Stage

Pieces = list[tuple[str, str]]

EQUALS = "mute(=)"
SLOPE = f"sigma'(z_{STEPS})"
GAP = 0.32  # before an equals sign, in em
NUMBERS, VECTORS = (0.0, 0.8, 1.75, 2.55, 2.55), (0.0, 0.62, 1.4, 2.0, 2.6)
FLAT_NUMBERS, FLAT_VECTORS = (0.0, 0.3, 0.6, 0.8, 0.8), (0.0, 0.1, 0.4, 0.5, 0.9)
"""From the top down to the first words, their formula, the second words, their formula and its value."""


class Definitions:
    """Formulas in lines from the top.

    Attributes
    ----------
    jacobian : AssembledFormula
        J_3 = ∂h_3/∂h_2 = σ′(z_3) W_h.
    step : AssembledFormula
        J_j = ∂h_j/∂h_{j−1}.
    whole, immediate : AssembledFormula
        ∂h_3/∂W_x; and ∂⁺h_3/∂W_x = σ′(z_3) x_3, of vectors what it makes of a change of W_x.
    value, norm : Equation
        What the whole comes to, or its norm, and the norm of the immediate derivative.
    heads : list of Label
        Where W_x is varied: at every step, and at one step.
    zero : Equation
        ∂h_0/∂W_x = 0, below the rule.
    rule : AssembledFormula
        The recursion at any step t.
    """

    def __init__(self, stage: Stage, room: Room, states: StateDerivatives) -> None:
        self.stage, self.theme, self.room, self.scalar = stage, stage.theme, room, stage.analysis.is_scalar
        self.left, self.top, self.size = room.aside
        self.em = em_of(self.theme, self.size)
        tables = (NUMBERS, VECTORS) if room.built_up else (FLAT_NUMBERS, FLAT_VECTORS)
        self.lines = tables[0 if self.scalar else 1]
        self.total, self.now = (partial(form, built_up=room.built_up) for form in (symbols.total, symbols.immediate))
        self.jacobian, self.rule, self.step = self._jacobian(), self._rule(), self._step()
        self.immediate, self.whole = self._immediate(), self._whole()
        self.value, self.norm = self._values(states)
        self.zero = Equation(self.theme, self.total(0), states.total(0), self.size)
        self.zero.place(self.left, self.top - room.alone - (1.4 if room.built_up else 0.45), "left")
        self.heads = self._heads() if room.built_up else []

    @property
    def values(self) -> list[AssembledFormula | Equation]:
        """What is said of ∂h_3/∂W_x and of ∂⁺h_3/∂W_x."""
        return [self.whole, self.value, self.immediate, self.norm]

    def _heads(self) -> list[Label]:
        heads = [
            self.stage.words("at_every_step", size="tile", tone="mute"),
            self.stage.words("at_one_step", size="tile", tone="mute", n=STEPS),
        ]
        places = (self.lines[0], self.lines[2])
        return [head.place(self.left, self.top - y, "left") for head, y in zip(heads, places, strict=True)]

    def _put(self, pieces: Pieces, down: float) -> AssembledFormula:
        """Return a formula in its line, a little smaller where it is too wide."""
        for em in (self.em, self.theme.type.tile, self.theme.type.small):
            found = AssembledFormula(self.theme, pieces, em).place(self.left, self.top - down, "left")
            if float(found.label.get_right()[0]) <= self.stage.layout.safe[1]:
                break
        return found

    @property
    def _slope(self) -> str:
        return SLOPE if self.scalar else f'"diag" {SLOPE}'

    def _jacobian(self) -> AssembledFormula:
        step = symbols.fraction(f"partial h_{STEPS}", f"partial h_{STEPS - 1}", built_up=self.room.built_up)
        pieces = [("J", jacobian(STEPS)), ("equals", EQUALS), ("d", step), ("equals_2", EQUALS)]
        return self._put([*pieces, ("slope", self._slope), ("", THIN), ("W_h", "wh(W_h)")], self.room.alone)

    def _step(self) -> AssembledFormula:
        step = symbols.fraction("partial h_j", "partial h_(j-1)", built_up=self.room.built_up)
        return self._put([("J", jacobian("j")), ("equals", EQUALS), ("d", step)], self.room.alone)

    def _rule(self) -> AssembledFormula:
        before = self.total("t-1")
        pieces = [("d", self.total("t")), ("equals", EQUALS), ("J", jacobian("t")), ("", THIN), ("before", before)]
        return self._put([*pieces, ("plus", "mute(+)"), ("now", self.now("t"))], self.room.alone)

    def _immediate(self) -> AssembledFormula:
        """Return the immediate derivative; that of vectors by what it makes of a change of W_x."""
        if self.scalar:
            factors = [("slope", self._slope), ("", THIN), ("x", f"x_{STEPS}")]
            return self._put([("d", self.now(STEPS)), ("equals", EQUALS), *factors], self.lines[3])
        change = [
            ("slope", self._slope),
            ("", THIN),
            ("change", "upright(d) wx(W_x)"),
            ("", THIN),
            ("x", f"x_{STEPS}"),
        ]
        return self._put([("d", f"upright(d)^+ h_{STEPS}"), ("equals", EQUALS), *change], self.lines[3])

    def _whole(self) -> AssembledFormula:
        source = self.total(STEPS) if self.scalar else f"norm({symbols.total(STEPS, built_up=False)})"
        return self._put([("d", source)], self.lines[1])

    def _values(self, states: StateDerivatives) -> tuple[Equation, Equation]:
        """Return the number behind the whole, and the norm of the immediate derivative in a line of its own."""
        norm = f"norm({symbols.immediate(STEPS, built_up=False)})"
        end = float(self.whole.label.get_right()[0]) + GAP * self.em
        whole = Equation(self.theme, "", states.total(STEPS), self.size).place(end, self.top - self.lines[1], "left")
        now = Equation(self.theme, norm, states.immediate(STEPS), self.size)
        return whole, now.place(self.left, self.top - self.lines[4], "left")
