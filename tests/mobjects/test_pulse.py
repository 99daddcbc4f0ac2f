"""Pulses along the lines of a network: where they run, when they are in the picture, and what they set off."""

import pytest

from rnnanim.layout.frame import Frame, layout
from rnnanim.mobjects.base.geometry import straight
from rnnanim.mobjects.base.motion import cut, delayed
from rnnanim.mobjects.flow.pulse import Pulse
from rnnanim.mobjects.network.unrolled import UnrolledRNN
from rnnanim.numerics.stations import Station
from rnnanim.theme import load_theme

from manim import VGroup

THEME = load_theme("dark")


def net_of(steps):
    return UnrolledRNN(THEME, layout(Frame(16 / 9 * 8, 8), steps))


def ends(line):
    return [tuple(float(x) for x in line.points[i][:2]) for i in (0, -1)]


def test_a_pulse_is_in_the_picture_only_while_it_runs_and_sets_off_what_waits_for_its_front():
    picture, log = VGroup(), []
    pulse = Pulse(THEME, straight((0, 0), (2, 0)))
    run = pulse.run(1.0, cut(lambda: log.append("arrived")), among=picture)
    assert pulse not in picture.submobjects
    run.at(Pulse.arrival(1.0) - 0.01)
    assert (picture.submobjects, log) == ([pulse], [])
    run.at(Pulse.arrival(1.0) + 0.01)
    assert (picture.submobjects, log) == ([pulse], ["arrived"])
    run.at(run.seconds)
    assert (picture.submobjects, log) == ([], ["arrived"])


def test_delayed_cues_start_together_after_a_while():
    log = []
    cue = delayed(0.5, cut(lambda: log.append("a")), cut(lambda: log.append("b")))
    cue.at(0.4)
    assert log == []
    cue.at(0.5)
    assert log == ["a", "b"]
    assert cue.seconds == 0.5


def test_a_state_runs_into_the_next_along_one_line():
    net = net_of(3)
    (line,) = net.lines_into(2)
    assert ends(line) == [pytest.approx(net.position(Station.h(t))) for t in (1, 2)]


def test_a_state_that_is_not_drawn_is_passed_by_way_of_the_dots():
    net = net_of(8)
    into, out_of = net.lines_into(7)
    dots = net.position(Station.dots())
    assert ends(into)[0] == pytest.approx(net.position(Station.h(1)))
    assert ends(out_of)[1] == pytest.approx(net.position(Station.h(7)))
    assert ends(into)[1][0] < dots[0] < ends(out_of)[0][0]
