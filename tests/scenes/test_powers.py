"""PowersOfW: the figures of the lesson, what shrinks, holds and grows, and that every lesson gets its own line."""

import itertools

import numpy as np
import pytest
from matrix import first_of
from undrawn import Undrawn, shared

from rnnanim.backend import run_config

# isort: split
from rnnanim.lesson import load_lesson
from rnnanim.mobjects.text.label import Label
from rnnanim.scenes.powers.cast import POWERS_OF
from rnnanim.scenes.products import PowersOfW

from manim import tempconfig

SHAPES = {"16:9": (256, 144), "9:16": (144, 256), "1:1": (144, 144)}


@shared
def scene_of(lesson=None, *, shape="16:9", render=False, **kwargs):
    width, height = SHAPES[shape]
    with tempconfig(run_config(pixel_width=width, pixel_height=height, frame_rate=2, dry_run=True)):
        scene = PowersOfW(Undrawn(), lesson=lesson or load_lesson(), **kwargs)
        if render:
            scene.render()
        assert scene.cast  # built while the frame has this shape
        return scene


@pytest.fixture(scope="module")
def cast():
    return scene_of.__wrapped__().cast


def test_seventeen_steps_back_are_the_figures_of_the_lesson(cast):
    arrived = {p.weight: s.readings[-1].value for p, s in zip(cast.chains.rows, cast.chains.chains, strict=True)}
    expected = {
        0.6: 0.6**17,
        0.5: 7.62939453125e-06,
        0.9: 0.16677181699666577,
        1.0: 1.0,
        1.1: 5.054470284992945,
        1.5: 985.2612533569336,
    }
    assert arrived == pytest.approx(expected, rel=1e-13)
    assert all(len(chain.readings) == 17 for chain in cast.chains.chains)


def test_the_ends_of_the_lines_are_the_twentieth_powers(cast):
    ends = [line.readings[-1].value for line in cast.chart.lines]
    assert ends == pytest.approx([3325.256730079651, 6.7274999493256, 1.0, 0.12157665459056935, 9.5367431640625e-07])
    assert [weight > 1 for weight in POWERS_OF] == [end > 1 for end in ends]
    assert [weight < 1 for weight in POWERS_OF] == [end < 1 for end in ends]


def test_below_one_the_squares_shrink_at_one_they_hold_above_one_they_grow(cast):
    for power, row in zip(cast.powers, cast.squares.rows, strict=True):
        sides = np.array([row.side(k) for k in range(cast.squares.count + 1)])
        steps = np.sign(np.round(np.diff(sides), 12))
        assert set(steps) == {np.sign(power.weight - 1)}
        assert sides[1:] ** 2 == pytest.approx(sides[0] ** 2 * power.weight ** np.arange(1, cast.squares.count + 1))


def test_no_two_squares_and_no_two_rows_meet(cast):
    rows, count = cast.squares.rows, cast.squares.count
    for row, next_row in zip(rows, rows[1:], strict=False):
        assert row.y - row.side(count) / 2 > next_row.y + max(next_row.side(0), next_row.side(count)) / 2
    widest = rows[0]
    columns = widest.grid.columns
    for k in range(count):
        assert columns[k] - widest.side(k) / 2 > columns[k + 1] + widest.side(k + 1) / 2


def test_the_lines_are_straight_and_lie_on_the_ruler(cast):
    for line in cast.chart.lines:
        heights = np.array([line.position(k)[1] for k in range(21)])
        assert np.diff(heights) == pytest.approx([heights[1] - heights[0]] * 20, abs=1e-9)
        assert not line.is_clipped


@pytest.mark.parametrize(
    ("overrides", "leaves", "shared"),
    [
        ([], False, None),
        (["network.W_h=[[0.9]]"], False, 3),
        (["network.W_h=[[0.3]]"], True, None),
        (["network.W_h=[[0.0]]"], True, None),
        (["network.W_h=[[-0.9]]"], False, None),
        (["network.draw.hidden=2"], False, None),
    ],
)
def test_the_weight_of_the_lesson_has_a_line_of_its_own_or_one_that_it_shares(overrides, leaves, shared):
    chart = scene_of(load_lesson(None, overrides)).cast.chart
    assert (chart.own_line.is_clipped, chart.shared_row) == (leaves, shared)
    assert chart.ours in chart.own_labels


@pytest.mark.parametrize("overrides", [[], ["network.W_h=[[0.95]]"], ["network.draw.hidden=2"]])
def test_the_names_stay_before_their_lines_clear_of_each_other_and_end_in_their_rows(overrides):
    chart = scene_of.__wrapped__(load_lesson(None, overrides)).cast.chart
    cue = chart.names_along(8, 20, 1.0)
    for time in (0.0, 0.4, 0.7, 1.0):
        cue.at(time)
        names = chart.names
        tip = min(line.position(8 + 12 * cue._rate(time))[0] for line in chart.lines)
        assert all(name.get_right()[0] < tip for name in names)
        heights = np.array([name.number.baseline_y for name in names])
        assert np.all(-np.diff(heights) >= 0.36 - 1e-6)
    assert heights == pytest.approx([row[0].baseline_y for row in chart.table])


def test_a_weight_of_a_hundred_leaves_the_ruler_and_says_how_far_it_goes():
    chart = scene_of(load_lesson("hundred")).cast.chart
    assert chart.own_line.is_clipped
    assert chart.own_labels[-1].reading.value == pytest.approx(1e40)
    assert chart.own_line.exit < 3


def test_a_stream_is_as_wide_as_its_power_as_long_as_it_has_room(cast):
    for chain in cast.chains.chains:
        drawn = [k for k in range(1, 18) if chain.drawn[k]]
        middles = [(chain.edges[k] + chain.edges[k + 1]) / 2 for k in drawn]
        widths = [chain.width_at(s) for s in middles]
        least = chain.theme.width.least
        assert widths == pytest.approx([max(chain.readings[k - 1].value * chain.scale, least) for k in drawn])
    assert [chain.is_clipped for chain in cast.chains.chains] == [True, False, False, False, False, False]
    assert cast.chains.chains[-1].thin[8:] == [True] * 10


def test_a_stream_that_outgrows_its_row_fills_it_to_the_end(cast):
    chain = cast.chains.chains[0]
    chain.front = chain.line.length
    bodies = [part for part in chain.draw().get_family() if getattr(part, "tag", None) and part.tag.kind == "ribbon"]
    chain.front = 0.0
    chain.draw()
    assert len(bodies) == 1
    box = bodies[0]
    assert box.height == pytest.approx(chain.most)
    assert box.get_left()[0] == pytest.approx(chain.columns[3])
    assert len(bodies[0].tag.readings) == sum(chain.drawn[1:]) < 17
    assert chain.width_at(chain.full_at) == pytest.approx(chain.most)


@pytest.mark.parametrize("shape", SHAPES)
def test_words_on_a_stream_stand_within_it_and_clear_of_the_rings(shape):
    chains = scene_of(shape=shape).cast.chains
    chain = chains.chains[0]
    for label in chains.beyond:
        assert label.tone == "on"
        assert label.get_left()[0] > chain.columns[3] + 0.25
        assert label.get_right()[0] < chain.line.points[0][0] - chain.full_at
        assert label.get_bottom()[1] > chain.y + chain.radius + 0.1
        assert label.get_top()[1] < chain.y + chain.most / 2 - 0.1
    assert bool(chains.beyond) == (shape == "16:9")


def test_the_rings_go_dark_with_their_stream(cast):
    lights = {
        p.weight: [s.light(i) for i in range(18)] for p, s in zip(cast.chains.rows, cast.chains.chains, strict=True)
    }
    assert lights[1.5] == lights[1.1] == lights[1.0] == lights[0.9] == [1.0] * 18
    assert lights[0.5] == sorted(lights[0.5], reverse=True)
    assert lights[0.5][:4] == [1.0] * 4
    assert lights[0.5][8:] == [0.0] * 10


def test_the_steps_come_from_the_dots_of_the_line_of_their_weight(cast):
    chain, line = cast.chains.chains[1], cast.chart.lines[1]
    cue = chain.create_from(line.position, line.radius, "#998AEC", 1.0)
    cue.at(0.0)
    starts = np.array([chain.position(i) for i in range(20)])
    assert starts == pytest.approx(np.array([line.position(i) for i in range(20)]))
    cue.at(1.0)
    assert [chain.position(i) for i in (0, 17)] == [(chain.columns[20], chain.y), (chain.columns[3], chain.y)]


@pytest.mark.parametrize("steps", [1, 2, 3, 5, 8, 20])
def test_the_weights_that_come_together_are_those_that_are_drawn(steps):
    repeated = scene_of(load_lesson(None, [f"network.steps={steps}"])).cast.path.repeated
    if steps == 1:
        assert repeated is None
        return
    assert repeated.count == steps - 1
    assert repeated.shown == (steps - 1 if steps <= 5 else 3)
    assert repeated.value.reading.value == pytest.approx(0.6 ** (steps - 1))


def test_the_other_factors_dim_from_the_light_that_they_have():
    path = scene_of.__wrapped__().cast.path
    back, dimming = path.run_back(1.0), path.only_the_weights(1.0)  # both are made before the first is played
    back.at(9.0)
    slope = next(column.symbol for column in path.band if column.span.kind == "sigma_prime")
    colours = []
    for time in (0.0, 0.5, 1.0):
        dimming.at(time)
        colours.append(slope.glyphs[0].get_fill_color().to_hex())
    assert colours[0] == path.theme.colour.ink
    assert colours[2] == path.theme.colour.low
    assert colours[1] not in (colours[0], colours[2])


LESSONS = [
    ("hundred", []),
    ("default", ["network.steps=20"]),
    ("default", ["network.activation=relu"]),
    ("default", ["network.draw.hidden=8"]),
    ("default", ["network.W_h=[[-1.5]]"]),
    ("default", ["network.W_h=[[0.0]]"]),
]


@pytest.mark.parametrize(("name", "overrides"), first_of(LESSONS))
def test_it_runs_for_every_kind_of_lesson(name, overrides):
    scene = scene_of(load_lesson(name, overrides), render=True)
    assert [mark.beat for mark in scene.timeline] == ["same_weight", "multiply", "log_scale", "twenty_steps"]


@pytest.mark.parametrize("shape", SHAPES)
def test_no_text_leaves_the_frame(shape):
    outside = []
    scene = scene_of(shape=shape)
    left, right, bottom, top = scene.layout.safe
    squares, chart, chains = scene.cast.squares, scene.cast.chart, scene.cast.chains
    groups = [*squares.names, *chart.table, squares.numbers, chart.head, chart.own_labels, chains.numbers]
    groups += [[squares.ticks, chart.ticks, chains.ticks, squares.area, chart.note, chains.note]]
    for label in (part for group in groups for mobject in group for part in mobject.get_family()):
        if isinstance(label, Label):
            inside = left - 0.1 < label.get_left()[0] and label.get_right()[0] < right + 0.1
            if not (inside and bottom - 0.1 < label.get_bottom()[1] and label.get_top()[1] < top + 0.1):
                outside.append(label.markup)
    assert outside == []


def test_the_captions_say_what_is_drawn():
    scene = scene_of(render=True)
    captions = {mark.beat: mark.captions["en"] for mark in scene.timeline}
    assert "to the power 2" in captions["same_weight"]
    assert "0.00391" in captions["multiply"]
    assert "3.7 × 10⁻⁵" in captions["log_scale"]
    assert "17 times" in captions["twenty_steps"]


@pytest.mark.parametrize(
    ("preset", "overrides", "row", "power"),
    [
        ("default", [], 4, 0.6**17),
        ("default", ["network.W_h=[[-0.6]]"], 4, 0.6**17),
        ("default", ["network.W_h=[[0.9]]"], 3, 0.9**17),
        ("default", ["network.W_h=[[-1.05]]"], 2, 1.05**17),
        ("default", ["network.W_h=[[0.0]]"], 5, 0.0),
        ("hundred", [], 0, 1e34),
    ],
)
def test_the_lessons_own_weight_has_its_place_among_the_chains(preset, overrides, row, power):
    lesson = load_lesson(preset, overrides)
    chains = scene_of(lesson).cast.chains
    assert chains.own_row == row
    assert chains.chains[row].readings[-1].value == pytest.approx(power)
    word, number = chains.names[row]
    assert (word.tone, number.tone) == ("text", "text")
    assert number.reading.value == lesson.network.W_h[0, 0]
    ends = [c.readings[-1].value for c in chains.chains]
    assert ends == sorted(ends, reverse=True)
    rows = [(c.y + c.most / 2, c.y - c.most / 2) for c in chains.chains]
    assert all(below[0] < above[1] for above, below in itertools.pairwise(rows))


@pytest.mark.parametrize(
    ("overrides", "head"),
    [
        ([], "wh(W_h^(17))"),
        (["network.W_h=[[-2]]"], "abs(wh(W_h^(17)))"),
        (["network.draw.hidden=3"], "norm(wh(W_h^(17)))"),
    ],
)
def test_powers_of_a_negative_weight_and_of_a_matrix_are_named_as_sizes(overrides, head):
    cast = scene_of(load_lesson(None, overrides)).cast
    assert cast.chains.head.markup == f"${head}$"
    assert head.replace("17", "k") in cast.chains.note.markup
    assert head.replace("17", "k") in cast.chart.note.markup


def test_a_power_that_float64_calls_0_is_written_as_a_power_of_ten():
    cast = scene_of(load_lesson(None, ["network.W_h=[[1e-30]]"])).cast
    assert cast.mine.written(17).value == pytest.approx(-510)
    assert len(cast.chains.names[cast.chains.own_row]) == 1  # "ours" alone: the number has no room


@pytest.mark.parametrize("overrides", [["network.steps=500"], ["network.draw.hidden=8", "network.steps=100"]])
def test_what_the_weights_come_to_stands_between_the_last_state_and_the_side_of_the_frame(overrides):
    scene = scene_of(load_lesson(None, overrides))
    layout, repeated = scene.layout, scene.cast.path.repeated
    assert repeated.power.get_left()[0] > layout.x(layout.steps) + layout.unit + 0.2
    assert repeated.value.get_right()[0] <= layout.safe[1] + 0.01
