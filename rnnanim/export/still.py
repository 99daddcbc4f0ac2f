"""One frame as a picture file."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rnnanim.errors import RenderError
from rnnanim.files import sweep, write_whole


def write_png(path: Path, pixels: npt.NDArray[np.uint8] | None) -> None:
    """Write one RGBA frame as PNG, whole or not at all.

    Raises
    ------
    RenderError
        If there is no frame.
    """
    from PIL import Image

    if pixels is None:
        raise RenderError("the scene drew no picture")
    data = BytesIO()
    Image.fromarray(pixels).convert("RGB").save(data, "PNG")
    sweep(path.parent, of=path.name)
    write_whole(path, data.getvalue())
