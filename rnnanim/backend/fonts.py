"""Which fonts there are, in which order they are tried, and whether they have a character.

Typst sets a crossed box for a character that no face has, without a word; so every run is looked up in the
character maps of its faces first.
"""

from __future__ import annotations

import hashlib
import os
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from rnnanim.errors import InputError, RnnAnimError
from rnnanim.locations import asset

Face = Literal["words", "math"]
LATIN, CHINESE, MATH = "Rnn Sans", "Rnn Sans SC", "Rnn Math"
EXTRA_FONTS = "RNNANIM_FONTS"
"""Environment variable: folders with fonts of the user's own, separated as in PATH."""


class MissingGlyph(InputError):
    """No face of the list has a character."""


@dataclass(frozen=True)
class Font:
    """A font file: family, weight (400 regular, 600 semi-bold, …) and the code points it has."""

    path: Path
    family: str
    weight: int
    characters: frozenset[int]


def font_folders() -> tuple[Path, ...]:
    """Return the folders that fonts are taken from: the package's, then those of RNNANIM_FONTS."""
    extra = (Path(name).expanduser() for name in os.environ.get(EXTRA_FONTS, "").split(os.pathsep) if name)
    return asset("fonts"), *(path.absolute() for path in extra if path.is_dir())


def families(face: Face) -> tuple[str, ...]:
    """Return the families in the order in which a run of words or math tries them."""
    known = {font.family for font in fonts()}
    if missing := sorted({LATIN, MATH} - known):
        raise RnnAnimError(f"{asset('fonts')} lacks {' and '.join(missing)}; install rnnanim again")
    own = sorted(known - {LATIN, CHINESE, MATH})
    words = [name for name in (LATIN, CHINESE, *own) if name in known]
    return (MATH, *words) if face == "math" else (*words, MATH)


def fonts() -> tuple[Font, ...]:
    """Return every font of the folders."""
    return _fonts_of(font_folders())


def check_glyphs(text: str, face: Face = "words", weight: int = 400) -> None:
    """Raise MissingGlyph, naming the character, when no face of the run has it."""
    known = _characters(font_folders(), face, weight)
    for character in text:
        if ord(character) not in known and not character.isspace() and unicodedata.category(character) != "Cf":
            raise MissingGlyph(
                f"no font has {character!r} (U+{ord(character):04X}, {unicodedata.name(character, 'unnamed')}), "
                f"looked for in {', '.join(families(face))}; {REMEDY}"
            )


REMEDY = f"put a font that has it into a folder and name the folder in {EXTRA_FONTS}"


def fonts_digest() -> str:
    """Return a digest of the font files' contents, in the order in which they are tried."""
    return _digest_of(font_folders())


@lru_cache(maxsize=8)
def _digest_of(folders: tuple[Path, ...]) -> str:
    digest = hashlib.sha256()
    for path in _files(folders):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(folders: tuple[Path, ...]) -> list[Path]:
    kinds = {".ttf", ".otf", ".ttc", ".otc"}
    return [path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix.lower() in kinds]


@lru_cache(maxsize=8)
def _characters(folders: tuple[Path, ...], face: Face, weight: int) -> frozenset[int]:
    """Return the code points of a run: of each family, Typst takes the one font that is nearest in weight."""
    chosen: set[int] = set()
    for family in families(face):
        candidates = [font for font in _fonts_of(folders) if font.family == family]
        wanted = 400 if family == MATH else weight
        chosen |= min(candidates, key=lambda font: abs(font.weight - wanted)).characters
    return frozenset(chosen)


@lru_cache(maxsize=8)
def _fonts_of(folders: tuple[Path, ...]) -> tuple[Font, ...]:
    return tuple(font for path in _files(folders) for font in _read(path))


def _read(path: Path) -> list[Font]:
    """Return the fonts of a file, of which a collection holds several."""
    from fontTools.ttLib import TTCollection, TTFont, TTLibError

    kind = TTCollection if path.suffix.lower() in {".ttc", ".otc"} else TTFont
    try:
        with path.open("rb") as stream, kind(stream, lazy=True) as file:
            return [_describe(path, font) for font in getattr(file, "fonts", [file])]
    except (TTLibError, OSError, AttributeError, KeyError) as error:
        raise InputError(f"{path} is not a font that can be read: {error}") from error


def _describe(path: Path, font: Any) -> Font:
    name = font["name"]
    family = name.getDebugName(16) or name.getDebugName(1) or path.stem
    return Font(path, family, font["OS/2"].usWeightClass, frozenset(font.getBestCmap() or ()))
