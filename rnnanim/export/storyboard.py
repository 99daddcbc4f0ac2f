"""A storyboard as one page: HTML that holds its pictures, to read, print and send."""

from __future__ import annotations

import html
import os
import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from rnnanim.captions import scene_text
from rnnanim.files import write_whole
from rnnanim.theme import load_theme

if TYPE_CHECKING:
    from rnnanim.lesson import Lesson

_SYMBOL = re.compile(r"(?<![A-Za-z0-9_])([A-Za-zσφ])_([A-Za-z0-9]+)")
_STYLE = """
:root { color-scheme: $name; }
body { margin: 0 auto; max-width: 92rem; padding: 3rem 2.5rem 5rem; background: $background; color: $ink;
  font: 1.0625rem/1.55 system-ui, "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
h1 { margin: 0; font-size: 2.25rem; line-height: 1.2; }
h2 { margin: 0; font-size: 1.5rem; line-height: 1.3; }
.lesson, .question, .beat { color: $mute; margin: .35rem 0 0; }
.question { font-size: 1.125rem; margin-bottom: 1.25rem; }
section { margin-top: 3rem; padding-top: 1.5rem; border-top: 1px solid $bed; }
.beats { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(24rem, 100%), 1fr)); gap: 2rem 1.5rem; }
figure { margin: 0; break-inside: avoid; }
img { display: block; box-sizing: border-box; width: 100%; height: auto; border: 1px solid $bed; border-radius: .3rem; }
.beat { font: .875rem/1.4 ui-monospace, Consolas, monospace; margin-top: .6rem; }
figcaption p { margin: .15rem 0 0; max-width: 62ch; }
sub { font-size: .78em; line-height: 0; vertical-align: -.28em; }
@media print { section { break-before: page; } section:first-of-type { break-before: auto; } }
"""


@dataclass(frozen=True, slots=True)
class Panel:
    """One beat: its name, the sentence that is said, its last picture as PNG."""

    beat: str
    caption: str
    image: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Board:
    """A scene with the question that it answers and its panels."""

    title: str
    question: str
    panels: tuple[Panel, ...]


def write_html(path: Path, boards: Sequence[Board], lesson: Lesson) -> None:
    """Write the boards as one file that needs no other, whole or not at all."""
    write_whole(path, "\n".join(_page(boards, lesson)) + "\n")


def heading(lesson: Lesson) -> tuple[str, str]:
    """Return the title of the lecture and a line that says which lesson its pictures show."""
    spec = lesson.network
    name = os.fsencode(lesson.name).decode(errors="replace")  # of a file, whose bytes Python may not know to read
    facts = (name, spec.activation, f"T = {spec.T}", f"D = {spec.D}", f"H = {spec.H}", f"O = {spec.O}")
    return scene_text("TitleCard", lesson.language).title, " · ".join(facts)


def runs(text: str) -> Iterator[tuple[str, str]]:
    """Yield the pieces of a sentence, words with "" and symbols with their index.

    >>> list(runs("only one W_x here"))
    [('only one ', ''), ('W', 'x'), (' here', '')]
    """
    end = 0
    for match in _SYMBOL.finditer(text):
        if match.start() > end:
            yield text[end : match.start()], ""
        yield match[1], match[2]
        end = match.end()
    if end < len(text):
        yield text[end:], ""


def _page(boards: Sequence[Board], lesson: Lesson) -> Iterator[str]:
    title, facts = heading(lesson)
    yield f'<!DOCTYPE html>\n<html lang="{"zh-Hans" if lesson.language == "zh" else lesson.language}">\n<head>'
    yield '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{html.escape(title)}</title>\n<style>{_style(lesson.theme)}</style>\n</head>\n<body>"
    yield f'<header><h1>{_marked(title)}</h1><p class="lesson">{html.escape(facts)}</p></header>'
    for board in boards:
        yield f"<section>\n<h2>{_marked(board.title)}</h2>"
        if board.question:
            yield f'<p class="question">{_marked(board.question)}</p>'
        yield '<div class="beats">'
        yield from (_figure(panel) for panel in board.panels)
        yield "</div>\n</section>"
    yield "</body>\n</html>"


def _figure(panel: Panel) -> str:
    source = f"data:image/png;base64,{b64encode(panel.image).decode()}"
    alt = html.escape(panel.caption or panel.beat)
    caption = f'<p class="beat">{html.escape(panel.beat)}</p><p>{_marked(panel.caption)}</p>'
    return f'<figure><img src="{source}" alt="{alt}"><figcaption>{caption}</figcaption></figure>'


def _marked(text: str) -> str:
    return "".join(
        f"<i>{html.escape(run)}</i><sub>{html.escape(index)}</sub>" if index else html.escape(run)
        for run, index in runs(text)
    )


def _style(theme: str) -> str:
    colour = load_theme(theme).colour
    return re.sub(r"\$(\w+)", lambda match: theme if match[1] == "name" else colour[match[1]], _STYLE)
