"""Why every step back multiplies by one quarter, or by one, at most: the slopes of sigmoid, tanh and relu."""

from __future__ import annotations

from rnnanim.mobjects.base.motion import one_by_one, pause
from rnnanim.numerics.stations import Station
from rnnanim.scenes.derivatives.cast import EDGE, FULL, GHOST, HALF, LOW, OTHERS, REACH, REST, TAIL, Slopes
from rnnanim.scenes.derivatives.recalled_path import fading
from rnnanim.stage import beat  # prepares manim, so it stands before it


class ActivationDerivatives(Slopes):
    """The slope that each station multiplies by: of the sigmoid, of tanh, of relu, and at this network's own places."""

    @beat
    def stations_multiply(self) -> None:
        """From where the scene before has ended the gradient runs on, and each state that it meets multiplies."""
        time, path = self.theme.time, self.path
        self.stage.recalled = [path.net.nodes[name] for name in (Station.L(self.steps), Station.y(self.steps))]
        self.show(path, path.product, self.panel, *self.whose)
        self.play(self.headline("title_stations"))
        self.hold(0.5)
        self.play(path.choose(time.dim), fading(self.panel, time.dim), self.fade_out(time.dim, *self.whose))
        self.hide(self.panel)
        for column in path.slopes:
            self.play(path.follow(column, time.edge))
            self.hold(0.25)
        self.play(path.arrive(time.edge / 2), self.fade_in(time.dim, *self.notes))

    @beat
    def roll_the_tangent(self) -> None:
        """A tangent rolls along the sigmoid, and its slope is the height of a second curve."""
        time, curve = self.theme.time, self.curves["sigmoid"]
        self.sigmoid.draw(-REACH)
        for plot in (self.upper, self.lower):
            plot.draw(grown=0.0)
        self.show(self.upper, self.lower, self.sigmoid)
        rise = one_by_one(pause(0.2), self.upper.arrive(0.8)), one_by_one(pause(0.7), self.lower.arrive(0.8))
        self.play(self.headline("title_slope"), self.gather_the_slopes(), *rise)
        self.hide(self.path, self.path.product, *self.notes)
        x, y = self.upper.point(REACH, 1.0)
        name = self.names["sigmoid"].place(x, y + 0.14, "right")
        self.play(self.sigmoid.trace(REACH, 1.2), one_by_one(pause(0.9), self.fade_in(time.dim, name)))
        self.show(curve, self.rolling)
        self.play(self.rolling.fade(1, time.dim), curve.trace(-EDGE, time.dim))
        self.play(self.rolling.roll(EDGE, 6.5, traced=curve, along=self.sigmoid.series))
        self.play(self.rolling.roll(REST, 1.6, along=self.sigmoid.series), curve.trace(REACH, time.dim))

    @beat
    def never_more_than_a_quarter(self) -> None:
        """Far out next to nothing is left; at its steepest the sigmoid has a slope of one quarter."""
        time, (dot, number), level = self.theme.time, self.tail, self.levels["sigmoid"]
        self.play(self.headline("title_ceiling"), self.rolling.speak(0, time.dim))
        self.play(self.rolling.roll(TAIL, 1.8))
        self.show(dot)
        self.play(dot.fade(1, time.value), self.fade_in(time.value, number))
        self.hold(0.8)
        self.play(self.rolling.roll(0.0, 1.8))
        self.show(level)
        self.play(level.arrive(0.8))
        self.say(bound=level.reading, tail=dot.reading, zero=0)

    @beat
    def tanh_reaches_one(self) -> None:
        """The plot of the slopes takes the whole frame; that of tanh is drawn beside the sigmoid's."""
        time, (ghost, number) = self.theme.time, self.tail
        curve, level = self.curves["sigmoid"], self.levels["sigmoid"]
        self.play(
            self.headline("title_tanh"),
            self.upper.leave(time.dim),
            self.sigmoid.to("mute", time.dim, opacity=0),
            self.fade_out(time.dim, self.names["sigmoid"], number),
            self.rolling.fade(0, time.dim),
            ghost.fade(0, time.dim),
        )
        self.hide(self.upper, self.sigmoid, ghost)
        wide = self.lower.reshape(1.0, curve, level, box=self.whole, y=FULL, y_ticks=(1,), lines=(1,))
        self.play(wide, curve.to("mute", 1.0))
        self.play(self.fade_in(time.value, self.name_at("sigmoid", 2.1, 0.13, "left", tone="mute")))
        self.show(self.curves["tanh"])
        self.play(self.rolling.draw_slope(self.curves["tanh"], self.others["tanh"], 3.2))
        self.show(self.levels["tanh"])
        name = self.fade_in(time.value, self.name_at("tanh", 1.15, 0.42, "left"))
        self.play(self.levels["tanh"].arrive(0.8), name)
        self.say(bound=self.levels["tanh"].reading, zero=0)

    @beat
    def relu_switches(self) -> None:
        """The slope of relu is a step: everything passes, or nothing."""
        time, relu = self.theme.time, self.others["relu"]
        seen = [name for name in OTHERS if name != "relu"]
        quiet = [self.curves[name].to("low", time.dim) for name in seen]
        quiet += [self.hush(name, time.dim) for name in seen]
        self.play(self.headline("title_relu"), *quiet, *(level.fade(0, time.dim) for level in self.levels.values()))
        self.hide(*self.levels.values())
        self.show(self.curves["relu"])
        self.play(self.rolling.draw_slope(self.curves["relu"], relu, 2.6, raised=False))
        one, none = relu.read("sigma_prime_at", REACH), relu.read("sigma_prime_at", -REACH)
        self.halves = [self.number_over(one, HALF), self.number_over(none, -HALF)]
        self.play(self.fade_in(time.value, self.name_at("relu", HALF, 0.9, "centre"), *self.halves))
        self.say(one=one, none=none, zero=0)

    @beat
    def where_this_network_stands(self) -> None:
        """The network's own z on the slope of its own activation: each height is a factor of the path."""
        time, own = self.theme.time, self.lesson.network.activation
        kept = "sigmoid" if own == "sigmoid" else "tanh"
        y = LOW if own == "sigmoid" else FULL
        self.share = self.share_of_own(y)
        beside = own != "sigmoid" and self.reach <= GHOST
        self.own.to("mute", 0, opacity=0).at(0)
        self.show(self.own)
        self.play(
            self.headline("title_own"),
            *(self.curves[name].to("low", time.dim, opacity=0) for name in OTHERS if name != "sigmoid" or not beside),
            self.own.to("mute", time.dim),
            self.fade_out(time.dim, *(self.names[name] for name in OTHERS), *self.halves),
        )
        self.hide(self.rolling, *(curve for curve in self.curves.values() if curve.opacity <= 0))
        levels = [self.levels[kept].put("ink"), *([self.quarter] if own != "sigmoid" else [])]
        followers = self.own, self.curves["sigmoid"], *levels, *self.dots.values()
        lines = () if own == "sigmoid" else (1,)
        x, ones, ticks = (-self.reach, self.reach), None if lines else (), self.ticks_of_own(y)
        moved = self.lower.reshape(1.0, *followers, box=self.beside, x=x, y=y, x_ticks=ticks, y_ticks=ones, lines=lines)
        self.play(moved)
        self.callouts, self.feet = self.rows(), self.names_of_places()
        self.show(*self.dots.values(), self.callouts, self.feet, *levels)
        self.play(*(level.fade(1, time.value) for level in levels), self.fade_in(time.value, self.own_name(own)))
        self.stand()
        if self.links:
            self.carry_back()
        self.say(activation=self.stage.word(own), bound=self.analysis.read("sigma_prime_bound"))
