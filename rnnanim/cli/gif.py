"""`rnnanim gif`: a loop for an article."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from rnnanim import catalog, loading
from rnnanim.cli.options import lesson_options, open_result, pick_beats, read_lesson
from rnnanim.cli.streams import give_path, note, say
from rnnanim.cli.values import Number, ResultFile, WholeNumber
from rnnanim.files import require_writable

EPILOG = """\b
Examples:
  rnnanim gif GradientPaths --beat path --width 720 --fps 20
  rnnanim gif GradientPaths --max-mb 2 -o docs/paths.gif"""
_MB = 1_000_000


@click.command("gif", epilog=EPILOG)
@click.argument("scene")
@click.option("--beat", metavar="NAME", help="This beat; the whole scene unless given.")
@click.option("--width", type=WholeNumber(160, 3840), default=640, show_default=True, help="Width [pixels].")
@click.option("--fps", type=Number(1, 50), default=20, show_default=True, help="Frames per second.")
@click.option("--max-mb", type=Number(0, min_open=True), help="Lower width and rate until it fits [million bytes].")
@click.option("-o", "--output", type=ResultFile("a loop", ".gif"), metavar="FILE.gif", help="SCENE.gif unless given.")
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
    name = catalog.stem(scene)
    path = output or Path(f"{name}.{beat}.gif" if beat else f"{name}.gif")
    resolved = read_lesson(**lesson)
    beats = pick_beats(scene, (beat,) if beat else (), resolved)
    require_writable(path)
    limit = None if max_mb is None else int(max_mb * _MB)
    rate = _exact(fps)
    loop = write_loop(scene, resolved, beats, path, width=width, rate=rate, limit=limit)
    if (loop.width, loop.fps) != (width, rate):
        note(f"--max-mb {max_mb:g}: taking {loop.width} of {width} pixels, {_rate(loop.fps)}")
    give_path(path)
    size = f"{loop.width} × {loop.height} pixels"
    say(f"{loop.bytes} bytes, {size}, {loop.seconds:.2f} s at {_rate(loop.fps)}")
    if preview:
        open_result(str(path))


def _exact(fps: float) -> Fraction:
    """Return a rate that a GIF can hold, and say so if it is another than asked for."""
    from rnnanim.export.gif import nearest_rate

    rate = nearest_rate(fps)
    if f"{float(rate):.3g}" != f"{fps:.3g}":
        note(f"--fps {fps:g}: a GIF counts delays in whole hundredths of a second; taking {_rate(rate)}")
    return rate


def _rate(rate: Fraction) -> str:
    """Return a rate in words, with the delay that it stands for.

    >>> _rate(Fraction(100, 3))
    '33.3 frames a second (a delay of 3 hundredths)'
    """
    delay = int(100 / rate)
    return f"{float(rate):.3g} frames a second (a delay of {delay} hundredth{'s' * (delay != 1)})"
