"""MatrixPowers: what it claims is true of the matrix shown, and it follows every lesson."""

import mpmath
import numpy as np
import pytest
from matrix import first_of
from undrawn import Undrawn, shared

from rnnanim.backend import run_config

# isort: split
from rnnanim.audit import watch
from rnnanim.audit.shown import shown
from rnnanim.lesson import load_lesson
from rnnanim.numerics import analyse
from rnnanim.numerics.jacobian_products import JacobianProducts
from rnnanim.scenes.spectrum.norm_chart import TIMES
from rnnanim.scenes.spectrum.storyboard import MatrixPowers
from rnnanim.scenes.spectrum.two_factors import growth, taking_turns

from manim import tempconfig


@shared
def played(lesson):
    with tempconfig(run_config(pixel_width=128, pixel_height=72, frame_rate=1, dry_run=True)):
        scene = MatrixPowers(Undrawn(), lesson=lesson)
        scene.render()
        return scene


@shared
def cast_of(lesson):
    with tempconfig(run_config(pixel_width=128, pixel_height=72, frame_rate=1, dry_run=True)):
        return MatrixPowers(Undrawn(), lesson=lesson).cast


def of(*rows, **changes):
    """Return the lesson with a W_h of its own."""
    more = [f"network.{key}={value}" for key, value in changes.items()]
    return load_lesson(None, [f"network.draw.hidden={len(rows)}", f"network.W_h={[list(row) for row in rows]}", *more])


def test_with_one_unit_its_own_number_hops_and_another_matrix_is_shown():
    scene = played(load_lesson())
    (own, other), powers = scene.cast.lines, scene.cast.powers
    assert [power.value for power in own.powers] == pytest.approx([0.6**k for k in range(1, len(own.powers) + 1)])
    assert [power.value for power in other.powers] == pytest.approx([1.5, 2.25, 3.375])
    assert [{power.source for power in line.powers} for line in (own, other)] == [{""}, {"another number"}]
    assert own.unit == other.unit
    assert powers.analysis.name == "non_normal"
    assert {beat: scene.wording.variants.get(beat, "") for beat in scene.wording.said} == {
        "a_number_or_a_matrix": "",
        "the_map": "",
        "eigenvalues": "eigenvalues_inside_turns",
        "norm_of_powers": "norm_of_powers_turns",
        "two_factors": "",
        "what_decides": "what_decides_open",
    }
    said = scene.wording.said["norm_of_powers"]
    assert (said["at"], said["radius"].value) == (3, pytest.approx(0.9))
    assert said["largest"].value == pytest.approx(2.978429916)


def test_a_matrix_of_the_lesson_is_shown_itself():
    cast = cast_of(load_lesson("non_normal"))
    assert cast.powers.analysis.name == ""
    assert cast.number.name == "default"
    assert cast.maps is not None
    assert cast.maps.count == 3  # the largest norm


@pytest.mark.parametrize(
    ("rows", "fate", "growth"),
    [
        (((0.5, 0.2), (0.2, -0.6)), "inside", "vanish"),
        (((0.8, 1.7), (-0.1, 0.8)), "inside", ""),
        (((0.5, 3.0), (0.0, 0.5)), "inside", ""),
        (((0.0, -1.0), (1.0, 0.0)), "on", "on"),
        (((1.0, 1.0), (0.0, 1.0)), "on", "on"),
        (((1.5, 0.3), (0.2, 1.1)), "outside", "outside"),
        (((0.0, 2.0), (0.0, 0.0)), "zero", "zero"),
        (((0.0, 0.0), (0.0, 0.0)), "zero", "zero"),
    ],
)
def test_what_is_said_is_true_of_the_matrix(rows, fate, growth):
    cast, W_h = cast_of(of(*rows)), np.array(rows)
    radius = max(abs(np.linalg.eigvals(W_h)))
    norms = [np.linalg.norm(np.linalg.matrix_power(W_h, k), 2) for k in range(1, TIMES + 1)]
    assert (cast.eigen.fate, cast.growth) == (fate, growth)
    assert {"inside": radius < 1, "on": abs(radius - 1) < 1e-9, "outside": radius > 1, "zero": radius < 1e-9}[fate]
    if fate == "inside":
        assert (max(norms) > 1) == (growth == "")
    if fate == "zero":
        assert norms[len(rows) - 1] == 0
    assert cast.eigen.turns == bool(np.abs(np.linalg.eigvals(W_h).imag).max() > 0)


def test_two_factors_are_nilpotent_and_explode_together():
    net = analyse(taking_turns())
    products = JacobianProducts(net)
    np.testing.assert_array_equal(net.J[1], [[0, 0], [2, 0]])
    np.testing.assert_array_equal(net.J[2], [[0, 2], [0, 0]])
    for t in range(1, net.spec.T + 1):
        assert products.radius(t, t - 1).value == 0
        assert not (net.J[t] @ net.J[t]).any()
    np.testing.assert_array_equal(net.J[2] @ net.J[1], [[4, 0], [0, 0]])
    assert products.radius(2, 0).value == 4
    assert growth(net, 6) == [2, 4, 8, 16, 32, 64]
    assert net.read("gain", 5, 1).value == 16


@pytest.mark.parametrize(
    ("rows", "bound", "variant"),
    [
        (((0.5, 0.2), (0.2, -0.6)), 0.635235, ""),
        (((1.0, 0.0), (0.0, 0.5)), 1.0, "open"),
        (((0.8, 1.7), (-0.1, 0.8)), 2.004159, "open"),
    ],
)
def test_a_promise_is_given_only_below_one_and_of_the_matrix_that_is_drawn(rows, bound, variant):
    scene = played(of(*rows))
    end = scene.cast.verdict
    assert end.own_bound.value == pytest.approx(bound, rel=1e-5)
    assert end.chart.powers.analysis is scene.cast.powers.analysis
    assert scene.wording.variants.get("what_decides", "") == (f"what_decides_{variant}" if variant else "")


def test_singular_values_above_one_promise_nothing():
    end = cast_of(load_lesson()).verdict
    assert [reading.value for reading in end.in_turn.readings[:3]] == [2, 4, 8]
    assert [reading.value for reading in end.twice.readings] == [2, 0, 0]
    assert end.twice.is_clipped
    assert end.in_turn.is_clipped


def test_the_norm_lies_between_two_parallels_and_is_round_where_it_touches_the_lower():
    cast = cast_of(load_lesson())
    chart = cast.chart
    ks = range(1, TIMES + 1)
    W_h = cast.powers.analysis.spec.W_h
    norms = [np.log10(np.linalg.norm(np.linalg.matrix_power(W_h, k), 2)) for k in ks]
    c = max(norm - k * np.log10(0.9) for k, norm in zip(ks, norms, strict=True))
    for k, norm in zip(ks, norms, strict=True):
        assert chart.cover.level(k) == pytest.approx(c + k * np.log10(0.9))
        assert chart.radius.level(k) - 1e-9 <= norm <= chart.cover.level(k) + 1e-9
    assert chart.row.ks == [3, 7, 9, 13, 16]
    long, short = (cast.powers.singular_value(13, i).value for i in (0, 1))
    assert long / short < 1.6
    long, short = (cast.powers.singular_value(9, i).value for i in (0, 1))
    assert long / short > 5


@pytest.mark.parametrize("rows", [((0.8, 1.7), (-0.1, 0.8)), ((0.5, 3.0), (0.0, 0.5)), ((0.0, -1.0), (1.0, 0.0))])
def test_a_vector_goes_where_the_powers_take_it(rows):
    moved = cast_of(of(*rows)).eigen.moved
    start = complex(moved.path.way[0])
    for k, power in enumerate(moved.path.powers, 1):
        x, y = np.linalg.matrix_power(np.array(rows), k) @ (start.real, start.imag)
        assert power.value == pytest.approx(complex(x, y), abs=1e-12)
        assert moved.path.position(k) == pytest.approx(moved.plane.point(x, y), abs=1e-9)


@pytest.mark.parametrize("weight", [0.6, -0.6, 1.0, -1.5, 0.0, 100.0, 1e-200])
def test_hops_end_where_the_powers_are(weight):
    lines = cast_of(load_lesson(None, [f"network.W_h=[[{weight}]]"])).lines
    assert (abs(weight) > 1) == (abs(lines[1].powers[0].value) < 1)
    for line in lines:
        values = [1.0, *(power.value for power in line.powers)]
        for a, b in zip(values, values[1:], strict=False):
            x, y = line._arc(a, b, 1.0)[-1]
            if abs(b) <= line.largest:
                assert (x, y) == pytest.approx(line.point(b, 0), abs=1e-9)
            else:
                assert x < line.box[1]
    assert len(lines[0].powers) == {100.0: 1, 1e-200: 1, 0.0: 1, 1.0: 1}.get(weight, len(lines[0].powers))


ORACLE = [
    ("default", []),
    ("non_normal", []),
    *((None, [f"network.draw.hidden={H}", f"network.draw.seed={H}"]) for H in (2, 3, 6)),
]


@pytest.mark.parametrize(("preset", "changes"), first_of(ORACLE, fast=1))
def test_every_number_is_that_of_an_independent_implementation(preset, changes):
    lesson = load_lesson(preset, changes)
    own, example = lesson.network.W_h, load_lesson("non_normal").network.W_h
    nets = {
        "": own,
        "non_normal": example,
        "default": load_lesson().network.W_h,
        "another number": np.array([[1.5 if abs(load_lesson().network.W_h[0, 0]) <= 1 else 0.6]]),
        "J_1 alone": np.array([[0, 0], [2.0, 0]]),
    }
    count = 0
    for table in shown(MatrixPowers, lesson).values():
        for key, value in table.items():
            source, _, field = key.rpartition(".") if not key.startswith("two units") else key.partition(".")
            wanted = expected(field, nets.get(source), source)
            if wanted is not None:
                count += 1
                assert value == pytest.approx(wanted, rel=1e-9, abs=1e-12), key
    assert count > 60


def expected(field, W_h, source):
    """Compute what a key of `compute` names, from mpmath alone; None for what other tests hold."""
    name, _, rest = field.partition("[")
    index = [int(i) for i in rest.rstrip("]").split(",")] if rest else []
    if source.startswith("two units"):
        chain = mpmath.eye(2)
        for t in range(index[0], index[1], -1):
            chain = chain * mpmath.matrix([[0, 0], [2, 0]] if t % 2 else [[0, 2], [0, 0]])
        return of_product(name.replace("product_", ""), chain, index[2:])
    with mpmath.workdps(80):
        W = mpmath.matrix(np.asarray(W_h).tolist())
        eigen = [W[0]] if W.rows == 1 else mpmath.eig(W, left=False, right=False)
        eigen = sorted((mpmath.mpc(z) for z in eigen), key=lambda z: (-round(float(abs(z)), 12), -z.imag))
        if name.startswith("eigenvalue"):
            z = eigen[index[0]] ** (index[1] if len(index) > 1 else 1)
            return float(z.imag if name.endswith("im") else z.real)
        if name in ("radius_power", "log10_radius_power"):
            return log_or_size(name, abs(eigen[0]) ** index[0])
        if name == "spectral_radius":
            return float(abs(eigen[0]))
        norm = max(mpmath.svd_r(W, compute_uv=False))
        if name == "log10_radius_cover":
            over = max(max(mpmath.svd_r(W**n, compute_uv=False)) / abs(eigen[0]) ** n for n in range(1, index[1] + 1))
            return float(mpmath.log10(over * abs(eigen[0]) ** index[0]))
        if name == "log10_norm_power":
            return float(index[0] * mpmath.log10(norm))
        if name == "step_bound":
            return float(norm)  # tanh and the identity: σ′ is at most 1
        if name.removeprefix("log10_").startswith("power_"):
            return of_product(name.replace("power_", ""), W ** index[0], index[1:])
    return None


def of_product(name, matrix, index):
    values = sorted(mpmath.svd_r(matrix, compute_uv=False), reverse=True)
    if name == "entry":
        return float(matrix[tuple(index)])
    if name in ("norm", "log10_norm"):
        return log_or_size(name, values[0])
    if name in ("singular_value", "log10_singular_value"):
        return log_or_size(name, values[index[0]])
    if name == "radius":
        return float(max(abs(z) for z in mpmath.eig(matrix, left=False, right=False)))
    return None


def log_or_size(name, value):
    return float(mpmath.log10(value)) if name.startswith("log10") else float(value)


@pytest.mark.parametrize(
    "lesson",
    first_of(
        [
            of((0.0, 2.0), (0.0, 0.0)),
            of((1.5, 0.3), (0.2, 1.1)),
            of((0.0, 0.0), (0.0, 0.0)),
            of((50.0, 3.0), (-20.0, 60.0)),
            load_lesson(None, ["network.draw.hidden=8", "network.steps=20"]),
            load_lesson(None, ["network.draw.hidden=16", "network.draw.spectral_radius=2.0", "network.steps=1"]),
            load_lesson(None, ["network.W_h=[[-1.5]]", "network.activation=relu", "network.loss=sum"]),
            load_lesson("hundred"),
        ],
        fast=1,
    ),
)
def test_it_follows_the_lesson(lesson):
    assert watch.audit(MatrixPowers, lesson).problems == []
