"""The one place that knows where the assets are, in a checkout and in an installed wheel."""

from importlib.resources import files
from pathlib import Path

ASSETS = Path(str(files("rnnanim.assets")))


def asset(*parts: str) -> Path:
    """Return the path of a file below ``assets``, which need not exist."""
    return ASSETS.joinpath(*parts)
