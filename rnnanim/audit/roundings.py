"""Rule of figures: a number that is shown twice at a time, or shown and said, is written in one way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rnnanim.audit.moment import Finding, Moment, at
from rnnanim.audit.report import source_of
from rnnanim.audit.truth import is_tick
from rnnanim.figures import Spoken
from rnnanim.mobjects.text.label import Label
from rnnanim.numerics import Reading


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


def _said(moment: Moment) -> Iterator[tuple[str, str]]:
    """Yield the readings that the caption says, as it writes them."""
    for value in moment.scene.wording.said.get(moment.beat, {}).values():
        if isinstance(value, Reading):
            yield source_of(value), format(Spoken.of(value)).lstrip("−")
