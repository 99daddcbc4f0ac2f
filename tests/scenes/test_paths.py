"""The paths to the three weights: which beats there are, what stays on the frame, and that the numbers are true."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from matrix import first_of
from undrawn import Undrawn, shared

from rnnanim.backend import run_config

# isort: split
from rnnanim.audit.watch import audit
from rnnanim.lesson import load_lesson
from rnnanim.mobjects.formulas.gradient_columns import NamedColumn
from rnnanim.mobjects.text.label import Label
from rnnanim.scenes.paths import GradientPaths, PathsToWh, PathsToWy
from rnnanim.scenes.paths.shown_paths import routes_to_show

from manim import tempconfig

SHAPES = {"16:9": (256, 144), "9:16": (144, 256), "1:1": (144, 144)}


@shared
def run(lesson, *, scene=GradientPaths, shape="16:9", rate=2, last=None, **kwargs):
    """Run a scene, or its beats up to the last one that is looked at."""
    width, height = SHAPES[shape]
    with tempconfig(run_config(pixel_width=width, pixel_height=height, frame_rate=rate, dry_run=True)):
        played = scene(Undrawn(), lesson=lesson, **kwargs)
        names = [beat.name for beat in played.planned]
        played.planned = played.planned[: len(names) if last is None else names.index(last) + 1]
        played.render()
        return played


@pytest.mark.parametrize(
    ("steps", "names"),
    [(1, ["path_1"]), (3, ["path_1", "path_2", "path_3"]), (8, ["path_1", "path_2", "path_middle", "path_8"])],
)
def test_there_is_a_beat_for_each_path_and_one_for_those_between(steps, names):
    lesson = load_lesson(None, [f"network.steps={steps}"])
    planned = [beat.name for beat in GradientPaths.plan(lesson)]
    assert planned == ["start_at_the_loss", *names, "add_up"]
    assert [f"path_{key}" for key in routes_to_show(lesson)] == names


@pytest.mark.parametrize("shape", first_of(SHAPES))
def test_no_text_leaves_the_frame(shape):
    outside = []
    with tempconfig(
        run_config(pixel_width=SHAPES[shape][0], pixel_height=SHAPES[shape][1], frame_rate=2, dry_run=True)
    ):
        scene = GradientPaths(Undrawn(), lesson=load_lesson())
        left, right, bottom, top = scene.layout.safe
        play = scene.play

        def watched(*args, **kwargs):
            play(*args, **kwargs)
            for label in scene.stage.picture.get_family():
                if isinstance(label, Label) and label.glyphs and label.glyphs[0].get_fill_opacity() > 0:
                    if label.get_left()[0] < left - 0.1 or label.get_right()[0] > right + 0.1:
                        outside.append(label.markup)
                    if label.get_bottom()[1] < bottom - 0.1 or label.get_top()[1] > top + 0.1:
                        outside.append(label.markup)

        scene.play = watched
        scene.render()
    assert outside == []


def test_the_bars_are_as_long_as_the_contributions():
    scene = run(load_lesson("tanh_09"))
    rows = scene.cast.panel.rows
    lengths = [row.bar[-1].tag.sizes[0] if row.bar[-1].tag.sizes else row.bar[-2].tag.sizes[0] for row in rows]
    values = [0.333696055, -0.126584653, -0.127382048, 0.079729354]
    assert [length / lengths[0] for length in lengths] == pytest.approx([v / values[0] for v in values], rel=1e-6)


def test_the_widths_are_the_running_products():
    scene = run(load_lesson())
    stream = scene.cast.traces[3].stream
    products = [0.711730559, 0.711730559, 0.351196050, 0.210717630, 0.121377661, 0.0728265966, 0.0572743]
    drawn = [reading.value for _, reading in stream.stations][: len(products)]
    assert drawn == pytest.approx(products, rel=1e-5)
    middles = [(a + b) / 2 for (a, _), (b, _) in zip(stream.stations, stream.stations[1:], strict=False)]
    widths = [stream.width_at(s) for s in middles]
    assert widths == pytest.approx([0.8 * p for p in products[: len(widths)]], rel=1e-5)


def test_a_lesson_with_another_loss_is_taken_with_that_of_the_last_step_and_says_so():
    scene = run(load_lesson(None, ["network.loss=sum"]), only=("start_at_the_loss",))
    assert scene.lesson.network.loss == "last"
    assert "last step alone" in scene.timeline[0].captions["en"]
    assert "last step alone" not in scene.timeline[1].captions["en"]


def test_the_norms_multiply_to_what_arrives_and_the_projections_to_the_sum():
    scene = run(load_lesson(None, ["network.draw.hidden=2"]))
    for trace in scene.cast.traces.values():
        product = 1.0
        for column in trace.product.columns:
            product *= column.value.reading.value
        assert product == pytest.approx(trace.product.result_label.reading.value, rel=1e-12)
    total = sum(row.reading.value for row in scene.cast.panel.rows[:-1])
    assert total == pytest.approx(scene.cast.panel.rows[-1].reading.value, rel=1e-12)


def captions(scene):
    return {mark.beat: mark.captions["en"] for mark in scene.timeline}


def test_the_path_that_ends_in_a_state_of_zero_says_that_nothing_arrives():
    said = captions(run(load_lesson(), scene=PathsToWh))
    assert "exactly nothing arrives" in said["path_3"]
    assert "0.0561 arrives" in said["path_2"]
    started = captions(run(load_lesson("holding"), scene=PathsToWh))  # h_0 = 1/2
    assert "0.125 arrives" in started["path_3"]


def test_the_contributions_to_the_recurrent_weight_are_those_of_the_lesson():
    scene = run(load_lesson(), scene=PathsToWh)
    shown = [row.reading.value for row in scene.cast.panel.rows]
    assert shown == pytest.approx([0.228676789, 0.056090700, 0, 0.284767489], abs=1e-9)
    assert [term.reading.value for term in scene.cast.equation.terms] == shown[:-1]


def test_the_output_weight_is_met_once_however_long_the_network_is():
    for steps in (1, 3, 8):
        lesson = load_lesson(None, [f"network.steps={steps}"])
        assert [b.name for b in PathsToWy.plan(lesson)] == ["start_at_the_loss", "path_1", "compare_the_weights"]
        scene = run(lesson, scene=PathsToWy)
        route = scene.cast.paths.routes[1]
        assert not {"sigma_prime", "W_h"} & {factor.kind for factor in route.factors}
        assert route.contribution.value == pytest.approx(scene.analysis.read("dL_dW_y", 0, 0).value)


def test_the_bars_of_the_three_weights_share_one_scale_and_one_axis():
    panel = run(load_lesson("tanh_09"), scene=PathsToWy).cast.panel
    names = [row.reading.field for row in panel.rows]
    assert names == ["total_x", "total_h", "total_y"]
    assert {row.start for row in panel.rows} == {0.0}


@pytest.mark.parametrize("scene", [PathsToWh, PathsToWy])
@pytest.mark.parametrize(
    "settings", [["network.steps=1"], ["network.steps=20"], ["network.draw.hidden=8"], ["network.activation=relu"]]
)
def test_every_lesson_has_its_paths(scene, settings):
    assert run(load_lesson(None, settings), scene=scene, rate=1).timeline


def columns_of(trace):
    """Return the cells that a trace has written beside its ribbon, and the numbers."""
    labels = trace.numbers.submobjects
    cells = [[r.value for r in label.column.readings] for label in labels if isinstance(label, NamedColumn)]
    return cells, [label.reading.value for label in labels if not isinstance(label, NamedColumn)]


@pytest.mark.parametrize(("hidden", "shape"), [(2, "16:9"), (9, "9:16")])
def test_the_gradient_of_several_units_is_a_column_at_each_station(hidden, shape):
    lesson = load_lesson(None, [f"network.draw.hidden={hidden}"])
    scene = run(lesson, shape=shape, last="path_2")
    analysis = scene.analysis
    cells, numbers = columns_of(scene.cast.traces[2])
    slope = analysis.sigma_prime[3] * analysis.delta[3]
    kept = 2 if shape == "16:9" else 1  # where steps are close the next column takes the place of the one before
    np.testing.assert_allclose(cells, [slope, analysis.spec.W_h.T @ slope][-kept:])
    assert numbers == []
    block = scene.cast.at_weight[2][0]
    np.testing.assert_allclose([r.value for r in block.readings], analysis.G_x[3, 2].ravel())
    assert block.columns == 1


def test_a_single_output_has_its_sign_on_the_ribbon_beside_the_columns():
    lesson = load_lesson(None, ["network.draw.hidden=2", "network.target=[[9.0],[9.0],[9.0]]"])
    scene = run(lesson, last="path_1")
    cells, numbers = columns_of(scene.cast.traces[1])
    assert numbers == [scene.analysis.e[3, 0]]
    assert numbers[0] < 0
    np.testing.assert_allclose(cells[0], scene.analysis.spec.W_y.T @ scene.analysis.e[3])


@pytest.mark.parametrize(("scene", "weight", "hidden"), [(GradientPaths, "x", 4), (PathsToWh, "h", 2)])
def test_the_equation_of_several_units_adds_up_entry_by_entry(scene, weight, hidden):
    cast = scene(lesson=load_lesson(None, [f"network.draw.hidden={hidden}"])).cast
    equation, analysis = cast.equation, cast.stage.analysis
    terms = [[reading.value for reading in value.readings] for value in equation.values]
    total = [reading.value for reading in equation.sum.readings]
    np.testing.assert_allclose(np.sum(terms, axis=0), total, atol=1e-15)
    np.testing.assert_allclose(total, analysis.array(f"dL_dW_{weight}").ravel())
    assert equation.total.reading.value == pytest.approx(np.linalg.norm(total))
    assert "norm" not in equation.left_side.markup
    assert "norm" in equation.norm.markup
    assert {operator.markup for operator in equation.operators} == {"$+$"}


@pytest.mark.parametrize(
    ("settings", "shape"), [(["network.draw.hidden=9"], "16:9"), (["network.draw.hidden=2"], "9:16")]
)
def test_where_cells_have_no_room_the_terms_keep_their_names_and_only_the_norm_is_a_number(settings, shape):
    equation = run(load_lesson(None, settings), shape=shape, last="start_at_the_loss").cast.equation
    assert [value.markup for value in equation.values] == [name.markup for name in equation.names]
    assert equation.result == [equation.norm, equation.total]


def test_the_part_of_a_path_along_the_sum_stands_under_its_norm_and_follows_from_it_by_the_angle():
    cast = GradientPaths(lesson=load_lesson(None, ["network.draw.hidden=4"])).cast
    total = cast.stage.analysis.dL_dW_x
    for key, (words, angle, _, _, number) in cast.shares.items():
        result = cast.traces[key].product.result_label
        assert number.reading == cast.row_of(key).reading
        assert number.baseline_y < result.baseline_y
        assert number.get_left()[0] == pytest.approx(result.get_left()[0], abs=0.05)
        assert "along the sum" in words.markup
        brought = cast.stage.analysis.path("x", 3, cast.paths.step_of(key))
        between = np.sum(brought * total) / np.linalg.norm(brought) / np.linalg.norm(total)
        assert np.cos(np.radians(angle.reading.value)) == pytest.approx(between)
        assert result.reading.value * between == pytest.approx(number.reading.value)


@pytest.mark.parametrize("scene", [GradientPaths, PathsToWh])
def test_the_line_of_the_norms_begins_with_their_name_in_the_row_of_the_factors(scene):
    cast = scene(lesson=load_lesson(None, ["network.draw.hidden=2"])).cast
    for trace in cast.traces.values():
        head, first = trace.product.head, trace.product.columns[-1].value
        assert head.markup == "× norm:"
        assert head.baseline_y == first.baseline_y
        assert 0 < first.get_left()[0] - head.get_right()[0] < 0.3


def test_the_cells_of_all_paths_and_of_the_sum_have_one_key_that_stays():
    scene = run(load_lesson(None, ["network.draw.hidden=4"]))
    cast, spec = scene.cast, scene.analysis.spec
    key = cast.columns.key
    assert cast.key_of_the_sum is key
    assert all(scene.stage.shows(part) for part in (*cast.equation.cells_of_sum, *cast.equation.result))
    assert scene.stage.shows(key)
    assert key.high == pytest.approx(np.abs(spec.W_y.T @ scene.analysis.e[3]).max())
    assert [label.markup for _, label in key.names] == ["$1.42$", "$0$", "$-$"]


def test_blocks_of_a_sum_stand_one_pitch_apart_under_their_names():
    cast = GradientPaths(lesson=load_lesson(None, ["network.draw.hidden=8"])).cast
    blocks = [*reversed(cast.equation.values), cast.equation.sum]
    names = [*reversed(cast.equation.names_of_cells.values()), cast.equation.name_of_sum]
    places = [float(block.get_center()[0]) for block in blocks]
    assert np.diff(places) == pytest.approx([cast.layout.pitch] * 3)
    assert [float(name.get_center()[0]) for name in names] == pytest.approx(places, abs=0.02)
    assert [name.markup for name in names] == ["via $h_(1)$", "via $h_(2)$", "via $h_(3)$", "sum"]


AGAINST = "against the sum of the others"


@pytest.mark.parametrize("scene", [GradientPaths, PathsToWh])
@pytest.mark.parametrize("hidden", [2, 4])
def test_a_caption_says_that_a_path_works_against_the_sum_only_where_it_does(scene, hidden):
    done = run(load_lesson(None, [f"network.draw.hidden={hidden}"]), scene=scene)
    said, paths = captions(done), done.cast.paths
    total = done.analysis.array(f"dL_dW_{paths.weight}")
    against = [k for k in (3, 2, 1) if np.sum(done.analysis.path(paths.weight, 3, k) * total) < 0]
    assert [AGAINST in said[f"path_{4 - k}"] for k in (3, 2, 1)] == [k in against for k in (3, 2, 1)]
    assert ("works against it" in said["add_up"]) == (len(against) == 1)
    assert all(f"via h_{k}" in said["add_up"] for k in against)
    assert against == paths.against


def test_a_caption_says_that_one_matrix_stretches_vectors_differently_only_where_its_numbers_differ():
    said = captions(run(load_lesson(None, ["network.draw.hidden=2"])))
    assert "once by 1.70 and once by 0.484: one matrix" in said["path_3"]
    turn = [f"network.{name}" for name in ("W_h=[[0,-1],[1,0]]", "W_x=[[1],[1]]", "W_y=[[1,1]]")]
    given = ["network.b_h=[0,0]", "network.b_y=[0]", "network.h_0=[0,0]"]
    assert "one matrix" not in captions(run(load_lesson(None, [*turn, *given])))["path_3"]
    assert "one matrix" not in captions(run(load_lesson()))["path_3"]


@pytest.mark.parametrize(("scene", "weight"), [(PathsToWh, "h"), (PathsToWy, "y")])
def test_what_arrives_at_a_weight_has_its_shape_and_the_state_that_is_a_factor_is_a_column(scene, weight):
    lesson = load_lesson(None, ["network.draw.hidden=3", "network.draw.outputs=2"])
    cast = run(lesson, scene=scene, only=("path_1",)).cast
    block, rows = cast.at_weight[1][0], 3 if weight == "h" else 2
    assert (block.rows, block.columns) == (rows, 3)
    np.testing.assert_allclose([r.value for r in block.readings], cast.stage.analysis.path(weight, 3, 3).ravel())
    state = cast.at_weight[1][1] if weight == "h" else cast.state[0]
    assert [r.value for r in state.readings] == list(cast.stage.analysis.h[2 if weight == "h" else 3])


@pytest.mark.parametrize("scene", [GradientPaths, PathsToWh, PathsToWy])
def test_with_several_units_a_caption_says_that_its_number_is_a_norm(scene):
    done = run(load_lesson(None, ["network.draw.hidden=2"]), scene=scene)
    said = {mark.beat: mark.captions for mark in done.timeline}
    paths = [name for name in said if name.startswith(("path", "add_up", "compare"))]
    assert all("norm" in said[name]["en"] or "zero" in said[name]["en"] for name in paths)
    assert all("范数" in said[name]["zh"] or "零" in said[name]["zh"] for name in paths)


@pytest.mark.parametrize(
    ("scene", "hidden", "language"),
    [
        (GradientPaths, 4, "zh"),
        *(pytest.param(GradientPaths, h, "en", marks=pytest.mark.slow) for h in (2, 3, 8, 9, 16)),
        *(pytest.param(PathsToWh, h, "zh", marks=pytest.mark.slow) for h in (2, 3, 4, 8, 9, 16)),
        *(pytest.param(PathsToWy, h, "en", marks=pytest.mark.slow) for h in (2, 8, 16)),
    ],
)
def test_the_check_finds_nothing_in_columns(scene, hidden, language):
    lesson = load_lesson(None, [f"network.draw.hidden={hidden}"], language=language)
    assert audit(scene, lesson).problems == []


NEGATIVE = {
    "W_h": "[[-0.9]]",
    "W_x": "[[-0.5]]",
    "W_y": "[[-1]]",
    "x": "[[-1],[-1],[-1]]",
    "target": "[[-1],[-1],[-1]]",
}
TINY = ["network.steps=5", "network.W_h=[[-0.9]]", "network.W_y=[[-0.001]]"]


def numbers_of(scene):
    """Return the running products of every path with the streams that they stand beside: its own and the one before."""
    streams = []
    for trace in scene.cast.traces.values():
        streams.append(trace.stream)
        for stop in trace.stops:
            label = trace.numbers._number(stop)
            if label is not None:
                yield label, streams[-2:]


def gap(label, stream):
    """Return the distance from a text to the bank of a stream [scene units]."""
    s = np.linspace(0, stream.line.length, 400)
    places, halves = stream.line.point(s)[:, :2], stream._width(s) / 2
    low, high = label.get_corner((-1, -1, 0))[:2], label.get_corner((1, 1, 0))[:2]
    away = np.maximum(0, np.maximum(low - places, places - high))
    return float((np.hypot(*away.T) - halves).min())


WIDE = ["network.activation=identity", "network.W_h=[[-1]]"]  # every ribbon is as wide as the first


@pytest.mark.parametrize("scene", first_of([GradientPaths, PathsToWh, PathsToWy]))
@pytest.mark.parametrize(
    "settings",
    [
        ["network.W_h=[[-0.9]]"],
        TINY,
        [*WIDE, "network.steps=4"],
        *(pytest.param(case, marks=pytest.mark.slow) for case in ([*WIDE, "network.steps=8"], WIDE)),
        *(pytest.param([f"network.W_h=[[{w}]]"], marks=pytest.mark.slow) for w in (-0.7, -0.8, -1, -1.4, 0.9)),
    ],
    ids=str,
)
def test_a_number_beside_a_ribbon_is_clear_of_it_whatever_its_sign_and_length(scene, settings):
    built = scene(lesson=load_lesson(None, settings))
    numbers = list(numbers_of(built))
    assert numbers
    assert min(gap(label, stream) for label, streams in numbers for stream in streams) > 0.04


def test_the_contribution_to_the_recurrent_weight_stands_between_two_states():
    cast = PathsToWh(lesson=load_lesson(None, TINY)).cast
    for key in cast.keys[:-1]:
        number, state = cast.at_weight[key]
        x, step = cast.net.position(cast.paths.target(key))[0], cast.paths.step_of(key)
        assert number.get_center()[0] == pytest.approx(x)
        assert number.width < cast.layout.pitch
        assert state.get_right()[0] < min(cast.layout.x(step - 1), number.get_left()[0])


@pytest.mark.parametrize(("scene", "side"), [(GradientPaths, 0), (PathsToWh, 1), (PathsToWy, 0)])
def test_a_ribbon_wider_than_its_weight_narrows_into_it(scene, side):
    cast = scene(lesson=load_lesson(None, ["network.activation=identity"])).cast
    stream = cast.traces[1].stream
    assert stream.width_at(stream.line.length - 0.15) < cast.layout.tile[side] < stream.width_at(0)
    assert stream.width_at(stream.line.length - 0.5) == pytest.approx(stream.width_at(0))


def test_the_thread_ahead_of_a_path_to_the_recurrent_weight_is_whole():
    cast = PathsToWh(lesson=load_lesson()).cast
    links = cast.net.links(cast.paths.routes[3])
    assert all({one.a, one.b} & {other.a, other.b} for one, other in pairwise(links))
    assert len(links) == 3 + 2 * 2 + 1


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", NEGATIVE)
@pytest.mark.parametrize("scene", [GradientPaths, PathsToWh, PathsToWy])
def test_pictures_of_negative_numbers_are_clean(scene, name, language):
    lesson = load_lesson(None, [f"network.{name}={NEGATIVE[name]}"], language=language)
    assert audit(scene, lesson).problems == []


@pytest.mark.slow
@pytest.mark.parametrize("scene", [GradientPaths, PathsToWh, PathsToWy])
def test_pictures_of_small_negative_numbers_are_clean(scene):
    assert audit(scene, load_lesson(None, TINY)).problems == []


def test_the_axis_of_a_bar_ends_under_the_words_that_lie_across_it():
    lesson = replace(load_lesson(None, ["network.W_h=[[-0.9]]"]), language="zh")
    rows = PathsToWh(Undrawn(), lesson=lesson).cast.panel.rows
    across = [r for r in rows if r.words.get_left()[0] < r.axis.get_center()[0] < r.words.get_right()[0]]
    assert across
    assert all(row.words.get_bottom()[1] - row.axis.get_top()[1] > 0.05 for row in across)


def test_the_axis_beside_a_bar_ends_above_the_power_of_ten_in_the_row_below():
    panel = GradientPaths(Undrawn(), lesson=load_lesson("tanh_05", ["network.steps=8"])).cast.panel
    above, row = panel.rows[-3:-1]
    assert "^" in row.number.markup
    assert row.number.get_left()[0] < above.axis.get_center()[0] <= row.number.get_right()[0]
    assert above.axis.get_end()[1] > row.number.get_top()[1] + 0.05


def test_the_cells_of_many_units_have_the_numbers_of_one_row_through_to_the_sum():
    equation = cast_of(load_lesson(None, ["network.draw.hidden=8"])).equation
    row = int(np.argmax([abs(reading.value) for reading in equation.sum.readings]))
    blocks = [*equation.values, equation.sum]
    assert [list(block.numbers) for block in blocks] == [[row]] * 4
    *terms, total = (block.numbers[row].reading.value for block in blocks)
    assert sum(terms) == pytest.approx(total, rel=1e-12)


@pytest.mark.parametrize("scene", [GradientPaths, PathsToWh])
@pytest.mark.parametrize("hidden", [2, 4, 8])
def test_a_caption_says_that_a_path_points_elsewhere_where_its_norm_is_larger_and_its_part_smaller(scene, hidden):
    done = run(load_lesson(None, [f"network.draw.hidden={hidden}"]), scene=scene)
    paths, total = done.cast.paths, done.analysis.array(f"dL_dW_{done.cast.paths.weight}").ravel()
    brought = [np.array([entry.value for entry in paths.arriving(key)]) for key in paths.keys]
    pairs = [(np.linalg.norm(v), v @ total / np.linalg.norm(total)) for v in brought]
    elsewhere = any(a > c and b < d for a, b in pairs for c, d in pairs)
    against = any(part < 0 for _, part in pairs)
    assert ("points elsewhere" in captions(done)["add_up"]) == (elsewhere and not against)


@shared
def cast_of(lesson, *, language="en"):
    """Return the cast of a lesson, of which nothing is played."""
    return GradientPaths(Undrawn(), lesson=replace(lesson, language=language)).cast


CLOSE = [
    "network.draw.hidden=3",
    "network.steps=5",
    "network.draw.seed=1",
]


def test_the_name_of_a_path_and_the_cells_at_its_weight_keep_clear_of_the_tile_before_and_of_the_key():
    cast = cast_of(load_lesson(None, CLOSE))
    for key in cast.keys:
        block, name = cast.at_weight[key]
        tile = cast.net.tiles[cast.paths.target(key)]
        assert name.get_bottom()[1] > tile.get_top()[1] + 0.05 or name.get_left()[0] > tile.get_left()[0] - 1.0
        assert block.get_left()[0] > cast.columns.columns.key_end
    assert cast.brought[-1].get_left()[0] > cast.columns.columns.key_end


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_note_meets_a_title(language):
    cast = cast_of(load_lesson(None, CLOSE), language=language)
    titles = [cast.stage.title(*cast._title(key)) for key in cast.keys]
    for note in cast.notes:
        for title in titles:
            assert note.get_left()[0] > title.get_right()[0] + 0.15 or note.get_top()[1] < title.get_bottom()[1]
    first, second = cast.notes
    assert first.get_left()[0] > second.get_right()[0] or second.get_top()[1] < first.get_bottom()[1]
