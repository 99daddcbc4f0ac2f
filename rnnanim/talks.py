"""What a user's talk must not do to the program that runs it: end it, move it, or write between its results."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout, suppress
from typing import Any, NoReturn

from rnnanim.errors import RnnAnimError, SceneError, file_of, name_of


@contextmanager
def contained() -> Iterator[None]:
    """Run code of a talk: what it prints goes to stderr, `os._exit` and `os.abort` end the talk and not the program.

    The working folder is as before when it is over. A process that the talk has forked ends here at the latest.
    """
    leave, abort, process = os._exit, os.abort, os.getpid()

    def stay(status: int) -> NoReturn:
        caller = sys._getframe(1).f_globals.get("__name__", "")
        if os.getpid() != process or caller.startswith("rnnanim."):
            leave(status)
        raise SystemExit(status)

    def stay_and_fail() -> NoReturn:
        raise SystemExit("abort")

    os._exit, os.abort = stay, stay_and_fail
    try:
        with _in_this_folder(), _stdout_to_stderr():
            try:
                yield
            finally:
                if os.getpid() != process:
                    leave(1)
    finally:
        os._exit, os.abort = leave, abort


@contextmanager
def _in_this_folder() -> Iterator[None]:
    """Come back to the working folder, if there is one."""
    try:
        folder = os.getcwd()
    except OSError:
        yield
        return
    try:
        yield
    finally:
        with suppress(OSError):
            os.chdir(folder)


@contextmanager
def _stdout_to_stderr() -> Iterator[None]:
    """Let what Python prints, and what C code and commands write, go to stderr; the talk may close both."""
    with ExitStack() as after:
        try:
            kept = {number: os.dup(number) for number in (1, 2)}
        except OSError:  # one of the two is closed
            kept = {}
        for number, copy in kept.items():
            after.callback(os.close, copy)
            after.callback(os.dup2, copy, number)
        _flush_stdout()
        after.callback(_flush_stdout)
        if kept:
            os.dup2(2, 1)
        own = _stream_of_its_own()
        after.enter_context(redirect_stdout(own))
        after.enter_context(redirect_stderr(own))
        yield


def _flush_stdout() -> None:
    """Write what Python holds back for the stdout that it was started with, while it still leads where it should."""
    with suppress(OSError, ValueError):
        if sys.__stdout__ is not None:
            sys.__stdout__.flush()


def _stream_of_its_own() -> Any:
    """Return a stream that writes where stderr does; closing it closes nothing of ours."""
    ours = sys.stderr
    try:
        number = ours.fileno()
    except (AttributeError, OSError, ValueError):  # there is none, or it is no file
        return ours
    return open(number, "w", buffering=1, encoding=ours.encoding, errors=ours.errors, closefd=False)


def is_meant_for_us(error: BaseException) -> bool:
    """Return whether an error that comes out of a talk has a meaning to the program: ours, or Ctrl-C."""
    ours = isinstance(error, RnnAnimError) or type(error).__module__.startswith("rnnanim.")
    by_hand = signal.getsignal(signal.SIGINT) is signal.default_int_handler  # otherwise the talk itself has raised it
    return ours or (isinstance(error, KeyboardInterrupt) and by_hand)


def scene_error(kind: type, place: str | None, error: BaseException) -> SceneError:
    """Return what is said of an error in a scene: the class, the beat or method, the line of its file and the error."""
    line = line_of(file_of(kind), error)
    where = ", ".join(filter(None, [name_of(kind), place, f"line {line}" if line else None]))
    return SceneError.of(where, error)


def line_of(file: str | None, error: BaseException) -> int | None:
    """Return the line of a file at which an error left it, if it came through that file."""
    if file is None:
        return None
    frames = [f for f in traceback.extract_tb(error.__traceback__) if os.path.realpath(f.filename) == file]
    return frames[-1].lineno if frames else None


def tell(line: str) -> None:
    """Write a line to stderr, if there is one that takes it."""
    if sys.stderr is not None:
        with suppress(OSError, ValueError):
            print(line, file=sys.stderr, flush=True)


def call(kind: Any, method: str, *arguments: Any) -> Any:
    """Call a method of a scene's class that a talk may have written itself.

    Raises
    ------
    SceneError
        For anything that goes wrong inside, naming class, method and line.
    """
    try:
        with contained():
            return getattr(kind, method)(*arguments)
    except BaseException as error:
        if is_meant_for_us(error):
            raise
        raise scene_error(kind, method, error) from error
