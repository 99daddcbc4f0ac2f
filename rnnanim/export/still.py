"""One frame as a picture file."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rnnanim.errors import RenderError
from rnnanim.files import write_whole


def write_png(path: Path, pixels: npt.NDArray[np.uint8] | None) -> None:
    """Write one RGBA frame as PNG, whole or not at all.

    Raises
    ------
    RenderError
        If there is no frame.
    """
    if pixels is None:
        raise RenderError("the scene drew no picture")
    data = png(pixels)
    write_whole(path, data)


def png(pixels: npt.NDArray[np.uint8]) -> bytes:
    """Return an RGBA frame as the bytes of a PNG without transparency."""
    from PIL import Image

    data = BytesIO()
    Image.fromarray(pixels).convert("RGB").save(data, "PNG")
    return data.getvalue()
