"""All paths: the triangle holds what every route brings, both ways of adding agree, and what is claimed is true."""

import numpy as np
import pytest
from matrix import first_of
from undrawn import Undrawn, shared

from rnnanim.backend import run_config

# isort: split
from rnnanim.audit.sampling import run as run_watched
from rnnanim.audit.shown import Collector
from rnnanim.errors import InputError
from rnnanim.lesson import load_lesson
from rnnanim.scenes.paths import AllPaths
from rnnanim.scenes.paths.all_paths_cast import routes_in_turn
from rnnanim.scenes.paths.all_paths_delivery import Delivery

from manim import tempconfig


@shared
def run(lesson, *, last=None):
    """Run the scene, or its beats up to the last one that is looked at."""
    with tempconfig(run_config(pixel_width=256, pixel_height=144, frame_rate=2, dry_run=True)):
        played = AllPaths(Undrawn(), lesson=lesson)
        names = [beat.name for beat in played.planned]
        played.planned = played.planned[: len(names) if last is None else names.index(last) + 1]
        played.render()
        return played


def lesson_of(*settings, preset=None):
    return load_lesson(preset, [f"network.{setting}" for setting in settings])


@pytest.mark.parametrize(
    ("steps", "keys"),
    [
        (1, ["t1k1"]),
        (2, ["t1k1", "t2k2", "t2k1"]),
        (3, ["t1k1", "t2k2", "t2k1", "t3k3", "t3k2", "t3k1"]),
        (8, ["t1k1", "t7k7", "t7k1", "t8k8", "t8k7", "t8k1", "rest"]),
    ],
)
def test_routes_are_followed_between_the_first_and_the_last_two_steps_and_the_rest_at_once(steps, keys):
    assert [*routes_in_turn(lesson_of(f"steps={steps}"))] == keys


def by_hand(network):
    """Return every part, and the size of their sum, from the lesson's equations with complex steps.

    Each step has an input weight of its own, of which one is moved at a time.
    """
    T, sigma = network.T, {"tanh": np.tanh, "sigmoid": lambda z: 1 / (1 + np.exp(-z)), "identity": lambda z: z}

    def losses(weights):
        h, found = network.h_0, []
        for t in range(T):
            h = sigma[network.activation](weights[t] @ network.x[t] + network.W_h @ h + network.b_h)
            y = sigma[network.output_activation](network.W_y @ h + network.b_y)
            found.append(0.5 * np.sum((y - network.target[t]) ** 2))
        return np.array(found)

    G = np.zeros((T, T, *network.W_x.shape))
    for k in range(T):
        for entry in np.ndindex(*network.W_x.shape):
            weights = np.array([network.W_x] * T, complex)
            weights[(k, *entry)] += 1e-30j
            G[:, k, *entry] = losses(weights).imag / 1e-30
    total = G.sum(axis=(0, 1))
    is_scalar = network.D == network.H == network.O == 1
    parts = G[:, :, 0, 0] if is_scalar else (G * total).sum(axis=(2, 3)) / np.linalg.norm(total)
    return parts, float(total[0, 0] if is_scalar else np.linalg.norm(total))


RANDOM = (
    "steps=3 draw.hidden=3 draw.seed=11 activation=sigmoid loss=mean",
    "steps=4 W_x=[[-0.7]] W_h=[[1.3]] b_h=[0.2] x=[[1],[2],[-1],[0.5]] target=[[0],[1],[0],[1]] W_y=[[2]]",
    "steps=5 draw.hidden=8 draw.inputs=3 draw.outputs=2 draw.seed=5",
    "steps=9 draw.hidden=2 draw.inputs=1 draw.seed=3 activation=identity",
)


@pytest.mark.parametrize("settings", first_of(RANDOM))
def test_what_compute_tells_of_the_scene_agrees_with_complex_steps(settings):
    lesson = lesson_of(*settings.split())
    parts, total = by_hand(lesson.network)
    collector = Collector()
    collector.per_second = 0
    run_watched(AllPaths, lesson, collector)
    shown = collector.beats["all_of_it"] | collector.beats["row_sums"] | collector.beats["column_sums"]
    T, size = lesson.network.T, np.abs(parts).max()
    expected = {f"part_x[{t + 1}, {k + 1}]": parts[t, k] for t in range(T) for k in range(t + 1)}
    expected |= {f"row_x[{t + 1}]": parts[t].sum() for t in range(T)}
    expected |= {f"column_x[{k + 1}]": parts[:, k].sum() for k in range(T)} | {"all_x": total}
    assert expected.keys() <= shown.keys()
    for key, value in expected.items():
        assert shown[key] == pytest.approx(value, rel=1e-9, abs=1e-11 * size), key


def test_both_margins_add_up_to_the_total_and_share_one_scale():
    margins = run(lesson_of()).cast.margins
    total = margins.total.reading.value
    for sums in (margins.rows, margins.columns):
        assert sum(part.reading.value for part in sums.values()) == pytest.approx(total)
        assert all(part.number is not None and part.counted == part.grown == part.lit == 1 for part in sums.values())
        for part in sums.values():
            (bar,) = part.bar
            length = bar.width if sums is margins.rows else bar.height
            assert length == pytest.approx(part.reading.value * margins.unit)


def test_two_losses_are_multiplied_by_the_same_on_what_they_share():
    stretch = run(lesson_of()).cast.stretch
    (brings, _, first, _, arrives, _), (far, _, second, _, other, _) = stretch.lines
    assert first.reading.value == pytest.approx(second.reading.value) == pytest.approx(stretch.product.value)
    assert arrives.reading.value * first.reading.value == pytest.approx(brings.reading.value)
    assert other.reading.value * first.reading.value == pytest.approx(far.reading.value)
    assert brings.reading.value == pytest.approx(run(lesson_of()).cast.paths.part(2, 1).value)
    together = [reading.value for _, reading in stretch.common.stations]
    assert together[0] == pytest.approx(arrives.reading.value + other.reading.value)
    assert together[-1] == pytest.approx(brings.reading.value + far.reading.value)


@pytest.mark.parametrize("settings", [(), ("steps=8", "W_h=[[-0.9]]")])
def test_streams_into_the_weight_are_as_wide_as_the_sums_of_their_columns(settings):
    streams = run(lesson_of(*settings), last="losses_of_every_step").cast.streams.joined
    cast, net = run(lesson_of(*settings), last="losses_of_every_step").cast, lesson_of(*settings).network
    for k, leg in streams.legs.items():
        ((_, passed),) = leg.stations
        assert passed.value * net.x[k - 1, 0] == pytest.approx(cast.paths.column(k).value)
        assert leg.width_at(0.4) == pytest.approx(abs(passed.value) * streams.scale)


def test_each_route_leaves_an_empty_place_and_each_number_is_seen_at_its_weight():
    cast = run(lesson_of(), last="losses_of_every_step").cast
    assert all(cast.heat.offered[t - 1, k - 1] == 1 for t, k in cast.cells)
    assert len(cast.threads) == len(cast.numbers) == 6
    assert all(number is not None for number in cast.numbers.values())


@pytest.mark.parametrize("cell", [(1, 1), (2, 2), (2, 1), (3, 3), (3, 2), (3, 1)])
def test_a_number_flies_past_units_names_and_filled_cells(cell):
    cast = run(lesson_of(), last="losses_of_every_step").cast
    number = cast.numbers[cell]
    way = Delivery(cast.stage, cast.net, cast.heat, cast.room.net_right)._way(number.get_center()[:2], cell)
    half = (cast.heat.numbers[cell].width / 2, cast.heat.numbers[cell].height / 2)
    covered = [cast.net.body(name) for name in (*cast.net.nodes, *cast.net.tiles)]
    boxes = [(*body.get_corner([-1, -1, 0])[:2], *body.get_corner([1, 1, 0])[:2]) for body in covered]
    boxes += [(*name.get_corner([-1, -1, 0])[:2], *name.get_corner([1, 1, 0])[:2]) for name in cast.heat.names]
    for x, y, _ in map(way.point, np.linspace(0.05, way.length, 200)):
        for left, bottom, right, top in boxes:
            assert x + half[0] < left or x - half[0] > right or y + half[1] < bottom or y - half[1] > top


@pytest.mark.parametrize(
    ("preset", "settings", "claim"),
    [
        (None, (), "near"),
        (None, ("steps=20",), "near"),
        ("vanishing", (), "near"),
        ("exploding", (), "far"),
        ("hundred", (), "far"),
        ("holding", (), ""),
        (None, ("W_h=[[-0.9]]",), ""),
        (None, ("steps=2",), ""),
    ],
)
def test_what_is_said_of_near_and_far_is_true_of_the_network(preset, settings, claim):
    scene = AllPaths(Undrawn(), lesson=lesson_of(*settings, preset=preset))
    assert scene.claim == claim
    paths, T = scene.cast.paths, scene.cast.steps
    if claim == "near":
        assert 0.5 < paths.distance(0).value / paths.total.value <= 1
        assert paths.percent_near.value == pytest.approx(100 * paths.distance(0).value / paths.total.value)
    elif claim == "far":
        assert abs(paths.part(T, 1).value) == max(abs(paths.part(*cell).value) for cell in scene.cast.cells)


@pytest.mark.parametrize("steps", first_of((1, 20, 2, 5, 199)))
def test_a_triangle_of_any_size_is_filled_cell_by_cell_or_as_a_map(steps):
    cast = run(lesson_of(f"steps={steps}")).cast
    assert all(cast.heat.shown[t - 1, k - 1] == 1 for t, k in cast.cells)
    assert len(cast.heat.numbers) == (steps * (steps + 1) // 2 if steps <= 3 else 0)
    assert (cast.scale in cast.stage.picture.submobjects) == (steps > 3)
    assert all(part.grown == 1 for part in (*cast.margins.rows.values(), *cast.margins.columns.values()))


def test_more_routes_than_can_be_drawn_are_refused_with_the_remedy():
    with pytest.raises(InputError, match=r"AllPaths: 200 steps have 20100 routes, .* take fewer steps"):
        _ = AllPaths(Undrawn(), lesson=lesson_of("steps=200")).cast


def test_the_first_caption_says_that_the_losses_are_added():
    scene = run(lesson_of(), last="losses_of_every_step")
    assert "the sum over all steps" in scene.timeline[0].captions["en"]
    assert "各步损失之和" in scene.timeline[0].captions["zh"]
    with_sum = run(lesson_of("loss=sum"), last="losses_of_every_step")
    assert "sum over all steps" not in with_sum.timeline[0].captions["en"]
