"""BackwardRecursion: its numbers against an implementation of its own, its counts, and what it draws of them."""

import numpy as np
import pytest
from undrawn import Undrawn, shared

from rnnanim.backend import run_config

# isort: split
from rnnanim.audit.shown import shown
from rnnanim.lesson import load_lesson
from rnnanim.mobjects.network.states import State
from rnnanim.numerics.recursion import WAYS
from rnnanim.scenes.bptt import BackwardRecursion
from rnnanim.scenes.bptt.product_cells import LEFT_BEHIND
from rnnanim.theme import contrast, load_theme, mix

from manim import tempconfig


@shared
def scene_of(lesson, **kwargs):
    with tempconfig(run_config(pixel_width=256, pixel_height=144, frame_rate=2, dry_run=True)):
        scene = BackwardRecursion(Undrawn(), lesson=lesson, **kwargs)
        scene.render()
        return scene


def oracle(spec):
    """Return by field and index what the scene may show, by loops that share nothing with the package."""
    sigma = {"tanh": np.tanh, "sigmoid": lambda z: 1 / (1 + np.exp(-z)), "identity": lambda z: z}[spec.activation]
    slope = {"tanh": lambda z: 1 / np.cosh(z) ** 2, "sigmoid": lambda z: sigma(z) * sigma(-z), "identity": np.ones_like}
    T, h, found = spec.T, [spec.h_0], {}
    z, e = {}, {}
    for t in range(1, T + 1):
        z[t] = spec.W_x @ spec.x[t - 1] + spec.W_h @ h[-1] + spec.b_h
        h.append(sigma(z[t]))
        e[t] = spec.W_y @ h[t] + spec.b_y - spec.target[t - 1]
    prime = {t: slope[spec.activation](z[t]) for t in z}
    gradient, shares, delta = np.zeros_like(spec.W_x), {}, np.zeros(spec.H)
    for t in range(T, 0, -1):
        parts = {"own": spec.W_y.T @ e[t], "carried": np.zeros(spec.H)}
        if t < T:
            parts["carried"] = spec.W_h.T @ (prime[t + 1] * delta)
        delta = parts["delta"] = parts["own"] + parts["carried"]
        parts["passed"] = prime[t] * delta
        shares[t] = np.outer(parts["passed"], spec.x[t - 1])
        gradient = gradient + shares[t]
        for part, vector in parts.items():
            found |= {f"{part}_entry[{t}, {unit}]": value for unit, value in enumerate(vector)}
            found[f"{part}_norm[{t}]"] = np.linalg.norm(vector)
        for name, vector in (("h", h[t]), ("z", z[t]), ("e", e[t]), ("sigma_prime", prime[t])):
            found |= {f"{name}[{t}, {unit}]": value for unit, value in enumerate(vector)}
        found[f"norm_e[{t}]"] = np.linalg.norm(e[t])
    size, is_scalar = np.linalg.norm(gradient), spec.D == spec.H == spec.O == 1
    along = {
        t: float(share[0, 0]) if is_scalar else float((share * gradient).sum() / size) for t, share in shares.items()
    }
    found |= {f"collected_x[{t}]": value for t, value in along.items()}
    found |= {"dL_dW_x[0, 0]": gradient[0, 0], "norm_dL_dW_x": size}
    found[f"collected_x_between[2, {T - 2}]"] = sum(along.get(t, 0.0) for t in range(2, T - 1))
    counts = {"products_scratch": 1330, "products_shared": 190, "products_recursion": 19}
    counts |= {"numbers_kept": 40 * spec.H, "numbers_kept_of_a_step": 2 * spec.H}
    return found | {f"20 steps.{name}": value for name, value in counts.items()}


RANDOM = [
    pytest.param(["network.draw.hidden=3", "network.draw.inputs=2", "network.draw.outputs=2", "network.draw.seed=4"]),
    pytest.param(["network.steps=8", "network.W_h=[[-0.8]]", "network.loss=last"]),
    *(
        pytest.param(
            [
                *(f"network.draw.hidden={1 + seed % 4}", f"network.draw.seed={seed}", f"network.steps={2 + seed % 7}"),
                *(
                    f"network.activation={('tanh', 'sigmoid', 'identity')[seed % 3]}",
                    "network.draw.spectral_radius=1.4",
                ),
            ],
            marks=pytest.mark.slow,
        )
        for seed in range(12)
    ),
]


@pytest.mark.parametrize("overrides", RANDOM)
def test_what_the_scene_shows_agrees_with_an_implementation_of_its_own(overrides):
    lesson = load_lesson(None, overrides)
    expected = oracle(lesson.network.replace(loss="sum"))
    found = {key: value for table in shown(BackwardRecursion, lesson).values() for key, value in table.items()}
    assert {"20 steps.products_scratch", "20 steps.numbers_kept"} <= found.keys()
    assert sum("entry" in key or "norm" in key for key in found) >= 3 * min(3, lesson.network.T)
    for key, value in found.items():
        assert value == pytest.approx(expected[key], rel=1e-9, abs=1e-12), key


def test_a_lesson_with_one_loss_is_told_that_all_of_them_count():
    scene = scene_of(load_lesson())
    assert scene.timeline[0].captions["en"].endswith("(Here the loss is the sum over all steps.)")


@pytest.mark.parametrize(("steps", "backward"), [(1, []), (2, ["one_step_back_1"]), (8, ["one_step_back_7"])])
def test_the_rule_is_put_together_where_there_is_a_step_to_go_back(steps, backward):
    planned = BackwardRecursion.plan(load_lesson(None, [f"network.steps={steps}"]))
    assert [item.name for item in planned if item.template == "one_step_back"] == backward


def test_each_way_to_the_gradient_has_a_cell_for_each_of_its_products():
    cells = scene_of(load_lesson()).cast.cost.cells
    numbers = {}
    moves = {"scratch": (0.0, 0.0, 0.0), "shared": (1.0, 1.0, 0.0), "recursion": (1.0, 1.0, 1.0)}
    for way, (cells.shared, cells.gathered, cells.joined) in moves.items():
        cells.shown, cells.spread, cells.faded = 1330.0, 0.0, 0.0
        (mark,) = (shape for shape in cells.draw() if shape.tag.kind == "mark")
        numbers[way] = len(mark.points) // 16
        middles = mark.points.reshape(-1, 16, 3).mean(axis=1).round(6)
        assert len(np.unique(middles, axis=0)) == numbers[way]  # no cell hides another
        assert mark.tag.readings[0].value == numbers[way]
    assert numbers == dict(zip(WAYS, (1330, 190, 19), strict=True))


def test_each_loss_joins_the_chain_at_its_step():
    cells = scene_of(load_lesson()).cast.cost.cells
    cells.shown, cells.shared, cells.gathered, cells.faded, numbers = 1330.0, 1.0, 1.0, 0.0, []
    for cells.joined in (0.5, 0.75, 1.0):
        ticks = [shape for shape in cells.draw() if shape.tag.kind == "line"]
        numbers.append(len(ticks[0].points) // 4 if ticks else 0)
    assert numbers == sorted(numbers)
    assert numbers[-1] == 20
    (chain,) = (shape for shape in cells.draw() if shape.tag.kind == "mark")
    assert cells.joint(20)[0] == pytest.approx(chain.get_right()[0], abs=cells.place.cell)
    assert cells.joint(1)[0] == pytest.approx(chain.get_left()[0], abs=cells.place.cell)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_what_need_not_be_done_is_seen_all_the_same(theme):
    theme = load_theme(theme)
    for tone, share in LEFT_BEHIND.values():
        assert contrast(mix(theme.colour.background, theme.colour[tone], share), theme.colour.background) >= 1.6


def test_no_two_triangles_meet():
    place = scene_of(load_lesson()).cast.cost.cells.place
    boxes = [(x - (t - 1) * place.cell, x, y, y + (t - 1) * place.cell) for t, (x, y) in place.corners.items()]
    for n, (left, right, bottom, top) in enumerate(boxes):
        for other in boxes[n + 1 :]:
            assert other[1] <= left or right <= other[0] or other[3] <= bottom or top <= other[2]


@pytest.mark.parametrize("hidden", [1, 4])
def test_there_is_a_cell_for_each_number_that_is_kept(hidden):
    overrides = [f"network.draw.hidden={hidden}"] if hidden > 1 else []
    kept = scene_of(load_lesson(None, overrides)).cast.cost.kept
    for kept.stored, kept.read, marked in ((20.0, 0.0, True), (20.0, 8.0, False), (20.0, 20.0, False)):
        kept.passed = 0.0
        marks = [shape for shape in kept.draw() if shape.tag.kind == "mark"]
        assert [len(mark.points) // 16 for mark in marks] == [kept.kept.value] * marked
    assert kept.kept.value == 40 * hidden
    kept.passed = 20.0
    (alone,) = (shape for shape in kept.draw() if shape.tag.kind == "mark")
    assert len(alone.points) // 16 == kept.of_a_step.value == 2 * hidden


def test_what_the_sweep_has_read_stays_lit_and_no_more():
    places = run_until("one_step_back_2").cast.memory.places
    assert {step: place.state for step, place in places.items()} == {1: State.IDLE, 2: State.IDLE, 3: State.PASSED}


def run_until(beat):
    with tempconfig(run_config(pixel_width=256, pixel_height=144, frame_rate=2, dry_run=True)):
        scene = BackwardRecursion(Undrawn(), lesson=load_lesson())
        last = [planned.name for planned in scene.planned].index(beat)
        scene.planned = scene.planned[: last + 1]
        scene.render()
        return scene


def test_the_streams_are_as_wide_as_what_they_carry():
    sweep = scene_of(load_lesson()).cast.sweep
    for t in (1, 2):
        (flow,) = sweep.carried[t]
        carried, passed = (sweep.view.size(*place).value for place in (("carried", t), ("passed", t + 1)))
        assert flow.width_at(flow.line.length) == pytest.approx(sweep.width_scale * carried)
        assert flow.width_at(0.0) == pytest.approx(sweep.width_scale * passed)
        own = sweep.own[t]
        together = own.width_at(own.line.length) + flow.width_at(flow.line.length)
        assert together == pytest.approx(sweep.width_scale * sweep.view.size("delta", t).value)
        assert sweep.stubs[t].width_at(0.0) == pytest.approx(together)


def test_the_bars_of_delta_and_of_what_is_collected_have_one_scale():
    cast = scene_of(load_lesson()).cast
    assert cast.deltas.unit == pytest.approx(cast.collected.unit)
