"""All paths live at once: their rows, their streams, and the stations on their way."""

from __future__ import annotations

from rnnanim.mobjects.base.motion import Cue, together
from rnnanim.mobjects.formulas.path_trace import PathTrace
from rnnanim.mobjects.network.states import State
from rnnanim.numerics.stations import PartName, Station
from rnnanim.scenes.paths.cast import PathsCast


def all_live(cast: PathsCast, seconds: float) -> Cue:
    """Return the lighting of all paths, and of their rows."""
    *others, last, _ = cast.panel.rows
    rows = [row.revive(seconds) for row in others]
    return together(*rows, last.tint(seconds, "ink"), *_streams(cast, seconds), _stations(cast, seconds))


def _streams(cast: PathsCast, seconds: float) -> list[Cue]:
    """Return the lighting of the streams; what they share is drawn once, by the farthest."""
    *others, farthest = cast.traces.values()
    cues = [trace.stream.revive(seconds, tail=trace.own_arc) for trace in others if trace.is_whole]
    return [*cues, farthest.stream.revive(seconds, tail=0.0, calm=_shared_pieces(cast, farthest))]


def _shared_pieces(cast: PathsCast, farthest: PathTrace) -> list[tuple[float, bool]]:
    """Return the pieces of the farthest route, and which of them it shares: only what ends in a weight is live."""
    paths = cast.paths
    if paths.weight != "h":
        return [(farthest.own_arc, True)]
    pieces = []
    for key in paths.keys:
        if key != "middle" and not paths.brings_nothing(key):
            ends = (Station.h(paths.step_of(key)), True), (paths.target(key), False)
            pieces += [(farthest.line.nearest(*cast.net.position(name)), calms) for name, calms in ends]
    return [*pieces, (farthest.line.length, True)] if any(map(paths.brings_nothing, paths.keys)) else pieces


def _stations(cast: PathsCast, seconds: float) -> Cue:
    """Return the lighting of the weights that get something; all that is shared is calm."""
    steps = cast.layout.drawn_steps
    dark = [cast.paths.target(key) for key in cast.keys if cast.paths.brings_nothing(key)]
    states: dict[PartName, State] = {name: State.LIT for name in cast.targets if name not in dark}
    shared = [*(Station.h(step) for step in steps), cast.loss, Station.y(cast.steps)]
    states |= dict.fromkeys(shared, State.CALM)
    acted = [name for name, tile in cast.net.tiles.items() if tile.state == State.IDLE and name not in states]
    states |= dict.fromkeys(acted, State.PASSED)
    states |= {Station.x(step): State.DIM for step in steps}
    return cast.net.turn(states, seconds)
