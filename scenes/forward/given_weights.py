"""The weights that are given, entry by entry, where the network has several units: one below the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.roles import HUE
from rnnanim.mobjects.charts.cell_key import column_scale
from rnnanim.mobjects.charts.column_numbers import MOST_NUMBERS, written_alike
from rnnanim.mobjects.charts.ramp import DEEPEST
from rnnanim.mobjects.charts.vector_column import (
    MARGIN,
    MOST_CELLS,
    VectorColumn,
)
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Analysis, Reading
from rnnanim.scenes.forward.preactivation_columns import ROOM
from rnnanim.scenes.forward.state_columns import StateColumns
from rnnanim.stage import Stage

AWAY = 0.5  # from the last column of units to the weights
TOP, BOTTOM = 2.3, -1.66  # of the room for them; the name of the first is above it
APART, NAME = 0.62, 0.40  # from a weight to the one below it, with a name between them; em of a name
NAME_GAP = 0.17  # from a weight to its name above it
WIDEST, HIGHEST, SQUARE = 1.3, 0.42, 0.34  # a cell with a number, and one without
NAMES = {"W_x": "wx(W_x^top)", "W_h": "wh(W_h)", "W_y": "wy(W_y)"}


def given_weights(stage: Stage, columns: StateColumns) -> Mapping[str, VGroup]:
    """Return each weight with its name; nothing of numbers, of weights with many cells, and in a narrow frame."""
    spec = stage.analysis.spec
    if spec.H == 1 or max(spec.D, spec.H, spec.O) > MOST_CELLS or not stage.layout.choose(ROOM).is_roomy:
        return {}
    entries = _rows_of_units(stage.analysis)
    left = stage.layout.x(stage.layout.steps) + stage.layout.unit + AWAY
    wide = min(WIDEST, (stage.layout.safe[1] - left) / spec.H)
    high = (TOP - BOTTOM - (len(entries) - 1) * APART) / (spec.D + spec.H + spec.O)
    written = _numbers(stage, list(entries.values()), wide)
    size = (wide, min(high, HIGHEST)) if written else (min(wide, high, SQUARE),) * 2
    top, found = TOP, {}
    for n, (name, readings) in enumerate(entries.items()):
        scale = column_scale(
            stage.theme,
            columns.scale.box,
            columns.readings,
            name="states",
            tone=HUE[name],
            deepest=DEEPEST if written else 1.0,
        )
        cells = VectorColumn(
            stage.theme,
            readings,
            scale,
            width=size[0] * spec.H,
            height=size[1] * len(readings) / spec.H,
            columns=spec.H,
            numbers=written[n] if written else (),
        )
        cells.shift((left + cells.size[0] / 2, top - cells.size[1] / 2, 0))
        label = formula(stage.theme, NAMES[name], NAME).place(left, top + NAME_GAP, "left")
        found[name] = VGroup(cells, label)
        top -= cells.size[1] + APART
    return found


def _rows_of_units(analysis: Analysis) -> dict[str, list[Reading]]:
    """Return the entries of each weight, row by row of one entry for each unit: W_x is turned for that."""
    spec, turned = analysis.spec, analysis.matrix_entries("W_x")
    of_inputs = [turned[unit * spec.D + number] for number in range(spec.D) for unit in range(spec.H)]
    return {
        "W_x": of_inputs,
        "W_h": list(analysis.matrix_entries("W_h")),
        "W_y": list(analysis.matrix_entries("W_y")),
    }


def _numbers(stage: Stage, entries: Sequence[Sequence[Reading]], wide: float) -> list[list[Label]]:
    """Return the entries as numbers of equally many digits, where these have room in their cells."""
    if stage.analysis.spec.H > MOST_NUMBERS:
        return []
    return written_alike(stage.theme, entries, wide - 2 * MARGIN)
