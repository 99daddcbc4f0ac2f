"""The cells of the paths and of their sum, in one scale: what is far is seen to be faint."""

from __future__ import annotations

from collections.abc import Iterator

from rnnanim.mobjects.charts.colour_scale import ColourScale
from rnnanim.mobjects.charts.vector_column import VectorColumn
from rnnanim.mobjects.formulas.gradient_columns import GradientColumns
from rnnanim.mobjects.formulas.route_stops import stops_of
from rnnanim.mobjects.network.unrolled import UnrolledRNN
from rnnanim.mobjects.text.label import Label
from rnnanim.numerics import Reading
from rnnanim.numerics.stations import Station
from rnnanim.scenes.paths.shown_paths import ShownPaths
from rnnanim.stage.beats import Repetition
from rnnanim.stage.stage import Stage

NAME_GAP = 0.08  # from the cells at a weight to their name above them


class PathColumns:
    """What the gradient of several units is drawn with, by the path; nothing for a gradient of numbers."""

    def __init__(self, stage: Stage, net: UnrolledRNN, paths: ShownPaths) -> None:
        self.stage, self.net, self.paths = stage, net, paths
        entries = self._entries() if paths.has_vectors else ()
        self.columns = GradientColumns(stage.theme, net, entries, name="gradients") if paths.has_vectors else None

    @property
    def key(self) -> ColourScale | None:
        """The key to the cells of all paths, and of the sum."""
        return None if self.columns is None else self.columns.scale

    def of_state(self, step: int, *, below: bool) -> VectorColumn:
        """Return the column of a state that is a factor of a path."""
        assert self.columns is not None
        return self.columns.of_state(step, self.stage.analysis.entries("h", step), below=below)

    def name_of(self, block: VectorColumn, key: Repetition) -> Label:
        """Return which path has brought the cells at a weight, above them: between two states, or beside the ribbon."""
        label, top = self.stage.words("via", tone="text", k=self.paths.step_of(key)), float(block.get_top()[1])
        if self.paths.weight == "h":
            return label.place(float(block.get_center()[0]), top + NAME_GAP)
        label.place(float(block.get_right()[0]), top + NAME_GAP, "right")
        x, y = self.net.position(Station.weight(self.paths.weight, self.paths.step_of(key)))
        (wide, high), pitch = self.net.layout.tile, self.net.layout.pitch
        if float(label.get_left()[0]) < x - pitch + wide / 2 + NAME_GAP:  # it reaches over the tile before
            label.shift((0, max(0.0, y + high / 2 + NAME_GAP - float(label.get_bottom()[1])), 0))
        return label

    def _entries(self) -> Iterator[Reading]:
        """Yield every entry that is drawn with a path, or with the sum."""
        paths = self.paths
        for key in paths.keys:
            route = paths.routes[key]
            told = [stop.factors[-1] for stop in stops_of(self.net, route, self.net.line(route))]
            vectors = (route.entries(factor) for factor in told if factor < len(route.factors) - 1)
            yield from (entry for entries in vectors if len(entries) > 1 for entry in entries)
            yield from paths.arriving(key)
        yield from paths.entries_of_sum
        for step in (0, *self.net.layout.drawn_steps) if paths.weight != "x" else ():
            yield from self.stage.analysis.entries("h", step)
