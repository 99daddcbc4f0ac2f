"""Change the analysis by one per cent, and every number, bar and ribbon of GradientPaths changes."""

import zlib

import pytest

from rnnanim.audit import sampling
from rnnanim.audit.watch import Audit
from rnnanim.lesson import load_lesson
from rnnanim.numerics import Analysis, Reading
from rnnanim.scenes.paths import GradientPaths
from rnnanim.theme import load_theme


class Uneven(Analysis):
    """An analysis each of whose readings is off by a share of its own, between 1 and 2 %."""

    def read(self, field, *index):
        reading = super().read(field, *index)
        share = 1.01 + 0.01 * (zlib.crc32(f"{field}{index}".encode()) % 1000) / 1000
        return Reading(field, index, reading.value * share)


def audit(lesson, analysis=None):
    """Return what the rules of truth alone find and list."""
    watch = Audit(GradientPaths)
    watch.rules = (watch.numbers, watch.measures)
    sampling.run(GradientPaths, lesson, watch, analysis=analysis)
    return watch.report


@pytest.fixture(scope="module")
def lesson():
    return GradientPaths.fit(load_lesson(None, ["network.steps=2"]))


@pytest.fixture(scope="module")
def usual(lesson):
    return audit(lesson)


@pytest.fixture(scope="module")
def larger(lesson):
    return audit(lesson, lesson.analysis.perturbed(0.01))


@pytest.fixture(scope="module")
def uneven(lesson):
    return audit(lesson, Uneven(lesson.network))


def numbers(report):
    """Return text and value of every traced number by beat and source; a number may be written in two lengths."""
    found = {}
    for shown in report.numbers:
        if shown.source != "count":
            texts, _ = found.setdefault((shown.beat, shown.source), (set(), shown.value))
            texts.add(shown.text)
    return found


def sizes(report, kind):
    return {(m.beat, m.source): (m.value, m.size) for m in report.measures if m.kind == kind}


def test_every_number_follows_the_analysis(usual, larger):
    before, after = numbers(usual), numbers(larger)
    assert len(before) > 20
    assert before.keys() <= after.keys()  # behind a factor of exactly 1 the product is not said again
    for place, (texts, value) in before.items():
        other_texts, other = after[place]
        assert value != 0
        assert other == pytest.approx(1.01 * value, rel=1e-12), place
        assert not texts & other_texts, place


def test_every_ribbon_is_as_much_wider(usual, larger):
    before, after = sizes(usual, "ribbon"), sizes(larger, "ribbon")
    assert before.keys() == after.keys()
    assert len(before) > 5
    for place, (value, width) in before.items():
        assert width > load_theme().width.least
        assert after[place] == pytest.approx((1.01 * value, 1.01 * width)), place


def test_every_bar_follows_its_own_reading(usual, uneven):
    """Bars share the width of their panel, so what changes them is a change that is not the same for all."""
    before, after = sizes(usual, "bar"), sizes(uneven, "bar")
    assert before.keys() == after.keys()
    assert {source for _, source in before} >= {"total_x[2]", "contribution_x[2, 1]", "contribution_x[2, 2]"}
    for place, (value, length) in before.items():
        other_value, other_length = after[place]
        assert other_value > 1.009 * value
        assert abs(other_length / length - 1) > 1e-5, place
    ratios = [length / value for value, length in after.values()]
    assert max(ratios) == pytest.approx(min(ratios))


def test_numbers_that_are_changed_are_still_traced(larger, uneven):
    for report in (larger, uneven):
        assert not [problem for problem in report.problems if problem.kind in ("number", "scale")]
