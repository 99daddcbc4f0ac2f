"""Where the factors of a route act: its stations that are drawn, and one stop for all that is under the dots."""

from __future__ import annotations

from dataclasses import dataclass

from rnnanim.mobjects.base.geometry import Polyline
from rnnanim.mobjects.network.unrolled import UnrolledRNN
from rnnanim.numerics import Factor, Reading, Route
from rnnanim.numerics.stations import Station


@dataclass(frozen=True, slots=True)
class Stop:
    """One drawn station of a route: the factors that act there, its arc length, and the running product after it."""

    station: Station
    factors: tuple[int, ...]
    arc: float
    running: Reading


def stops_of(net: UnrolledRNN, route: Route, line: Polyline) -> tuple[Stop, ...]:
    """Return the drawn stations; what happens under the dots is one stop, where the line enters them."""
    stops: list[Stop] = []
    for i, factor in enumerate(route.factors):
        if not net.has(factor.station) and not is_whole(net, route):
            continue
        station = factor.station if net.has(factor.station) else Station.dots()
        if stops and stops[-1].station == station:
            previous = stops.pop()
            stops.append(Stop(station, (*previous.factors, i), previous.arc, factor.running))
            continue
        arc = 0.0 if i == 0 else line.nearest(*net.position(station))
        stops.append(Stop(station, (i,), arc, factor.running))
    return tuple(stops)


def is_whole(net: UnrolledRNN, route: Route) -> bool:
    """Return whether a route's end is drawn, and not under the dots."""
    return net.has(Station.h(route.k))


def operand_of(factor: Factor) -> Station | None:
    """Return the input or state that the last factor of a route is; others act where they are drawn."""
    match factor.kind:
        case "x":
            return Station.x(factor.step)
        case "h":
            return Station.h(factor.step)
    return None
