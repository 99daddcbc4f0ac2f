"""Powers of W_h and products of step Jacobians against mpmath, far beyond float64 as well."""

import mpmath
import numpy as np
import pytest

from rnnanim.lesson import load_lesson
from rnnanim.numerics import NetworkSpec, analyse
from rnnanim.numerics.jacobian_products import JacobianProducts
from rnnanim.numerics.matrix_powers import MatrixPowers

DIGITS = 300
SHEAR = np.array([[1.0, 3.0], [0.0, 1.0]])


def network(W_h, steps=4, **changes):
    H = len(W_h)
    given = {"W_x": np.ones((H, 1)), "W_h": W_h, "W_y": np.ones((1, H)), "b_h": np.zeros(H), "b_y": [0.0]}
    given |= {"h_0": np.zeros(H), "x": np.ones((steps, 1)), "target": np.zeros((steps, 1)), "activation": "identity"}
    return NetworkSpec(**given | changes)


def drawn(seed, H=2, size=1.0):
    return size * np.random.default_rng(seed).normal(size=(H, H)) / np.sqrt(H)


def rotation(angle, size=1.0):
    return size * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


MATRICES = {
    **{f"random {H}x{H}, seed {seed}": drawn(seed, H) for H in (1, 2, 3, 5) for seed in range(3)},
    "non-normal": load_lesson("non_normal").network.W_h,
    "normal": np.array([[0.5, 0.2], [0.2, -0.7]]),
    "rotation": rotation(0.7, 0.95),
    "defective": SHEAR * 0.8,
    "defective, turned": rotation(0.4) @ (SHEAR * 0.8) @ rotation(-0.4),
    "nilpotent": np.array([[0.0, 2.0], [0.0, 0.0]]),
    "singular": np.array([[1.0, 2.0], [2.0, 4.0]]),
    "nearly singular": np.array([[1.0, 2.0], [2.0, 4.0 + 1e-13]]),
    "zero": np.zeros((2, 2)),
    "huge": drawn(5) * 1e300,
    "tiny": drawn(6) * 1e-300,
}


def log10(number):
    return float(mpmath.log10(number)) if number > mpmath.mpf(10) ** (-DIGITS * 20) else -np.inf


def exact(W_h, k):
    """The power and its singular values, the largest first."""
    with mpmath.workdps(DIGITS):
        power = mpmath.matrix(W_h.tolist()) ** k
        values = sorted(mpmath.svd_r(power, compute_uv=False), reverse=True)
        largest = max(values)
        return power, [mpmath.mpf(0) if value < largest * mpmath.mpf(10) ** -200 else value for value in values]


def close(found, expected, within=1e-9):
    assert found == expected or abs(found - expected) <= within * max(abs(expected), 1e-300), (found, expected)


@pytest.mark.parametrize("name", MATRICES)
def test_singular_values_are_those_of_exact_powers(name):
    W_h = MATRICES[name]
    powers = MatrixPowers(analyse(network(W_h)))
    for k in (1, 2, 3, 7):
        _, expected = exact(W_h, k)
        for i, value in enumerate(expected):
            found = powers.log10_singular_value(k, i).value
            if np.isnan(found):
                assert len(W_h) > 2
                assert value < expected[0] * 1e-5
                continue
            assert found == log10(value) or found == pytest.approx(log10(value), abs=5e-10, rel=1e-12)
            close(powers.singular_value(k, i).value, float(value) if value > 1e-307 else 0.0)
        if name != "nearly singular":  # the norm of the scene and of PowersOfW is one
            assert powers.log10_norm(k).value == pytest.approx(powers.log10_singular_value(k).value, abs=1e-9)


@pytest.mark.parametrize("name", [name for name in MATRICES if name not in ("huge", "tiny")])
def test_a_direction_is_taken_to_its_semi_axis(name):
    W_h = MATRICES[name]
    powers = MatrixPowers(analyse(network(W_h)))
    for k in (0, 1, 3):
        matrix = np.array([[entry.value for entry in row] for row in powers.entries(k)])
        np.testing.assert_allclose(matrix, np.array(exact(W_h, k)[0].tolist(), float), rtol=1e-9, atol=1e-12)
        for i in range(len(W_h)):
            if np.isnan(powers.singular_value(k, i).value):
                continue
            direction = np.array([one.value for one in powers.direction(k, i)])
            end = np.array([one.value for one in powers.semi_axis(k, i)])
            assert np.linalg.norm(direction) == pytest.approx(1)
            assert np.linalg.norm(end) == pytest.approx(powers.singular_value(k, i).value, rel=1e-9, abs=1e-300)
            np.testing.assert_allclose(matrix @ direction, end, rtol=1e-9, atol=1e-12 * np.abs(matrix).max())


def eigenvalues_of(matrix):
    """Return the eigenvalues; mpmath gives that of a single number in a list."""
    found = [matrix[0]] if matrix.rows == 1 else mpmath.eig(matrix, left=False, right=False)
    return sorted((mpmath.mpc(one) for one in found), key=lambda z: (-abs(z), -z.imag))


def exact_eigenvalues(W_h):
    with mpmath.workdps(DIGITS):
        return eigenvalues_of(mpmath.matrix(W_h.tolist()))


@pytest.mark.parametrize("name", MATRICES)
def test_eigenvalues_their_powers_and_the_radius(name):
    W_h = MATRICES[name]
    powers, expected = MatrixPowers(analyse(network(W_h))), exact_eigenvalues(W_h)
    for i, value in enumerate(expected[:1] if name == "nearly singular" else expected):
        found = complex(*(part.value for part in powers.eigenvalue(i)))
        assert abs(abs(found) - float(abs(value))) <= 1e-9 * float(abs(expected[0])), (found, value)
        if len(W_h) != 2 or "defective" in name:  # of one size and real: which is the first is a matter of rounding
            continue
        assert found.real == pytest.approx(float(value.real), rel=1e-9, abs=1e-9 * float(abs(expected[0])))
    for k in (1, 5):
        log = powers.log10_radius(k).value
        wanted = k * mpmath.log10(abs(expected[0])) if abs(expected[0]) > 1e-320 else -np.inf
        assert log == wanted or log == pytest.approx(float(wanted), abs=1e-9, rel=1e-12)
        bound = powers.log10_bound(k).value
        assert bound >= powers.log10_norm(k).value - 1e-9
        assert bound == -np.inf or bound == pytest.approx(k * log10(exact(W_h, 1)[1][0]), abs=1e-9, rel=1e-12)
    if powers.log10_radius(3).value < 300:
        power = complex(*(part.value for part in powers.eigenvalue_power(0, 3)))
        first = complex(*(part.value for part in powers.eigenvalue(0)))
        assert power == pytest.approx(first**3, rel=1e-12, abs=1e-300)


def test_a_thousand_powers_stay_true():
    W_h = drawn(1, 4, size=3.0)
    powers = MatrixPowers(analyse(network(W_h)))
    assert powers.log10_singular_value(1000).value == pytest.approx(log10(exact(W_h, 1000)[1][0]), abs=1e-8)
    assert powers.norm(1000).field == ("log10_power_norm" if powers.log10_norm(1000).value > 308 else "power_norm")


def test_the_preset_grows_threefold_before_it_vanishes():
    lesson = load_lesson("non_normal", ["network.steps=8"])
    powers = MatrixPowers(lesson.analysis)
    assert lesson.analysis.read("spectral_radius").value == pytest.approx(0.9, rel=1e-15)
    assert powers.largest_at(20) == 3
    largest = lesson.analysis.named("largest_power_norm", 20).value
    assert largest == pytest.approx(powers.norm(3).value, rel=1e-12)
    assert 2 < largest < 4
    assert powers.norm(100).value < 1e-3
    for k in range(1, 8):  # with the identity the gradient goes the same way
        assert lesson.analysis.read("gain", 8, 8 - k).value == pytest.approx(powers.norm(k).value, rel=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_products_of_step_jacobians(seed, random_spec):
    spec = random_spec(seed, T=5)
    analysis = analyse(spec)
    products = JacobianProducts(analysis)
    with mpmath.workdps(60):
        for t, k in ((1, 0), (3, 1), (5, 0), (4, 4)):
            chain = mpmath.eye(spec.H)
            for step in range(t, k, -1):
                chain = chain * mpmath.matrix((analysis.sigma_prime[step][:, None] * spec.W_h).tolist())
            entries = np.array([[entry.value for entry in row] for row in products.entries(t, k)])
            np.testing.assert_allclose(entries, np.array(chain.tolist(), float), rtol=1e-9, atol=1e-14)
            largest = max(mpmath.svd_r(chain, compute_uv=False))
            close(products.singular_value(t, k).value, float(largest))
            assert products.log10_norm(t, k).value == pytest.approx(log10(largest), abs=1e-9)
            radius = abs(eigenvalues_of(chain)[0])
            assert products.radius(t, k).value == pytest.approx(float(radius), rel=1e-9, abs=1e-12)
    assert products.step_bound.value >= max(np.linalg.norm(J, 2) for J in analysis.J[1:]) * (1 - 1e-12)


@pytest.mark.parametrize(
    ("field", "index"),
    [
        ("power_entry", (2, 0, 2)),
        ("power_singular_value", (-1, 0)),
        ("log10_radius_power", (10_001,)),
        ("eigenvalue_re", (2,)),
        ("product_entry", (9, 0, 0, 0)),
        ("power_direction", (1, 0, -1)),
    ],
)
def test_an_index_outside_is_refused(field, index):
    with pytest.raises(ValueError, match=r"must|0 \.\.\."):
        load_lesson("non_normal").analysis.named(field, *index)
