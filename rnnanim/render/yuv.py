"""Pictures from RGBA to the planes of a film, piece by piece: what has not changed is not converted again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
"""One frame, (height, width, 4), RGBA."""

Area = tuple[int, int, int, int]
"""Left, top, right and bottom of a rectangle [pixels], the last two behind its last column and row."""

GRID = 32  # pixels: what is converted begins and ends at multiples, so that few sizes come about


class Planes:
    """The picture of a film as BT.709 in limited range, one sample of colour for four pixels, the mean of them.

    A piece is converted as the same pixels would be in a whole frame, to the bit: the mean needs no neighbours.

    Parameters
    ----------
    width, height : int
        Size [pixels], both even.
    """

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._planes = [np.zeros((height >> n, width >> n), np.uint8) for n in (0, 1, 1)]
        self._is_fresh = True

    def update(self, pixels: Pixels, changed: Sequence[Area] | None) -> bool:
        """Take the picture `pixels`, which differs from the last in some areas alone, and return whether it differs."""
        areas = [(0, 0, self.width, self.height)] if changed is None or self._is_fresh else changed
        self._is_fresh = False
        for area in areas:
            left, top, right, bottom = self._on_the_grid(area)
            converted = _converted(np.ascontiguousarray(pixels[top:bottom, left:right]))
            for plane, part, n in zip(self._planes, converted, (0, 1, 1), strict=True):
                plane[top >> n : bottom >> n, left >> n : right >> n] = part
        return bool(areas)

    def _on_the_grid(self, area: Area) -> Area:
        left, top, right, bottom = area
        return (
            left // GRID * GRID,
            top // GRID * GRID,
            min(self.width, -(-right // GRID) * GRID),
            min(self.height, -(-bottom // GRID) * GRID),
        )

    def copy_to(self, frame: Any) -> None:
        """Write the picture into a video frame of its size."""
        for plane, target in zip(self._planes, frame.planes, strict=True):
            np.copyto(_view(target), plane)


def _converted(piece: Pixels) -> list[Pixels]:
    import av

    height, width, _ = piece.shape
    converter, interpolation = _converter(width, height)
    frame = converter.reformat(
        av.VideoFrame.from_ndarray(piece, format="rgba"),
        format="yuv420p",
        src_colorspace="ITU709",
        dst_colorspace="ITU709",
        src_color_range="JPEG",
        dst_color_range="MPEG",
        interpolation=interpolation,
        threads=1,
    )
    return [_view(plane) for plane in frame.planes]


@lru_cache(maxsize=512)
def _converter(width: int, height: int) -> tuple[Any, Any]:
    """Return a converter for pieces of a size, which sets itself up with the first of them."""
    from av.video.reformatter import Interpolation, VideoReformatter

    return VideoReformatter(), Interpolation.AREA | Interpolation.BITEXACT


def _view(plane: Any) -> Pixels:
    rows = np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)
    return rows[:, : plane.width]
