"""Films after each other in one file, without encoding anything again."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from rnnanim.errors import RenderError
from rnnanim.files import encoding
from rnnanim.mp4 import name_chapters

Packets = Iterator[Any]


def concatenate(
    films: Sequence[Path],
    path: Path,
    *,
    title: str,
    chapters: Sequence[Any],
    beside: Callable[[Any], Sequence[Packets]] = lambda output: (),
) -> None:
    """Write the pictures of films into `path`, under whatever name, each film behind the one before.

    Parameters
    ----------
    films : sequence of Path
        H.264 films of one size, rate and encoding.
    title : str
        Of the whole.
    chapters : sequence
        Of the whole, as PyAV takes them.
    beside : callable, optional
        Adds further tracks to PyAV's container and returns the packets of each.

    Raises
    ------
    RenderError
        If the films cannot follow each other, or libav or the disk refuse.
    """
    with encoding(path):
        import av

        with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as output:
            with av.open(str(films[0])) as first:
                source = first.streams.video[0]
                look, video = _look(source), output.add_stream_from_template(source)
                video.time_base = source.time_base
            tracks = beside(output)
            output.metadata["title"] = title
            output.set_chapters(list(chapters))
            output.start_encoding()
            pictures = _pictures(films, video, look)
            for packet in heapq.merge(pictures, *tracks, key=lambda p: p.dts * p.time_base):
                output.mux(packet)
        name_chapters(path)


def _look(stream: Any) -> tuple[Any, ...]:
    """Return what films must have in common."""
    codec = stream.codec_context
    return codec.name, codec.width, codec.height, codec.extradata, stream.time_base


def _pictures(films: Sequence[Path], video: Any, look: tuple[Any, ...]) -> Packets:
    """Yield the packets of all films, each film moved behind the one before.

    A film of few frames is decoded less far ahead than a longer one, and their times would meet: all are decoded as far
    ahead as that which needs it most.
    """
    import av

    ahead, offset = max(map(_ahead, films)), 0
    for film in films:
        with av.open(str(film)) as container:
            if _look(container.streams.video[0]) != look:
                raise RenderError("the films differ in size, rate or encoding and cannot be joined")
            length = 0
            for packet in container.demux(video=0):
                if packet.pts is None:
                    continue
                packet.pts += offset
                packet.dts = offset + length - ahead
                packet.stream = video
                length += packet.duration or 0
                yield packet
            offset += length


def _ahead(film: Path) -> int:
    """Return how long before it is shown the first frame of a film is decoded, in ticks of its stream."""
    import av

    with av.open(str(film)) as container:
        return max(0, -(next(container.demux(video=0)).dts or 0))
