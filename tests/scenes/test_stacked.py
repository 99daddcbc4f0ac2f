"""StackedRNN: what it shows is what the network does, and it takes lessons of one layer and of several."""

import numpy as np
import pytest
from undrawn import Undrawn, shared

from rnnanim.backend import run_config

# isort: split
from rnnanim.audit import sampling
from rnnanim.audit.watch import Audit
from rnnanim.captions import scene_text
from rnnanim.lesson import load_lesson
from rnnanim.mobjects.network.states import State
from rnnanim.numerics import gradcheck
from rnnanim.numerics.stations import Station
from rnnanim.scenes.stacked import StackedRNN
from rnnanim.scenes.stacked.storyboard import SECOND_LAYER

from manim import tempconfig


@shared
def run(lesson, *, only=()):
    with tempconfig(run_config(pixel_width=128, pixel_height=72, frame_rate=2, dry_run=True)):
        scene = StackedRNN(Undrawn(), lesson=lesson, only=only)
        scene.render()
        return scene


def test_a_lesson_of_one_layer_is_given_a_second_and_the_first_caption_says_so():
    scene = run(load_lesson())
    assert scene.lesson.network.layers == 2
    assert {name: getattr(scene.lesson.network, name).tolist() for name in SECOND_LAYER} == SECOND_LAYER
    notices = {language: scene_text("LessonScene", language).words["layers_2"] for language in ("en", "zh")}
    for mark in scene.timeline:
        for language, notice in notices.items():
            assert (notice in mark.captions[language]) == (mark.beat == "one_layer_to_two")
    own = StackedRNN.fit(load_lesson(None, ["network.layers=3"]))
    assert own.network.layers == 3
    assert StackedRNN.notices_of(load_lesson(None, ["network.layers=3"])) == ()
    drawn = StackedRNN.fit(load_lesson(None, ["network.draw.hidden=2"], seed=3))
    np.testing.assert_array_equal(
        drawn.network.W_h_l2,
        load_lesson(None, ["network.draw.hidden=2", "network.layers=2"], seed=3).network.W_h_l2,
    )


def test_what_the_ways_leave_and_the_sum_of_all_paths_are_derivatives_of_the_loss():
    cast = run(load_lesson()).cast
    spec = cast.stage.lesson.network
    at_once = {name: gradcheck.untied(spec, name)[-1, :, :, 0] for name in ("W_x", "W_x_l2")}
    slopes = cast.stage.analysis.array("sigma_prime"), cast.stage.analysis.array("sigma_prime_l2")
    h = cast.stage.analysis.h
    first, last = (at_once["W_x"][k - 1, 0] / slopes[0][k, 0] / spec.x[k - 1, 0] for k in (1, 3))
    top = at_once["W_x_l2"][0, 0] / slopes[1][1, 0] / h[1, 0]
    assert cast.time.result.value == pytest.approx(top, rel=1e-9)
    assert cast.depth.result.value == pytest.approx(last * slopes[0][3, 0] * spec.W_x[0, 0], rel=1e-9)
    rows = [row.reading.value for row in cast.panel.rows]
    assert rows[-1] == pytest.approx(first, rel=1e-9)
    assert sum(rows[:-1]) == pytest.approx(rows[-1], rel=1e-9)
    assert len(rows) == 1 + 3


def test_what_arrives_at_a_state_is_what_its_edges_bring():
    cast = run(load_lesson()).cast
    for flows, reached in cast.sweep[1:]:
        brought = sum(flow.stations[-1][1].value for flow in flows)
        assert brought == pytest.approx(sum(cast.grid.total(name.step, name.layer).value for name in reached), rel=1e-9)


def test_a_state_shows_what_it_adds_and_the_sum():
    cast = run(load_lesson()).cast
    shown = {name: [label.reading.value for label in labels[::2]] for name, labels in cast.addends.items() if labels}
    assert set(shown) == {Station.h(1, 1), Station.h(2, 1)}
    for name, values in shown.items():
        assert sum(values) == pytest.approx(cast.sums[name][0].reading.value, rel=1e-9)


def test_both_ways_are_compared_factor_by_factor_behind_one_start():
    cast = run(load_lesson()).cast
    begin = np.prod([reading.value for reading in cast.start.readings])
    for one in (cast.time, cast.depth):
        assert begin * np.prod([reading.value for reading in one.readings]) == pytest.approx(one.result.value, rel=1e-9)
    assert [line.symbol for line in cast.time.lines[::2]] == ["wh(W_h^((2)))"] * 2
    assert [line.symbol for line in cast.depth.lines[::2]] == ["wx(W_x^((2)))", "wx(W_x)"]


def test_a_given_state_lights_where_something_flows_out_of_it():
    for preset, lights in (("vanishing", True), ("default", False)):
        cast = run.__wrapped__(load_lesson(preset), only=("one_layer_to_two",)).cast
        before = cast.net.nodes[Station.h(0)].state
        cast.flow_into(Station.h(1), 1.0).at(1.0)
        assert cast.net.nodes[Station.h(0)].state == (State.ON if lights else before)


def test_rows_rise_to_their_places():
    net = run(load_lesson()).cast.net
    for name, node in net.nodes.items():
        row = {"x": 0, "h": name.layer}.get(name.kind, net.layers + 1)
        assert node.middle[1] == pytest.approx(net.grid.y(row))


@pytest.mark.slow
@pytest.mark.parametrize("frame", ["wide", "tall", "square"])
@pytest.mark.parametrize(
    "settings",
    [
        [],
        ["steps=1"],
        ["steps=2"],
        ["steps=4"],
        ["steps=20"],
        ["layers=3"],
        ["layers=4"],
        ["draw.hidden=2"],
        ["loss=sum"],
    ],
    ids="-".join,
)
def test_every_lesson_can_be_shown(settings, frame):
    if frame != "wide" and settings:
        pytest.skip("narrow frames show the default")
    watching = Audit(StackedRNN)
    lesson = load_lesson(None, [f"network.{setting}" for setting in settings])
    sampling.run(StackedRNN, lesson, watching, frame=frame)
    assert [(p.beat, p.kind, p.what) for p in watching.report.problems] == []
