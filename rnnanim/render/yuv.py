"""Pictures from RGBA to the planes of a film, tile by tile: what has not changed is not converted again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
"""One frame, (height, width, 4), RGBA."""

Area = tuple[int, int, int, int]
"""Left, top, right and bottom of a rectangle [pixels], the last two behind its last column and row."""

TILE = 128, 32  # width and height [pixels], even since the planes of colour have half the rows and columns


class Planes:
    """The picture of a film as BT.709 in limited range, one sample of colour for four pixels, the mean of them.

    A tile is converted as the same pixels would be in a whole frame, to the bit: the mean needs no neighbours.

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
        for left, top, right, bottom in _tiles(areas, self.width, self.height):
            tile = np.ascontiguousarray(pixels[top:bottom, left:right])
            for plane, part, n in zip(self._planes, _converted(tile), (0, 1, 1), strict=True):
                plane[top >> n : bottom >> n, left >> n : right >> n] = part
        return bool(areas)

    def copy_to(self, frame: Any) -> None:
        """Write the picture into a video frame of its size."""
        for plane, target in zip(self._planes, frame.planes, strict=True):
            np.copyto(_view(target), plane)


def _tiles(areas: Sequence[Area], width: int, height: int) -> Iterator[Area]:
    """Yield every tile that one of the areas touches, once."""
    wide, high = TILE
    touched = {
        (column, row)
        for left, top, right, bottom in areas
        for row in range(top // high, -(-bottom // high))
        for column in range(left // wide, -(-right // wide))
    }
    for column, row in sorted(touched):
        yield column * wide, row * high, min(width, (column + 1) * wide), min(height, (row + 1) * high)


def _converted(tile: Pixels) -> list[Pixels]:
    import av

    height, width, _ = tile.shape
    converter, interpolation = _converter(width, height)
    frame = converter.reformat(
        av.VideoFrame.from_ndarray(tile, format="rgba"),
        format="yuv420p",
        src_colorspace="ITU709",
        dst_colorspace="ITU709",
        src_color_range="JPEG",
        dst_color_range="MPEG",
        interpolation=interpolation,
        threads=1,
    )
    return [_view(plane) for plane in frame.planes]


@cache
def _converter(width: int, height: int) -> tuple[Any, Any]:
    """Return a converter for tiles of a size, which sets itself up with the first of them."""
    from av.video.reformatter import Interpolation, VideoReformatter

    return VideoReformatter(), Interpolation.AREA | Interpolation.BITEXACT


def _view(plane: Any) -> Pixels:
    rows = np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)
    return rows[:, : plane.width]
