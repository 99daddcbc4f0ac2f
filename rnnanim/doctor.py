"""Look at what rnnanim stands on, and name the command that installs what is not there.

Nothing here may need what it examines: every library is imported inside its own examination.
"""

from __future__ import annotations

import importlib
import shlex
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from rnnanim.locations import asset

OLDEST_PYTHON = (3, 11)
FACES = (
    "RnnSans-Regular.ttf",
    "RnnSans-SemiBold.ttf",
    "RnnMath-Regular.ttf",
    "RnnSansSC-Regular.otf",
    "RnnSansSC-SemiBold.otf",
)
ENCODERS = {"h264": "libx264", "mov_text": "mov_text", "gif": "gif"}
GIF_FILTERS = ("palettegen", "paletteuse")

SYSTEM_COMMANDS = {
    "apt-get": "sudo apt-get install gcc pkg-config python3-dev libcairo2-dev libpango1.0-dev",
    "dnf": "sudo dnf install gcc pkgconf-pkg-config python3-devel cairo-devel pango-devel",
    "pacman": "sudo pacman -S --needed gcc pkgconf cairo pango",
    "brew": "brew install pkg-config cairo pango",
}


class Fault(Exception):
    """An examination found something missing or unfit; the message says what."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one examination found.

    Parameters
    ----------
    name : str
        What was looked for.
    ok : bool
        Whether it is there and fit.
    detail : str
        Its version, or what is wrong.
    remedy : str
        The command that mends it; empty when all is well.
    """

    name: str
    ok: bool
    detail: str
    remedy: str = ""


def examine() -> tuple[Finding, ...]:
    """Examine everything, the foundations first."""
    native = native_remedy()
    return (
        _look("python", _python, "install Python 3.11 or newer, then: make setup"),
        _look("cairo", _cairo, f"{native}{pip_install('pycairo', again=True)}"),
        _look("pango", _pango, f"{native}{pip_install('manimpango', again=True)}"),
        _look("typst", _typst, pip_install("typst>=0.14")),
        _look("fonts", _fonts, pip_install("rnnanim", again=True)),
        *(_look(f"encoder {name}", partial(_encoder, name), pip_install("av>=15")) for name in ENCODERS),
        _look("manim", _manim, pip_install("manim[typst]>=0.22,<0.23")),
    )


def pip_install(requirement: str, *, again: bool = False) -> str:
    """Return the pip command for the environment that is running.

    >>> pip_install("typst>=0.14").endswith("-m pip install 'typst>=0.14'")
    True
    """
    options = " --force-reinstall --no-deps" if again else ""
    return f"{shlex.quote(sys.executable)} -m pip install{options} {shlex.quote(requirement)}"


def native_remedy() -> str:
    """Return the command for the C libraries of this system, joined to what follows; empty on an unknown one."""
    for program, command in SYSTEM_COMMANDS.items():
        if shutil.which(program):
            return f"{command} && "
    return ""


def _look(name: str, examination: Callable[[], str], remedy: str) -> Finding:
    """Run one examination; whatever it raises is a finding and not an end."""
    try:
        return Finding(name, True, examination())
    except Fault as fault:
        return Finding(name, False, str(fault), remedy)
    except Exception as error:  # a broken library may raise anything while it is imported
        lines = str(error).strip().splitlines() or [type(error).__name__]
        return Finding(name, False, f"{type(error).__name__}: {lines[0]}", remedy)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "of unknown version"


def _module(name: str) -> Any:
    return importlib.import_module(name)


def _python() -> str:
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] < OLDEST_PYTHON:
        raise Fault(f"{found}, older than 3.11")
    return f"{found} ({sys.executable})"


def _cairo() -> str:
    return f"{_module('cairo').cairo_version_string()}, pycairo {_version('pycairo')}"


def _pango() -> str:
    return f"{_module('manimpango').pango_version()}, manimpango {_version('manimpango')}"


def _typst() -> str:
    """Set one formula, so that a broken compiler is found here and not in a film."""
    compiler = _module("typst").Compiler(
        str(asset("fonts")), font_paths=[str(asset("fonts"))], ignore_system_fonts=True
    )
    compiler.compile(b'#set text(font: "Rnn Sans")\nh $h_1$', format="svg")
    return _version("typst")


def _fonts() -> str:
    missing = [name for name in FACES if not asset("fonts", name).is_file()]
    if missing:
        raise Fault(f"{asset('fonts')} lacks {', '.join(missing)}")
    families = dict.fromkeys(_family(asset("fonts", name)) for name in FACES)
    return ", ".join(families)


def _family(path: Path) -> str:
    with _module("fontTools.ttLib").TTFont(path, lazy=True) as font:
        return str(font["name"].getDebugName(16) or font["name"].getDebugName(1))


def _encoder(name: str) -> str:
    av = _module("av")
    codec = ENCODERS[name]
    try:
        av.codec.Codec(codec, "w")
    except Exception as error:
        raise Fault(f"PyAV {_version('av')} cannot write {codec}") from error
    if name == "gif":
        missing = [one for one in GIF_FILTERS if one not in av.filter.filters_available]
        if missing:
            raise Fault(f"PyAV {_version('av')} has no filter {', '.join(missing)}")
    return f"{codec}, PyAV {_version('av')}"


def _manim() -> str:
    """Import manim as the films do: away from any manim.cfg."""
    _module("rnnanim.backend")
    found = _version("manim")
    if not found.startswith("0.22."):
        raise Fault(f"{found}; rnnanim is written for 0.22")
    return found
