"""What a path brings: the number at its weight, and the flight of that number to where it is counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from rnnanim.layout.frame import Layout
from rnnanim.mobjects.base.layers import FLIGHT
from rnnanim.mobjects.base.motion import Cue, ease_in_out_sine
from rnnanim.mobjects.base.tagging import Flight
from rnnanim.mobjects.network.unrolled import UnrolledRNN
from rnnanim.mobjects.text.fitting import fitting_one
from rnnanim.mobjects.text.label import Label
from rnnanim.numerics import Reading
from rnnanim.numerics.stations import Station

from manim import RIGHT

NUMBER_GAP = 0.13  # between a weight and the number at its left
LIFT = 1.1  # a number that flies starts so many heights above its own large copy


def beside_weight(net: UnrolledRNN, weight: str, step: int, reading: Reading) -> Label | None:
    """Return a number beside its weight: at the left of W_x and W_y, above W_h; None without room."""
    layout, theme = net.layout, net.theme
    x, y = net.position(Station.weight(weight, step))
    if weight == "h":  # the row of the states goes on at its left
        label = fitting_one(theme, reading, layout.pitch - 0.3, "small", "text", fewest=3)
        return label.place(x, y + layout.tile[1] / 2 + 0.17)
    label = fitting_one(theme, reading, _gap(layout), "small", "text", fewest=3)
    point = 0.13 if weight == "y" else 0.0  # its tile is pointed
    label.place(x - layout.tile[0] / 2 - NUMBER_GAP - point, y - 0.11, "right")
    return label if label.width <= _gap(layout) else None


def under_the_dots(net: UnrolledRNN, step: int, reading: Reading) -> Label:
    """Return the number of the paths whose steps are not drawn."""
    layout = net.layout
    label = fitting_one(net.theme, reading, layout.pitch, "small", "text", fewest=2)
    return label.place(layout.x(step), layout.rows["h"] - layout.unit - 0.34)


def below_weight(net: UnrolledRNN, step: int, reading: Reading) -> Label:
    """Return a number under W_h, from where it can fall into the sum."""
    layout = net.layout
    label = fitting_one(net.theme, reading, layout.pitch - 0.3, "small", "text", fewest=3)
    return label.place(net.position(Station.W_h(step))[0], layout.rows["h"] - layout.unit - 0.25)


def has_way_down(layout: Layout, label: Label) -> bool:
    """Return whether a number can fall between two columns."""
    return bool(label.width <= _gap(layout))


def _gap(layout: Layout) -> float:
    return layout.pitch - layout.tile[0] - 2 * NUMBER_GAP


def flight(
    source: Label, target: Label, seconds: float, show: Callable[[Label], None], hide: Callable[[Label], None]
) -> Cue:
    """Return the flight of a number from where it arrived to where it will stand, small before it rises.

    Parameters
    ----------
    show, hide : callable
        Put the copy that flies into the picture, and take it out.
    """
    shape: Label = target.copy()
    copy: Label = shape.copy()
    copy.flies = Flight.between(source.get_center(), target.get_center())
    grow = source.em / target.em
    end = target.get_right()
    start = source.get_right() + np.array([0, LIFT * source.height, 0])
    knee = np.array([end[0], start[1], 0.0])  # by the right of the rows below, whose words stand at the left

    def apply(share: float) -> None:
        copy.become(shape).set_z_index(FLIGHT, family=True)
        place = start + (knee - start) * (1 - (1 - share) ** 3) + (end - knee) * share**3
        copy.scale(1 + (grow - 1) * max(0.0, 1 - 3 * share)).move_to(place, aligned_edge=RIGHT)
        copy.set_fill(opacity=min(1.0, 6 * share, 4 * (1 - share)))
        if share >= 1:
            hide(copy)

    return Cue(apply, seconds, rate=ease_in_out_sine, begin=lambda: show(copy))


def in_a_row(labels: Sequence[Label], right: float, base: float, gap: float) -> list[Label]:
    """Return labels placed from the right on one baseline."""
    for label in labels:
        label.place(right, base, "right")
        right = float(label.get_left()[0]) - gap
    return list(labels)
