"""Numbers as a viewer can use them: three significant digits, a true minus, powers of ten for small and large ones.

Beside a power of ten stand two digits. How a number is written follows from its value and never from the room it has,
so that it is the same wherever it stands, in a formula, at a bar or in a caption; the cells of a table alone have less.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

MOST_BESIDE_POWER = 2  # digits
SMALLEST, LARGEST = Decimal("1e-3"), Decimal("1e4")  # outside of these a power of ten is written
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
LOWERED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "−0123456789")
"""What superscripts are set from where a font has not all of them."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it is written: sign, digits and, outside of 0.001 … 9999, a power of ten.

    Parameters
    ----------
    sign : str
        "" or "-".
    digits : str
        As they stand, "0.576" or "7.6"; also "∞", and "–" for what is not defined.
    power : int or None
    """

    sign: str
    digits: str
    power: int | None = None

    @property
    def plain(self) -> str:
        """Return it as Unicode text, for captions.

        >>> figure(-0.0000076).plain
        '−7.6 × 10⁻⁶'
        """
        power = "" if self.power is None else f" × 10{str(self.power).translate(SUPERSCRIPTS)}"
        return self.sign.replace("-", "−") + self.digits + power

    @property
    def typst(self) -> str:
        """Return it as Typst mathematics."""
        power = "" if self.power is None else f" times 10^({self.power})"
        body = {"∞": "infinity", "–": "dash.en"}.get(self.digits, self.digits)
        return self.sign + body + power


def figure(value: float, digits: int = 3) -> Figure:
    """Return a number rounded to significant digits; exact ones stay short (0.6, 1, 80), whole ones below 10⁴ whole.

    >>> [figure(v).plain for v in (0.6, 80.0, 0.05727, 0.52985, 1600.0, 3325.26, 5.353e-4)]
    ['0.6', '80', '0.0573', '0.530', '1600', '3325', '5.4 × 10⁻⁴']
    """
    if math.isnan(value):
        return Figure("", "–")
    sign = "-" if value < 0 else ""
    if math.isinf(value):
        return Figure(sign, "∞")
    size = abs(value)
    if size == 0:
        return Figure("", "0")
    if size == round(size) and size < LARGEST:
        return Figure(sign, f"{size:.0f}")
    rounded = Decimal(f"{size:.{digits - 1}e}")
    if not SMALLEST <= rounded < LARGEST:
        mantissa, power = f"{size:.{min(digits, MOST_BESIDE_POWER) - 1}e}".split("e")
        return Figure(sign, _short(mantissa, float(f"{size:.15e}".split("e")[0])), int(power))
    decimals = max(0, digits - 1 - rounded.adjusted())
    text = str(Decimal(size).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN))
    return Figure(sign, _short(text, size))


def power_of_ten(log10: float, digits: int = 3) -> Figure:
    """Return the number that has a decimal logarithm, also where float64 cannot hold it.

    >>> [power_of_ten(v).plain for v in (-740.25, -2.0, -1200.0)]
    ['5.6 × 10⁻⁷⁴¹', '0.01', '1 × 10⁻¹²⁰⁰']
    """
    if not math.isfinite(log10) or abs(log10) < 300:
        return figure(10.0**log10, digits)
    power = math.floor(log10)
    exact = 10.0 ** (log10 - power)
    mantissa, carried = f"{exact:.{min(digits, MOST_BESIDE_POWER) - 1}e}".split("e")  # 9.96 is written 1.0e1
    return Figure("", _short(mantissa, exact), power + int(carried))


def figure_of(field: str, value: float, digits: int = 3) -> Figure:
    """Return a reading as it is written: of a logarithm the number that it belongs to."""
    return power_of_ten(value, digits) if field.startswith("log10_") else figure(value, digits)


def _short(text: str, exact: float) -> str:
    """Drop the last zeros after the point where nothing was rounded away."""
    if "." not in text or not math.isclose(float(text), exact, rel_tol=1e-12):
        return text
    return text.rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A value in a caption: `{gain}` is written as on the screen, `{gain:.3f}` as the format says."""

    value: Any
    field: str = ""

    @classmethod
    def of(cls, value: Any) -> Any:
        """Return a reading's number as Spoken; counts and names as they are."""
        return cls(value.value, value.field) if hasattr(value, "value") else value

    def __format__(self, spec: str) -> str:
        return format(self.value, spec) if spec else figure_of(self.field, self.value).plain
