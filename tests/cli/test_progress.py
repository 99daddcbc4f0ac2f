"""What a user sees of a run: plain lines, moving lines in any terminal, or nothing."""

import io
import re
import sys
from fractions import Fraction

import click
import pytest

from rnnanim.cli import streams
from rnnanim.cli.main import main
from rnnanim.cli.progress import LiveLines, PlainLines, end_with, live, shown
from rnnanim.lesson import load_lesson
from rnnanim.render.clips import draw_clips
from rnnanim.render.draw import Drawing
from rnnanim.render.executor import Drawn, Failed, Task
from rnnanim.render.job import Picture, RenderJob
from rnnanim.render.progress import Watcher

PICTURE = Picture(16, 16, Fraction(10))
ONE, TWO = (
    Task(RenderJob(name, load_lesson(), PICTURE), draw_clips, name, 100)
    for name in ("GradientPaths", "ActivationDerivatives")
)


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def drawn(frames):
    return Drawn(Drawing("", "", (), frames), (), memory=212_000_000)


def follow(watcher, clock):
    """Let it watch two films, of which one fails."""
    watcher.plan(["GradientPaths", "ActivationDerivatives"], ["ForwardPass"])
    watcher.begin([ONE, TWO])
    watcher.progress(ONE, "start_at_the_loss", 0)
    watcher.progress(TWO, "open", 0)
    clock.now = 40.0
    watcher.progress(ONE, "path_2", 50)
    watcher.progress(TWO, "open", 10)
    yield
    watcher.ended(TWO, Failed("ActivationDerivatives: wrong"))
    watcher.ended(ONE, drawn(120))
    watcher.done("GradientPaths", "12.0 s of film")
    watcher.drawn()


def test_plain_lines_say_what_begins_and_ends_and_now_and_then_how_far_it_is(capsys):
    clock = Clock()
    for _ in follow(PlainLines(clock), clock):
        pass
    assert capsys.readouterr().err.splitlines() == [
        "ForwardPass: is up to date",
        "GradientPaths: drawing",
        "ActivationDerivatives: drawing",
        "25 % drawn, 1 fps, 2:00 left",
        "GradientPaths: 12.0 s of film",
        "drawn: 120 frames in 0:40, 3 a second; 212 MB a worker at most",
    ]


def test_a_run_that_drew_nothing_does_not_say_how_fast(capsys):
    watcher = PlainLines(Clock())
    watcher.begin([])
    watcher.drawn()
    assert capsys.readouterr().err == ""


def screen(width, encoding):
    """Return a terminal of some width, and what is written to it."""
    from rich.console import Console

    written = io.BytesIO()
    file = io.TextIOWrapper(written, encoding=encoding, write_through=True)  # strict: a character too many is an error
    return Console(file=file, force_terminal=True, width=width, height=20, color_system=None), written


@pytest.mark.parametrize("width", [40, 80, 200])
@pytest.mark.parametrize("encoding", ["ascii", "utf-8"])
def test_moving_lines_fit_the_terminal(width, encoding):
    console, _ = screen(width, encoding)
    clock = Clock()
    progress = live(console)
    steps = follow(LiveLines(progress, clock), clock)
    next(steps)
    with console.capture() as capture:
        console.print(progress.get_renderable())
    everything, one, two = capture.get().splitlines()
    assert max(map(len, (everything, one, two))) <= width
    bar = "[━╸]" if encoding == "utf-8" else "-"
    assert re.fullmatch(rf"{bar}+ +30% all, 2 fps, 6:00 left *", everything)
    assert re.fullmatch(rf"{bar}+ +50% GradientPaths path_2 *", one)
    assert re.fullmatch(rf"{bar}* +10% ActivationDerivatives open *", two)
    assert encoding != "ascii" or (everything + one + two).isascii()
    next(steps, None)
    assert not progress.tasks


def test_what_is_finished_stays_above_the_moving_lines():
    console, written = screen(60, "ascii")
    clock = Clock()
    with live(console) as progress:
        for _ in follow(LiveLines(progress, clock), clock):
            pass
    text = written.getvalue().decode()
    assert "ForwardPass: is up to date\n" in text
    assert "GradientPaths: 12.0 s of film\n" in text
    assert "drawn: 120 frames in 0:40, 3 a second; 212 MB a worker at most\n" in text


def test_quiet_shows_nothing_but_errors(capsys, monkeypatch):
    monkeypatch.setattr(streams, "_quiet", True)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    streams.note("good to know")
    with shown() as watcher:
        assert type(watcher) is Watcher
    with pytest.raises(click.exceptions.Exit):
        end_with(click.Context(click.Command("render")), [Failed("no room"), Failed("no room"), Failed("wrong")])
    assert capsys.readouterr().err == "rnnanim: no room\nrnnanim: wrong\n"


@pytest.mark.parametrize("command", ["render", "storyboard", "gif", "still", "check", "compute"])
def test_every_command_that_works_can_be_quiet(command, capsys):
    with pytest.raises(SystemExit) as end:
        main([command, "--help"])
    assert not end.value.code
    assert "--quiet" in capsys.readouterr().out
