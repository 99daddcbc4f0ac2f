"""Options that several commands share, and what they mean."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from rnnanim.captions import LANGUAGES
from rnnanim.catalog import fitting, near, stem
from rnnanim.cli.streams import hush, note
from rnnanim.cli.values import WholeNumber
from rnnanim.errors import CellError, InputError, LessonError, cut

if TYPE_CHECKING:
    from rnnanim.lesson import Lesson

Command = TypeVar("Command", bound=Callable[..., Any])
THEMES = ("dark", "light")
QUALITIES = "lmhpk"


def _stacked(*decorators: Callable[[Command], Command]) -> Callable[[Command], Command]:
    def decorate(command: Command) -> Command:
        for decorator in reversed(decorators):
            command = decorator(command)
        return command

    return decorate


lesson_options = _stacked(
    click.option("--lesson", "source", metavar="NAME|FILE", help="A preset, or a .toml or .json file."),
    click.option("--set", "overrides", multiple=True, metavar="KEY=VALUE", help="Change one value; repeatable."),
    click.option("--seed", type=WholeNumber(), help="Seed of what is drawn."),
    click.option("--lang", "language", type=click.Choice(LANGUAGES), help="Language of words and captions."),
    click.option("--theme", type=click.Choice(THEMES), help="Dark for video, light for articles."),
    click.option(
        "--quiet",
        is_flag=True,
        expose_value=False,
        callback=lambda ctx, option, quiet: hush(quiet),
        help="Write results and errors only.",
    ),
)
"""``--lesson --set --seed --lang --theme``, which `read_lesson` takes, and ``--quiet``."""

picture_options = _stacked(
    click.option(
        "-q",
        "--quality",
        type=click.Choice(list(QUALITIES)),
        default="h",
        show_default=True,
        help="480p15, 720p30, 1080p60, 1440p60, 2160p60.",
    ),
    click.option("-p", "--preview", is_flag=True, help="Open the result."),
)

beat_option = click.option("--beat", "beats", multiple=True, metavar="NAME", help="This beat only; repeatable.")


def read_lesson(
    source: str | None, overrides: tuple[str, ...], seed: int | None, language: str | None, theme: str | None
) -> Lesson:
    """Return the lesson that the options name; what it has to say goes to stderr."""
    from rnnanim.lesson import load_lesson

    try:
        lesson = load_lesson(source, overrides, seed, language, theme)
    except CellError as error:
        from rnnanim.numerics.cells import CELLS

        raise LessonError(f"{error}; {'; '.join(map(fitting, CELLS))}") from None
    for notice in lesson.notices:
        note(cut(notice))
    return lesson


def pick_beats(scene: str, names: tuple[str, ...], lesson: Lesson) -> tuple[str, ...] | None:
    """Return the beats of a scene that `names` means, repetitions spelled out; None if no beat is named.

    Raises
    ------
    InputError
        If it has none of that name.
    """
    if not names:
        return None
    from rnnanim.timeline import chosen

    plan = beats_of(scene, lesson)
    known = dict.fromkeys(name for pair in plan for name in reversed(pair))
    for name in names:
        if not chosen([name], plan):
            raise InputError(f"{stem(scene)} has no beat {name!r}; {near(name, known)}")
    return chosen(names, plan)


def beats_of(scene: str, lesson: Lesson) -> list[tuple[str, str]]:
    """Return name and template of every beat of a scene.

    Raises
    ------
    InputError
        If it has none.
    """
    from rnnanim.loading import load, plan_of

    return [(beat.name, beat.template) for beat in plan_of(load(scene), lesson)]


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def open_result(path: str) -> None:
    """Open a file in the program that the desktop has for it, outside of our fonts."""
    from rnnanim.cli.opening import open_file

    open_file(path)
