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
)
from rnnanim.cli.streams import give_path
from rnnanim.cli.values import ResultFile
from rnnanim.files import require_writable

EPILOG = """\b
Examples:
  rnnanim still GradientPaths
  rnnanim still GradientPaths --beat path_2 --theme light -o path.png"""


@click.command("still", epilog=EPILOG)
@click.argument("scene")
@click.option("--beat", metavar="NAME", help="The beat; the last one unless given.")
@click.option(
    "-o", "--output", type=ResultFile("a still", ".png"), metavar="FILE.png", help="SCENE.BEAT.png unless given."
)
@picture_options
@lesson_options
def command(scene: str, beat: str | None, output: Path | None, quality: str, preview: bool, **lesson: Any) -> None:
    """Save the last picture of a beat as PNG."""
    from rnnanim.build import write_still
    from rnnanim.render.job import Picture, RenderJob

    loading.require(scene)
    require_writable(output or Path(f"{catalog.stem(scene)}.png"))
    resolved = read_lesson(**lesson)
    if beat is None:
        last, _ = beats_of(scene, resolved)[-1]
    else:
        last = (pick_beats(scene, (beat,), resolved) or (beat,))[-1]
    path = output or Path(f"{catalog.stem(scene)}.{last}.png")
    require_writable(path)
    write_still(RenderJob(scene, resolved, Picture.of(quality)), last, path)
    give_path(path)
    if preview:
        open_result(str(path))
