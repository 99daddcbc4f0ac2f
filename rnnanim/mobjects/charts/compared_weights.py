"""The gradients of the three weights as bars on one axis, parted into the paths that they are sums of."""

from __future__ import annotations

from collections.abc import Callable

from rnnanim.layout.frame import Layout
from rnnanim.mobjects.charts.waterfall import Row, Waterfall
from rnnanim.mobjects.text.label import Label
from rnnanim.numerics import Analysis, Weight
from rnnanim.numerics.walk import WEIGHTS
from rnnanim.theme import Theme

TAIL = 0.05  # by which the words stand higher: the y of W_y hangs down


def compared_weights(
    theme: Theme, layout: Layout, analysis: Analysis, words: Callable[..., Label], *, tone: str
) -> Waterfall:
    """Return the panel in which the gradients of W_x, W_h and W_y are compared.

    Parameters
    ----------
    words : callable
        Makes a text of the picture from its key, as `Stage.words` does; takes `weight` with the index w, and
        `gradient` or `gradient_norm` with the step T of the loss.
    tone : str
        Colour role of the words of the rows.
    """
    rows = [_row(analysis, words("weight", size="tile", tone=tone, w=weight), weight) for weight in WEIGHTS]
    head = words("gradient" if analysis.is_scalar else "gradient_norm", tone="mute", T=analysis.spec.T)
    panel = Waterfall(theme, layout.panel, rows, bar=layout.bar, head=head, adds_up=False)
    for row in panel.rows:
        row.words.shift((0, TAIL, 0))
    return panel


def _row(analysis: Analysis, words: Label, weight: Weight) -> Row:
    """Return the gradient of a weight with its parts, the contributions of its paths, nearest first."""
    steps = analysis.spec.T
    ends = range(steps, 0, -1) if weight != "y" else ()  # to W_y there is one path
    parts = tuple(analysis.contribution(weight, steps, step) for step in ends)
    return Row(words, words.copy(), analysis.total(weight, steps), parts)
