"""Films to one film with chapters and soft captions, without encoding anything again."""

from __future__ import annotations

import heapq
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from rnnanim.errors import RenderError
from rnnanim.export.subtitles import cues
from rnnanim.files import encoding
from rnnanim.mp4 import name_chapters
from rnnanim.timeline import Mark

TRACKS = {"en": ("eng", "English"), "zh": ("zho", "中文")}
"""The code of each caption track's language, and the name by which players offer it."""

_MS = Fraction(1, 1000)
_TICK = Fraction(1, 90_000)
"""Of the captions; libav holds their ends against the bare numbers of the pictures' stamps, and were these the larger
ones it would end each caption a second time, with an empty one at the stamp of the next."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of the joined film: its title and where it begins and ends [s]."""

    title: str
    start: Fraction
    end: Fraction


def join(
    films: Sequence[Path], path: Path, *, title: str, chapters: Sequence[Chapter], marks: Sequence[Mark], fps: Fraction
) -> None:
    """Write the films after each other into `path`.

    Parameters
    ----------
    films : sequence of Path
        H.264 films of one size and rate.
    path : Path
        The joined film, under whatever name.
    title : str
        Its title.
    chapters : sequence of Chapter
        Its chapters.
    marks : sequence of Mark
        The beats of the joined film, whose sentences become its caption tracks.
    fps : Fraction
        Frames per second.

    Raises
    ------
    RenderError
        If the films cannot follow each other, or libav or the disk refuse.
    """
    with encoding(path):
        import av

        inputs = [av.open(str(film)) for film in films]
        output = av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"})
        try:
            _mux(inputs, output, chapters, title, marks, fps)
        finally:
            for container in (*inputs, output):
                container.close()
        name_chapters(path)


def _mux(
    inputs: Sequence[Any], output: Any, chapters: Sequence[Chapter], title: str, marks: Sequence[Mark], fps: Fraction
) -> None:
    first = inputs[0].streams.video[0]
    _require_alike([container.streams.video[0] for container in inputs])
    video = output.add_stream_from_template(first)
    video.time_base = first.time_base
    tracks = {language: _caption_track(output, *track) for language, track in TRACKS.items()}
    output.metadata["title"] = title
    output.set_chapters([_chapter(number, chapter) for number, chapter in enumerate(chapters, start=1)])
    output.start_encoding()
    captions = [_captions(track, list(cues(marks, fps, language))) for language, track in tracks.items()]
    for packet in heapq.merge(_pictures(inputs, video), *captions, key=lambda p: p.dts * p.time_base):
        output.mux(packet)


def _require_alike(streams: Sequence[Any]) -> None:
    def look(stream: Any) -> tuple[Any, ...]:
        codec = stream.codec_context
        return codec.name, codec.width, codec.height, codec.extradata, stream.time_base

    if len({look(stream) for stream in streams}) > 1:
        raise RenderError("the films differ in size, rate or encoding and cannot be joined")


def _caption_track(output: Any, language: str, name: str) -> Any:
    track = output.add_mux_stream("mov_text")
    track.time_base = _TICK
    track.metadata.update(language=language, handler_name=name, title=name)
    return track


def _chapter(number: int, chapter: Chapter) -> Any:
    start, end = round(chapter.start / _MS), round(chapter.end / _MS)
    return {"id": number, "start": start, "end": end, "time_base": _MS, "metadata": {"title": chapter.title}}


def _pictures(inputs: Sequence[Any], video: Any) -> Iterator[Any]:
    """Yield the packets of all films, each film moved behind the one before."""
    offset = 0
    for container in inputs:
        length = 0
        for packet in container.demux(video=0):
            if packet.dts is None:
                continue
            length += packet.duration
            packet.pts += offset
            packet.dts += offset
            packet.stream = video
            yield packet
        offset += length


def _captions(track: Any, spoken: Sequence[tuple[int, int, str]]) -> Iterator[Any]:
    """Yield the packets of one caption track: an empty cue fills each gap."""
    now = 0
    for start, end, text in spoken:
        if start > now:
            yield _cue(track, now, start, "")
        yield _cue(track, start, end, text)
        now = end


def _cue(track: Any, start: int, end: int, text: str) -> Any:
    import av

    data = text.encode()
    packet = av.Packet(struct.pack(">H", len(data)) + data)
    packet.pts = packet.dts = int(start * _MS / _TICK)
    packet.duration, packet.time_base, packet.stream = int((end - start) * _MS / _TICK), _TICK, track
    return packet
