"""Time forward + backward + all routes beside other ways to the same numbers, as ratios.

Run ``python benchmarks/numerics.py`` (options: --hidden, --steps, --repeat). Rows are ratios to rnnanim, so that they
mean the same on every machine; each way is checked to give the same contributions first. "Untied" gives each step
weights of its own and backpropagates each loss by itself; torch does the same with autograd, where it is installed.
Every way forms each G_x[t, k] and G_h[t, k] and returns ‖G_x‖ + ‖G_h‖ = ‖met‖ (‖x‖ + ‖h‖), taken from its vectors.
"""

from __future__ import annotations

import argparse
import importlib.util
import time
from collections.abc import Callable

import numpy as np

from rnnanim.numerics import NetworkSpec, analyse
from rnnanim.numerics.activations import tanh_prime
from rnnanim.numerics.bptt import arrivals, route_vectors
from rnnanim.numerics.cells import CELLS
from rnnanim.numerics.losses import loss_weights
from rnnanim.numerics.scaled import Array

Way = Callable[[NetworkSpec], Array]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hidden", type=int, default=64)
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--repeat", type=int, default=5)
    options = parser.parse_args()
    ways: dict[str, Way] = {"rnnanim": with_rnnanim, "untied weights, numpy": with_untied_weights}
    if importlib.util.find_spec("torch"):
        ways["untied weights, torch autograd"] = with_torch
    for loss in ("last", "sum"):
        spec = network(options.hidden, options.steps, loss)
        routes = (
            len(analyse(spec).losses)
            * (options.steps if loss == "last" else options.steps + 1)
            // (1 + (loss == "sum"))
        )
        print(f"H = {spec.H}, T = {spec.T}, loss {loss}: {routes} routes to W_x and as many to W_h")
        compare(ways, spec, options.repeat if loss == "last" else 2)


def compare(ways: dict[str, Way], spec: NetworkSpec, repeat: int) -> None:
    expected = with_rnnanim(spec)
    base = None
    for name, way in ways.items():
        np.testing.assert_allclose(way(spec), expected, rtol=0, atol=1e-9 * expected.max())
        seconds = min(timed(way, spec) for _ in range(repeat))
        base = base or seconds
        print(f"  {name:<32} {seconds * 1e3:10.1f} ms   x {seconds / base:.2f}")


def timed(way: Way, spec: NetworkSpec) -> float:
    start = time.perf_counter()
    way(spec)
    return time.perf_counter() - start


def network(hidden: int, steps: int, loss: str) -> NetworkSpec:
    sizes = {"D": 8, "H": hidden, "O": 4, "T": steps}
    cell = CELLS["rnn"]
    arrays = {name: cell.draw(name, sizes, seed=7, spectral_radius=0.9) for name in cell.shapes}
    return NetworkSpec(**arrays, loss=loss)


def with_rnnanim(spec: NetworkSpec) -> Array:
    found = analyse(spec)
    found.gradients  # noqa: B018
    latest = list(found.losses)[::-1]
    vectors = route_vectors(spec, found.rollout, latest)
    sizes = np.zeros((spec.T + 1, spec.T + 1))
    G_x, G_h = np.empty((spec.T, spec.H, spec.D)), np.empty((spec.T, spec.H, spec.H))
    for row, t in enumerate(latest):
        met = arrivals(spec, found.rollout, t, vectors[row, :t]).plain()
        x, h = found.x[t:0:-1], found.h[:t][::-1]
        np.multiply(met[:, :, None], x[:, None, :], out=G_x[:t])
        np.multiply(met[:, :, None], h[:, None, :], out=G_h[:t])
        sizes[t, t:0:-1] = lengths(met) * (lengths(x) + lengths(h))
    return sizes


def with_untied_weights(spec: NetworkSpec) -> Array:
    h, z = np.zeros((spec.T + 1, spec.H)), np.zeros((spec.T + 1, spec.H))
    h[0] = spec.h_0
    for t in range(1, spec.T + 1):
        z[t] = spec.W_x @ spec.x[t - 1] + spec.W_h @ h[t - 1] + spec.b_h
        h[t] = np.tanh(z[t])
    slope, weights = tanh_prime(z), loss_weights(spec)
    sizes = np.zeros((spec.T + 1, spec.T + 1))
    G_x, G_h = np.empty((spec.T, spec.H, spec.D)), np.empty((spec.T, spec.H, spec.H))
    for t in range(spec.T if spec.loss == "last" else 1, spec.T + 1):
        delta = spec.W_y.T @ (weights[t] * (spec.W_y @ h[t] + spec.b_y - spec.target[t - 1]))
        for k in range(t, 0, -1):
            met = slope[k] * delta
            G_x[k - 1], G_h[k - 1] = np.outer(met, spec.x[k - 1]), np.outer(met, h[k - 1])
            sizes[t, k] = np.linalg.norm(met) * (np.linalg.norm(spec.x[k - 1]) + np.linalg.norm(h[k - 1]))
            delta = spec.W_h.T @ met
    return sizes


def with_torch(spec: NetworkSpec) -> Array:
    import torch

    W_x, W_h = (
        [torch.tensor(weight.copy(), requires_grad=True) for _ in range(spec.T)] for weight in (spec.W_x, spec.W_h)
    )
    fixed = {name: torch.tensor(array.copy()) for name, array in spec.arrays().items()}
    h, weights = fixed["h_0"], loss_weights(spec)
    losses = []
    for t in range(spec.T):
        h = torch.tanh(W_x[t] @ fixed["x"][t] + W_h[t] @ h + fixed["b_h"])
        error = fixed["W_y"] @ h + fixed["b_y"] - fixed["target"][t]
        losses.append(0.5 * float(weights[t + 1]) * (error**2).sum())
    sizes = np.zeros((spec.T + 1, spec.T + 1))
    for t in range(spec.T if spec.loss == "last" else 1, spec.T + 1):
        found = torch.autograd.grad(losses[t - 1], [*W_x[:t], *W_h[:t]], retain_graph=True)
        sizes[t, 1 : t + 1] = [float(found[k].norm() + found[t + k].norm()) for k in range(t)]
    return sizes


def lengths(rows: Array) -> Array:
    return np.sqrt(np.einsum("ij,ij->i", rows, rows))


if __name__ == "__main__":
    main()
