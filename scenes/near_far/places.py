"""Where the parts of NearAndFar stand in each kind of frame."""

from __future__ import annotations

from dataclasses import dataclass

from rnnanim.layout.frame import ByFrame
from rnnanim.mobjects.network.strip_flow import StripPlace
from rnnanim.theme import Box, Point


@dataclass(frozen=True, slots=True)
class Places:
    """Places in one kind of frame [scene units].

    Attributes
    ----------
    recurrent, own : StripPlace
        The two rows of states: with one shared weight, and with a weight in each layer.
    chart : Box
        Of the bars and of the plots: left is the middle of the sum, right that of the last step.
    names : float
        Baseline of what is written under the chart.
    note : (x, y)
        Right end and baseline of what stands at the top right.
    width_beside : bool
        Whether how wide the streams are drawn stands beside it, and not at the left.
    plot_right : float
        Where the plot over T ends; beside it its rows are named.
    heads : tuple of float
        Baselines of the heads of the two rows.
    brightness : (x, y)
        Right end and baseline of what the brightness of the tiles is.
    """

    recurrent: StripPlace
    own: StripPlace
    chart: Box
    names: float
    note: Point
    width_beside: bool
    plot_right: float
    heads: tuple[float, float]
    brightness: Point


WIDE = Places(
    StripPlace(loss=5.95, last=4.65, first=-5.1, y=2.02, weight=0.9, tile=(1.0, 0.56)),
    StripPlace(loss=5.95, last=4.65, first=-5.1, y=-1.4, weight=-2.3, tile=(0.42, 0.36)),
    (-6.1, 4.65, -0.1, -3.0),
    -3.44,
    (6.5, 3.22),
    True,
    3.1,
    (0.49, -0.52),
    (6.5, -3.52),
)
TALL = Places(
    StripPlace(loss=3.2, last=2.2, first=-2.8, y=4.2, weight=2.7, tile=(0.9, 0.56), pitch=2.1, least=0.08),
    StripPlace(loss=3.2, last=2.2, first=-2.8, y=-1.7, weight=-3.2, tile=(0.19, 0.3), pitch=2.1, least=0.08),
    (-3.35, 2.2, 1.3, -4.6),
    -5.05,
    (3.66, 5.55),
    False,
    1.1,
    (1.6, -0.5),
    (3.66, -5.2),
)
SQUARE = Places(
    StripPlace(loss=3.2, last=2.2, first=-2.8, y=1.75, weight=0.75, tile=(0.9, 0.56), pitch=2.1, least=0.08),
    StripPlace(loss=3.2, last=2.2, first=-2.8, y=-1.45, weight=-2.22, tile=(0.19, 0.3), pitch=2.1, least=0.08),
    (-3.35, 2.2, -0.3, -2.95),
    -3.42,
    (3.66, 2.75),
    False,
    1.1,
    (-0.1, -0.62),
    (3.66, -3.6),
)
PLACES = ByFrame(WIDE, TALL, SQUARE)
