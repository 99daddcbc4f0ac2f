"""Rule of light: what a beat lights, or its caption names, is not among the dim when the beat ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from rnnanim.audit.markup import SUBSCRIPTS, plain
from rnnanim.audit.moment import IDLE_ROLES, Finding, Moment, at
from rnnanim.mobjects.network.graph_parts import GraphPart
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.text.label import Label

LIT = frozenset({State.LIVE, State.LIT, State.ON})
"""States of a part that the beat speaks of."""
_NAME = re.compile(r"(?<![A-Za-z])(?:W_[xhy](?![A-Za-z])|[hxyzL](?:_\(?(\d+)\)?|([₀-₉]+)))")


class Focus:
    """Remembers which parts a beat lights, and looks at them when it ends."""

    def __init__(self) -> None:
        self._lit: dict[int, GraphPart] = {}
        self._before: set[int] = set()

    def begin(self, scene: Any) -> None:
        """Take note of what is lit already."""
        parts = [m for mobject in scene.mobjects for m in mobject.get_family() if isinstance(m, GraphPart)]
        self._before = {id(part) for part in parts if part.state in LIT}
        self._lit = {}

    def __call__(self, moment: Moment) -> Iterator[Finding]:
        """Remember what is lit; at the end of the beat yield what is dim but should not be."""
        parts = {id(shape.part): shape.part for shape in moment.picture.shapes if shape.part is not None}
        before = self._before | {id(part) for part in moment.scene.stage.recalled}
        lit = {key: part for key, part in parts.items() if part.state in LIT}
        self._lit |= {key: part for key, part in lit.items() if key not in before}
        if moment.at_rest:
            yield from self._gone_dim(parts)
            yield from _named(moment, list(parts.values()))

    def _gone_dim(self, parts: dict[int, GraphPart]) -> Iterator[Finding]:
        for key, part in self._lit.items():
            if key in parts and (role := idle_role(part)):
                what = f"{_title(part)} was lit in this beat and ends as {role}"
                yield Finding("not lit", (_title(part),), what, _place(part))


def _named(moment: Moment, parts: list[GraphPart]) -> Iterator[Finding]:
    """Yield the names in the captions of which every part on stage is dim."""
    captions = moment.scene.timeline[-1].captions.values()
    for name in sorted({name for caption in captions for name in names_in(caption)}):
        called = [p for p in parts if isinstance(getattr(p, "symbol", None), Label) and plain(p.symbol.markup) == name]
        roles = [idle_role(part) for part in called]
        if called and all(roles):
            what = f"the caption names {name}, but it ends as {roles[0]}"
            yield Finding("not lit", (name,), what, _place(called[0]))


def names_in(caption: str) -> set[str]:
    """Return the names of parts in a caption, as their symbols are written.

    >>> sorted(names_in("W_x at h_(2), then h₁ and W_xf"))
    ['W_x', 'h₁', 'h₂']
    """
    found = set()
    for match in _NAME.finditer(caption):
        index = match[1].translate(SUBSCRIPTS) if match[1] else match[2]
        found.add(f"{match[0][0]}{index}" if index else match[0])
    return found


def idle_role(part: GraphPart) -> str | None:
    """Return the role of what is not spoken of that a part shows, if it shows one.

    Of a unit or tile the symbol tells: its ring may be `low`, as the ring of an idle unit is, while the symbol is ink.
    """
    symbol = getattr(part, "symbol", None)
    tags = [getattr(mobject, "tag", None) for mobject in part.get_family()]
    outlines = [tag.tone for tag in tags if tag is not None and tag.kind in ("outline", "line")]
    if not isinstance(symbol, Label):
        return next((role for role in outlines if role in IDLE_ROLES), None)
    faint = [role for role in outlines if role in IDLE_ROLES - {"low"}]
    return next((role for role in (symbol.tone, *faint) if role in IDLE_ROLES), None)


def _title(part: GraphPart) -> str:
    symbol = getattr(part, "symbol", None)
    return f"{type(part).__name__} {plain(symbol.markup)}" if isinstance(symbol, Label) else type(part).__name__


def _place(part: GraphPart) -> str:
    return at([*part.get_corner((-1, -1, 0))[:2], *part.get_corner((1, 1, 0))[:2]])
