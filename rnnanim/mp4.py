"""What libav cannot be told of an MP4 file: the name of its chapter track.

libav writes chapters twice, as a list (``chpl``) and as a track of text, not enabled, to which the others refer
(``chap``). No stream of PyAV stands for that track, so nothing can be set on it, and it comes out as one in English
that is called a subtitle. A player that knows chapter tracks offers it as chapters alone; another shows its name.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator
from pathlib import Path

_TRACKS = (b"moov", b"trak", b"mdia")
_KIND, _NAME = slice(8, 12), slice(24, None)  # in the content of a ``hdlr``
_TEXT, _THEIRS, _OURS = b"text", b"SubtitleHandler\0", b"Chapters"
_LANGUAGE = {0: slice(20, 22), 1: slice(32, 34)}  # in the content of a ``mdhd``, by its version
_UNDETERMINED = struct.pack(">H", 0x55C4)  # "und", five bits a letter


def name_chapters(path: Path) -> None:
    """Call the chapter track "Chapters", in no language; no size changes, so nothing else of the file does."""
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as data:
        for media in _contents(data, _TRACKS, 0, len(data)):
            handler, header = (next(_contents(data, (kind,), *media)) for kind in (b"hdlr", b"mdhd"))
            given = data[slice(*handler)]
            if given[_KIND] == _TEXT and given[_NAME] == _THEIRS:
                _put(data, handler[0], _NAME, _OURS.ljust(len(_THEIRS), b"\0"))
                _put(data, header[0], _LANGUAGE[data[header[0]]], _UNDETERMINED)


def _put(data: mmap.mmap, start: int, where: slice, new: bytes) -> None:
    first = start + where.start
    data[first : first + len(new)] = new


def _contents(data: mmap.mmap, kinds: tuple[bytes, ...], start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where the content of each box begins and ends that `kinds`, one inside the other, lead to."""
    while start < end:
        size, kind = struct.unpack_from(">I4s", data, start)
        head = 8
        if size == 1:  # the length of a long one stands behind its kind
            (size,), head = struct.unpack_from(">Q", data, start + head), 16
        if kind == kinds[0] and len(kinds) == 1:
            yield start + head, start + size
        elif kind == kinds[0]:
            yield from _contents(data, kinds[1:], start + head, start + size)
        start += size or end - start
