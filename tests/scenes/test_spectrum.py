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
    line, powers = scene.cast.line, scene.cast.powers
    assert [power.value for power in line.powers] == pytest.approx([0.6**k for k in range(1, 7)])
    assert {power.source for power in line.powers} == {""}
    assert powers.analysis.name == "non_normal"
    assert {beat: scene.wording.variants.get(beat, "") for beat in scene.wording.said} == {
        "a_number_or_a_matrix": "",
        "the_map": "",
        "eigenvalues": "eigenvalues_inside_turns",
        "norm_of_powers": "",
        "two_factors": "",
        "what_decides": "",
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
    ("W_h", "bound", "variant"), [(0.6, 0.6, ""), (-0.9, 0.9, ""), (1.0, 1.0, "open"), (3, 3.0, "open")]
)
def test_a_promise_is_given_only_below_one(W_h, bound, variant):
    scene = played(load_lesson(None, [f"network.W_h=[[{W_h}]]"]))
    assert scene.cast.verdict.own_bound.value == pytest.approx(bound)
    assert scene.wording.variants.get("what_decides", "") == (f"what_decides_{variant}" if variant else "")


@pytest.mark.parametrize("weight", [0.6, -0.6, 1.0, -1.5, 0.0, 100.0, 1e-200])
def test_hops_end_where_the_powers_are(weight):
    line = cast_of(load_lesson(None, [f"network.W_h=[[{weight}]]"])).line
    ends = [
        line._arc(a, b, 1.0)[-1]
        for a, b in zip([1.0, *(p.value for p in line.powers)], [p.value for p in line.powers], strict=False)
    ]
    for power, (x, y) in zip(line.powers, ends, strict=True):
        if abs(power.value) <= 8:
            assert (x, y) == pytest.approx(line.point(power.value, 0), abs=1e-9)
        else:
            assert x < line.box[1]
    assert len(line.powers) == (1 if weight == 100 else 6)


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
