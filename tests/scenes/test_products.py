"""ProductOfFactors: what it claims is what the numbers say, and it follows every lesson."""

import math

import mpmath
import pytest
from matrix import first_of
from undrawn import Undrawn, shared

from rnnanim.backend import run_config

# isort: split
from rnnanim.audit import sampling, watch
from rnnanim.figures import SUPERSCRIPTS
from rnnanim.lesson import load_lesson
from rnnanim.scenes.products.cast import REGIMES, WEIGHTS
from rnnanim.scenes.products.gain_vs_preactivation import crossing
from rnnanim.scenes.products.regimes import regime
from rnnanim.scenes.products.storyboard import ProductOfFactors

from manim import tempconfig


@shared
def run(lesson=None, overrides=(), *, rate=2, **kwargs):
    with tempconfig(run_config(pixel_width=128, pixel_height=72, frame_rate=rate, dry_run=True)):
        scene = ProductOfFactors(Undrawn(), lesson=load_lesson(lesson, list(overrides)), **kwargs)
        scene.render()
        return scene


class Path(ProductOfFactors):
    """The one beat that depends on the lesson."""

    drop = tuple(beat.name for beat in ProductOfFactors.beats if beat.name != "factor_by_factor")


def opacity(label):
    return label.glyphs[0].get_fill_opacity()


@pytest.fixture(scope="module")
def cast():
    return run.__wrapped__().cast


def test_the_three_regimes_are_what_they_are_called(cast):
    verdicts = {one.verdict.markup: one.end.value for one in cast.regimes.each}
    assert list(verdicts) == ["vanishes", "holds", "explodes"]
    vanished, held, exploded = verdicts.values()
    assert vanished == pytest.approx(0.015625, rel=1e-12)
    assert held == 1
    assert exploded == pytest.approx(11.390625, rel=1e-12)
    assert [one.end.source for one in cast.regimes.each] == list(REGIMES)
    assert [regime(gain) for gain in (0.5, 1.0, 1.5)] == ["vanishes", "holds", "explodes"]


@pytest.mark.parametrize(("index", "factor"), [(0, 0.5), (1, 1.0), (2, 1.5)])
def test_each_step_multiplies_by_the_factor_that_is_written(cast, index, factor):
    one = cast.regimes.each[index]
    products = [tread.product.value for tread in one.running.treads]
    slopes, weights = ([b / a for a, b in zip(products[n:], products[n + 1 :], strict=False)][::2] for n in (0, 1))
    assert slopes == pytest.approx([0.25] * 6, rel=1e-12)
    assert weights == pytest.approx([4 * factor] * 6, rel=1e-12)
    assert [tread.tone for tread in one.running.treads[1:]] == ["ink", "wh"] * 6
    gains = products[::2]
    assert gains[0] == 1
    assert [b / a for a, b in zip(gains, gains[1:], strict=False)] == pytest.approx([factor] * 6, rel=1e-12)
    assert one.factor.value == pytest.approx(factor)


def test_only_a_weight_above_4_lifts_a_step_over_1_and_only_near_0(cast):
    for weight, curve in zip(WEIGHTS, cast.gain.curves, strict=True):
        over = curve.series.x[curve.series.y > 1]
        assert (len(over) > 0) == (weight > 4)
    edge = crossing(cast.gain.highest)
    assert cast.gain.highest.read("step_gain_at", edge).value == pytest.approx(1, abs=1e-9)
    assert max(abs(over)) <= edge < 2
    assert 1 / cast.gain.highest.read("sigma_prime_bound").value == 4


def test_80_and_one_step_further_1600(cast):
    products = [tread.product.value for tread in cast.balanced.running.treads]
    assert products == pytest.approx([1, 0.2, 20, 4, 400, 80, 8000, 1600], rel=1e-9)
    assert abs(products[5] - 80) < 1e-9
    ratios = [products[n + 2] / products[n] for n in range(1, 6)]
    assert ratios == pytest.approx([20] * 5, rel=1e-9)  # "growing with every step"


def test_under_80_and_1600_stand_the_products_that_they_are(cast):
    net = cast.balanced
    for index, slopes in zip(net.ends, (3, 4), strict=True):
        label = net.factors_under(net.number(index), slopes)
        assert label.markup == f"$sigma'^({slopes}) thin wh(W_h^({slopes - 1}))$"
        assert net.slope.value**slopes * net.weight.value ** (slopes - 1) == pytest.approx(
            net.running.treads[index].product.value, rel=1e-9
        )


def test_the_same_weight_vanishes_by_saturation(cast):
    lost = cast.saturated.result.number.reading
    assert (lost.field, lost.index, lost.source) == ("gain", (3, 1), "hundred without bias")
    assert lost.value == pytest.approx(7.18e-62, rel=0.001)
    assert "7.2 times" in cast.saturated.result.number.markup  # as it is said
    assert cast.saturated.running.treads[-1].product.value == pytest.approx(lost.value, rel=1e-12)
    assert cast.saturated.net.spec.W_h[0, 0] == cast.balanced.near.spec.W_h[0, 0] == 100
    assert [cast.saturated.net.read("z", step, 0).value for step in (1, 2, 3)] == [0, 50, 100]
    assert cast.saturated.reference_end.number.reading.value == pytest.approx(400, rel=1e-9)


def test_the_staircase_of_the_path_is_its_product(cast):
    products = [tread.product.value for tread in cast.path.running.treads]
    assert products[0] == 1
    assert products[-1] == pytest.approx(math.prod(row[1].reading.value for row in cast.path.factors), rel=1e-12)
    assert products[-1] == pytest.approx(0.6**2 * math.prod(1 - h**2 for h in (0.462117157, 0.651137133, 0.711730559)))


@pytest.mark.parametrize(
    ("lesson", "overrides"),
    first_of(
        [
            (None, ["network.steps=1"]),
            (None, ["network.steps=5"]),
            (None, ["network.steps=20"]),
            ("exploding", ["network.steps=8"]),
            ("tanh_20", []),
            (None, ["network.activation=relu", "network.b_h=[-5.0]"]),
            (None, ["network.W_h=[[-0.6]]"]),
            (None, ["network.draw.hidden=2"]),
            (None, ["network.draw.hidden=8", "network.steps=5"]),
        ],
        fast=1,
    ),
)
def test_it_follows_the_lesson(lesson, overrides):
    given = load_lesson(lesson, overrides)
    report = watch.audit(Path, given)
    assert report.problems == []
    steps = run(lesson, overrides, only=("factor_by_factor",)).cast.path.running.treads
    assert 2 <= len(steps) <= 9


@pytest.mark.parametrize(("weight", "steps", "power"), first_of([(1000, 3, -1264), (100, 20, -1563)], fast=1))
def test_what_float64_calls_0_is_a_power_of_ten_if_it_is_not_exactly_0(weight, steps, power):
    lesson = load_lesson(None, [f"network.W_h=[[{weight}.0]]", f"network.steps={steps}"])
    assert watch.audit(Path, lesson).problems == []
    scene = run(None, [f"network.W_h=[[{weight}.0]]", f"network.steps={steps}"], only=("factor_by_factor",))
    product = scene.cast.path.product
    assert product.field == "log10_span_x"
    assert scene.analysis.read("span_x", steps, 1, 2, 2 * steps + 1).value == 0
    assert math.floor(product.value) == power
    assert f"10⁻{str(-power).translate(SUPERSCRIPTS)}" in scene.timeline[0].captions["en"]


def test_a_power_of_ten_agrees_with_arithmetic_of_many_digits():
    with mpmath.workdps(2000):
        h = z = mpmath.mpf(0)
        product = mpmath.mpf(1000) ** 2
        for _ in range(3):
            z = mpmath.mpf("0.5") + 1000 * h
            h = mpmath.tanh(z)
            product *= 1 - h**2
        expected = float(mpmath.log10(product))
    analysis = load_lesson(None, ["network.W_h=[[1000.0]]"]).analysis
    assert analysis.read("log10_span_x", 3, 1, 2, 7).value == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("overrides", [[], ["network.draw.hidden=2"]])
def test_the_logarithm_of_a_span_is_that_of_its_value(overrides):
    analysis = load_lesson(None, overrides).analysis
    for j in range(3, 8):
        value = analysis.read("span_x", 3, 1, 2, j).value
        assert analysis.read("log10_span_x", 3, 1, 2, j).value == pytest.approx(math.log10(value), rel=1e-12)


def test_only_what_the_states_multiply_is_kept(cast):
    path = cast.path
    left_out = [label.reading.value for label in path.leads if label.reading is not None]
    whole = path.product.value * math.prod(left_out)
    assert whole == pytest.approx(cast.path.analysis.read("contribution_x", 3, 1).value, rel=1e-12)
    assert all(opacity(label) == 0 for label in path.leads)


def test_it_opens_on_the_row_that_the_lecture_knows():
    seen = []

    class Opening(ProductOfFactors):
        def headline(self, key, /, **counts):
            seen.append(([part.state for part in self.cast.path.chain.parts], [*map(opacity, self.cast.path.leads)]))
            return super().headline(key, **counts)

    with tempconfig(run_config(pixel_width=128, pixel_height=72, frame_rate=2, dry_run=True)):
        Opening(Undrawn(), lesson=load_lesson(), only=("factor_by_factor",)).render()
    states, leads = seen[0]
    assert states == ["idle"] * 5
    assert leads == [1] * 6


def test_the_answer_is_one_product_over_1_and_one_under(cast):
    over, under = ([tread.product.value for tread in running.treads] for running in cast.verdicts.products)
    assert over[0] == under[0] == 1
    assert all(b > a for a, b in zip(over, over[1:], strict=False))
    assert all(b < a for a, b in zip(under, under[1:], strict=False))
    above, below = (label.baseline_y for label in cast.verdicts.words)
    assert above > cast.verdicts.ruler.y(0) > below
    assert [label.markup for label in cast.verdicts.states] == ["$h_7$", "$h_1$"]
    assert {tread.tone for running in cast.verdicts.products for tread in running.treads} == {"gradient"}


def test_the_arrow_of_time_is_not_seen_before_it_fades_in():
    seen = []

    class Watched(ProductOfFactors):
        def play(self, *animations, **kwargs):
            if self.stage.shows(self.cast.verdicts.ruler):
                seen.append(self.stage.shows(self.cast.verdicts.arrow))
            super().play(*animations, **kwargs)

    with tempconfig(run_config(pixel_width=128, pixel_height=72, frame_rate=2, dry_run=True)):
        Watched(Undrawn(), lesson=load_lesson(), only=("above_or_below_one",)).render()
    assert seen[:2] == [False, True]


def numbers(analysis=None):
    """Return what the rules of truth alone list: the value of each traced number by beat and source."""
    audit = watch.Audit(ProductOfFactors)
    audit.rules = (audit.numbers, audit.measures)
    sampling.run(ProductOfFactors, load_lesson(), audit, analysis=analysis)
    return audit.report, {(n.beat, n.source): n.value for n in audit.report.numbers if n.source != "count"}


def test_every_number_and_height_follows_the_analysis():
    report, before = numbers()
    moved, after = numbers(load_lesson().analysis.perturbed(0.01))
    assert report.problems == []
    assert len(before) > 40
    assert before.keys() <= after.keys()
    for place, value in before.items():
        assert after[place] == pytest.approx(1.01 * value, rel=1e-9), place
    heights = [measure for measure in report.measures if measure.kind == "mark"]
    assert len(heights) > 40
    assert len(moved.measures) >= len(report.measures)


@pytest.mark.parametrize(
    ("preset", "overrides", "name", "value", "is_beyond"),
    [
        ("default", [], "partial h_(3) slash partial h_1", 0.49344 * 0.57602 * 0.36, False),
        ("default", ["network.W_h=[[-0.6]]"], "abs(partial h_(3) slash partial h_1)", 0.3000815, False),
        ("default", ["network.draw.hidden=2"], "norm(partial h_(3) slash partial h_1)", None, False),
        ("hundred", [], "partial h_(3) slash partial h_1", 400.0, True),
        ("default", ["network.activation=relu", "network.W_x=[[-1]]"], "partial h_(3) slash partial h_1", 0.0, True),
    ],
)
def test_the_lessons_own_product_stands_on_the_ruler_or_leaves_it(preset, overrides, name, value, is_beyond):
    last = run(preset, overrides, only=("above_or_below_one",)).cast.verdicts
    own, (word, number, under) = last.own, last.own.labels
    assert (under.markup, own.is_beyond) == (f"${name}$", is_beyond)
    assert value is None or number.reading.value == pytest.approx(value, rel=1e-5, abs=1e-12)
    assert last.ruler.bottom < own.end < last.ruler.top
    assert max(label.get_right()[0] for label in own.labels) < last.products[0].treads.left - 0.3
    assert opacity(word) == opacity(number) == 1


def test_one_step_has_no_product_of_its_own_and_says_nothing_of_it():
    scene = run(None, ["network.steps=1"], only=("above_or_below_one",))
    assert scene.cast.verdicts.own is None
    assert "own" not in scene.timeline[-1].captions["en"]


@pytest.mark.parametrize(
    ("preset", "overrides"),
    [("default", ["network.W_h=[[-1.4]]"]), ("exploding", ["network.steps=12"]), ("default", [])],
)
def test_no_number_of_the_staircase_meets_the_head_of_its_ruler(preset, overrides):
    path = Path(Undrawn(), lesson=load_lesson(preset, overrides)).cast.path
    treads, head = path.running.treads, path.ruler.head
    for index in filter(treads.has_number, range(len(treads))):
        number = treads.number(index)
        beside = number.get_left()[0] > head.get_right()[0]
        assert beside or number.get_top()[1] < head.get_bottom()[1] - 0.05


def test_behind_a_product_of_0_no_ratio_of_norms_is_left_and_it_is_a_dash():
    lesson = load_lesson(None, ["network.activation=relu", "network.W_x=[[-1],[-1]]", "network.target=[[1],[1],[1]]"])
    path = Path(Undrawn(), lesson=lesson).cast.path
    assert path.product.value == 0
    assert (
        [label.markup for label in path.labels].count("$dash.en$") == sum(math.isnan(v.value) for v in path.values) > 0
    )


def test_a_slope_of_the_loss_that_is_wider_than_its_symbol_stays_in_the_frame():
    missed = float(load_lesson().analysis.y[3, 0]) + 1.3e-4
    path = Path(Undrawn(), lesson=load_lesson(None, [f"network.target=[[0.0],[0.0],[{missed}]]"])).cast.path
    *_, number, _, symbol = path.leads
    assert number.width > symbol.width
    assert number.get_right()[0] <= path.layout.right + 1e-6
    assert number.get_center()[0] == pytest.approx(symbol.get_center()[0], abs=0.02)
