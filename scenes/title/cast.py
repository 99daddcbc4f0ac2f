"""The cast of the title card: its words, the titles of the scenes, and the stream that thins from right to left."""

from __future__ import annotations

import re

from rnnanim.backend.shapes import VGroup
from rnnanim.captions import scene_text
from rnnanim.catalog import SCENES
from rnnanim.mobjects.base.geometry import Point, Polyline
from rnnanim.mobjects.flow.gradient_flow import flow_scale
from rnnanim.mobjects.flow.ribbon import ribbon, station_width
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.words import words
from rnnanim.stage.stage import Stage

LONGEST = 6  # stations' worth of steps that the stream shows
SYMBOL = re.compile(r"\b([A-Za-zσ])_(\w)\b", re.ASCII)  # set as a formula: W_h with its index
ROWS = 7  # scene titles in one column, at most
BEYOND = 0.4  # from the edge of the frame to where the stream begins


class TitleCast:
    """What the card shows: two lines of title, a subtitle, the stream and the titles of the scenes below it."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.columns = stage, -(-len(SCENES) // ROWS)
        self.rows = -(-len(SCENES) // self.columns)  # about as many in each column
        left, right, *vertical = stage.layout.safe
        weight, em = stage.theme.type.title_weight, min(1.04, (right - left) / 9)
        top = max(vertical) - 0.13 * (ROWS - self.rows)  # a short list leaves the block nearer to the middle
        lines = [stage.words(key, size=em, weight=weight) for key in ("title_first", "title_second")]
        self.title = [line.place(left, top - em * (1 + 1.15 * n), "left") for n, line in enumerate(lines)]
        middle = top - em * 3.9
        self.subtitle = stage.words("subtitle", size="medium", tone="mute").place(left, middle + 0.85, "left")
        self.stream = Stream(stage, (stage.layout.frame.width / 2 + BEYOND, middle), (left, middle))
        self.contents = self._scene_titles(left, middle - 0.95, right)

    def _scene_titles(self, left: float, top: float, right: float) -> list[Label]:
        """Return the titles of all scenes, in columns."""
        theme, language, labels = self.stage.theme, self.stage.lesson.language, []
        for number, name in enumerate(SCENES):
            column, row = divmod(number, self.rows)
            text = SYMBOL.sub(r"$\1_\2$", scene_text(name, language).title)
            x, y = left + column * (right - left) / self.columns, top - row * min(0.5, 2.9 / self.rows)
            labels.append(words(theme, text, "small", language=language).place(x, y, "left"))
        return labels


class Stream(VGroup):
    """A ribbon as wide as the running product of the farthest route, station by station, drawn up to its front.

    Attributes
    ----------
    reached : float
        Share of the way that the front has come.
    """

    def __init__(self, stage: Stage, start: Point, end: Point) -> None:
        super().__init__()
        self.theme, self.reached = stage.theme, 0.0
        self.line = Polyline([start, end])
        steps = stage.lesson.network.T
        route = stage.analysis.route("x", steps, max(1, steps - LONGEST))
        first, *products = (factor.running.value for factor in route.factors)
        gap = self.line.length / len(route.factors)
        stations = [(gap * place, product) for place, product in enumerate(products, start=1)]
        self.width_along = station_width(self.theme, first, stations, flow_scale(self.theme, [first, *products])[0])

    def draw(self) -> Stream:
        """Draw the stream from the right edge to its front."""
        end = self.line.length * self.reached
        self.submobjects = [ribbon(self.theme, self.line, self.width_along, 0.0, end)]
        return self
