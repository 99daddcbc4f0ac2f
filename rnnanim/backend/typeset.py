"""Words and formulas to SVG through one Typst compiler, with a cache on disk.

Colour is left out of the picture: each role is written as a key colour and read back by `outlines`, so that one
compiled drawing serves both themes and every tint.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from rnnanim.backend.fonts import families, font_folders, fonts_digest
from rnnanim.errors import RnnAnimError
from rnnanim.locations import cache_folder

ROLES = {
    "wx": "wx",
    "wh": "wh",
    "wy": "wy",
    "mute": "mute",
    "low": "low",
    "ink": "ink",
    "amber": "text",  # `text` is Typst's own
    "state": "state",
    "loss": "loss",
    "core": "core",
    "spent": "spent",
    "on": "on",
}
"""Functions of the markup that colour a part, and the theme's role of each."""

EM = 10.0
"""Type size at which everything is set [pt]."""
MARK = "#010203"
"""Key colour of the mark whose foot is the baseline."""
_lock = Lock()


def document(markup: str, weight: int = 400, language: str = "en", hidden: str | None = None) -> str:
    """Return the Typst document that sets one line of markup behind the mark of its baseline.

    Parameters
    ----------
    markup : str
        Typst markup; ``#part("name")[…]`` (in math ``part("name", …)``) names a piece.
    hidden : str, optional
        Name of the piece that is left out, its place kept.
    """

    def listed(names: tuple[str, ...]) -> str:
        return "(" + "".join(f'"{name}", ' for name in names) + ")"

    tints = "\n".join(
        f'#let {name}(body) = text(fill: rgb("{key_colour(number)}"), body)'
        for number, name in enumerate(ROLES, start=1)
    )
    return f"""#set page(width: auto, height: auto, margin: 20pt, fill: none)
#set text(size: {EM:g}pt, font: {listed(families("words"))}, fallback: false, weight: {weight}, \
fill: rgb("{key_colour(0)}"), lang: "{language}")
#show math.equation: set text(font: {listed(families("math"))}, weight: 400)
{tints}
#let part(name, body) = if name == "{hidden or ""}" {{ hide(body) }} else {{ body }}
#box(width: 0.02pt, height: 0.02pt, fill: rgb("{MARK}"));{markup}"""


def key_colour(number: int) -> str:
    """Return the colour that stands for a role by its number; 0 is text without a role."""
    return f"#0000{number:02x}"


def compile_svg(source: str) -> bytes:
    """Return a Typst document as SVG; a warning (a font that is not there) is an error.

    Raises
    ------
    RnnAnimError
        With Typst's message and the last line of the source.
    """
    path = _cached(source)
    with suppress(OSError):
        data = path.read_bytes()
        if data.endswith(b"</svg>"):
            return data
    data = _compile(source)
    _keep(path, data)
    return data


def _cached(source: str) -> Path:
    import typst

    version = str(typst.__version__)  # type: ignore[attr-defined]  # its stub leaves it out
    key = hashlib.sha256("\0".join((source, fonts_digest(), version)).encode()).hexdigest()
    return cache_folder() / "text" / key[:2] / f"{key[2:40]}.svg"


def _keep(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; without a place to write, go on without."""
    draft = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=path.parent, suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(draft, path)
    except OSError:
        if draft is not None:
            with suppress(OSError):
                os.unlink(draft)


def _compile(source: str) -> bytes:
    import typst

    try:
        with _lock:  # the compiler is not thread-safe
            data, warnings = _compiler(font_folders()).compile_with_warnings(source.encode(), format="svg")
    except typst.TypstError as error:
        raise RnnAnimError(f"Typst: {error.message} in {_last_line(source)}") from error
    if warnings:
        raise RnnAnimError(f"Typst: {'; '.join(warning.message for warning in warnings)} in {_last_line(source)}")
    return bytes(data)


def _last_line(source: str) -> str:
    return repr(source.split(f'"{MARK}"));')[-1])


@lru_cache(maxsize=2)
def _compiler(folders: tuple[Path, ...]) -> Any:
    """Return the compiler of this process; it takes 30 ms to find its fonts, then under 1 ms for a line.

    Its root is a folder that is there, as the working folder need not be.
    """
    import typst

    fonts = [str(folder) for folder in folders]
    return typst.Compiler(fonts[0], font_paths=fonts, ignore_system_fonts=True)
