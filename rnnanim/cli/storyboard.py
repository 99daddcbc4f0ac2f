"""`rnnanim storyboard`: the contact sheet, without video."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from rnnanim import catalog, loading
from rnnanim.cli.options import cores, lesson_options, open_result, read_lesson
from rnnanim.cli.streams import give_path
from rnnanim.cli.values import ResultFile
from rnnanim.files import require_writable

EPILOG = """\b
Examples:
  rnnanim storyboard
  rnnanim storyboard GradientPaths --lang zh --theme light -o paths.png"""


@click.command("storyboard", epilog=EPILOG)
@click.argument("scenes", nargs=-1, metavar="[SCENE]...")
@click.option(
    "-o",
    "--output",
    type=ResultFile("a storyboard", ".html", ".png"),
    default="storyboard.html",
    show_default=True,
    metavar="FILE.html|png",
    help="One page that holds its pictures, or one picture.",
)
@click.option("-p", "--preview", is_flag=True, help="Open the result.")
@lesson_options
@click.pass_context
def command(ctx: click.Context, /, scenes: tuple[str, ...], output: Path, preview: bool, **lesson: Any) -> None:
    """Save the last picture of each beat with its caption, of the scenes or of all."""
    from rnnanim.build import BOARD_PICTURE, draw_boards, write_board
    from rnnanim.cli.progress import end_with, shown
    from rnnanim.render.job import RenderJob
    from rnnanim.render.local import LocalPool

    names = tuple(dict.fromkeys(scenes)) or tuple(catalog.SCENES)
    for name in names:
        loading.require(name)
    require_writable(output)
    resolved = read_lesson(**lesson)
    jobs = [RenderJob(name, resolved, BOARD_PICTURE) for name in names]
    if output.suffix.lower() == ".png":  # a browser may have other fonts
        from rnnanim.audit.speech import require_glyphs

        for name in filter(catalog.source, names):
            require_glyphs(loading.load(name), resolved)
    with LocalPool(cores()) as executor, shown() as watcher:
        done = draw_boards(jobs, executor, watcher)
    if done.failures:
        end_with(ctx, done.failures)
    write_board(output, done.boards, resolved)
    give_path(output)
    if preview:
        open_result(str(output))
