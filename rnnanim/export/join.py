"""Films to one film with chapters and soft captions, without encoding anything again."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from rnnanim.concat import concatenate
from rnnanim.export.subtitles import cues
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
    numbered = [_chapter(number, chapter) for number, chapter in enumerate(chapters, start=1)]

    def captions(output: Any) -> list[Iterator[Any]]:
        tracks = {language: _caption_track(output, *track) for language, track in TRACKS.items()}
        return [_captions(track, list(cues(marks, fps, language))) for language, track in tracks.items()]

    concatenate(films, path, title=title, chapters=numbered, beside=captions)


def _caption_track(output: Any, language: str, name: str) -> Any:
    track = output.add_mux_stream("mov_text")
    track.time_base = _TICK
    track.metadata.update(language=language, handler_name=name, title=name)
    return track


def _chapter(number: int, chapter: Chapter) -> Any:
    start, end = round(chapter.start / _MS), round(chapter.end / _MS)
    return {"id": number, "start": start, "end": end, "time_base": _MS, "metadata": {"title": chapter.title}}


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
