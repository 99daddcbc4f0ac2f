"""Import manim whatever lies in the user's folders, and say everything about a run in one table.

Manim reads `manim.cfg` from the working folder and from the home while it is imported; one written for an older
manim makes the import fail, any other changes frame size, rate or background. So the import happens in a private
folder that is the home as well, and a run sets every key that touches the picture.
"""

from __future__ import annotations

import importlib
import inspect
import os
import sys
from collections.abc import Iterator
from configparser import ConfigParser
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from rnnanim.backend.fonts import font_folders
from rnnanim.errors import InputError, RnnAnimError
from rnnanim.temporary import private_folder

SHORT_SIDE = 8.0
"""The short side of the frame [scene units]."""

_HOME_VARIABLES = ("HOME", "USERPROFILE")
_outside: dict[str, str | None] = {}


def prepare() -> None:
    """Make `import manim` safe and the fonts ours; once per process, later calls do nothing.

    Where manim is loaded already (plain ``manim scenes/paths.py``), its settings are the user's wish and stay.
    """
    if _outside:
        return
    _use_our_fonts()
    if "manim" not in sys.modules:
        try:
            with _quiet_folder(private_folder() / "import"):
                importlib.import_module("manim")
        except Exception as error:
            raise RnnAnimError(f"manim cannot be imported: {type(error).__name__}: {error}") from error


def outside_environment() -> dict[str, str]:
    """Return the environment without our font settings, for programs that are not ours (a video player)."""
    environment = dict(os.environ)
    for name, value in _outside.items():
        if value is None:
            environment.pop(name, None)
        else:
            environment[name] = value
    return environment


def run_config(*, pixel_width: int = 1280, pixel_height: int = 720, **keys: Any) -> dict[str, Any]:
    """Return the table for manim's ``tempconfig``: its own defaults, ours over them, `keys` over both.

    Parameters
    ----------
    pixel_width, pixel_height : int
        Size of the picture [pixels]; the frame's short side is 8 scene units.
    **keys
        Any other key of manim's configuration, such as `frame_rate`, `background_color`, `media_dir`, `format`.

    Raises
    ------
    ValueError
        For a key that this manim does not know; ``tempconfig`` would drop it in silence.
    InputError
        If the working folder, which manim asks for, was deleted.
    """
    try:
        os.getcwd()
    except FileNotFoundError as error:
        raise InputError("the working folder was deleted; run rnnanim in another") from error
    config = _manim_defaults()
    if unknown := sorted(set(keys) - set(config)):
        raise ValueError(f"manim has no configuration key {', '.join(unknown)}")
    unit = min(pixel_width, pixel_height) / SHORT_SIDE
    return {
        **config,
        "pixel_width": pixel_width,
        "pixel_height": pixel_height,
        "frame_width": pixel_width / unit,
        "frame_height": pixel_height / unit,
        "frame_rate": 30,
        "media_dir": str(private_folder() / "media"),
        "assets_dir": str(private_folder()),
        "disable_caching": True,
        "disable_caching_warning": True,
        "notify_outdated_version": False,
        "progress_bar": "none",
        "verbosity": "ERROR",
        **keys,
    }


def _manim_defaults() -> dict[str, Any]:
    """Return what manim's own file says, without the user's."""
    from manim import config

    kind = type(config)
    parser = ConfigParser()
    parser.read_string((Path(inspect.getfile(kind)).parent / "default.cfg").read_text(encoding="utf-8"))
    defaults = kind().digest_parser(parser)
    found = {key: defaults[key] for key in defaults if key not in DERIVED | OF_THE_CALL | TEMPLATES}
    return found | {key: parser["CLI"][key] for key in TEMPLATES}


DERIVED = frozenset({"quality", "frame_x_radius", "frame_y_radius"})
"""Keys that follow from others."""
OF_THE_CALL = frozenset({"input_file", "scene_names", "tex_template", "tex_template_file", "preview_command"})
"""Keys of manim's command line and of LaTeX; nothing of ours reads them."""
TEMPLATES = frozenset(
    {"images_dir", "log_dir", "partial_movie_dir", "sections_dir", "tex_dir", "text_dir", "video_dir"}
)
"""Keys whose text, `{media_dir}/images`, is filled in by manim when it is used."""


def _use_our_fonts() -> None:
    """Let fontconfig, which Pango asks, see the fonts of the package only."""
    folder = private_folder()
    folders = "".join(f"<dir>{escape(str(path))}</dir>" for path in font_folders())
    path = folder / "fonts.conf"
    path.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig>{folders}<cachedir>{escape(str(folder / 'fontconfig'))}</cachedir></fontconfig>\n",
        encoding="utf-8",
    )
    _outside["FONTCONFIG_FILE"] = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(path)


@contextmanager
def _quiet_folder(folder: Path) -> Iterator[None]:
    """Make an empty folder the working folder and the home for a while."""
    folder.mkdir(exist_ok=True)
    before = {name: os.environ.get(name) for name in _HOME_VARIABLES}
    here: str | int | None = None
    with suppress(OSError):  # a folder that was deleted under us has no path any more
        here = os.open(".", os.O_RDONLY) if os.chdir in os.supports_fd else os.getcwd()
    os.environ.update(dict.fromkeys(_HOME_VARIABLES, str(folder)))
    os.chdir(folder)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        if here is not None:
            with suppress(OSError):
                os.chdir(here)
        if isinstance(here, int):
            os.close(here)
