"""`rnnanim check`: run every beat without drawing and report faults of layout and of truth."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from rnnanim.cli.options import lesson_options, read_lesson
from rnnanim.cli.streams import give_json, say

if TYPE_CHECKING:
    from rnnanim.audit import Report

EPILOG = """\b
Examples:
  rnnanim check
  rnnanim check GradientPaths --lang zh --lesson exploding --set network.steps=5
  rnnanim check --json > check.json"""


@click.command("check", epilog=EPILOG)
@click.argument("scenes", nargs=-1, metavar="[SCENE]...")
@click.option("--json", "as_json", is_flag=True, help="Print problems and numbers as JSON.")
@lesson_options
def check(scenes: tuple[str, ...], as_json: bool, **options: Any) -> int:
    """Run every beat of the scenes, or of all, without drawing and report faults of layout and of truth.

    Lists each number shown with the value that it came from. Ends with 1 when a fault was found.
    """
    from rnnanim import catalog, loading

    names = scenes or tuple(catalog.SCENES)
    for name in names:
        loading.require(name)
    lesson = read_lesson(**options)
    from rnnanim.audit import Report
    from rnnanim.audit.watch import audit

    report = Report().extend(audit(loading.load(name), lesson) for name in names)
    if as_json:
        give_json([json.dumps(report.to_json(), indent=2, ensure_ascii=False, allow_nan=False), "\n"])
    else:
        show(report, [catalog.stem(name) for name in names])
    return 1 if report.problems else 0


def show(report: Report, names: Sequence[str]) -> None:
    """Print a report: tables on a terminal, plain lines otherwise."""
    problems = [(p.scene, p.beat, _seconds(p.time), p.kind, p.what, p.where) for p in report.problems]
    numbers = [(n.scene, n.beat, n.text, f"{n.value:.9g}", n.source) for n in report.numbers]
    _table("numbers on screen and in captions", ("scene", "beat", "text", "value", "source"), numbers)
    _table("problems", ("scene", "beat", "time", "kind", "what", "where"), problems)
    say(f"{', '.join(names)}: {_count(len(problems), 'problem')}, {_count(len(numbers), 'number')} traced")


def _table(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    if not rows:
        return
    if not sys.stdout.isatty():
        for line in plain_lines(headings, rows):
            say(line)
        say("")
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left")
    for heading in headings:
        table.add_column(heading)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)


def plain_lines(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the rows of a table, columns in line.

    >>> list(plain_lines(("a", "b"), [("1", "22"), ("333", "4")]))
    ['a    b', '1    22', '333  4']
    """
    widths = [max(len(row[i]) for row in (headings, *rows)) for i in range(len(headings))]
    for row in (headings, *rows):
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _seconds(time: float | None) -> str:
    return "" if time is None else f"{time:.2f}"


def _count(number: int, name: str) -> str:
    return f"{number or 'no'} {name}{'' if number == 1 else 's'}"
