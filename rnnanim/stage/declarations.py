"""Whether what a class declares of its film is of the right kind: what is not is refused before anything is built."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

from rnnanim.captions import LANGUAGES, formats
from rnnanim.errors import InputError, name_of
from rnnanim.lesson.schema import CellName
from rnnanim.mobjects.base.tagging import Overlay
from rnnanim.numerics.cells import MOST_LAYERS
from rnnanim.numerics.losses import LOSSES

CELLS = get_args(CellName)


def require_sound(kind: type) -> None:
    """Raise InputError for the first declaration of a class or of its bases that is of the wrong kind.

    Those of `drop` and `order` are looked at where they are put to use (`rnnanim.stage.arrangement`).
    """
    for owner in kind.__mro__:
        for fault in _faults(vars(owner)):
            raise InputError(f"{name_of(owner)}.{fault}")


def _faults(given: Mapping[str, Any]) -> Iterator[str]:
    yield from _faults_of_captions(given.get("captions", {}))
    overlays = given.get("overlays", ())
    if not isinstance(overlays, Sequence) or not all(isinstance(one, Overlay) for one in overlays):
        yield f"overlays must be a tuple of Overlay, got {overlays!r}"
    cells = given.get("cells", ())
    if isinstance(cells, str) or not isinstance(cells, Sequence) or not all(cell in CELLS for cell in cells):
        yield f"cells must be a tuple of {', '.join(CELLS)}, got {cells!r}"
    layers = given.get("most_layers", 1)
    if type(layers) is not int or not 1 <= layers <= MOST_LAYERS:
        yield f"most_layers must be a whole number, 1 to {MOST_LAYERS}, got {layers!r}"
    loss = given.get("loss")
    if loss is not None and loss not in LOSSES:
        yield f"loss must be one of {', '.join(LOSSES)}, or None for the lesson's, got {loss!r}"


def _faults_of_captions(captions: Any) -> Iterator[str]:
    if not isinstance(captions, Mapping):
        yield f"captions must map beats to sentences by language, got {captions!r}"
        return
    for beat, sentences in captions.items():
        place = f"captions[{beat!r}]"
        if not isinstance(beat, str):
            yield f"{place}: the name of a beat is a word"
        if not isinstance(sentences, Mapping):
            yield f"{place} must be a sentence for each language, {{{_each_language()}}}, got {sentences!r}"
            continue
        for language, sentence in sentences.items():
            if language not in LANGUAGES:
                yield f"{place}: a language is one of {', '.join(LANGUAGES)}, got {language!r}"
            if not isinstance(sentence, str):
                yield f"{place}[{language!r}] must be a sentence, got {sentence!r}"
                continue
            yield from (f"{place}[{language!r}] {fault}" for fault in _faults_of_sentence(sentence))


def _faults_of_sentence(sentence: str) -> Iterator[str]:
    for character in sentence:
        if unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\r\t":
            yield f"holds {character!r}, which no file of subtitles can hold; take it out"
    for written in formats(sentence):
        if re.search(r"\d{3}", written):
            yield f"writes a number as {written!r}; a width and a precision have two digits at most"


def _each_language() -> str:
    return ", ".join(f'"{language}": "…"' for language in LANGUAGES)
