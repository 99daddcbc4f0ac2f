"""`rnnanim compute`: every value that the scenes show, from the same code."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from rnnanim import loading
from rnnanim.cli.options import lesson_options, read_lesson
from rnnanim.cli.streams import give_json, say

if TYPE_CHECKING:
    from rnnanim.audit.shown import Values
    from rnnanim.lesson import Lesson
    from rnnanim.numerics import Reading
    from rnnanim.numerics.cells.base import Table

EPILOG = """\b
Examples:
  rnnanim compute
  rnnanim compute --json --lesson exploding --set network.steps=20 > values.json
  rnnanim compute --json --lesson values.json
  rnnanim compute --scene GradientPaths --lesson exploding"""

_SHOWN = 12  # rows of a table before it is cut


@click.command("compute", epilog=EPILOG)
@click.option("--json", "as_json", is_flag=True, help="Print everything, in full precision.")
@click.option("--scene", metavar="SCENE", help="What this scene shows too, beat by beat; a name or FILE.py:CLASS.")
@lesson_options
def command(as_json: bool, scene: str | None, **options: Any) -> None:
    """Print every value that the scenes show, or with --scene what one of them shows in each beat."""
    _compute_alone()
    if scene is not None:
        loading.require(scene)
    lesson = read_lesson(**options)
    values = None if scene is None else shown_by(scene, lesson)
    if as_json:
        from rnnanim.document import compute_document, json_chunks

        give_json(json_chunks(compute_document(lesson, values)))
        return
    for line in summary(lesson) if values is None else beat_by_beat(values):
        say(line)


def shown_by(scene: str, lesson: Lesson) -> dict[str, Values]:
    """Run a scene without drawing it and return what it shows."""
    kind = loading.load(scene)
    from rnnanim.audit.shown import shown

    return shown(kind, lesson)


def beat_by_beat(values: Mapping[str, Values]) -> Iterator[str]:
    """Yield what a scene shows, a heading for each beat and a line for each value."""
    width = max((len(key) for table in values.values() for key in table), default=0)
    for number, (beat, table) in enumerate(values.items()):
        yield f"{'' if number == 0 else chr(10)}{beat}{'' if table else ': no numbers'}"
        for key, value in table.items():
            yield f"  {key:<{width}}  {_spelled(value)}"


def _spelled(value: Any) -> str:
    """Return a number, or the ends of an array."""
    if isinstance(value, float):
        return f"{value:.9g}"
    return f"{value[0]:.9g} … {value[-1]:.9g} ({len(value)} values)"


def _compute_alone() -> None:
    """Ask the linear algebra, before NumPy loads it, for one thread.

    Digits then do not depend on the number of cores, and threads on busy cores cost ten times what they save.
    """
    for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def summary(lesson: Lesson) -> Iterator[str]:
    """Yield what a reader wants at a glance, as the cell of the lesson has it."""
    spec = lesson.network
    found = lesson.analysis.cell.summary(lesson.analysis)
    facts = "".join(f", {name} {_number(reading)}" for name, reading in found.facts)
    sizes = f"D = {spec.D}, H = {spec.H}, O = {spec.O}, T = {spec.T}"
    yield f"{lesson.name}: {found.kind}, {sizes}, loss {spec.loss}{facts}"
    yield ""
    for table in found.tables:
        yield from _lines(table)
        yield ""
    for name, reading in found.totals:
        yield f"{name:<10} {_number(reading)}"


def _lines(table: Table) -> Iterator[str]:
    if table.title:
        yield table.title
    yield _line(table.headings)
    for number, (step, readings) in enumerate(table.rows):
        if number == _SHOWN:
            yield "   … (all of them with --json)"
            return
        yield _line((str(step), *map(_number, readings)))


def _line(cells: tuple[str, ...]) -> str:
    return "".join(f"{cell:>{4 if not place else 18}}" for place, cell in enumerate(cells))


def _number(reading: Reading) -> str:
    return f"{reading.value:.9g}"
