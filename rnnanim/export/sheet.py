"""A storyboard as one picture, set by Typst: it breaks the lines of the captions, Chinese ones too."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from rnnanim.errors import RenderError
from rnnanim.export.storyboard import heading, runs
from rnnanim.figures import LOWERED
from rnnanim.files import write_whole
from rnnanim.theme import load_theme

if TYPE_CHECKING:
    from rnnanim.backend.fonts import Face
    from rnnanim.export.storyboard import Board, Panel
    from rnnanim.lesson import Lesson

_COLUMNS, _WIDTH, _GAP, _MARGIN = 3, 640, 36, 56  # [pixels]: a point of the page is a pixel of the sheet
_POINTS_AN_INCH = 72
_POWER = re.compile(f"([{''.join(map(chr, LOWERED))}]+)")
_FACES: tuple[Face, Face] = ("words", "math")


def write_sheet(path: Path, boards: Sequence[Board], lesson: Lesson) -> None:
    """Write the boards as one PNG, whole or not at all.

    Raises
    ------
    MissingGlyph
        For a character of a caption that no font has.
    """
    from rnnanim import backend

    for text in _texts(boards, lesson):
        backend.check_glyphs(letters(text))
    folder = Path(tempfile.mkdtemp(dir=backend.private_folder()))
    try:
        data = _compiled(folder, "\n".join(_source(folder, boards, lesson)))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    write_whole(path, data)


def _texts(boards: Sequence[Board], lesson: Lesson) -> Iterator[str]:
    yield from heading(lesson)
    for board in boards:
        yield from (board.title, board.question)
        for panel in board.panels:
            yield from (panel.beat, panel.caption)


def letters(text: str) -> str:
    """Return a sentence with the characters that it is set from: superscripts are small digits, raised."""
    return text.translate(LOWERED)


def _compiled(folder: Path, source: str) -> bytes:
    import typst

    from rnnanim.backend.fonts import font_folders

    main = folder / "sheet.typ"
    main.write_text(source, encoding="utf-8")
    try:
        compiler = typst.Compiler(
            root=str(folder), font_paths=[str(one) for one in font_folders()], ignore_system_fonts=True
        )
        return cast(bytes, compiler.compile(str(main), format="png", ppi=float(_POINTS_AN_INCH)))
    except typst.TypstError as error:
        raise RenderError(f"the sheet cannot be set: {error.message}") from error


def _source(folder: Path, boards: Sequence[Board], lesson: Lesson) -> Iterator[str]:
    """Yield the lines of the Typst document; the pictures go into `folder`."""
    title, facts = heading(lesson)
    yield from _settings(lesson)
    yield f"#text(size: 46pt, weight: 600)[{_marked(title)}]\n\n#quiet[{_marked(facts)}]"
    for number, board in enumerate(boards):
        yield f"#v(40pt)\n#text(size: 34pt, weight: 600)[{_marked(board.title)}]\n"
        yield f"#quiet(text(size: 24pt)[{_marked(board.question)}])\n#v(16pt)"
        yield f"#grid(columns: ({_WIDTH}pt,) * {_COLUMNS}, column-gutter: {_GAP}pt, row-gutter: 30pt,"
        for place, panel in enumerate(board.panels):
            name = f"{number}-{place}.png"
            (folder / name).write_bytes(panel.image)
            yield _cell(name, panel)
        yield ")"


def _settings(lesson: Lesson) -> Iterator[str]:
    from rnnanim.backend.fonts import families

    colour = load_theme(lesson.theme).colour
    width = _COLUMNS * _WIDTH + (_COLUMNS - 1) * _GAP + 2 * _MARGIN
    words, math = (", ".join(map(_string, families(face))) for face in _FACES)
    yield f'#set page(width: {width}pt, height: auto, margin: {_MARGIN}pt, fill: rgb("{colour.background}"))'
    yield f'#set text(size: 22pt, font: ({words}), fallback: false, fill: rgb("{colour.ink}"))'
    yield f'#set text(lang: "{lesson.language}")'
    yield f"#show math.equation: set text(font: ({math}))\n#set par(leading: 0.6em, spacing: 0.5em)"
    yield f'#let quiet(body) = text(fill: rgb("{colour.mute}"), body)'
    yield f'#let picture(name) = box(stroke: 1pt + rgb("{colour.bed}"), image(name, width: 100%))'


def _cell(name: str, panel: Panel) -> str:
    beat = f"#quiet(text(size: 17pt, {_string(panel.beat)}))"  # a name, which has no indices
    return f"[#picture({_string(name)})\n\n{beat}\n\n{_marked(panel.caption)}],"


def _marked(text: str) -> str:
    """Return a sentence as Typst markup; what is markup in it stands as it is."""
    return "".join(_symbol(run, index) if index else _words(run) for run, index in runs(text))


def _words(text: str) -> str:
    """Return words as markup, powers raised.

    >>> _words("2 × 10⁻⁵ is")
    '#"2 × 10";#super(typographic: false, "−5");#" is";'
    """
    pieces = enumerate(_POWER.split(text))  # every second one is a power
    return "".join(
        f"#super(typographic: false, {_string(letters(p))});" if i % 2 else f"#{_string(p)};" for i, p in pieces
    )


def _symbol(letter: str, index: str) -> str:
    return f"${letter}_{index if len(index) == 1 else _string(index)}$"


def _string(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'
