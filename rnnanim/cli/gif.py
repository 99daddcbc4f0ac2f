"""`rnnanim gif`: a loop for an article."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rnnanim import catalog, loading
from rnnanim.cli.options import FiniteRange, lesson_options, open_result, pick_beats, read_lesson, require_folder
from rnnanim.errors import InputError

if TYPE_CHECKING:
    from fractions import Fraction

EPILOG = """\b
Examples:
  rnnanim gif GradientPaths --beat path --width 720 --fps 20
  rnnanim gif GradientPaths --max-mb 2 -o docs/paths.gif"""
_MB = 1_000_000


@click.command("gif", epilog=EPILOG)
@click.argument("scene")
@click.option("--beat", metavar="NAME", help="This beat; the whole scene unless given.")
@click.option("--width", type=click.IntRange(160, 3840), default=640, show_default=True, help="Width [pixels].")
@click.option("--fps", type=FiniteRange(1, 50), default=20, show_default=True, help="Frames per second.")
@click.option("--max-mb", type=FiniteRange(0, min_open=True), help="Lower width and rate until it fits [10⁶ bytes].")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE.gif", help="SCENE.gif unless given.")
@click.option("-p", "--preview", is_flag=True, help="Open the result.")
@lesson_options
def command(
    scene: str,
    beat: str | None,
    width: int,
    fps: float,
    max_mb: float | None,
    output: Path | None,
    preview: bool,
    **lesson: Any,
) -> None:
    """Save a beat or a scene as an endless GIF; print bytes, size and duration."""
    from rnnanim.build import write_loop

    loading.require(scene)
    if output is not None and output.suffix.lower() != ".gif":
        raise InputError(f"-o {output}: a loop is a .gif file")
    name = catalog.stem(scene)
    path = output or Path(f"{name}.{beat}.gif" if beat else f"{name}.gif")
    require_folder(path)
    resolved = read_lesson(**lesson)
    beats = pick_beats(scene, (beat,) if beat else (), resolved)
    limit = None if max_mb is None else int(max_mb * _MB)
    loop = write_loop(scene, resolved, beats, path, width=width, rate=_exact(fps), limit=limit)
    click.echo(path)
    size = f"{loop.width} × {loop.height} pixels"
    click.echo(f"{loop.bytes} bytes, {size}, {loop.seconds:.2f} s at {float(loop.fps):g} frames a second")
    if preview:
        open_result(str(path))


def _exact(fps: float) -> Fraction:
    """Return a rate that a GIF can hold, and say so if it is another than asked for."""
    from rnnanim.export.gif import RATES, nearest_rate

    rate = nearest_rate(fps)
    if float(rate) != fps:
        exact = ", ".join(f"{float(one):g}" for one in reversed(RATES))
        click.echo(f"--fps {fps:g}: the delays of a GIF are exact at {exact}; taking {float(rate):g}", err=True)
    return rate
