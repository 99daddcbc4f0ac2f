"""What a path brings: the number at its weight, and the flight of that number to where it is counted."""

from __future__ import annotations

from collections.abc import Sequence

from rnnanim.backend.shapes import VGroup
from rnnanim.layout.frame import Layout
from rnnanim.mobjects.base.flight import fly_copy
from rnnanim.mobjects.base.geometry import Point
from rnnanim.mobjects.base.motion import Cue
from rnnanim.mobjects.formulas.running_numbers import BELOW, half_of_input_tile
from rnnanim.mobjects.network.unrolled import UnrolledRNN
from rnnanim.mobjects.text.fitting import fitting_one
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.numerics import Reading
from rnnanim.numerics.stations import Station

from manim import VMobject

NUMBER_GAP = 0.13  # between a weight and the number at its left
EDGE_GAP = 0.07  # from an edge to a number
ASIDE, NEAREST, LINE = 0.5, 0.2, 0.42  # from note to note, at least from a title to one, and from one to one below it
LIFT = 1.1  # a number that flies starts so many heights above its own large copy


def outside_of_weight(net: UnrolledRNN, step: int, reading: Reading) -> Label | None:
    """Return a number beside W_x where nothing is drawn: at the left of the first one, else at the right."""
    x, y = net.position(Station.W_x(step))
    label, away = readout(net.theme, reading, "small", "text", tight=True), net.layout.tile[0] / 2 + NUMBER_GAP
    if step == min(net.layout.drawn_steps):
        label.place(x - away, y - 0.11, "right")
        return label if label.width <= net.layout.pitch - away else None
    label.place(x + away, y - 0.11, "left")
    return label if label.width <= _gap(net.layout) else None


def beside_weight(net: UnrolledRNN, weight: str, step: int, reading: Reading) -> Label | None:
    """Return a number beside its weight: at the left of W_x and W_y, below W_h; None without room."""
    layout, theme = net.layout, net.theme
    x, y = net.position(Station.weight(weight, step))
    if weight == "h":  # the row of the states goes on at its left
        return below_weight(net, step, reading)
    label = fitting_one(theme, reading, _gap(layout), "small", "text")
    point = 0.13 if weight == "y" else 0.0  # its tile is pointed
    label.place(x - layout.tile[0] / 2 - NUMBER_GAP - point, y - 0.11, "right")
    return label if label.width <= _gap(layout) else None


def under_the_dots(net: UnrolledRNN, step: int, reading: Reading, beside: VMobject | None) -> Label:
    """Return the number of the paths whose steps are not drawn, clear of what stands at its right."""
    layout = net.layout
    label, x = fitting_one(net.theme, reading, layout.pitch, "small", "text"), layout.x(step)
    if beside is not None:
        x = min(x, float(beside.get_left()[0]) - 2 * EDGE_GAP - float(label.width) / 2)
    return label.place(x, layout.rows["h"] - layout.unit - BELOW)


def below_weight(net: UnrolledRNN, step: int, reading: Reading) -> Label | None:
    """Return a number under W_h, from where it can fall into the sum; None without room between two states."""
    layout = net.layout
    room = layout.pitch - 2 * (half_of_input_tile(layout) + EDGE_GAP)
    label = fitting_one(net.theme, reading, room, "small", "text")
    label.place(net.position(Station.W_h(step))[0], layout.rows["h"] - layout.unit - BELOW)
    return label if label.width <= room else None


def below_state(net: UnrolledRNN, step: int, reading: Reading) -> Label:
    """Return the value of a state, under it: at the left of the edge up from W_x, which h_0 has not."""
    x, y = net.position(Station.h(step))
    label = fitting_one(net.theme, reading, net.layout.pitch - 2 * EDGE_GAP, "small", tone="state")
    below = y - net.layout.unit - BELOW
    away = half_of_input_tile(net.layout) + 0.1
    return label.place(x - away, below, "right") if step else label.place(x, below)


def beside_state(net: UnrolledRNN, step: int, reading: Reading) -> Label:
    """Return the value of a state, at its right."""
    x, y = net.position(Station.h(step))
    label = readout(net.theme, reading, "small", tone="state")
    return label.place(x + net.layout.unit + 0.12, y - 0.11, "left")


def has_way_down(layout: Layout, label: Label) -> bool:
    """Return whether a number can fall between two columns."""
    return bool(label.width <= _gap(layout))


def _gap(layout: Layout) -> float:
    return layout.pitch - layout.tile[0] - 2 * NUMBER_GAP


def fly_number(source: Label, target: Label, seconds: float, among: VGroup) -> Cue:
    """Return the flight of a number from where it arrived to where it will stand, small before it rises."""
    copy: Label = target.copy()
    (end_x, end_y), grow = _right_end(target), source.em / target.em
    x, y = _right_end(source)
    y += LIFT * source.height

    def where(share: float) -> Point:  # by the right of the rows below, whose words stand at the left
        return x + (end_x - x) * (1 - (1 - share) ** 3), y + (end_y - y) * share**3

    return fly_copy(
        copy,
        where,
        seconds,
        among=among,
        origin=_right_end(copy),
        zoom=lambda share: 1 + (grow - 1) * max(0.0, 1 - 3 * share),
        opacity=lambda share: min(1.0, 6 * share, 4 * (1 - share)),
    )


def _right_end(label: Label) -> Point:
    x, y, _ = label.get_right()
    return float(x), float(y)


def beside_titles(labels: Sequence[Label], right: float, base: float, *, titles: float) -> list[Label]:
    """Return labels placed from the right on one baseline; below each other where they would meet a title.

    Parameters
    ----------
    titles : float
        Where the longest title ends.
    """
    x = right
    for label in labels:
        label.place(x, base, "right")
        x = float(label.get_left()[0]) - ASIDE
    if x + ASIDE - NEAREST < titles:
        for line, label in enumerate(labels):
            label.place(right, base - line * LINE, "right")
    return list(labels)
