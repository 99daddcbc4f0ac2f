"""What the Jacobian of a step stands for."""

from __future__ import annotations

from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.words import formula
from rnnanim.theme import Theme


def step_jacobian(theme: Theme, *, is_scalar: bool, tone: str = "ink") -> Label:
    """Return "J_t = σ′(z_t) W_h", for several units with the slopes on a diagonal."""
    slope = "sigma'(z_t) space" if is_scalar else '"diag" sigma\'(z_t) space'
    return formula(theme, f"J_t = {slope} wh(W_h)", "tile", tone=tone)
