"""The one place that knows where the assets are, in a checkout and in an installed wheel."""

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
