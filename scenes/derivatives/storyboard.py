"""Why every step back multiplies by one quarter, or by one, at most: the slopes of sigmoid, tanh and relu."""

from __future__ import annotations

from functools import cached_property

from rnnanim.mobjects.base.motion import fade_out, one_by_one, pause, tint
from rnnanim.numerics.stations import Station
from rnnanim.scenes.derivatives.cast import EDGE, OTHERS, REACH, REST, TAIL, DerivativesCast
from rnnanim.stage import LessonScene, beat  # prepares manim, so it stands before it


class ActivationDerivatives(LessonScene):
    """The slope that each station multiplies by: of the sigmoid, of tanh, of relu, and at this network's own places."""

    loss = "last"

    @cached_property
    def cast(self) -> DerivativesCast:
        return DerivativesCast(self.stage)

    @beat
    def stations_multiply(self) -> None:
        """From where the scene before has ended the gradient runs on, and each state that it meets multiplies."""
        time, cast, path = self.theme.time, self.cast, self.cast.path
        self.stage.recalled = [path.net.nodes[name] for name in (Station.L(path.route.t), Station.y(path.route.t))]
        self.show(path, path.product, cast.panel, cast.whose)
        self.play(self.headline("title_stations"))
        self.hold(0.5)
        self.play(path.single_out_slopes(time.dim), fade_out(time.dim, cast.panel), self.fade_out(time.dim, cast.whose))
        self.hide(cast.panel)
        for column in path.slopes:
            self.play(path.advance_to(column, time.edge))
            self.hold(0.25)
        self.play(path.advance_to_weight(time.edge / 2), self.fade_in(time.dim, *cast.notes))

    @beat
    def roll_the_tangent(self) -> None:
        """A tangent slides along the sigmoid, and its slope is the height of a second curve."""
        time, cast, sliding = self.theme.time, self.cast, self.cast.sliding
        sigmoid, slope = cast.sigmoid, cast.curves["sigmoid"]
        self.show(cast.upper, cast.lower, sigmoid)
        axes = one_by_one(pause(0.2), cast.upper.create(0.8)), one_by_one(pause(0.7), cast.lower.create(0.8))
        self.play(self.headline("title_slope"), cast.gather_the_slopes(), *axes)
        self.hide(cast.path, cast.path.product, *cast.notes)
        named = one_by_one(pause(0.9), self.fade_in(time.dim, cast.sigmoid_name))
        self.play(sigmoid.trace(REACH, 1.2), named)
        self.show(slope, sliding)
        self.play(sliding.fade_in(time.dim), slope.trace(-EDGE, time.dim))
        self.play(sliding.slide(EDGE, 6.5, traced=slope, along=sigmoid.series))
        self.play(sliding.slide(REST, 1.6, along=sigmoid.series), slope.trace(REACH, time.dim))

    @beat
    def never_more_than_a_quarter(self) -> None:
        """Far out next to nothing is left; at its steepest the sigmoid has a slope of one quarter."""
        time, cast, level = self.theme.time, self.cast, self.cast.levels["sigmoid"]
        self.play(self.headline("title_ceiling"), cast.sliding.fade_out_words(time.dim))
        self.play(cast.sliding.slide(TAIL, 1.8))
        self.show(cast.tail)
        self.play(cast.tail.fade_in(time.value), self.fade_in(time.value, cast.tail_number))
        self.hold(0.8)
        self.play(cast.sliding.slide(0.0, 1.8))
        self.show(level)
        self.play(level.create(0.8))
        self.say(bound=level.reading, tail=cast.tail.reading, zero=0)

    @beat
    def tanh_reaches_one(self) -> None:
        """The plot of the slopes takes the whole frame; that of tanh is drawn beside the sigmoid's."""
        time, cast = self.theme.time, self.cast
        sigmoid, tanh, level = cast.curves["sigmoid"], cast.curves["tanh"], cast.levels["tanh"]
        self.play(
            self.headline("title_tanh"),
            cast.upper.fade_out(time.dim),
            cast.sigmoid.fade_out(time.dim),
            self.fade_out(time.dim, cast.sigmoid_name, cast.tail_number),
            cast.sliding.fade_out(time.dim),
            cast.tail.fade_out(time.dim),
        )
        self.hide(cast.upper, cast.sigmoid, cast.tail)
        followers = sigmoid, cast.levels["sigmoid"]
        whole = cast.lower.reshape(1.0, cast.whole, *followers, y_ticks=(1,), lines=(1,))
        self.play(whole, tint(1.0, "mute", sigmoid))
        self.play(self.fade_in(time.value, cast.names["sigmoid"]))
        self.show(tanh)
        self.play(cast.sliding.draw_slope(tanh, cast.others["tanh"], 3.2))
        self.show(level)
        self.play(level.create(0.8), self.fade_in(time.value, cast.names["tanh"]))
        self.say(bound=level.reading, zero=0)

    @beat
    def relu_switches(self) -> None:
        """The slope of relu is a step: everything passes, or nothing."""
        time, cast, relu = self.theme.time, self.cast, self.cast.curves["relu"]
        known = [thing[name] for name in OTHERS if name != "relu" for thing in (cast.curves, cast.names)]
        levels = [level.fade_out(time.dim) for level in cast.levels.values()]
        self.play(self.headline("title_relu"), tint(time.dim, "low", *known), *levels)
        self.hide(*cast.levels.values())
        self.show(relu)
        self.play(cast.sliding.draw_slope(relu, cast.others["relu"], 2.6, raised=False))
        self.play(self.fade_in(time.value, cast.names["relu"], *cast.halves))
        self.say(one=cast.one, none=cast.none, zero=0)

    @beat
    def where_this_network_stands(self) -> None:
        """The network's own z on the slope of its own activation: each height is a factor of the path."""
        time, cast, own = self.theme.time, self.cast, self.cast.own
        kept = cast.curves["sigmoid"] if own.beside_sigmoid else None
        leaving = [curve for curve in cast.curves.values() if curve is not kept]
        self.show(own.curve)
        self.play(
            self.headline("title_own"),
            tint(time.dim, "low", *leaving),
            *(curve.fade_out(time.dim) for curve in leaving),
            own.curve.fade_in(time.dim),
            self.fade_out(time.dim, *cast.names.values(), *cast.halves),
        )
        self.hide(cast.sliding, *leaving)
        levels = cast.levels_of_own()
        self.play(own.reshape(1.0, cast.curves["sigmoid"], *levels))
        self.show(*own.crowd, *own.dots.values(), own.callouts, own.feet, *levels)
        self.play(*(level.fade_in(time.value) for level in levels), self.fade_in(time.value, own.name))
        for cue in own.rise():
            self.play(cue)
            if own.names_all:
                self.hold(0.3)
        if own.links:
            self.carry_back()
        self.say(activation=self.stage.word(own.activation), bound=self.analysis.read("sigma_prime_bound"))

    def carry_back(self) -> None:
        """Let the slopes take their places in the product of the farthest path, which is completed round them."""
        time, path = self.theme.time, self.cast.path
        self.show(path.product)
        self.play(path.hide_product())
        for cues in self.cast.carry_back():
            self.play(*cues)
        self.play(path.complete(time.value))
        self.play(path.conclude(time.value))
