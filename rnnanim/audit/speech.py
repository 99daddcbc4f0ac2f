"""Rules of speech: both languages say the same with the same numbers, and no caption holds a number of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rnnanim.audit.markup import NUMBER
from rnnanim.audit.moment import Finding
from rnnanim.audit.truth import Numbers, is_traced
from rnnanim.backend import MissingGlyph, check_glyphs
from rnnanim.captions import LANGUAGES, SceneText, fill_in, literals, placeholders, texts_of
from rnnanim.errors import InputError, file_of, name_of
from rnnanim.figures import Spoken
from rnnanim.lesson import Lesson
from rnnanim.loading import plan_of
from rnnanim.numerics import Reading
from rnnanim.stage.wording import Wording, reading_seconds

UNSAID = "–"  # stands for a caption or word that is not there
LONGEST = 20  # seconds that a caption may take to read
_LONG_WORD = re.compile(r"[^\s\u2e80-\uffff]{61,}")  # of a script that is written with spaces
_INDEX = re.compile(r"(?<=[^\W\d_])[_^](?:\{[^{}]*\}|\(?\d+\)?)")


def tables(kind: Any) -> Iterator[Finding]:
    """Yield what the tables of a scene lack in one of the languages, and characters that no font has."""
    yield from _spare_captions(kind)
    for owner in kind.__mro__:
        texts = {language: text for language in LANGUAGES for text in texts_of([owner], language)}
        if texts:
            yield from _compare(owner.__name__, texts)
            yield from _spare_beats(owner, texts)
            for language, text in texts.items():
                yield from _glyphs(owner.__name__, language, text)


def _compare(owner: str, texts: Mapping[str, SceneText]) -> Iterator[Finding]:
    missing = [language for language in LANGUAGES if language not in texts]
    for language in missing:
        yield _fault(f"{owner} has no table in {language}", language, owner)
    if missing:
        return
    for part in ("beats", "words"):
        entries = {language: getattr(texts[language], part) for language in LANGUAGES}
        names = list(dict.fromkeys(name for table in entries.values() for name in table))
        for name in names:
            for language in LANGUAGES:
                if name not in entries[language]:
                    yield _fault(f"{owner}.{part}.{name} has no translation", language, f"{owner}.{part}.{name}")
            if all(name in table for table in entries.values()):
                yield from _same_placeholders(owner, part, name, {key: table[name] for key, table in entries.items()})
    if list(texts["en"].beats) != list(texts["zh"].beats) and set(texts["en"].beats) == set(texts["zh"].beats):
        yield _fault(f"the beats of {owner} stand in another order", "zh", f"{owner}.beats")
    for language, text in texts.items():
        for key in ("title", "question"):
            if text.beats and not getattr(text, key) and any(getattr(other, key) for other in texts.values()):
                yield _fault(f"{owner} has no {key}", language, f"{owner}.{key}")


def _same_placeholders(owner: str, part: str, name: str, texts: Mapping[str, str]) -> Iterator[Finding]:
    found = {language: placeholders(text) for language, text in texts.items()}
    if found["en"] != found["zh"]:
        odd = ", ".join(sorted(found["en"] ^ found["zh"]))
        yield _fault(f"{owner}.{part}.{name} takes {odd} in one language only", "zh", f"{owner}.{part}.{name}")


def _spare_captions(kind: Any) -> Iterator[Finding]:
    """Yield the captions that a talk writes for beats which it does not have."""
    for owner in kind.__mro__:
        for name in vars(owner).get("captions", {}):
            if not _is_of_beat(name, (*getattr(owner, "beats", ()), *kind.beats)):
                what = f"there is no beat {name}"
                yield Finding("caption", (what, owner), what, f"{name_of(owner)}.captions")


def _is_of_beat(name: str, beats: Iterable[Any]) -> bool:
    return any(name == beat.name or name.startswith(f"{beat.name}_") for beat in beats)


def _spare_beats(owner: type, texts: Mapping[str, SceneText]) -> Iterator[Finding]:
    beats = getattr(owner, "beats", ())
    for language, text in texts.items():
        for name in text.beats:
            if beats and not _is_of_beat(name, beats):
                yield _fault(f"there is no beat {name}", language, f"{owner.__name__}.beats.{name}")


def _glyphs(owner: str, language: str, text: SceneText) -> Iterator[Finding]:
    lines = {"title": text.title, "question": text.question, **text.beats, **text.words}
    for name, line in lines.items():
        try:
            check_glyphs(line)
        except MissingGlyph as error:
            yield Finding("glyph", (owner, language, name), str(error), f"captions/{language}.toml: {owner}.{name}")


def _fault(what: str, language: str, place: str) -> Finding:
    return Finding("caption", (what, language), what, f"captions/{language}.toml: {place}")


def spoken(scene: Any, beat: Any, numbers: Numbers) -> Iterator[Finding]:
    """Yield the numbers in the captions of a beat that just ended which come from nowhere; list the others."""
    said = scene.wording.said.get(beat.name, {})
    captions = scene.timeline[-1].captions
    for language, caption in captions.items():
        place = _place(scene, beat, language)
        template = scene.wording.sentence(beat, language)
        if not (template or "").strip():
            what = f"{type(scene).__name__}.{beat.name} has no caption in {language}"
            yield Finding("caption", (what,), what, place)
        elif caption == UNSAID:
            continue  # `missing` has told it
        elif not caption.startswith(fill_in(template, {key: Spoken.of(value) for key, value in said.items()})):
            yield _literal(caption, "is not what its table says", place)
        for number in NUMBER.findall(_INDEX.sub("", literals(template) if template else caption)):
            yield _literal(caption, f"says {number}, which is no placeholder", place)
        for name in sorted(placeholders(template or "")):
            yield from _value(scene, beat, language, name, said[name], numbers, place)
        yield from _glyphs_of(scene.wording.own_sentence(beat, language) or "", place)
        yield from _too_long(scene, caption, language, place)


def _place(scene: Any, beat: Any, language: str) -> str:
    """Return where the caption of a beat stands, or should: in a talk's class or in the tables."""
    kind = type(scene)
    is_own = scene.wording.own_sentence(beat, language) is not None
    if is_own or (file_of(kind) is not None and scene.wording.sentence(beat, language) is None):
        return f"{name_of(kind)}.captions[{beat.template!r}][{language!r}]"
    return f"captions/{language}.toml: {kind.__name__}.beats.{beat.template}"


def _glyphs_of(template: str, place: str) -> Iterator[Finding]:
    """Yield the characters of a talk's own caption that no font has; those of the tables are looked at with these."""
    try:
        check_glyphs(literals(template))
    except MissingGlyph as error:
        yield Finding("glyph", (place,), str(error), place)


def require_glyphs(kind: Any, lesson: Lesson) -> None:
    """Raise InputError for a talk's own caption, in the language of a lesson, of a character that no font has."""
    wording = Wording(kind, lambda language: (), kind.own_captions(), lambda error: None)
    for beat in plan_of(kind, lesson):
        for fault in _glyphs_of(wording.own_sentence(beat, lesson.language) or "", ""):
            raise InputError(f"{name_of(kind)}, beat {beat.name}, caption in {lesson.language}: {fault.what}")


def _too_long(scene: Any, caption: str, language: str, place: str) -> Iterator[Finding]:
    """Yield a caption of more words than a viewer reads while a picture stands."""
    time = scene.theme.time
    seconds = reading_seconds({language: caption}, {"en": time.en, "zh": time.zh})
    if seconds > LONGEST:
        what = f"the caption takes {seconds:.0f} s to read, and {LONGEST} s is the most; say it in several beats"
        yield Finding("too long", (place,), what, place)
    for word in _LONG_WORD.findall(caption):
        what = f"“{word[:20]}…” is a word of {len(word)} characters, which no line of subtitles can break"
        yield Finding("too long", (place, word), what, place)


def _value(
    scene: Any, beat: Any, language: str, name: str, value: object, numbers: Numbers, place: str
) -> Iterator[Finding]:
    if isinstance(value, Reading):
        if not is_traced(scene.stage.analyses, value):
            yield _literal(name, f"is said to be {value.value:.6g}, which the analysis does not say", place)
        numbers.note(scene, beat.name, format(Spoken.of(value)), value)
    elif isinstance(value, int) and not isinstance(value, bool):
        numbers.note(scene, beat.name, str(value), value)
    elif not isinstance(value, str) or NUMBER.search(value):
        yield _literal(name, f"is {value!r}, which is neither a reading of the analysis nor a count", place)


def _literal(text: str, fault: str, place: str) -> Finding:
    return Finding("number", (place, text, fault), f"“{text}” {fault}", place)
