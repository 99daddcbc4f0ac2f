"""The one place that knows where the assets are, in a checkout and in an installed wheel, and where the cache is."""

import os
import sys
import tempfile
from pathlib import Path

import rnnanim.assets
import rnnanim.scenes

PACKAGE = Path(__file__).resolve().parent
"""The modules of rnnanim itself."""

ASSETS = Path(rnnanim.assets.__path__[0]).resolve()
"""Captions, fonts, presets and themes."""

SCENES = Path(rnnanim.scenes.__path__[0]).resolve()
"""The scene files, which stand at the top of a checkout and inside an installed package."""


def asset(*parts: str) -> Path:
    """Return the path of a file below ``assets``, which need not exist."""
    return ASSETS.joinpath(*parts)


def cache_folder() -> Path:
    """Return the user's folder for what can be made again; it may be missing or read-only."""
    if base := os.environ.get("XDG_CACHE_HOME"):
        return Path(base) / "rnnanim"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or tempfile.gettempdir()) / "rnnanim"
    home = Path(os.path.expanduser("~"))
    return home / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "rnnanim"
