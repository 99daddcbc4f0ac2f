"""Numbers as they are written, multiplied as a viewer would."""

from __future__ import annotations

import pytest

from rnnanim.mobjects.text.readout import readout
from rnnanim.mobjects.text.rounding import multiplies_to
from rnnanim.numerics import Reading
from rnnanim.theme import load_theme


def written(*values):
    return [readout(load_theme("dark"), Reading("h", (1, 0), value)) for value in values]


@pytest.mark.parametrize(
    ("values", "result", "equal"),
    [
        ((1, 0.493432, 1, 0.711731), 0.351196, True),  # 0.351016 as written: 0.351 to the last digit
        ((1, 0.786448, 0.6, 0.576021, 0.6, 0.493432, 1, 0.711731), 0.0572743, False),  # 0.0572 as written
        ((1, 0.25, 4, 0.25), 0.25, True),
        ((0.0, 0.786448), 0.0, True),
        ((2.5e-6, 2.0), 5e-6, True),
        ((float("inf"), 2.0), float("inf"), True),
    ],
)
def test_the_written_factors_give_the_written_result_or_they_do_not(values, result, equal):
    assert multiplies_to(written(*values), written(result)[0]) is equal
