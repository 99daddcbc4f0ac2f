"""`rnnanim still`: the last picture of a beat."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from rnnanim import catalog, loading
from rnnanim.cli.options import (
    beats_of,
    lesson_options,
    open_result,
    pick_beats,
    picture_options,
    read_lesson,
    require_folder,
)
from rnnanim.errors import InputError

EPILOG = """\b
Examples:
  rnnanim still GradientPaths
  rnnanim still GradientPaths --beat path_2 --theme light -o path.png"""


@click.command("still", epilog=EPILOG)
@click.argument("scene")
@click.option("--beat", metavar="NAME", help="The beat; the last one unless given.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE.png", help="SCENE.BEAT.png unless given."
)
@picture_options
@lesson_options
def command(scene: str, beat: str | None, output: Path | None, quality: str, preview: bool, **lesson: Any) -> None:
    """Save the last picture of a beat as PNG."""
    from rnnanim.build import write_still
    from rnnanim.render.job import Picture, RenderJob

    loading.require(scene)
    if output is not None and output.suffix.lower() != ".png":
        raise InputError(f"-o {output}: a still is a .png file")
    require_folder(output or Path("still.png"))
    resolved = read_lesson(**lesson)
    if beat is None:
        last, _ = beats_of(scene, resolved)[-1]
    else:
        last = (pick_beats(scene, (beat,), resolved) or (beat,))[-1]
    path = output or Path(f"{catalog.stem(scene)}.{last}.png")
    write_still(RenderJob(scene, resolved, Picture.of(quality)), last, path)
    click.echo(path)
    if preview:
        open_result(str(path))
