"""Subtitles: one cue for each beat, from the same timeline in every language."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from pathlib import Path

from rnnanim.captions import LANGUAGES
from rnnanim.files import write_whole
from rnnanim.timeline import Mark, played


def write_subtitles(folder: Path, name: str, marks: Sequence[Mark], fps: Fraction) -> tuple[Path, ...]:
    """Write ``NAME.LANG.srt`` and ``.vtt`` for every language and return their paths."""
    paths = subtitle_files(folder, name)
    for path, (kind, language) in zip(paths, _TRACKS, strict=True):
        write_whole(path, _TEXTS[kind](marks, fps, language))
    return paths


def subtitle_files(folder: Path, name: str) -> tuple[Path, ...]:
    """Return the paths of the subtitles of a film."""
    return tuple(folder / f"{name}.{language}.{kind}" for kind, language in _TRACKS)


def srt(marks: Sequence[Mark], fps: Fraction, language: str) -> str:
    """Return SubRip text.

    >>> print(srt([Mark("a", "a", 0, 45, {"en": "Hello."})], Fraction(30), "en"))
    1
    00:00:00,000 --> 00:00:01,500
    Hello.
    <BLANKLINE>
    """
    return "\n".join(
        f"{number}\n{_clock(start, ',')} --> {_clock(end, ',')}\n{text}\n"
        for number, (start, end, text) in enumerate(cues(marks, fps, language), start=1)
    )


def vtt(marks: Sequence[Mark], fps: Fraction, language: str) -> str:
    """Return WebVTT text."""
    blocks = [
        f"{_clock(start, '.')} --> {_clock(end, '.')}\n{html.escape(text, quote=False)}\n"
        for start, end, text in cues(marks, fps, language)
    ]
    return "\n".join(["WEBVTT\n", *blocks])


def cues(marks: Sequence[Mark], fps: Fraction, language: str) -> Iterator[tuple[int, int, str]]:
    """Yield start and end in whole milliseconds and the sentence, for each beat that says one."""
    for mark in played(marks):
        if text := " ".join(mark.captions.get(language, "").split()):
            yield round(1000 * mark.first_frame / fps), round(1000 * (mark.first_frame + mark.frames) / fps), text


def _clock(milliseconds: int, point: str) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{point}{rest:03}"


_TEXTS = {"srt": srt, "vtt": vtt}
_TRACKS = tuple(product(_TEXTS, LANGUAGES))
