from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from rnnanim.numerics import NetworkSpec

NAMES = ("sigmoid", "tanh", "relu", "identity")

SIGMA: dict[str, tuple[Callable[[float], float], Callable[[float], float]]] = {
    "sigmoid": (lambda z: 1 / (1 + math.exp(-z)), lambda z: 1 / (1 + math.exp(-z)) / (1 + math.exp(z))),
    "tanh": (math.tanh, lambda z: 1 / math.cosh(z) ** 2),
    "relu": (lambda z: max(z, 0.0), lambda z: 1.0 if z > 0 else 0.0),
    "identity": (lambda z: z, lambda z: 1.0),
}


def plain_implementation(spec: NetworkSpec) -> dict[str, Any]:
    """The lesson's equations as they stand, with loops and lists, sharing nothing with the package."""
    sigma, sigma_prime = (np.vectorize(f, otypes=[float]) for f in SIGMA[spec.activation])
    phi, phi_prime = (np.vectorize(f, otypes=[float]) for f in SIGMA[spec.output_activation])
    T, steps = spec.T, range(1, spec.T + 1)
    x, target = [None, *spec.x], [None, *spec.target]
    z, h, a, y, s = [None], [spec.h_0], [None], [None], [None]
    for t in steps:
        z.append(spec.W_x @ x[t] + spec.W_h @ h[t - 1] + spec.b_h)
        h.append(sigma(z[t]))
        s.append(sigma_prime(z[t]))
        a.append(spec.W_y @ h[t] + spec.b_y)
        y.append(phi(a[t]))
    per_step = [None] + [0.5 * float(np.sum((y[t] - target[t]) ** 2)) for t in steps]
    weight = {t: {"last": float(t == T), "sum": 1.0, "mean": 1.0 / T}[spec.loss] for t in steps}
    e = [None] + [weight[t] * phi_prime(a[t]) * (y[t] - target[t]) for t in steps]
    paths, gain = [], {}
    for t in [T] if spec.loss == "last" else steps:
        chain = np.eye(spec.H)
        for k in range(t, 0, -1):
            arrived = np.diag(s[k]) @ chain.T @ spec.W_y.T @ e[t]
            gain = float(np.linalg.svd(chain, compute_uv=False)[0])
            paths.append((t, k, np.outer(arrived, x[k]), np.outer(arrived, h[k - 1]), gain))
            chain = chain @ np.diag(s[k]) @ spec.W_h
    delta = [np.zeros(spec.H)] * (T + 2)
    for t in reversed(steps):
        delta[t] = spec.W_y.T @ e[t] + (spec.W_h.T @ np.diag(s[t + 1]) @ delta[t + 1] if t < T else 0.0)
    met = [None] + [s[t] * delta[t] for t in steps]
    return {
        "forward": {
            **{name: np.array(rows[1:]) for name, rows in {"z": z, "sigma_prime": s, "a": a, "y": y}.items()},
            "h": np.array(h),
            "loss_per_step": np.array(per_step[1:]),
            "loss": sum(weight[t] * per_step[t] for t in steps),
        },
        "backward": {
            "delta": np.array(delta[1 : T + 1]),
            "dL_dh_0": spec.W_h.T @ met[1],
            "dL_dW_x": sum(np.outer(met[t], x[t]) for t in steps),
            "dL_dW_h": sum(np.outer(met[t], h[t - 1]) for t in steps),
            "dL_dW_y": sum(np.outer(e[t], h[t]) for t in steps),
            "dL_db_h": sum(met[t] for t in steps),
            "dL_db_y": sum(e[t] for t in steps),
        },
        "paths": paths,
        "J": np.array([np.diag(s[t]) @ spec.W_h for t in steps]),
    }


def draw_spec(seed: int, **fixed: Any) -> NetworkSpec:
    """A random network; what is not fixed, sizes and names included, is drawn."""
    generator = np.random.default_rng(seed)
    D, H, O, T = (fixed.pop(letter, int(generator.integers(1, 6))) for letter in "DHOT")
    shapes = {"W_x": (H, D), "W_h": (H, H), "W_y": (O, H), "b_h": (H,), "b_y": (O,), "h_0": (H,)}
    shapes |= {"x": (T, D), "target": (T, O)}
    drawn: dict[str, Any] = {name: generator.normal(size=shape) for name, shape in shapes.items()}
    drawn |= {key: NAMES[generator.integers(4)] for key in ("activation", "output_activation")}
    drawn["loss"] = ("last", "sum", "mean")[generator.integers(3)]
    return NetworkSpec(**{**drawn, **fixed})


def draw_stacked(layers: int, seed: int, **fixed: Any) -> NetworkSpec:
    """A random network of several layers, the first of which is that of `draw_spec`."""
    one, generator = draw_spec(seed, **fixed), np.random.default_rng(seed)
    H, own = one.H, one.arrays()
    for layer in range(2, layers + 1):
        for name, shape in {"W_x": (H, H), "W_h": (H, H), "b_h": (H,), "h_0": (H,)}.items():
            own[f"{name}_l{layer}"] = generator.normal(size=shape)
    return one.replace(layers=layers, **own)


@pytest.fixture
def plain() -> Callable[[NetworkSpec], dict[str, Any]]:
    return plain_implementation


@pytest.fixture
def random_spec() -> Callable[..., NetworkSpec]:
    return draw_spec


@pytest.fixture
def stacked_spec() -> Callable[..., NetworkSpec]:
    return draw_stacked


@pytest.fixture
def close() -> Callable[..., None]:
    """Equal to 1e-9 of the largest magnitude of the array."""

    def check(found: Any, expected: Any, part: float = 1e-9) -> None:
        expected = np.asarray(expected, dtype=float)
        np.testing.assert_allclose(found, expected, rtol=0, atol=part * max(np.abs(expected).max(), 1e-300))

    return check
