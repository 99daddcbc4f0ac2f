"""ForwardPass: its beats, that what it draws are the forward equations, and that it holds for every lesson."""

import numpy as np
import pytest
from matrix import first_of
from undrawn import Undrawn, shared

from rnnanim.backend import run_config

# isort: split
from rnnanim import catalog
from rnnanim.audit.watch import audit
from rnnanim.captions import scene_text
from rnnanim.errors import InputError
from rnnanim.lesson import load_lesson
from rnnanim.mobjects.charts.vector_column import VectorColumn
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.network.unrolled import UnrolledRNN
from rnnanim.mobjects.text.label import Label
from rnnanim.numerics.stations import Station
from rnnanim.scenes.forward import ForwardPass
from rnnanim.scenes.forward.axis_ranges import ranges
from rnnanim.scenes.forward.cast import steps_to_show

from manim import DL, DR, tempconfig

SHAPES = {"16:9": (256, 144), "9:16": (144, 256), "1:1": (144, 144)}


@shared
def run(lesson, *, shape="16:9", **kwargs):
    width, height = SHAPES[shape]
    with tempconfig(run_config(pixel_width=width, pixel_height=height, frame_rate=2, dry_run=True)):
        scene = ForwardPass(Undrawn(), lesson=lesson, **kwargs)
        scene.render()
        return scene


@pytest.mark.parametrize(
    ("steps", "keys"), [(1, [1]), (3, [1, 2, 3]), (5, [1, 2, 3, 4, 5]), (8, [1, "middle", 8]), (20, [1, "middle", 20])]
)
def test_there_is_a_beat_for_each_step_and_one_for_those_between(steps, keys):
    lesson = load_lesson(None, [f"network.steps={steps}"])
    assert list(steps_to_show(lesson)) == keys
    names = [beat.name for beat in ForwardPass.plan(lesson)]
    assert names == ["given", *(f"step_{key}" for key in keys), "outputs", "losses"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_beat_has_a_caption(language):
    scene = run(load_lesson(language=language))
    assert all(mark.captions[language] for mark in scene.timeline)
    assert catalog.SCENES["ForwardPass"].beats == ("given", "step", "outputs", "losses")
    assert scene_text("ForwardPass", "en").beats.keys() == scene_text("ForwardPass", "zh").beats.keys()


@pytest.mark.parametrize("preset", ["default", "tanh_09", "hundred", "vanishing"])
def test_the_numbers_are_those_of_the_forward_equations(preset):
    lesson = load_lesson(preset)
    spec, scene = lesson.network, run(lesson)
    sigma = {"tanh": np.tanh, "sigmoid": lambda z: 1 / (1 + np.exp(-z))}[spec.activation]
    h = spec.h_0
    for t in (1, 2, 3):
        terms = (spec.W_x @ spec.x[t - 1])[0], (spec.W_h @ h)[0], spec.b_h[0]
        h = sigma(np.array([sum(terms)]))
        values = {name: label.reading.value for name, label in scene.cast.steps[t].formula.labels.values.items()}
        assert [values[name] for name in "xhb"] == pytest.approx(terms, rel=1e-9, abs=1e-12)
        assert values["z"] == pytest.approx(sum(terms), rel=1e-9, abs=1e-12)
        assert values["state"] == pytest.approx(h[0], rel=1e-9)
        assert scene.cast.state_numbers[t].reading.value == values["state"]
        y = spec.W_y @ h + spec.b_y
        assert scene.cast.outputs.numbers[t].reading.value == pytest.approx(y[0], rel=1e-9)
        loss = 0.5 * (y[0] - spec.target[t - 1, 0]) ** 2
        assert scene.cast.losses.waterfall.rows[t - 1].reading.value == pytest.approx(loss, rel=1e-9)
    total = sum(row.reading.value for row in scene.cast.losses.waterfall.rows[:-1])
    assert scene.cast.losses.waterfall.rows[-1].reading.value == pytest.approx(total)


@pytest.mark.parametrize(("preset", "unit"), [("default", 0.52), ("tanh_09", 0.52), ("hundred", 0.52 / 128)])
def test_the_flows_are_as_wide_as_what_flows(preset, unit):
    scene = run(load_lesson(preset))
    flows = {(weight, t): flow for t, step in scene.cast.steps.items() for weight, flow in step.flows.items()}
    assert len(flows) == 6
    for (weight, t), flow in flows.items():
        before, after = (reading.value for _, reading in flow.stations)
        source = scene.analysis.x[t, 0] if weight == "x" else scene.analysis.h[t - 1, 0]
        assert before == source
        ends = flow.width_at(0.0), flow.width_at(flow.line.length)
        assert ends == pytest.approx([max(0.022, unit * abs(value)) for value in (before, after)])
    assert bool(scene.cast.note) == (preset == "hundred")


@pytest.mark.parametrize("preset", ["default", "tanh_09", "exploding"])
def test_the_bars_of_z_end_where_the_dot_stands(preset):
    scene = run(load_lesson(preset))
    for t, step in scene.cast.steps.items():
        (dot,) = step.dot.dots
        assert step.bars.spans[-1][1] == pytest.approx(dot.x, abs=1e-12)
        assert dot.x == scene.analysis.z[t, 0]
        assert dot.reading.value == pytest.approx(scene.analysis.h[t, 0])
        starts, ends = zip(*step.bars.spans, strict=True)
        assert starts == (0.0, *ends[:-1])


@pytest.mark.parametrize(("preset", "equal"), [("default", True), ("tanh_09", True), ("hundred", False)])
def test_both_axes_of_the_curve_have_one_unit_or_numbers(preset, equal):
    plot = run(load_lesson(preset), only=("given",)).cast.activation.plot
    across, up = plot.unit
    assert (across == pytest.approx(up)) == equal
    assert bool(plot.x_ticks and plot.y_ticks) != equal


@pytest.mark.parametrize("shape", ["16:9", "9:16"])
def test_the_weights_of_a_step_keep_their_numbers(shape):
    scene = run(load_lesson(), shape=shape)
    spec = scene.lesson.network
    shown = {name: label.reading.value for name, label in scene.cast.steps[2].formula.labels.weights.items()}
    assert shown == {"x": spec.W_x[0, 0], "h": spec.W_h[0, 0], "b": spec.b_h[0]}


@pytest.mark.parametrize("steps", [3, 5])
def test_what_arrives_at_a_state_is_written_on_one_line(steps):
    scene = run(load_lesson(None, [f"network.steps={steps}"]), only=("given",))
    for t in scene.layout.drawn_steps:
        numbers = scene.cast.steps[t].drive_numbers
        assert numbers["x"].baseline_y == pytest.approx(numbers["h"].baseline_y)


def test_signs_of_numbers_stand_under_those_of_symbols():
    for step in run(load_lesson(), only=("given",)).cast.steps.values():
        labels = step.formula.labels
        for name, plus in labels.pluses.items():
            assert labels.operators[name].get_center()[0] == pytest.approx(plus.get_center()[0], abs=0.005)


def test_a_part_that_goes_back_lies_below_what_it_takes_away():
    scene = run(load_lesson("exploding"))
    assert scene.cast.steps[1].bars.levels == [0, 0, 1]


def values_of(column):
    return [reading.value for reading in column.readings]


@pytest.mark.parametrize(("hidden", "shape"), [(2, "16:9"), (4, "9:16"), (9, "1:1")])
def test_the_columns_of_a_step_add_up_cell_by_cell_to_z_and_are_bent_cell_by_cell(hidden, shape):
    scene = run(load_lesson(None, [f"network.draw.hidden={hidden}"]), shape=shape)
    step = scene.cast.steps[2]
    x, h, z, state = (np.array(values_of(step.formula.columns[name])) for name in ("x", "h", "z", "state"))
    np.testing.assert_allclose(x + h, z)
    np.testing.assert_allclose(np.tanh(z), state)
    assert [dot.x for dot in step.dot.dots] == list(z)
    assert step.bars.parts == ()
    assert len({id(column.colour_scale) for column in step.formula.columns.values()}) == 1


def test_a_bias_is_a_column_of_the_sum_only_where_it_is_not_zero():
    fields = {"W_x": [[0.5], [1.0]], "W_h": [[0.2, 0.1], [0.0, 0.3]], "W_y": [[1.0, 1.0]], "b_h": [0.1, 0.0]}
    scene = run(
        load_lesson(None, [*(f"network.{name}={value}" for name, value in fields.items()), "network.h_0=[0,0]"])
    )
    columns = scene.cast.steps[2].formula.columns
    x, h, b, z = (np.array(values_of(columns[name])) for name in ("x", "h", "b", "z"))
    assert list(b) == [0.1, 0.0]
    np.testing.assert_allclose(x + h + b, z)
    assert "b" not in run(load_lesson(None, ["network.draw.hidden=2"])).cast.steps[2].formula.columns


def readings_in(mobject):
    labels = [label for label in mobject.get_family() if isinstance(label, Label) and label.reading]
    return sorted(label.reading.field for label in labels)


def test_no_norm_stands_in_a_sum_of_vectors_and_the_one_at_the_flow_is_named():
    scene = run(load_lesson(None, ["network.draw.hidden=2"]))
    step = scene.cast.steps[3]
    assert readings_in(step.formula) == ["drive_h_entry"] * 2 + ["drive_x_entry"] * 2 + ["h"] * 2 + ["z"] * 2
    name, number = step.widths
    assert (name.markup, number.reading) == ("$norm(h_(2)) =$", scene.analysis.norm("h", 2))
    assert scene.cast.steps[1].widths == []  # h_0 is zero: nothing flows
    assert "norm" in scene.cast.note[0].markup
    assert "norm" not in scene.timeline[1].captions["en"]


@pytest.mark.parametrize("hidden", [2, 9])
def test_a_column_leaves_its_flow_once_it_has_flown_into_the_sum(hidden):
    scene = run(load_lesson(None, [f"network.draw.hidden={hidden}"]), only=("given", "step_1"))
    assert [scene.stage.shows(column) for column in scene.cast.steps[1].drive_numbers.values()] == [False, False]


def followed_unit(scene):
    """Return the row in which both terms of z are large, summed over the steps."""
    analysis, steps = scene.analysis, range(1, scene.analysis.spec.T + 1)
    pairs = [zip(analysis.drive_entries("x", t), analysis.drive_entries("h", t), strict=True) for t in steps]
    least = [[min(abs(a.value), abs(b.value)) for a, b in pair] for pair in pairs]
    return int(np.argmax(np.sum(least, axis=0)))


@pytest.mark.parametrize("hidden", [4, 8])
def test_the_unit_that_is_followed_is_one_in_which_something_is_seen_to_add_up(hidden):
    scene = run(load_lesson(None, [f"network.draw.hidden={hidden}"]))
    unit = followed_unit(scene)
    for t in (2, 3):
        x, h, z = (scene.cast.steps[t].formula.readings[name][unit].value for name in ("x", "h", "z"))
        assert min(abs(x), abs(h)) > 0.1 * abs(z)


def test_one_unit_is_followed_from_its_cell_to_its_dot():
    scene = run(load_lesson(None, ["network.draw.hidden=4"]))
    unit = followed_unit(scene)
    for t, step in scene.cast.steps.items():
        (arrow,), (row,) = step.formula.strong_arrow, step.formula.row
        assert arrow.get_center()[1] == pytest.approx(row.get_center()[1], abs=1e-6)
        assert row.get_left()[0] < step.formula.columns["x"].get_left()[0]
        assert row.get_right()[0] > step.formula.columns["state"].get_right()[0]
        assert [dot.guides for dot in step.dot.dots] == ["xy" if n == unit else "" for n in range(4)]
        (dot,) = step.formula.dot  # on the arrow from its cell of z to that of h
        assert dot.get_center()[1] == pytest.approx(step.formula.columns["z"].middle(unit)[1], abs=1e-6)
        assert dot.width / 2 == pytest.approx(step.dot.dots[unit].radius)
        assert "the large dot" in scene.timeline[t].captions["en"]
    plot = scene.cast.activation.plot
    assert [value for value, _ in plot.y_ticks] == [1.0, -1.0]
    assert plot.view.x[1] >= 2.2
    many = run(load_lesson(None, ["network.draw.hidden=9"]))
    assert many.cast.steps[2].formula.dot == []
    assert "the large dot" not in many.timeline[2].captions["en"]


def test_of_many_units_the_one_that_is_followed_has_its_numbers():
    scene = run(load_lesson(None, ["network.draw.hidden=8"]))
    unit = followed_unit(scene)
    for t, step in scene.cast.steps.items():
        written = {name: column.numbers for name, column in step.formula.columns.items()}
        assert [list(numbers) for numbers in written.values()] == [[unit]] * 4
        x, h, z = (float(written[name][unit].reading.value) for name in ("x", "h", "z"))
        assert x + h == pytest.approx(z) == pytest.approx(scene.analysis.z[t, unit])


@pytest.mark.parametrize(("hidden", "written"), [(2, True), (4, True), (8, False)])
def test_the_weights_that_are_given_are_shown_entry_by_entry(hidden, written):
    scene = run(load_lesson(None, [f"network.draw.hidden={hidden}"]), only=("given",))
    spec, cells = scene.analysis.spec, {}
    for name in ("W_x", "W_h", "W_y"):
        cells[name], label = scene.cast.weight_numbers[name]
        assert name in label.markup
        assert len(cells[name].numbers) == (len(cells[name].readings) if written else 0)
    np.testing.assert_allclose(values_of(cells["W_x"]), spec.W_x.T.ravel())
    np.testing.assert_allclose(values_of(cells["W_h"]), spec.W_h.ravel())
    np.testing.assert_allclose(values_of(cells["W_y"]), spec.W_y.ravel())
    assert cells["W_h"].columns == hidden
    assert cells["W_h"].get_right()[0] <= scene.layout.safe[1] + 0.01
    assert "every pair" in scene.timeline[0].captions["en"]


@pytest.mark.parametrize("hidden", [1, 2])
def test_the_last_picture_of_several_units_shows_how_the_last_loss_comes_about(hidden):
    scene = run(load_lesson(None, [f"network.draw.hidden={hidden}"]))
    losses, shows = scene.cast.losses, scene.stage.shows
    several = hidden > 1
    assert (shows(losses.formulas[3]), shows(scene.cast.outputs.numbers[3])) == (several, several)
    assert all(shows(label) is not several for label in losses.sum)
    fields = [label.reading.field for label in losses.formulas[3].get_family() if getattr(label, "reading", None)]
    assert sorted(fields) == ["loss_per_step", "target", "y"]


@pytest.mark.parametrize("hidden", [2, 4, 8])
def test_the_norm_by_which_a_flow_is_wide_has_room_between_two_states(hidden):
    steps = run(load_lesson(None, [f"network.draw.hidden={hidden}"]), only=("given",)).cast.steps
    assert [len(steps[t].widths) for t in (2, 3)] == [2, 2]


@pytest.mark.parametrize("hidden", [2, 8, 9])
def test_an_output_is_the_sum_of_the_products_of_weights_and_state(hidden):
    scene = run(load_lesson(None, [f"network.draw.hidden={hidden}"]))
    shown = scene.cast.outputs.products
    weights, state, products = (np.array(values_of(column)) for column in shown.columns)
    np.testing.assert_allclose(weights, scene.analysis.spec.W_y[0])
    np.testing.assert_allclose(state, scene.analysis.h[3])
    np.testing.assert_allclose(products, weights * state)
    assert shown.sum[1].reading.value == pytest.approx(products.sum())
    assert "y_(3)" in shown.sum[0].markup
    assert "dot.o" in shown.signs[0].markup
    written = [list(column.numbers) for column in shown.columns]
    assert written == [list(range(hidden)) if hidden == 2 else [int(np.abs(products).argmax())]] * 3
    assert f"{hidden} units" in scene.timeline[0].captions["en"]
    assert scene.cast.title_given == ("title_given" if hidden == 2 else "title_given_cells")
    biased = run(load_lesson(None, [f"network.draw.hidden={hidden}", "network.b_y=[0.5]"]), only=("given",))
    assert "y_(3)" not in biased.cast.outputs.products.sum[0].markup
    assert run(load_lesson(), only=("given",)).cast.outputs.products is None


@pytest.mark.parametrize("hidden", [2, 4, 8])
def test_the_vectors_beside_the_network_are_columns(hidden):
    sizes = [f"network.draw.{name}={n}" for name, n in (("hidden", hidden), ("inputs", 3), ("outputs", 2))]
    cast = run(load_lesson(None, sizes), only=("given",)).cast
    analysis = cast.analysis
    assert values_of(cast.state_numbers[2]) == list(analysis.h[2])
    assert [name.markup for name in cast.state_numbers[2].names] == ["$h_(2)$"]
    assert values_of(cast.input_numbers[2]) == list(analysis.x[2])
    assert values_of(cast.outputs.numbers[2]) == list(analysis.y[2])
    np.testing.assert_allclose(values_of(cast.steps[2].drive_numbers["x"]), analysis.spec.W_x @ analysis.x[2])


def test_what_has_one_entry_keeps_its_sign_beside_vectors():
    lesson = load_lesson(None, ["network.draw.hidden=3", "network.x=[[-0.7],[0.2],[1.0]]"])
    cast = run(lesson, only=("given",)).cast
    assert cast.input_numbers[1].reading.value == -0.7
    assert cast.outputs.numbers[3].reading.value == cast.analysis.y[3, 0]


def test_a_single_unit_of_several_inputs_adds_up_in_numbers():
    scene = run(load_lesson(None, ["network.draw.inputs=2", "network.draw.hidden=1"]))
    values = scene.cast.steps[2].formula.labels.values
    total = sum(values[name].reading.value for name in ("x", "h", "b"))
    assert total == pytest.approx(values["z"].reading.value) == scene.analysis.z[2, 0]
    assert "inputs and the last state" in scene.timeline[2].captions["en"]


@pytest.mark.parametrize(
    ("hidden", "language", "theme"),
    [
        (2, "zh", "light"),
        *(pytest.param(hidden, "en", "dark", marks=pytest.mark.slow) for hidden in (3, 4, 8, 9, 16)),
        *(pytest.param(hidden, "zh", "light", marks=pytest.mark.slow) for hidden in (4, 8, 16)),
    ],
)
def test_the_check_finds_nothing_in_columns(hidden, language, theme):
    lesson = load_lesson(None, [f"network.draw.hidden={hidden}"], language=language, theme=theme)
    assert audit(ForwardPass, lesson).problems == []


@pytest.mark.parametrize("steps", [3, 8])
def test_it_ends_with_the_network_at_rest_and_the_last_loss_alone_lit(steps):
    scene = run(load_lesson(None, [f"network.steps={steps}"]))
    fresh = UnrolledRNN(scene.theme, scene.layout)
    states = (
        dict.fromkeys(fresh.parts, State.IDLE)
        | dict.fromkeys(fresh.tiles, State.PASSED)
        | {Station.L(steps): State.LOSS}
    )
    assert {name: part.state for name, part in scene.cast.net.parts.items()} == states
    *others, last, total = scene.cast.losses.waterfall.rows
    assert (last.spent, {row.spent for row in (*others, total)}) == (0, {1})
    assert scene.stage.heading is not None
    cast = scene.cast
    kept = (cast.net, cast.losses.waterfall, scene.stage.heading, *cast.losses.sum, *cast.state_numbers.values())
    shown = [m for m in scene.stage.picture.submobjects if m not in kept]
    assert [m for m in shown if any(len(part.points) for part in m.get_family())] == []


def test_it_opens_on_the_picture_of_the_rules_with_the_last_step_lit():
    scene = run(load_lesson(), only=("given",))
    assert [part.symbol.markup for part in scene.stage.recalled] == ["$h_(3)$", "$y_(3)$"]


def test_it_takes_the_sum_of_the_losses_and_says_so():
    scene = run(load_lesson(), only=("given",))
    assert scene.lesson.network.loss == "sum"
    assert "sum over all steps" in scene.timeline[0].captions["en"]


def test_what_overflows_is_refused():
    lesson = load_lesson(None, ["network.activation=identity", "network.W_h=[[1e200]]", "network.steps=5"])
    with pytest.raises(InputError, match=r"^ForwardPass: a state or a loss of this lesson overflows at 5 steps; take"):
        run(lesson)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("steps", first_of([20, 2, 5], fast=1))
def test_it_runs_in_every_frame(shape, steps):
    assert run(load_lesson(None, [f"network.steps={steps}"]), shape=shape).frames > 0


@pytest.mark.parametrize(
    ("preset", "overrides", "language", "theme"),
    first_of(
        [
            (None, [], "en", "dark"),
            ("hundred", [], "zh", "light"),
            ("tanh_09", ["network.steps=5"], "en", "light"),
            (None, ["network.steps=20", "network.draw.hidden=8"], "zh", "dark"),
            ("exploding", ["network.steps=2"], "en", "dark"),
            (None, ["network.activation=relu", "network.output_activation=sigmoid"], "en", "dark"),
        ],
        fast=1,
    ),
)
def test_the_check_finds_nothing(preset, overrides, language, theme):
    lesson = load_lesson(preset, overrides, language=language, theme=theme)
    assert audit(ForwardPass, lesson).problems == []


@pytest.mark.parametrize("activation", ["relu", "identity", "tanh", "sigmoid"])
@pytest.mark.parametrize("settings", [["network.b_h=[-0.9]"], ["network.W_h=[[-3]]"], ["network.x=[[-9],[-9],[-9]]"]])
def test_the_curve_of_an_activation_stays_inside_of_its_axes(activation, settings):
    analysis = load_lesson(None, [f"network.activation={activation}", *settings]).analysis
    reach = [reading.value for t in (1, 2, 3) for reading in (analysis.drive("x", t), analysis.drive("h", t))]
    (start, end), (low, high) = ranges(analysis, reach, (1, 2, 3))
    curve = analysis.curve("sigma_at", start, end, 101)
    assert low <= curve.y.min() <= curve.y.max() <= high


@pytest.mark.parametrize(
    ("steps", "value", "kind"),
    [(3, -1.31, Label), (5, -1.31, VectorColumn), (5, 0.131, VectorColumn), (3, -1.3e-4, VectorColumn)],
)
def test_the_input_of_several_units_stays_above_the_symbols_of_their_sum_and_clear_of_the_key(steps, value, kind):
    settings = ["network.draw.hidden=4", f"network.steps={steps}", f"network.x={[[value]] * steps}"]
    cast = ForwardPass(Undrawn(), lesson=load_lesson(None, settings)).cast
    highest = max(label.get_top()[1] for step in cast.steps.values() for label in step.formula.symbols.values())
    for number in cast.input_numbers.values():
        assert isinstance(number, kind)
        assert number.get_bottom()[1] > highest + 0.1
        assert number.get_left()[0] > cast.columns.key.get_right()[0] + 0.05


@pytest.mark.parametrize("weight", [-1.234, 1.234])
def test_the_number_of_an_output_is_clear_of_the_rings_beside_it(weight):
    lesson = load_lesson(None, ["network.steps=5", f"network.W_y=[[{weight}]]"])
    cast = ForwardPass(Undrawn(), lesson=lesson).cast
    rings = [node for node in cast.net.nodes.values() if node.middle[1] == pytest.approx(cast.layout.rows["y"])]
    assert len(rings) == 6
    for number in cast.outputs.numbers.values():
        corners = [number.get_corner(corner)[:2] for corner in (DL, DR)]
        away = [[np.hypot(*(corner - ring.middle)) - ring.radius for ring in rings] for corner in corners]
        assert min(away[0]) > 0.03  # there a sign stands, which is higher up
        assert min(away[1]) > 0.05


def test_the_tick_of_z_is_not_where_the_curve_runs_below_the_axis():
    settings = ["network.draw.hidden=5", "network.steps=5", "network.x=[[-1.31],[-1.441],[-1.572],[-1.703],[-1.834]]"]
    plot = ForwardPass(Undrawn(), lesson=load_lesson(None, settings)).cast.activation.plot
    ((z, number),) = plot.x_ticks
    below = np.tanh(np.linspace(z, z + 0.3, 9)) * plot.unit[1] + plot.origin[1]
    assert z > 0 or below.max() < number.get_bottom()[1]


def test_what_stands_before_a_sum_is_clear_of_its_terms():
    """With a bias the sum is not the output; of three wide numbers a short sign alone has room before it."""
    wide = ["network.draw.hidden=3", "network.b_y=[0.5]", "network.W_y=[[-0.0123,-2.345,0.00456]]"]
    shown = run(load_lesson(None, wide), only=("given",)).cast.outputs.products
    assert shown.sum[0].get_left()[0] >= shown.columns[-1].get_right()[0] + 0.19
