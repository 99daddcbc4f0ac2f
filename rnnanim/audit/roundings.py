"""Rules of figures: a number that is shown twice at a time is written in one way, and a sign = is true as written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import groupby, pairwise
from typing import Any

from rnnanim.audit.moment import Finding, Moment, at
from rnnanim.audit.report import source_of
from rnnanim.audit.seeing import Text
from rnnanim.audit.truth import is_tick
from rnnanim.figures import Spoken
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.rounding import shown
from rnnanim.numerics import Reading

APART = 0.5  # what stands farther from a result does not belong to it [scene units]
_WRITTEN = ("frac(1, 2)", "1/2*"), ("\\(", "("), ("\\)", ")"), ("times", "*"), ("^2", "**2")
_ARITHMETIC = re.compile(r"[-+*/().\d\s]+")


def roundings(moment: Moment) -> Iterator[Finding]:
    """Find one reading with two roundings in a picture at rest; a sign may be written elsewhere, ticks are round."""
    if not moment.is_still:
        return
    written = dict(_said(moment)) if moment.at_rest else {}
    for text in moment.picture.texts:
        reading: Any = text.mobject.reading if isinstance(text.mobject, Label) else None
        if not isinstance(reading, Reading) or is_tick(text.parents):
            continue
        source, digits = source_of(reading), text.name.lstrip("−")
        first = written.setdefault(source, digits)
        if first != digits:
            what = f"{source} is written “{first}” and “{digits}”"
            yield Finding("rounding", (source,), what, at(text.box))


def equations(moment: Moment) -> Iterator[Finding]:
    """Find a sign = in a picture at rest beside which two numbers, as they are written, are not equal."""
    if not moment.is_still:
        return
    for line in _lines(moment.picture.texts):
        for left, (sign, right) in pairwise(_sides(line)):
            result = _result(right) if sign == "=" else None
            found = None if result is None else _value(left[1])
            if found is not None and result is not None and not _rounds_to(found, result):
                what = f"{_said_as(left[1])} is written as = {right[0].name}, but comes to {float(found):.6g}"
                yield Finding("rounding", (what,), what, at(right[0].box))


def _said(moment: Moment) -> Iterator[tuple[str, str]]:
    """Yield the readings that the caption says, as it writes them."""
    for value in moment.scene.wording.said.get(moment.beat, {}).values():
        if isinstance(value, Reading):
            yield source_of(value), format(Spoken.of(value)).lstrip("−")


def _lines(texts: Sequence[Text]) -> Iterator[list[Text]]:
    """Yield the texts that stand on one baseline, from left to right."""
    labels = [text for text in texts if isinstance(text.mobject, Label) and not is_tick(text.parents)]
    placed = sorted(labels, key=lambda text: (round(text.mobject.baseline_y, 3), float(text.box[0])))
    for _, row in groupby(placed, key=lambda text: round(text.mobject.baseline_y, 3)):
        yield list(row)


def _sides(line: Sequence[Text]) -> list[tuple[str, list[Text]]]:
    """Return the sides of the equations of a line, each with the sign before it."""
    sides: list[tuple[str, list[Text]]] = [("", [])]
    for text in line:
        sign = _bare(text)
        if sign in ("=", "approx"):
            sides.append((sign, []))
        else:
            sides[-1][1].append(text)
    return [side for side in sides if side[1] or side[0]]


def _result(side: Sequence[Text]) -> Decimal | None:
    """Return the number right behind a sign, if what follows it does not belong to it."""
    ends = len(side) == 1 or (len(side) > 1 and float(side[1].box[0] - side[0].box[2]) > APART)
    return _number(side[0]) if ends else None


def _bare(text: Text) -> str:
    return str(text.mobject.markup).strip("$").strip()


def _number(text: Text) -> Decimal | None:
    value = shown(text.mobject) if isinstance(getattr(text.mobject, "reading", None), Reading) else None
    return value if value is not None and value.is_finite() else None


def _value(side: Sequence[Text]) -> Fraction | None:
    """Return what numbers and signs come to as they are written; None for symbols, and for a single number."""
    parts = []
    for text in side:
        number, source = _number(text), _bare(text)
        for written, meant in _WRITTEN:
            source = source.replace(written, meant)
        parts.append(f"({number:f})" if number is not None else source)
    source = "".join(parts)
    if len(side) < 2 or ")(" in source or not _ARITHMETIC.fullmatch(source):
        return None
    try:
        exact = re.sub(r"\d+(\.\d+)?(?!\d)", lambda m: m[0] if m[0] == "2" else f"Fraction('{m[0]}')", source)
        return Fraction(eval(exact, {"__builtins__": {}, "Fraction": Fraction}))
    except (SyntaxError, ZeroDivisionError, TypeError):
        return None


def _rounds_to(value: Fraction, written: Decimal) -> bool:
    """Return whether a value is a number as it is written, to its last digit."""
    step = Fraction(10) ** int(written.as_tuple().exponent)
    return abs(value - Fraction(written)) <= step / 2


def _said_as(side: Sequence[Text]) -> str:
    return " ".join(text.name for text in side)
