"""The words of one scene: the sentence of each beat and what stands inside its pictures, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from rnnanim.captions import LANGUAGES, SceneText, fill_in, placeholders
from rnnanim.errors import InputError, name_of
from rnnanim.figures import Spoken
from rnnanim.numerics import Reading
from rnnanim.stage.beats import PlannedBeat

Said = Reading | int | str
"""What a caption may take: a number of the analysis, a count, or a word."""
Missing = Callable[[InputError], str | None]
"""Is told what is not there; returns what stands for it, or None to raise it."""


class Wording:
    """Looks words up under the class of a scene, then under its bases.

    Parameters
    ----------
    kind : type
        The class of the scene, for messages.
    texts : callable
        Takes a language and returns the tables, nearest first.
    own : sequence of mappings
        Sentences that a talk and its bases write themselves, by beat and language, nearest first.
    missing : callable
        Decides what happens where a word is missing.

    Attributes
    ----------
    said : dict
        By beat that has ended: the values that its caption took.
    """

    def __init__(
        self,
        kind: type,
        texts: Callable[[str], Iterable[SceneText]],
        own: Sequence[Mapping[str, Mapping[str, str]]],
        missing: Missing,
    ) -> None:
        self.kind, self.texts, self.own, self.missing = kind, texts, own, missing
        self.said: dict[str, Mapping[str, Said]] = {}
        self.variants: dict[str, str] = {}

    def word(self, key: str, language: str) -> str:
        """Return the template of a word; InputError names file and key where there is none."""
        for text in self.texts(language):
            if key in text.words:
                return text.words[key]
        error = InputError(f"captions/{language}.toml: {self.kind.__name__}.words.{key} is missing")
        return self._instead(error)

    def say(self, beat: PlannedBeat, variant: str, values: Mapping[str, Said]) -> None:
        """Take the values of a beat's caption; of a beat `path` the variant "zero" is the sentence `path_zero`."""
        self.said[beat.name] = values
        if variant:
            self.variants[beat.name] = f"{beat.template}_{variant}"

    def sentence(self, beat: PlannedBeat, language: str) -> str | None:
        """Return the caption of a beat as it is written, in the class itself or in the tables.

        A class that has written it has done so for all languages: the others would go on saying what it was before.
        """
        if (own := self._own(beat)) is not None:
            return own.get(language)
        tables = (text.beats.get(name) for text in self.texts(language) for name in self._names(beat))
        return next((text for text in tables if text is not None), None)

    def own_sentence(self, beat: PlannedBeat, language: str) -> str | None:
        """Return the caption of a beat that a talk has written in its class, if it has."""
        return (self._own(beat) or {}).get(language)

    def _own(self, beat: PlannedBeat) -> Mapping[str, str] | None:
        """Return the sentences of a beat by language of the nearest class of a talk that has written any."""
        return next((own[name] for own in self.own for name in self._names(beat) if name in own), None)

    def _names(self, beat: PlannedBeat) -> tuple[str, ...]:
        return (*filter(None, [self.variants.get(beat.name)]), beat.name, beat.template)

    def captions(self, beat: PlannedBeat, notices: Sequence[str] = ()) -> dict[str, str]:
        """Return the caption of a beat in each language, numbers filled in; `notices` are words added to it."""
        return {language: self._caption(beat, language, notices) for language in LANGUAGES}

    def _caption(self, beat: PlannedBeat, language: str, notices: Sequence[str]) -> str:
        template = self.sentence(beat, language) or ""  # `check` reports what is missing
        values = {key: Spoken.of(value) for key, value in self.said.get(beat.name, {}).items()}
        place = f"{name_of(self.kind)}, beat {beat.name}, caption in {language}"
        if unsaid := sorted(placeholders(template) - values.keys()):
            names, calls = ", ".join(f"{{{name}}}" for name in unsaid), ", ".join(f"{name}=…" for name in unsaid)
            remedy = (
                f"call self.say({calls}), give the beat a caption of its own, or write {{{{{unsaid[0]}}}}} for braces"
            )
            return self._instead(InputError(f"{place}: the beat gives no {names}; {remedy}"))
        try:
            (sentence := fill_in(template, values)).encode()
        except (ValueError, TypeError) as error:
            return self._instead(InputError(f"{place}: {template!r} cannot be filled in, {error}"))
        return " ".join([sentence, *(self.word(notice, language) for notice in notices)])

    def _instead(self, error: InputError) -> str:
        instead = self.missing(error)
        if instead is None:
            raise error
        return instead


def reading_seconds(captions: Mapping[str, str], pace: Mapping[str, float]) -> float:
    """Return how long the longest of the captions takes to read [s], at so many characters a second.

    >>> reading_seconds({"en": "ab", "zh": "c"}, {"en": 1.0, "zh": 0.25})
    4.0
    """
    return max(len(text) / pace[language] for language, text in captions.items())
