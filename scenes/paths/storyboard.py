"""How the loss at the last step reaches each weight, by one path for each step or by a single one, and what arrives."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

from rnnanim.numerics import Weight
from rnnanim.scenes.paths.cast import PathsCast
from rnnanim.scenes.paths.live_paths import all_live
from rnnanim.scenes.paths.shown_paths import routes_to_show
from rnnanim.stage import LessonScene, beat  # prepares manim, so it stands before it
from rnnanim.stage.beats import Repetition
from rnnanim.stage.wording import Said


class GradientPaths(LessonScene):
    """The loss at the last step, and its routes back to W_x: what arrives on each, and their sum."""

    loss = "last"
    weight: ClassVar[Weight] = "x"
    before: ClassVar[Weight | None] = None  # the weight of the scene before, with which this one opens

    @cached_property
    def cast(self) -> PathsCast:
        return PathsCast(self.stage, self.weight, self.before)

    @beat
    def start_at_the_loss(self) -> None:
        """Everything falls quiet but the loss and the weight; a thread for each way back."""
        time, cast, equation = self.theme.time, self.cast, self.cast.equation
        self.show(cast.net)
        if recalled := cast.recall():
            self.show(*recalled)
            self.hold(time.still)
        title = self.stage.headline_of("title_start", cast.paths.count)
        self.play(title, self.fade_out(time.dim, *recalled))
        self.play(cast.only_the_ends(time.dim * 2))
        self.play(self.fade_in(time.dim, equation.left_side, equation.equals))
        for i, key in enumerate(cast.keys):
            self.play(cast.run_thread(key))
            self.play(self.fade_in(time.value, *equation.name_of(i)))
        self.hold(time.carry)  # besides the still of every beat: the equation is new
        self.say(T=cast.steps)

    @beat(each=routes_to_show)
    def path(self, key: Repetition) -> None:
        """The gradient runs back along one path, multiplied at every station, and its contribution grows to size."""
        time, cast = self.theme.time, self.cast
        trace, row = cast.traces[key], cast.row_of(key)
        self.show(cast.net)
        if key != cast.keys[0]:
            self.show(trace)
        self.play(cast.title_of(key), cast.leave_what_was_before(key))
        if not self.stage.shows(cast.panel):
            self.show(cast.panel)
            self.play(cast.open_panel(time.dim), self.fade_in(time.dim, *cast.notes))
        self.play(cast.bring(key), row.tint(time.dim, "ink"))
        self.play(trace.travel())
        self.play(cast.conclude(key))
        self.play(cast.carry(key), row.grow(time.carry))
        self.play(row.count(time.value))
        if trace.known:
            self.play(trace.kindle(time.spend))
        self.say_of(key)

    @beat
    def add_up(self) -> None:
        """All routes are live at once; their numbers line up under their steps and add up to the gradient."""
        time, cast, equation = self.theme.time, self.cast, self.cast.equation
        self.show(cast.net, cast.panel, *cast.notes)
        self.play(self.stage.headline_of("title_sum", cast.steps), cast.leave_the_last(time.dim))
        self.hide(cast.traces[cast.keys[-1]].product)
        labels = [*filter(None, cast.brought), *equation.opening]
        self.play(all_live(cast, time.spend), self.fade_in(time.spend, *labels))
        self.show(equation)
        for i, source in reversed(list(enumerate(cast.brought))):
            self.play(equation.drop(i, source, time.drop) if source else self.fade_in(time.value, equation.values[i]))
            if operator := equation.operator_after(i):
                self.play(self.fade_in(time.light, *operator))
        total = cast.panel.rows[-1]
        self.play(total.tint(time.light, "ink"), cast.panel.gather(0.5))
        if cast.key_of_the_sum:
            self.play(self.fade_in(time.value, *equation.cells_of_sum))
        self.play(total.count(time.value), self.fade_in(time.value, *equation.result))
        self.hold(time.still)
        nearest, farthest = (cast.paths.contribution(key) for key in (1, cast.keys[-1]))
        said: dict[str, Said] = {"total": total.reading, "nearest": nearest, "farthest": farthest}
        self.say(variant=self._variant_of_sum, T=cast.steps, **said, **self._against, **self._aside)

    @property
    def _against(self) -> dict[str, Said]:
        """The paths that work against the sum, where there are vectors: how many, and one of them."""
        paths = self.cast.paths
        found = paths.against if paths.has_vectors else []
        return {"count": len(found), "k": found[0], "against": paths.brings(found[0])} if found else {}

    @property
    def _aside(self) -> dict[str, Said]:
        """The steps of two paths, where there are vectors and none works against the sum: the larger counts less."""
        paths = self.cast.paths
        found = paths.aside if paths.has_vectors and not paths.against else None
        return dict(zip("kj", map(paths.step_of, found), strict=True)) if found else {}

    @property
    def _variant_of_sum(self) -> str:
        if not self.cast.paths.has_vectors:
            return ""
        if self._aside:
            return "norm_aside"
        return {0: "norm", 1: "norm_against_one"}.get(len(self.cast.paths.against), "norm_against_some")

    def say_of(self, key: Repetition) -> None:
        """Say what a path brings, whether that works against the sum, and that a matrix treats vectors differently."""
        paths = self.cast.paths
        if key == "middle":
            self.say(variant=self._variant(key, "middle"), count=paths.steps - 3, contribution=paths.contribution(key))
            return
        said: dict[str, Said] = {"contribution": paths.arrived(key), "part": paths.contribution(key)}
        stretched = self.cast.stretches(key)
        kind = "first" if key == 1 and paths.weight == "x" else "stretched" if stretched else ""
        said |= dict(zip(("once", "then"), stretched, strict=True)) if stretched else {}
        self.say(variant=self._variant(key, kind), n=int(key), k=paths.step_of(key), **said)

    def _variant(self, key: Repetition, kind: str = "") -> str:
        """Return which sentence speaks of vectors, and of those that work against the sum; none speaks of numbers."""
        paths = self.cast.paths
        if not paths.has_vectors:
            return ""
        is_against = kind in ("", "stretched") and paths.contribution(key).value < 0
        return "_".join(filter(None, [kind, "norm", "against" if is_against else ""]))
