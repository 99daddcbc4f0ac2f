"""Routes and forward equations as SymPy expressions: what is set as a formula is multiplied out and verified here.

SymPy reorders factors, so it prints nothing; the displayed order is that of `Route`.
"""

from __future__ import annotations

from functools import cached_property, reduce
from operator import add, mul
from typing import Any

import sympy as sp

from rnnanim.numerics.routes import Factor, Route
from rnnanim.numerics.spec import NetworkSpec


class sigma_prime(sp.Function):  # type: ignore[misc]
    """sigma', a name only."""


class phi_prime(sp.Function):  # type: ignore[misc]
    """phi', a name only."""


class sigma(sp.Function):  # type: ignore[misc]
    """The hidden activation, whose derivative is called sigma'."""

    def fdiff(self, argindex: int = 1) -> Any:
        """Return sigma' at the argument."""
        return sigma_prime(self.args[0])


class phi(sp.Function):  # type: ignore[misc]
    """The output activation, whose derivative is called phi'."""

    def fdiff(self, argindex: int = 1) -> Any:
        """Return phi' at the argument."""
        return phi_prime(self.args[0])


class SymbolicNetwork:
    """The forward equations of a network, with a symbol for each of its numbers.

    Parameters
    ----------
    spec : NetworkSpec
        Gives sizes, loss and whether phi is the identity; its numbers are used by `values` alone.
    """

    def __init__(self, spec: NetworkSpec) -> None:
        self.spec = spec
        self.W_x, self.W_h, self.W_y = (_matrix(name, *getattr(spec, name).shape) for name in ("W_x", "W_h", "W_y"))
        self.b_h, self.b_y, self.h_0 = (_matrix(name, len(getattr(spec, name)), 1) for name in ("b_h", "b_y", "h_0"))
        self.x = [_matrix(f"x_{t}", spec.D, 1) for t in range(spec.T + 1)]
        self.target = [_matrix(f"target_{t}", spec.O, 1) for t in range(spec.T + 1)]

    @cached_property
    def z(self) -> list[Any]:
        """z_t by t, every state substituted; entry 0 is not used."""
        found, state = [sp.Matrix()], self.h_0
        for t in range(1, self.spec.T + 1):
            found.append(self.W_x * self.x[t] + self.W_h * state + self.b_h)
            state = found[t].applyfunc(sigma)
        return found

    def h(self, t: int) -> Any:
        """Return h_t."""
        return self.h_0 if t == 0 else self.z[t].applyfunc(sigma)

    def a(self, t: int) -> Any:
        """Return a_t."""
        return self.W_y * self.h(t) + self.b_y

    def loss(self, t: int) -> Any:
        """Return L_t times its weight in the loss, the forward equations substituted."""
        y = self.a(t) if self.spec.output_activation == "identity" else self.a(t).applyfunc(phi)
        weight = sp.Rational(1, self.spec.T) if self.spec.loss == "mean" else 1
        return weight * sum(entry**2 for entry in y - self.target[t]) / 2

    def derivative(self, weight: str, t: int) -> Any:
        """Return dL_t/dW, of the shape of the weight, by differentiating the substituted equations."""
        matrix = {"x": self.W_x, "h": self.W_h, "y": self.W_y}[weight]
        loss = self.loss(t)
        return matrix.applyfunc(lambda entry: sp.diff(loss, entry))

    def factor(self, factor: Factor) -> Any:
        """Return a factor as the matrix that stands in the lesson's product."""
        t = factor.step
        match factor.kind:
            case "error":
                return sp.Matrix([sp.diff(self._loss_of_output(t), entry) for entry in self._output(t)]).subs(
                    dict(zip(self._output(t), self.a(t), strict=True))
                )
            case "W_y":
                return self.W_y.T
            case "W_h":
                return self.W_h.T
            case "sigma_prime":
                return sp.diag(*self.z[t].applyfunc(sigma_prime))
            case "x":
                return self.x[t].T
        return self.h(t).T

    def multiply(self, route: Route) -> Any:
        """Return the sum of a route's products, the factors of each in the order of the lesson."""
        return reduce(add, (self._product(factors) for factors in route.terms))

    def _product(self, factors: tuple[Factor, ...]) -> Any:
        *before, last = (self.factor(factor) for factor in factors)
        return reduce(mul, [*reversed(before), last])

    def values(self) -> dict[Any, float]:
        """Return the number of each symbol."""
        spec = self.spec
        pairs = [(getattr(self, name), getattr(spec, name)) for name in ("W_x", "W_h", "W_y", "b_h", "b_y", "h_0")]
        pairs += [(self.x[t], spec.x[t - 1]) for t in range(1, spec.T + 1)]
        pairs += [(self.target[t], spec.target[t - 1]) for t in range(1, spec.T + 1)]
        return {symbol: float(x) for matrix, array in pairs for symbol, x in zip(matrix, array.ravel(), strict=True)}

    def _output(self, t: int) -> Any:
        return _matrix(f"a_{t}", self.spec.O, 1)

    def _loss_of_output(self, t: int) -> Any:
        """Return L_t as a function of a_t alone."""
        a = self._output(t)
        y = a if self.spec.output_activation == "identity" else a.applyfunc(phi)
        weight = sp.Rational(1, self.spec.T) if self.spec.loss == "mean" else 1
        return weight * sum(entry**2 for entry in y - self.target[t]) / 2


def _matrix(name: str, rows: int, columns: int) -> Any:
    return sp.Matrix(rows, columns, lambda i, j: sp.Symbol(f"{name}[{i},{j}]", real=True))
