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
    plot : (right, top)
        Where the plot over T ends, for which the network leaves; beside it its rows are named.
    heads : tuple of float
        Baselines of the heads of the two rows, each over its own.
    early : float
        Baseline of what is said of the early layers.
    legend : (x, y)
        Right end and baseline of what the colour of the tiles says.
    """

    recurrent: StripPlace
    own: StripPlace
    chart: Box
    names: float
    note: Point
    width_beside: bool
    plot: Point
    heads: tuple[float, float]
    early: float
    legend: Point


WIDE = Places(
    StripPlace(loss=5.95, last=4.65, first=-5.1, y=1.64, weight=0.68, tile=(1.0, 0.5), radius=0.3),
    StripPlace(loss=5.95, last=4.65, first=-5.1, y=-1.38, weight=-2.06, tile=(0.42, 0.34)),
    (-6.1, 4.65, -0.3, -3.0),
    -3.44,
    (6.5, 3.22),
    True,
    (3.3, 2.05),
    (2.43, -0.68),
    -3.52,
    (6.5, -3.52),
)
TALL = Places(
    StripPlace(loss=3.2, last=2.2, first=-2.8, y=3.6, weight=2.1, tile=(0.9, 0.56), pitch=2.1, least=0.08),
    StripPlace(loss=3.2, last=2.2, first=-2.8, y=-1.7, weight=-3.2, tile=(0.19, 0.3), pitch=2.1, least=0.08),
    (-3.35, 2.2, 1.0, -4.6),
    -5.05,
    (3.66, 5.55),
    False,
    (1.1, 4.4),
    (5.0, -0.5),
    -4.6,
    (3.66, -5.2),
)
SQUARE = Places(
    StripPlace(loss=3.2, last=2.2, first=-2.8, y=1.2, weight=0.4, tile=(0.9, 0.5), pitch=2.1, least=0.08, radius=0.26),
    StripPlace(loss=3.2, last=2.2, first=-2.8, y=-1.4, weight=-1.95, tile=(0.19, 0.28), pitch=2.1, least=0.08),
    (-3.35, 2.2, -0.6, -2.95),
    -3.42,
    (3.66, 2.75),
    False,
    (1.1, 1.9),
    (2.3, -0.72),
    -3.17,
    (3.66, -3.6),
)
PLACES = ByFrame(WIDE, TALL, SQUARE)
