"""`rnnanim render`: films of scenes, and the lecture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rnnanim import catalog, loading
from rnnanim.cli.options import (
    beat_option,
    cores,
    lesson_options,
    open_result,
    pick_beats,
    picture_options,
    read_lesson,
)
from rnnanim.cli.streams import give_path
from rnnanim.cli.values import Number, ResultFolder, WholeNumber
from rnnanim.errors import InputError

if TYPE_CHECKING:
    from rnnanim.render.executor import Executor
    from rnnanim.render.job import Picture, RenderJob

EPILOG = """\b
Examples:
  rnnanim render GradientPaths -q m
  rnnanim render --all -q m --out out --lang zh
  rnnanim render GradientPaths --beat path --set network.steps=5
  rnnanim render talk.py:Opening
  rnnanim render --all -q h --cluster tcp://10.0.0.2:8786
  rnnanim render --all --cluster local:4"""


@click.command("render", epilog=EPILOG)
@click.argument("scenes", nargs=-1, metavar="[SCENE]...")
@click.option("--all", "everything", is_flag=True, help="Every scene of the list, and all joined into lecture.mp4.")
@beat_option
@click.option("--jobs", type=WholeNumber(1), help="Scenes drawn at a time; as many as there are cores unless given.")
@click.option("--no-cache", "kept", flag_value=False, default=True, help="Take no clips from the cache, keep none.")
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Draw on the workers of a Dask scheduler, HOST:PORT, or local:N for N of them on this machine.",
)
@click.option("--out", default="out", show_default=True, type=ResultFolder(), help="Folder of the films.")
@picture_options
@click.option(
    "--draft", is_flag=True, help="Encode fast and not well, and let the film grow while it is drawn; -q l always does."
)
@click.option("--fps", type=Number(1, 240), help="Frames per second, in place of the quality's.")
@lesson_options
@click.pass_context
def command(
    ctx: click.Context,
    /,
    scenes: tuple[str, ...],
    everything: bool,
    beats: tuple[str, ...],
    jobs: int | None,
    kept: bool,
    cluster: str | None,
    out: Path,
    quality: str,
    fps: float | None,
    draft: bool,
    preview: bool,
    **lesson: Any,
) -> None:
    """Render films of scenes.

    SCENE is a name of `rnnanim list`, or FILE.py:CLASS. Each film has a chapter for each beat, subtitles in both
    languages beside it, and a place in manifest.json. What is there already and unchanged is not drawn again, and of
    what has changed only those beats in which it can be seen.
    """
    from rnnanim.build import Build
    from rnnanim.cli.progress import end_with, shown
    from rnnanim.render.job import Picture

    names = _scenes(ctx, scenes, everything, beats)
    films = _jobs(names, beats, Picture.of(quality, fps, is_draft=draft), lesson)
    with _executor(jobs, cluster, out) as executor, shown() as watcher:
        outcome = Build(out, films, executor, everything, watcher, kept).run()
    for film in outcome.films:
        give_path(film)
    if outcome.failures:
        end_with(ctx, outcome.failures)
    if preview:
        open_result(str(outcome.films[-1]))


def _executor(jobs: int | None, cluster: str | None, out: Path) -> Executor:
    if cluster is None:
        from rnnanim.render.local import LocalPool

        return LocalPool(jobs or cores(), out)
    if jobs is not None:
        raise InputError(
            "--jobs is for this machine; the workers of a --cluster draw as many at a time as they have threads"
        )
    from rnnanim.render.dask import Cluster

    return Cluster(cluster)


def _scenes(ctx: click.Context, scenes: tuple[str, ...], everything: bool, beats: tuple[str, ...]) -> list[str]:
    """Return the scenes to render, each once."""
    if not scenes and not everything:
        raise click.UsageError(
            "usage: rnnanim render SCENE... or rnnanim render --all; `rnnanim list` names the scenes"
        )
    if everything and beats:
        raise InputError("--all joins whole scenes; leave --beat out, or name the scene")
    names = list(dict.fromkeys((*(catalog.SCENES if everything else ()), *scenes)))
    for name in names:
        loading.require(name)
    files = [catalog.stem(name) for name in names]
    if twice := next((file for file in files if files.count(file) > 1), None):
        raise InputError(f"two of the scenes are called {twice}; render them into different folders")
    return names


def _jobs(names: list[str], beats: tuple[str, ...], picture: Picture, lesson_given: dict[str, Any]) -> list[RenderJob]:
    from rnnanim.render.job import RenderJob

    lesson = read_lesson(**lesson_given)
    return [RenderJob(name, lesson, picture, pick_beats(name, beats, lesson)) for name in names]
