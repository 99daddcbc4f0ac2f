"""The paths to W_h: at each step the gradient meets the same weight, and a state before it."""

from __future__ import annotations

from rnnanim.scenes.paths.storyboard import GradientPaths
from rnnanim.stage.beats import Repetition
from rnnanim.stage.wording import Said


class PathsToWh(GradientPaths):
    """The same ways back, to W_h: each path ends where the state before it enters the step."""

    weight = "h"
    before = "x"

    def say_of(self, key: Repetition) -> None:
        """Say which state is the last factor, and what becomes of a path that ends in a state of 0."""
        paths = self.cast.paths
        if key == "middle":
            super().say_of(key)
            return
        step = paths.step_of(key)
        if paths.routes[key].factors[-1].value.value == 0:
            self.say(variant="zero", n=int(key), k=step, before=step - 1)
        else:
            said: dict[str, Said] = {"before": step - 1, "contribution": paths.arrived(key)}
            self.say(variant=self._variant(key), n=int(key), k=step, **said)
