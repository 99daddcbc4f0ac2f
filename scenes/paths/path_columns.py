"""The cells of the paths: one scale for the nearest, and one for all others and their sum, which are far smaller."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rnnanim.mobjects.charts.colour_scale import ColourScale
from rnnanim.mobjects.charts.vector_column import VectorColumn
from rnnanim.mobjects.formulas.gradient_columns import GradientColumns
from rnnanim.mobjects.formulas.route_stops import stops_of
from rnnanim.mobjects.network.unrolled import UnrolledRNN
from rnnanim.mobjects.text.label import Label
from rnnanim.numerics import Reading
from rnnanim.scenes.paths.shown_paths import ShownPaths
from rnnanim.stage.beats import Repetition
from rnnanim.stage.stage import Stage

KNOWN = 2  # factors, the error and W_y, behind which the vectors are told with the nearest path alone
NAME_GAP = 0.08  # from the cells at a weight to their name above them


class PathColumns:
    """What the gradient of several units is drawn with, by the path; nothing for a gradient of numbers."""

    def __init__(self, stage: Stage, net: UnrolledRNN, paths: ShownPaths) -> None:
        self.stage, self.net, self.paths = stage, net, paths
        scales = {"gradients": paths.keys[:1], "far gradients": paths.keys[1:]} if paths.has_vectors else {}
        self.columns = [
            GradientColumns(stage.theme, net, self._entries(keys), name=name) for name, keys in scales.items()
        ]

    def of(self, key: Repetition | None) -> GradientColumns | None:
        """Return the columns of a path, or of the sum."""
        return self.columns[0 if key == self.paths.keys[0] else 1] if self.columns else None

    def key_of(self, key: Repetition | None) -> ColourScale | None:
        """Return the key to the cells of a path, or of the sum."""
        columns = self.of(key)
        return None if columns is None else columns.scale

    def of_state(self, key: Repetition, step: int, *, below: bool) -> VectorColumn:
        """Return the column of a state that is a factor of a path."""
        columns = self.of(key)
        assert columns is not None
        return columns.of_state(step, self.stage.analysis.entries("h", step), below=below)

    def name_of(self, block: VectorColumn, key: Repetition) -> Label:
        """Return which path has brought the cells at a weight, above them: between two states, or beside the ribbon."""
        label, top = self.stage.words("via", tone="text", k=self.paths.step_of(key)), float(block.get_top()[1])
        if self.paths.weight == "h":
            return label.place(float(block.get_center()[0]), top + NAME_GAP)
        return label.place(float(block.get_right()[0]), top + NAME_GAP, "right")

    def _entries(self, keys: Sequence[Repetition]) -> Iterator[Reading]:
        """Yield every entry that is drawn with the nearest path, or with all others and with the sum."""
        paths, is_near = self.paths, keys == self.paths.keys[:1]
        for key in keys:
            route, known = paths.routes[key], 0 if is_near else KNOWN
            stops = stops_of(self.net, route, self.net.line(route))
            told = [stop.factors[-1] for stop in stops if known <= stop.factors[-1] < len(route.factors) - 1]
            vectors = (route.entries(factor) for factor in told)
            yield from (entry for entries in vectors if len(entries) > 1 for entry in entries)
        for key in keys if is_near else paths.keys:
            yield from paths.arriving(key)
        yield from () if is_near else paths.entries_of_sum
        for step in (0, *self.net.layout.drawn_steps) if paths.weight != "x" else ():
            yield from self.stage.analysis.entries("h", step)
