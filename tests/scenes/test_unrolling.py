"""FoldedToUnrolled: its beats, what it ends with, and that nothing depends on how a beat was reached."""

import hashlib

import numpy as np
import pytest
from matrix import first_of
from undrawn import Undrawn, shared

from rnnanim.backend import run_config

# isort: split
from rnnanim import catalog
from rnnanim.audit.watch import audit
from rnnanim.captions import scene_text
from rnnanim.lesson import load_lesson
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.network.unrolled import UnrolledRNN
from rnnanim.numerics.stations import Station
from rnnanim.scenes.unrolling import FoldedToUnrolled
from rnnanim.scenes.unrolling.forward_pulses import ForwardPulses

from manim import CairoRenderer, tempconfig

BEATS = ["folded", "unroll", "share_the_weights", "write_the_formula"]
SHAPES = {"16:9": (256, 144), "9:16": (144, 256), "1:1": (144, 144)}


class Folded(FoldedToUnrolled):
    """Ends with the folded cell."""

    drop = ("unroll", "share_the_weights", "write_the_formula")


class Chain(FoldedToUnrolled):
    """Ends with the chain."""

    drop = ("share_the_weights", "write_the_formula")


class Last(CairoRenderer):
    """Keeps the last picture."""

    picture: np.ndarray | None = None

    def add_frame(self, frame, num_frames=1):
        if not self.skip_animations:
            self.picture = frame.copy()
        super().add_frame(frame, num_frames)


@shared
def run(lesson, *, shape="16:9", only=(), kind=FoldedToUnrolled):
    width, height = SHAPES[shape]
    with tempconfig(run_config(pixel_width=width, pixel_height=height, frame_rate=2, dry_run=True)):
        scene = kind(Undrawn(), lesson=lesson, only=only)
        scene.render()
        return scene


def last_picture(lesson, *, only=()):
    """Return the digest of the last frame that is drawn."""
    with tempconfig(run_config(pixel_width=256, pixel_height=144, frame_rate=2, dry_run=True)):
        renderer = Last()
        FoldedToUnrolled(renderer, lesson=lesson, only=only).render()
        return hashlib.sha256(renderer.picture.tobytes()).hexdigest()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_beats_that_are_played_are_those_declared_and_have_captions(language):
    scene = run(load_lesson(language=language))
    assert [mark.beat for mark in scene.timeline] == BEATS
    assert [beat.name for beat in FoldedToUnrolled.beats] == BEATS
    assert list(scene_text("FoldedToUnrolled", language).beats) == BEATS
    assert catalog.SCENES["FoldedToUnrolled"].beats == tuple(BEATS)
    assert all(mark.captions[language] for mark in scene.timeline)


@pytest.mark.parametrize("steps", first_of([2, 8, 3, 5, 20]))
@pytest.mark.parametrize("shape", SHAPES)
def test_every_length_fits_every_frame(steps, shape):
    scene = run(load_lesson(None, [f"network.steps={steps}"]), shape=shape)
    assert f"all {steps} steps" in scene.timeline[2].captions["en"]
    assert scene.frames > 0


@pytest.mark.parametrize(
    ("preset", "overrides", "language", "theme"),
    first_of(
        [
            (None, [], "en", "dark"),
            (None, ["network.steps=2"], "zh", "light"),
            (None, ["network.steps=5"], "en", "light"),
            (None, ["network.steps=8", "network.draw.hidden=8"], "zh", "dark"),
            ("exploding", [], "en", "dark"),
        ],
        fast=1,
    ),
)
def test_the_check_finds_nothing(preset, overrides, language, theme):
    lesson = load_lesson(preset, overrides, language=language, theme=theme)
    assert audit(FoldedToUnrolled, lesson).problems == []


@pytest.mark.slow  # one moment of each beat is compared by test_frames
@pytest.mark.parametrize("beat", BEATS)
def test_a_beat_ends_alike_whether_those_before_it_were_played_or_skipped(beat):
    lesson = load_lesson()
    before = BEATS[: BEATS.index(beat) + 1]
    assert last_picture(lesson, only=before) == last_picture(lesson, only=(beat,))


@pytest.mark.parametrize("steps", [3, 8])
def test_the_last_picture_is_the_network_at_home_with_one_step_lit(steps):
    scene = run(load_lesson(None, [f"network.steps={steps}"]))
    fresh = UnrolledRNN(scene.theme, scene.layout, losses="none")
    assert list(scene.cast.net.parts) == list(fresh.parts)
    near = scene.cast.net.parts_of(steps)
    assert {Station.x(steps), Station.h(steps - 1), Station.y(steps), Station.W_y(steps)} <= set(near)
    for name, part in fresh.parts.items():
        drawn = scene.cast.net.parts[name]
        lit = State.ON if name in (Station.h(steps), Station.y(steps)) else State.IDLE
        assert drawn.state == (lit if name in near else State.DIM if name in scene.cast.net.edges else State.PASSED), (
            name
        )
        for one, other in zip(drawn.get_family(), part.get_family(), strict=True):
            assert one.z_index == other.z_index, name
            np.testing.assert_allclose(one.points, other.points, atol=1e-9, err_msg=name)
            np.testing.assert_allclose(one.get_fill_opacity(), other.get_fill_opacity(), err_msg=name)
    assert {shared.badge.state for shared in scene.cast.shared.values()} == {State.IDLE}
    assert scene.cast.times[steps].tone == "ink"
    assert all(label.tone == "mute" for step, label in scene.cast.times.items() if step != steps)


def test_the_state_and_its_loop_lead_in_the_folded_cell():
    scene = run(load_lesson(), only=("folded",), kind=Folded)
    cell = scene.cast.cell
    assert [part for part in cell.parts if part.state == State.ON] == [cell.nodes["h"], cell.loop]
    assert {cell.nodes[key].state for key in "xy"} == {State.PASSED}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_folded_cell_is_centred_with_its_words(language):
    scene = run(load_lesson(language=language), only=("folded",), kind=Folded)
    words = scene.cast.cell_words
    left, right = words["loop"].get_left()[0], max(words[key].get_right()[0] for key in "xhy")
    assert left == pytest.approx(-right, abs=0.01)


def test_the_chain_is_lit_from_the_given_state_to_the_last_while_the_cell_is_grey():
    scene = run(load_lesson(), only=("unroll",), kind=Chain)
    assert {scene.cast.net.nodes[Station.h(step)].state for step in range(4)} == {State.ON}
    assert {part.state for part in scene.cast.cell.parts} == {State.PASSED, State.IDLE}
    assert {wire.state for wire in scene.cast.cell.edges.values()} == {State.IDLE}


@pytest.mark.parametrize("steps", [2, 3, 5, 8])
def test_the_rules_stand_on_one_baseline_from_margin_to_margin_below_the_network(steps):
    scene = run(load_lesson(None, [f"network.steps={steps}"]), only=("write_the_formula",))
    state, output, plan = scene.cast.rules["h"].label, scene.cast.rules["y"].label, scene.layout
    assert state.baseline_y == pytest.approx(output.baseline_y)
    assert state.em == pytest.approx(output.em)
    assert state.em >= scene.theme.type.large * 0.9
    assert state.get_left()[0] == pytest.approx(-output.get_right()[0], abs=0.06)
    assert state.get_right()[0] + 1 < output.get_left()[0]
    assert state.get_top()[1] < min(label.get_bottom()[1] for label in scene.cast.times.values())
    assert state.get_bottom()[1] >= plan.safe[2]


@pytest.mark.parametrize(("steps", "at"), [(1, 1), (2, 2), (3, 2), (5, 2), (8, 8)])
def test_the_rule_of_the_state_is_written_where_its_symbols_come_down_and_the_state_before_is_drawn(steps, at):
    scene = run(load_lesson(None, [f"network.steps={steps}"]), only=("folded",))
    assert scene.cast.rule_layout.step == at


@pytest.mark.parametrize("language", ["en", "zh"])
def test_time_runs_under_the_chain_to_its_last_step_and_leaves_with_it(language):
    scene = run(load_lesson(language=language), only=("unroll",), kind=Chain)
    arrow, plan = scene.cast.arrow, scene.layout
    assert arrow in scene.stage.picture.submobjects
    assert arrow.word.get_left()[0] < plan.x(1) - plan.unit < plan.x(3) < arrow.tip.get_right()[0]
    assert arrow.tip.get_top()[1] < min(label.get_bottom()[1] for label in scene.cast.times.values())
    assert arrow.tip.get_fill_opacity() == 1
    later = run(load_lesson(language=language), only=("write_the_formula",))
    assert later.cast.arrow not in later.stage.picture.submobjects


def test_in_a_narrow_frame_the_rules_are_aligned_at_their_equals_signs():
    scene = run(load_lesson(), only=("write_the_formula",), shape="9:16")
    assert scene.cast.rules["h"].middle("equals")[0] == pytest.approx(scene.cast.rules["y"].middle("equals")[0])


def test_the_copies_of_a_weight_all_end_in_its_badge():
    class Shared(FoldedToUnrolled):
        drop = ("write_the_formula",)

    scene = run(load_lesson(), only=("share_the_weights",), kind=Shared)
    for symbol, weight in scene.cast.shared.items():
        assert weight.names == [Station(symbol, step) for step in (1, 2, 3)]
        assert weight.badge.state == State.LIT
        assert not weight.flying.submobjects
    levels = [scene.cast.shared[symbol].badge.middle[1] for symbol in ("W_y", "W_h", "W_x")]
    assert levels[0] - levels[1] == pytest.approx(levels[1] - levels[2])


@pytest.mark.parametrize("steps", [3, 8])
def test_what_runs_on_the_line_of_w_h_passes_below_every_state(steps):
    scene = run.__wrapped__(load_lesson(None, [f"network.steps={steps}"]), only=("folded",))
    shared = scene.cast.shared["W_h"]
    states = [unit for name, unit in scene.cast.net.nodes.items() if name.kind == "h"]
    move = shared.merge(1.0)
    for moment in np.linspace(0, 0.99, 60):
        move.at(moment)
        for copy in shared.flying:
            under = [unit for unit in states if abs(copy.get_center()[0] - unit.middle[0]) < unit.radius]
            assert all(copy.get_top()[1] < unit.middle[1] - unit.radius for unit in under)


@pytest.mark.parametrize("steps", [3, 8])
def test_a_state_is_made_from_its_input_and_the_state_before_and_both_stay_bright(steps, monkeypatch):
    ways, line = [], ForwardPulses.line

    def watched(self, a, b):
        ways.append((a, b))
        return line(self, a, b)

    monkeypatch.setattr(ForwardPulses, "line", watched)
    scene = run.__wrapped__(load_lesson(None, [f"network.steps={steps}"]), only=("unroll",), kind=Chain)
    assert [way for way in ways if way[0].kind == "x"] == [
        (Station.x(t), Station.h(t)) for t in scene.layout.drawn_steps
    ]
    inputs = [
        scene.cast.net.part(name)
        for name in (*scene.cast.net.nodes, *scene.cast.net.tiles)
        if name.kind in ("x", "W_x")
    ]
    assert len(inputs) == 2 * len(scene.layout.drawn_steps)
    assert {part.state for part in inputs} == {State.IDLE}
    assert {unit.state for name, unit in scene.cast.net.nodes.items() if name.kind == "y"} == {State.PASSED}


def test_the_loop_opens_into_the_edge_of_each_step():
    scene = run(load_lesson(), only=("unroll",))
    loop = scene.cast.unrolling.moving.loop
    assert loop.opened == 1
    assert loop.course()[0, :2] == pytest.approx(scene.cast.net.position(Station.h(2)))
    assert loop.course()[-1, :2] == pytest.approx(scene.cast.net.position(Station.h(3)))
