"""A row of memory under the network: what the forward pass stores at each step, and the backward pass reads again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from rnnanim.mobjects.base.flight import fly_copy
from rnnanim.mobjects.base.geometry import Point, Polyline
from rnnanim.mobjects.base.layers import WIRE
from rnnanim.mobjects.base.motion import Cue, one_by_one, tint, together
from rnnanim.mobjects.base.tagging import Tag, tagged
from rnnanim.mobjects.charts.colour_scale import ColourScale
from rnnanim.mobjects.charts.vector_column import VectorColumn
from rnnanim.mobjects.network.graph_parts import GraphPart, Look
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.network.unrolled import step_index
from rnnanim.mobjects.text.fitting import fitting
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics.fields import ArrayName
from rnnanim.stage.stage import Stage
from rnnanim.theme import Theme

from manim import RoundedRectangle, VGroup

DOTS = 0  # what stands for the steps that are not drawn is found as step 0
NAMES: tuple[ArrayName, ...] = ("h", "z")
WIDEST, APART = 1.9, 0.2  # of a place, and between two of them
OF_DOTS = 0.8  # width of the place for the steps that are not drawn
INSET, SYMBOL = 0.12, 0.38  # beside the numbers of a place; room for a symbol before them
COLUMN, MARGIN = 0.24, 0.08  # width of a column of cells; above and below it
LINES = (0.11, -0.36)  # baselines of two lines above the middle of a place, as shares of its height
FOOT = 0.11  # from the middle of a symbol down to its baseline
GAP = 0.1
ASIDE, DOWN, LEAST_PITCH = 0.56, 0.42, 2.3  # from a state to its lower right, where columns are so far apart
BEHIND = 0.6  # from the middle of a symbol there to that of its number
LAG = 0.3  # seconds from the symbols to the first number, and to the next


class MemoryPlace(GraphPart):
    """The frame of what is stored of one step: empty, full, just stored or read, or being read."""

    STATES: ClassVar[Mapping[State, Look]] = {
        State.HIDDEN: {"line": "bed", "width": 2.0, "fill": "background", "opacity": 0.0},
        State.DIM: {"line": "bed", "width": 2.0, "fill": "background", "opacity": 1.0},
        State.IDLE: {"line": "low", "width": 2.0, "fill": "background", "opacity": 1.0},
        State.PASSED: {"line": "state", "width": 2.0, "fill": "background", "opacity": 1.0},
        State.ON: {"line": "state", "width": 3.4, "fill": "bed", "opacity": 1.0},
    }

    def __init__(self, theme: Theme, at: Point, size: Point) -> None:
        super().__init__(theme, State.HIDDEN)
        self.frame = RoundedRectangle(width=size[0], height=size[1], corner_radius=0.1).move_to((*at, 0))
        self.add(self.frame.set_z_index(WIRE))
        self.become(State.HIDDEN)

    def wear(self) -> None:
        shown = self.level("opacity")
        self.frame.set_fill(self.hex("fill"), shown).set_stroke(self.hex("line"), self.level("width"), shown)
        tagged(self.frame, Tag("outline", self.roles["line"]))


Written = Label | VectorColumn


class Memory(VGroup):  # type: ignore[misc]
    """A place under each step that is drawn, and one for those under the dots.

    Parameters
    ----------
    span : (float, float)
        Top and bottom.
    scale : ColourScale
        Of the cells, where states are vectors or their numbers have no room.

    Attributes
    ----------
    places : dict of step to MemoryPlace
        0 is that of the dots.
    written : dict of step to list of Label or VectorColumn
        What stands in a place.
    """

    def __init__(self, stage: Stage, span: tuple[float, float], scale: ColourScale) -> None:
        super().__init__()
        self.stage, self.theme, self.layout, self.scale = stage, stage.theme, stage.layout, scale
        layout, (top, bottom) = self.layout, span
        self.middle, self.height_of_places = (top + bottom) / 2, top - bottom
        last = layout.x(layout.steps)
        pitch = last - layout.x(layout.steps - 1) if layout.steps > 1 else layout.pitch
        self.width_of_places = min(WIDEST, pitch - APART)
        size = self.width_of_places, self.height_of_places
        self.places = {
            step: MemoryPlace(self.theme, (layout.x(step), self.middle), size) for step in layout.drawn_steps
        }
        self.written: dict[int, list[Written]] = self._numbers() or self._columns()
        if layout.dots is not None:
            at, em = layout.dots, self.theme.type.large
            self.places[DOTS] = MemoryPlace(self.theme, (at, self.middle), (min(OF_DOTS, size[0]), size[1]))
            self.written[DOTS] = [formula(self.theme, "dots.c", em, "mute").place(at, self.middle - 0.25 * em)]
        self.add(*self.places.values())
        self.word = self._word()

    @property
    def has_cells(self) -> bool:
        """Whether the numbers are drawn as cells."""
        return any(isinstance(label, VectorColumn) for label in self.written[self.layout.steps])

    def z_of(self, step: int) -> Point:
        """Return where z of a step is read; the middle of the dots for a step that is not drawn."""
        if step not in self.places:
            step = DOTS
        last = self.written[step][-1]
        return float(last.get_center()[0]), float(last.get_center()[1])

    # motion

    def open(self, seconds: float) -> Cue:
        """Return the coming of the empty places."""
        coming = (place.to(State.DIM, seconds) for place in self.places.values())
        return together(*coming, self.stage.fade_in(seconds, *self.word))

    def store(self, step: int, seconds: float) -> Cue:
        """Return the storing of what a step has computed: its place lights up, and is full from then on."""
        place, labels = self.places[step], self.written[step]
        if self.has_cells or step == DOTS or self.layout.pitch < LEAST_PITCH:
            written = self.stage.fade_in(seconds / 2, *labels)
        else:
            pairs = zip(labels[2::-2], labels[3::-2], strict=True)  # z is there before h
            written = together(
                *(
                    together(self._drop(step, symbol, seconds), self._drop(step, number, seconds, BEHIND))
                    for symbol, number in pairs
                ),
                lag=LAG,
            )
        return one_by_one(together(place.to(State.ON, seconds / 2), written), place.to(State.PASSED, seconds / 2))

    def _drop(self, step: int, label: Label, seconds: float, behind: float = 0.0) -> Cue:
        """Return the way of a symbol or its number from the lower right of its state down into its place."""
        x, y = self.layout.x(step) + ASIDE + behind, self.layout.rows["h"] - DOWN
        end = float(label.get_center()[0]), float(label.get_center()[1])
        way = Polyline([(x, y), (x, self.middle + self.height_of_places), end])

        def landed() -> None:
            self.stage.show(label.set_fill(opacity=1.0))

        return fly_copy(label.copy(), way, seconds, among=self.stage.picture, landed=landed)

    def read(self, step: int, seconds: float) -> Cue:
        """Return the lighting of a place in which z is read; that of the dots for a step that is not drawn."""
        step = step if step in self.places else DOTS
        return together(self.places[step].to(State.ON, seconds), tint(seconds, "state", *self._of_z(step)))

    def release(self, step: int, seconds: float) -> Cue:
        """Return the calming of a place that has been read: it is seen that it has."""
        return self.places[step if step in self.places else DOTS].to(State.PASSED, seconds)

    def rest(self, seconds: float) -> Cue:
        """Return the dimming of all places, before the next of them is read."""
        written = [label for labels in self.written.values() for label in labels]
        resting = (place.to(State.IDLE, seconds) for place in self.places.values())
        return together(*resting, tint(seconds, "mute", *written))

    def fade_out(self, seconds: float) -> Cue:
        """Return the leaving of all of it."""
        written = [label for labels in self.written.values() for label in labels]
        leaving = (place.to(State.HIDDEN, seconds) for place in self.places.values())
        return together(*leaving, self.stage.fade_out(seconds, *written, *self.word))

    def _of_z(self, step: int) -> list[Written]:
        """Return what is written of z: the second half of a place."""
        return self.written[step][len(self.written[step]) // 2 :]

    # construction

    def _word(self) -> list[Label]:
        """Return what the row is called, at its left, where there is room for it."""
        label = self.stage.words("memory", tone="mute")
        label.place(self.layout.safe[0] + 0.08, self.middle - FOOT, "left")
        first = min(float(place.get_left()[0]) for place in self.places.values())
        return [label] if float(label.get_right()[0]) < first - GAP else []

    def _numbers(self) -> dict[int, list[Written]]:
        """Return symbol and number of h and of z for each step, in two lines; nothing where they have no room."""
        analysis, steps = self.stage.analysis, self.layout.drawn_steps
        if analysis.spec.H > 1:
            return {}
        room = self.width_of_places - 2 * INSET - SYMBOL
        readings = [analysis.size(name, step) for step in steps for name in NAMES]
        numbers = fitting(self.theme, readings, lambda row: all(n.width <= room for n in row), "small", "state")
        if any(number.width > room for number in numbers):
            return {}
        found: dict[int, list[Written]] = {}
        pairs = iter(numbers)
        for step in steps:
            left, right = (self.layout.x(step) + side * (self.width_of_places / 2 - INSET) for side in (-1, 1))
            found[step] = []
            for name, line in zip(NAMES, LINES, strict=True):
                base = self.middle + line * self.height_of_places
                symbol = formula(self.theme, f"{name}_{step_index(step, self.layout.steps)}", "small", "state")
                found[step] += [symbol.place(left, base, "left"), next(pairs).place(right, base, "right")]
        return found

    def _columns(self) -> dict[int, list[Written]]:
        """Return the cells of h and of z for each step, each with its symbol at its left where all have room."""
        layout, height, half = self.layout, self.height_of_places - 2 * MARGIN, self.width_of_places / 2
        names = {
            (name, step): f"{name}_{step_index(step, layout.steps)}" for step in layout.drawn_steps for name in NAMES
        }
        symbols = {key: formula(self.theme, source, "small", "state") for key, source in names.items()}
        wide = max(float(symbol.width) for symbol in symbols.values()) + GAP
        is_named = wide + COLUMN + 2 * GAP <= half
        found: dict[int, list[Written]] = {step: [] for step in layout.drawn_steps}
        for (name, step), symbol in symbols.items():
            entries, side = self.stage.analysis.entries(name, step), -0.5 if name == "h" else 0.5
            x = layout.x(step) + side * half + (wide / 2 if is_named else 0.0)
            column = VectorColumn(self.theme, entries, self.scale, width=COLUMN, height=height)
            if is_named:
                found[step].append(symbol.place(x - COLUMN / 2 - GAP, self.middle - FOOT, "right"))
            found[step].append(column.move_to((x, self.middle, 0)))
        return found
