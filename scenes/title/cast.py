"""The card that opens the lecture: its title, the gradient thinning on its way back, and the scenes to come."""

from __future__ import annotations

import re

from rnnanim.stage import LessonScene, beat  # prepares manim, so it stands before it

# isort: split
from rnnanim.captions import scene_text
from rnnanim.catalog import SCENES
from rnnanim.mobjects.base.geometry import Polyline
from rnnanim.mobjects.base.motion import Cue, together
from rnnanim.mobjects.flow.gradient_flow import flow_scale
from rnnanim.mobjects.flow.ribbon import Width, ribbon, station_width
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.words import words

from manim import VGroup, config

LONGEST = 6  # stations' worth of steps that the stream shows
SYMBOL = re.compile(r"\b([A-Za-zσ])_(\w)\b", re.ASCII)  # set as a formula: W_h with its index
ROWS = 7  # scene titles in one column, at most


def columns() -> int:
    """Return in how many columns the titles stand, about as many in each."""
    return -(-len(SCENES) // ROWS)


class TitleCard(LessonScene):
    """A stream of light enters at the right and thins to the left as the product of the lesson does."""

    loss = "last"

    def cast(self) -> None:
        left, right, *vertical = self.layout.safe
        weight, em = self.theme.type.title_weight, min(1.04, (right - left) / 9)
        rows = -(-len(SCENES) // columns())
        top = max(vertical) - 0.13 * (ROWS - rows)  # a short list leaves the block nearer to the middle
        lines = [self.stage.words(key, size=em, weight=weight) for key in ("title_first", "title_second")]
        self.title_lines = [line.place(left, top - em * (1 + 1.15 * n), "left") for n, line in enumerate(lines)]
        middle = top - em * 3.9
        self.subtitle = self.stage.words("subtitle", size="medium", tone="mute").place(left, middle + 0.85, "left")
        self.stream = VGroup()
        self.line = Polyline([(config.frame_width / 2 + 0.4, middle), (left, middle)])
        self.width = self.width_along()
        self.contents = self.scene_titles(left, middle - 0.95, right)

    def width_along(self) -> Width:
        """Return the width along the line: the running product of the farthest route, station by station."""
        steps = self.lesson.network.T
        route = self.analysis.route("x", steps, max(1, steps - LONGEST))
        products = [factor.running.value for factor in route.factors]
        scale, _ = flow_scale(self.theme, products)
        gap = self.line.length / len(products)
        stations = [(gap * place, product) for place, product in enumerate(products[1:], start=1)]
        return station_width(self.theme, products[0], stations, scale)

    def scene_titles(self, left: float, top: float, right: float) -> list[Label]:
        """Return the titles of all scenes, in columns."""
        labels, rows = [], -(-len(SCENES) // columns())
        for number, name in enumerate(SCENES):
            column, row = divmod(number, rows)
            text = SYMBOL.sub(r"$\1_\2$", scene_text(name, self.lesson.language).title)
            label = words(self.theme, text, "small", language=self.lesson.language)
            labels.append(
                label.place(left + column * (right - left) / columns(), top - row * min(0.5, 2.9 / rows), "left")
            )
        return labels

    @beat
    def open(self) -> None:
        """The stream runs from right to left; the words are there when it arrives."""
        self.show(self.stream)
        self.play(
            Cue(self.run_to, 1.6),
            together(*(self.fade_in(0.5, line) for line in self.title_lines), lag=0.3),
            together(*(self.fade_in(0.4, label) for label in (self.subtitle, *self.contents)), lag=0.25),
        )
        self.hold(0.4)

    def run_to(self, share: float) -> None:
        """Draw the stream from the right edge to its front."""
        end = self.line.length * share
        self.stream.submobjects = list(ribbon(self.theme, self.line, self.width, 0.0, end).submobjects)
