"""Rules of truth: every number, bar and ribbon on screen is made of a reading of the scene's own analysis."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from rnnanim.audit.markup import NUMBER, digits, formula_digits
from rnnanim.audit.moment import Finding, Moment, at
from rnnanim.audit.report import Measure, Shown, source_of
from rnnanim.audit.seeing import Shape, Text
from rnnanim.figures import figure_of
from rnnanim.mobjects.text.label import Label
from rnnanim.numerics import Analysis, Reading, Series

from manim import CoordinateSystem, Mobject, NumberLine

COUNT = "count"
MEASURING = ("gradient", "core", "edge", "text", "spent", "state", "loss")
"""Roles whose filled shapes measure something."""
TOLERANCE = 0.01
HAIR = 0.003  # sizes are compared no closer than this [scene units]
SLACK = 0.045  # a bar drawn for next to nothing, or inside its bank, is that much longer or shorter


def is_traced(analyses: Mapping[str, Analysis], reading: Reading) -> bool:
    """Return whether a reading is what the analysis that it names says at its place."""
    try:
        now = analyses[reading.source].again(reading).value
    except (ValueError, TypeError, LookupError, AttributeError):
        return False
    return now == reading.value or (math.isnan(now) and math.isnan(reading.value))


def is_drawn_from(analyses: Mapping[str, Analysis], series: Series | None) -> bool:
    """Return whether a series is the curve of the analysis that it names."""
    if series is None or series.source not in analyses:
        return False
    try:
        now = analyses[series.source].curve_again(series)
    except (ValueError, TypeError):
        return False
    return np.array_equal(now.y, series.y, equal_nan=True)


class Numbers:
    """Holds every text on screen against the analysis, and lists the numbers shown."""

    def __init__(self) -> None:
        self.shown: dict[tuple[object, ...], Shown] = {}
        self._known: dict[tuple[str, int, str], tuple[str, ...]] = {}

    def __call__(self, moment: Moment) -> Iterator[Finding]:
        """Yield the numbers that come from nowhere."""
        for text in moment.picture.texts:
            key = moment.beat, id(text.mobject), getattr(text.mobject, "markup", text.name)
            if key not in self._known:
                self._known[key] = () if is_tick(text.parents) else tuple(self._faults(moment, text))
            for what in self._known[key]:
                yield Finding("number", (text.name, what), f"“{text.name}” {what}", at(text.box))

    def _faults(self, moment: Moment, text: Text) -> Iterator[str]:
        label = text.mobject
        if not isinstance(label, Label):
            yield from (f"shows {number}, which is no reading of the analysis" for number in NUMBER.findall(text.name))
        elif label.kind == "number":
            yield from self._faults_of_readout(moment, text, label)
        elif label.kind == "formula":
            found = formula_digits(label.markup.strip("$"))
            yield from (f"shows {number}, which is neither index, exponent nor reading" for number in found)
        else:
            yield from self._faults_of_words(moment, text, label)

    def _faults_of_readout(self, moment: Moment, text: Text, label: Label) -> Iterator[str]:
        reading = label.reading
        if not isinstance(reading, Reading):
            yield "is a number without a reading"
            return
        if not is_traced(moment.scene.stage.analyses, reading):
            yield f"shows {reading.value:.6g} as {source_of(reading)}, which the analysis does not say"
        value = abs(reading.value) if getattr(label, "_unsigned", False) else reading.value
        if not _writes(label.markup, reading.field, value):
            yield f"does not write the value of its reading, {reading.value:.6g}"
        self.note(moment.scene, moment.beat, text.name, reading)

    def _faults_of_words(self, moment: Moment, text: Text, label: Label) -> Iterator[str]:
        found = digits(label.markup)
        counts = [str(count) for count in getattr(label, "counts", ())]
        for number in found.in_words:
            if number in counts:
                self.note(moment.scene, moment.beat, text.name, int(number))
            else:
                yield f"shows {number}, which is no count"
        yield from (f"shows {number} in a formula, which is neither index nor exponent" for number in found.in_formulas)

    def note(self, scene: Any, beat: str, text: str, value: Reading | int) -> None:
        """List a number that is shown."""
        source = source_of(value) if isinstance(value, Reading) else COUNT
        number = value.value if isinstance(value, Reading) else value
        self.shown.setdefault((beat, text, source), Shown(type(scene).__name__, beat, text, number, source))


def is_tick(parents: Sequence[Mobject]) -> bool:
    """Return whether a text belongs to an axis object, whose ticks may be numbers."""
    return any(isinstance(p, (NumberLine, CoordinateSystem)) or getattr(p, "is_axis", False) for p in parents)


def _writes(markup: str, field: str, value: float) -> bool:
    """Return whether a markup is a value as `figure` writes it, with one to four digits."""
    source = markup.strip("$").replace(' class("normal", times) ', " times ")
    return any(source == figure_of(field, value, digits_).typst for digits_ in (3, 2, 1, 4))


class Measures:
    """Holds bars and ribbons against the analysis, and against each other: one scale a scene, or a panel."""

    def __init__(self) -> None:
        self.found: list[Measure] = []
        self._scales: dict[object, float] = {}
        self._logs: dict[object, dict[float, float]] = {}

    def __call__(self, moment: Moment) -> Iterator[Finding]:
        """Yield the measures of nothing, of literals, and those out of scale."""
        for shape in moment.picture.shapes:
            if shape.kind in ("bar", "ribbon", "mark"):
                yield from self._of(moment, shape)
            elif shape.kind == "curve":
                assert shape.tag is not None
                if not is_drawn_from(moment.scene.stage.analyses, shape.tag.series):
                    what = f"{shape.name} draws no curve of the analysis"
                    yield Finding("number", (shape.name,), what, at(shape.box))
            elif shape.tag is None and shape.fill_opacity > 0.5 and _looks_like_a_measure(moment, shape):
                what = f"{shape.name} is filled like a bar or ribbon, but draws no reading of the analysis"
                yield Finding("number", (shape.name,), what, at(shape.box))

    def _of(self, moment: Moment, shape: Shape) -> Iterator[Finding]:
        tag, key = shape.tag, (shape.name,)
        assert tag is not None
        if not tag.readings or len(tag.readings) != len(tag.sizes):
            yield Finding("number", key, f"{shape.name} draws no reading of the analysis", at(shape.box))
        for reading, size in zip(tag.readings, tag.sizes, strict=False):
            if not is_traced(moment.scene.stage.analyses, reading):
                what = (
                    f"{shape.name} draws {reading.value:.6g} as {source_of(reading)}, which the analysis does not say"
                )
                yield Finding("number", (*key, source_of(reading)), what, at(shape.box))
            if moment.at_rest:
                yield from self._to_scale(moment, shape, reading, size)

    def _to_scale(self, moment: Moment, shape: Shape, reading: Reading, size: float) -> Iterator[Finding]:
        """Compare a measure at rest with the first one of its panel or scene."""
        self.found.append(Measure(moment.beat, shape.kind, source_of(reading), reading.value, size))
        sides = (float(shape.box[2] - shape.box[0]), float(shape.box[3] - shape.box[1]))  # a bar lies, or it stands
        drawn = min(sides, key=lambda side: abs(side - abs(size)))
        if shape.kind == "bar" and abs(drawn - abs(size)) > SLACK:
            what = f"the bar of {source_of(reading)} is {drawn:.2f} long, but says {abs(size):.2f}"
            yield Finding("scale", (shape.name, source_of(reading), "drawn"), what, at(shape.box))
        value = abs(reading.value)
        thinnest = moment.theme.width.least if shape.kind == "ribbon" else 0.0
        if not value or not math.isfinite(value) or abs(size) <= thinnest * 1.001:
            return
        assert shape.tag is not None
        panel = next((p for p in shape.parents if type(p).__name__ not in ("VGroup", "Group")), None)
        group = shape.tag.scale or ("ribbons" if shape.kind == "ribbon" else panel)
        expected = self._expected(group, shape.tag.law, value, size)
        if abs(size - expected) > TOLERANCE * abs(expected) + HAIR:
            told = f"{abs(size):.3f} for {value:.4g}"
            what = (
                f"{shape.kind} of {source_of(reading)} is {told}, by the others' scale it would be {abs(expected):.3f}"
            )
            yield Finding("scale", (shape.name, source_of(reading)), what, at(shape.box))

    def _expected(self, group: object, law: str, value: float, size: float) -> float:
        """Return the size that a value has by the scale that the first ones of a group have set."""
        if law == "log":  # two numbers fix where 1 stands, and the step of a decade
            known = self._logs.setdefault(group, {})
            place = math.log10(value)
            if len(known) < 2 and all(abs(place - other) > 1e-9 for other in known):
                known[place] = size
            (a, x), (b, y) = (*known.items(), *known.items())[:2]
            return x if a == b else x + (y - x) * (place - a) / (b - a)
        power = 0.5 if law == "area" else 1.0
        scale = self._scales.setdefault(group, abs(size) / value**power)
        return math.copysign(scale * value**power, size)


def _looks_like_a_measure(moment: Moment, shape: Shape) -> bool:
    colours = [bytes.fromhex(moment.theme.colour[role][1:]) for role in MEASURING]
    own = [round(channel * 255) for channel in shape.fill_colour]
    hued = any(max(abs(a - b) for a, b in zip(own, colour, strict=True)) <= 2 for colour in colours)
    ground = bytes.fromhex(moment.theme.colour.background[1:])
    return hued or (shape.is_slab and any(abs(a - b) > 2 for a, b in zip(own, ground, strict=True)))
