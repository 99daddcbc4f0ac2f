"""The one path to W_y, and the gradients of the three weights beside each other."""

from __future__ import annotations

from functools import cached_property

from rnnanim.scenes.paths.comparison import Comparison
from rnnanim.scenes.paths.storyboard import GradientPaths
from rnnanim.stage import beat
from rnnanim.stage.beats import Repetition


class PathsToWy(GradientPaths):
    """The one way back to W_y, and what the three weights get."""

    weight = "y"
    before = "h"
    add_up = None  # type: ignore[assignment]  # there is nothing to add: it is no beat of this scene

    @cached_property
    def comparison(self) -> Comparison:
        """Return what is compared with the one path."""
        return Comparison(self.cast)

    @beat(each=lambda lesson: (1,))
    def path(self, key: Repetition) -> None:
        """The gradient meets W_y before it reaches a state, and is done."""
        super().path(key)

    @beat
    def compare_the_weights(self) -> None:
        """One short way beside the long ones, and the product that the longest of them collects."""
        time, cast, longer = self.theme.time, self.cast, self.comparison
        trace, product = cast.traces[1], longer.product
        self.show(cast.net, cast.panel, *cast.notes, trace)
        self.play(self.stage.headline_of("title_compare", cast.steps), longer.leave_the_one(time.dim))
        self.hide(trace.product)
        for i, thread in enumerate(longer.threads):
            self.show(thread)
            self.play(longer.run_thread(i))
        of_x, of_h, of_y = cast.panel.rows
        self.play(of_x.revive(time.spend))
        self.show(product)
        self.play(product.arrive(time.dim))
        self.play(longer.tell_all(time.value))
        self.play(longer.conclude(time.spend))
        self.play(of_h.revive(time.spend))
        x, h, y = of_x.reading, of_h.reading, of_y.reading
        norm = "_norm" if cast.paths.has_vectors else ""
        if cast.steps == 1:
            self.say(variant=f"one{norm}", x=x, h=h, y=y)
        else:
            self.say(variant=norm.lstrip("_"), T=cast.steps, x=x, h=h, y=y)
