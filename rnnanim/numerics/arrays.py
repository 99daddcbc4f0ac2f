"""The arrays of a lesson as typed attributes of its analysis, each looked up where it is held."""

from __future__ import annotations

from typing import Generic, TypeVar

from rnnanim.numerics.scaled import Array

Value = TypeVar("Value")


class Named(Generic[Value]):
    """An attribute that an analysis finds under its own name in one of its parts: rollout, gradients, spec, spectrum.

    Parameters
    ----------
    holder : str
        The attribute of the analysis that holds it.
    """

    def __init__(self, holder: str) -> None:
        self.holder = holder

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, analysis: object, owner: type | None = None) -> Value:
        if analysis is None:
            raise AttributeError(f"{self.name} belongs to an analysis, not to its class")
        found: Value = getattr(getattr(analysis, self.holder), self.name)
        return found


class Arrays:
    """Every array by the name of the lesson; time arrays have T + 1 rows, so that ``h[t]`` is h_t."""

    x: Named[Array] = Named("rollout")
    z: Named[Array] = Named("rollout")
    h: Named[Array] = Named("rollout")
    sigma_prime: Named[Array] = Named("rollout")
    a: Named[Array] = Named("rollout")
    y: Named[Array] = Named("rollout")
    target: Named[Array] = Named("rollout")
    loss_per_step: Named[Array] = Named("rollout")
    loss: Named[float] = Named("rollout")

    e: Named[Array] = Named("gradients")
    delta: Named[Array] = Named("gradients")
    dL_dh_0: Named[Array] = Named("gradients")
    dL_dW_x: Named[Array] = Named("gradients")
    dL_dW_h: Named[Array] = Named("gradients")
    dL_dW_y: Named[Array] = Named("gradients")
    dL_db_h: Named[Array] = Named("gradients")
    dL_db_y: Named[Array] = Named("gradients")

    W_x: Named[Array] = Named("spec")
    W_h: Named[Array] = Named("spec")
    W_y: Named[Array] = Named("spec")
    b_h: Named[Array] = Named("spec")
    b_y: Named[Array] = Named("spec")
    h_0: Named[Array] = Named("spec")

    spectral_radius: Named[float] = Named("spectrum")
    spectral_norm: Named[float] = Named("spectrum")


#: Name of each of them -> the attribute of the analysis that holds it.
HOLDERS: dict[str, str] = {name: one.holder for name, one in vars(Arrays).items() if isinstance(one, Named)}
