"""SIGINT and SIGTERM end a command with one line and a code of its own, at whatever moment they come."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from types import FrameType

ENDINGS = {signal.SIGINT: ("interrupted", 130), signal.SIGTERM: ("terminated", 143)}
"""What a signal makes of a command: the word of its line, and its exit code."""

_PATIENCE = 1.5  # s in which a command tidies up, before it is ended all the same
_AT_ONCE = 0.05
_seen: list[signal.Signals] = []


class Stopped(BaseException):
    """A signal has come; click does not know it, and so writes no empty line before ours."""


def end_at_once() -> None:
    """From here on a signal ends the process: nothing is begun yet that would have to be tidied up."""
    _take(_end)


def unwind() -> None:
    """From here on a signal raises `Stopped`, so that whatever is half done is undone."""
    _seen.clear()
    _take(_raise)


def rest() -> None:
    """From here on signals find nothing to end."""
    if _seen and hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, 0)
    _take(signal.SIG_IGN)


def ending() -> tuple[str, int] | None:
    """Return word and code of the signal that came, if one did."""
    return ENDINGS[_seen[0]] if _seen else None


def _take(handler: object) -> None:
    for number in ENDINGS:
        if signal.getsignal(number) is not signal.SIG_IGN:  # of whoever started us, as nohup does
            signal.signal(number, handler)  # type: ignore[arg-type]


def _raise(number: int, frame: FrameType | None) -> None:
    """Raise `Stopped`, once: a second signal must not hit the tidying up."""
    _seen.append(signal.Signals(number))
    for other in ENDINGS:
        signal.signal(other, signal.SIG_IGN)
    sys.unraisablehook = _lost
    _end_within(_PATIENCE)
    raise Stopped


def _lost(unraisable: sys.UnraisableHookArgs) -> None:
    """Say nothing of what Python cannot raise while we unwind; if it was `Stopped` itself, nothing else will end us."""
    if isinstance(unraisable.exc_value, Stopped):
        _end_within(_AT_ONCE)


def _end_within(seconds: float) -> None:
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, lambda *_: _end(_seen[0], None))
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _end(number: int, frame: FrameType | None) -> None:
    word, code = ENDINGS[signal.Signals(number)]
    if temporary := sys.modules.get("rnnanim.temporary"):
        temporary.remove()
    with suppress(OSError):
        os.write(2, f"rnnanim: {word}\n".encode())
    os._exit(code)
