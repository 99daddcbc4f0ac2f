"""The one short path to W_y beside the paths of the other weights: their threads, and the product of the farthest."""

from __future__ import annotations

from rnnanim.mobjects.base.motion import Cue, one_by_one, pause, together
from rnnanim.mobjects.formulas.chain_rule import ChainRule
from rnnanim.mobjects.network.parallel_paths import parallel_paths
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.text.label import Label
from rnnanim.numerics import Route
from rnnanim.numerics.stations import PartName
from rnnanim.scenes.paths.cast import PathsCast
from rnnanim.scenes.paths.contributions import norm_head


class Comparison:
    """What the paths to W_y are compared with.

    Attributes
    ----------
    threads : list of ParallelPath
        To W_x at every step that is drawn, nearest first.
    product : ChainRule
        Of the farthest of them.
    whose : Label
        Says which path that is.
    """

    def __init__(self, cast: PathsCast) -> None:
        self.cast, self.stage, self.net, self.theme = cast, cast.stage, cast.net, cast.theme
        steps = reversed(cast.layout.drawn_steps)
        self.routes = [self.stage.analysis.route("x", cast.steps, step) for step in steps]
        self.threads = parallel_paths(self.net, self.routes)
        self.product = ChainRule(self.theme, cast.layout, self.routes[-1], head=norm_head(self.stage))
        self.whose = self._whose()

    def _whose(self) -> Label:
        label = self.stage.words("farthest", size="tile", tone="mute", k=self.routes[-1].k)
        start = float(self.product.result_label.get_left()[0])
        return label.place(*self.cast.layout.band.total_name(len(self.product.columns), start))

    def leave_the_one(self, seconds: float) -> Cue:
        """Return the fading of all that is written of the one path; its weight stays as one of three."""
        trace, target = self.cast.traces[1], self.cast.paths.target(1)
        return together(
            trace.product.fade_out(seconds),
            trace.numbers.fade_out(seconds),
            self.stage.fade_out(seconds, *self.cast.at_weight[1], *self.cast.state),
            self.net.turn({target: State.ACTED}, seconds),
            self.stage.leave_key(self.cast.columns.key, seconds),
        )

    def run_thread(self, i: int) -> Cue:
        """Return the run of a spark that leaves the i-th thread behind; those that are there step aside."""
        thread = self.threads[i]
        aside = [other.make_room(0.35) for other in self.threads[:i]]
        return together(thread.run(0.5 + 0.07 * thread.line.length), *aside, self._pass_through(self.routes[i]))

    def _pass_through(self, route: Route) -> Cue:
        """Return the lighting of what a long way runs through."""
        net, ends = self.net, (self.cast.loss, self.cast.paths.target(1))
        names = [name for name in net.stations(route) if name not in ends]
        dim = [name for name in names if name in net.nodes and net.nodes[name].state == State.DIM]
        states: dict[PartName, State] = dict.fromkeys(dim, State.NEAR)
        tiles = [name for name in names if name in net.tiles]
        states |= {name: State.IDLE if name.kind == "W_h" else State.ACTED for name in tiles}
        return one_by_one(pause(0.5), net.turn(states, self.theme.time.light))

    def tell_all(self, seconds: float) -> Cue:
        """Return the arrival of the values of the farthest path, one soon after the other."""
        count = len(self.routes[-1].factors)
        told = [self.product.tell(i, seconds) for i in range(count) if self.product.completes(i)]
        return together(*told, lag=0.12)

    def conclude(self, seconds: float) -> Cue:
        """Return the arrival of what they come to, while those that repeat with every step light up."""
        return together(
            self.product.emphasise(("sigma_prime", "W_h", "J"), seconds),
            self.product.conclude(seconds),
            self.stage.fade_in(seconds, self.whose),
        )
