"""Numbers as they are written: what a viewer who adds or multiplies them comes to."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from math import prod

from rnnanim.mobjects.text.label import Label


def shown(label: Label) -> Decimal:
    """Return a readout as it is written, digit for digit.

    Numbers with a power of ten are read as such: `7.6 times 10^(-6)` is 0.0000076.
    """
    digits = label.markup.strip("$").replace('class("normal", times)', "times").replace(" ", "")
    mantissa, _, power = digits.partition("times10^")
    if mantissa.startswith("10^"):
        mantissa, power = "1", mantissa.removeprefix("10^")
    try:
        return Decimal(mantissa).scaleb(int(power.strip("()"))) if power else Decimal(mantissa)
    except InvalidOperation:  # infinity, or what is not defined
        return Decimal("NaN")


def multiplies_to(factors: Iterable[Label], result: Label) -> bool:
    """Return whether the factors as they are written give the result as it is written, to its last digit."""
    product, written = prod((shown(factor) for factor in factors), start=Decimal(1)), shown(result)
    if not (product.is_finite() and written.is_finite()):
        return True  # nothing that could be rounded
    return product.quantize(written) == written
