"""What goes out: results to stdout and all else to stderr, whatever is at their other end."""

from __future__ import annotations

import codecs
import io
import os
import sys
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

_ERRORS = "rnnanim-plain"
_MARKS = {"<super>": "^", "<sub>": "_"}
_SIGNS = str.maketrans("−×", "-x")
_quiet = False


def prepare() -> None:
    """Make stdout and stderr take every character, and everything at all if they are closed."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:  # else the next file that is opened would be our output
            os.dup2(os.open(os.devnull, os.O_RDWR), number)
            os.set_inheritable(number, True)  # else the first file of a worker would be its output
    codecs.register_error(_ERRORS, _plainly)
    hush(False)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        if isinstance(stream := getattr(sys, name), io.TextIOWrapper):
            stream.reconfigure(errors=_ERRORS)


def say(text: str) -> None:
    """Write a line of a result."""
    click.echo(text, file=sys.stdout)


def hush(quiet: bool = True) -> None:
    """Write no notes from here on."""
    global _quiet
    _quiet = quiet


def is_quiet() -> bool:
    """Whether notes are not wanted."""
    return _quiet


def note(text: str) -> None:
    """Write a line to stderr that is good to know, unless only errors are wanted."""
    if not _quiet:
        complain(text)


def complain(text: str) -> None:
    """Write a line to stderr; one that takes none (full, its reader gone) is no reason to fail."""
    try:
        click.echo(text, file=sys.stderr)
    except OSError:
        let_go(sys.stderr)


def give_path(path: Path) -> None:
    """Write the path of a result as the system knows it, so that it can be used whatever the terminal's encoding."""
    if os.name == "nt":
        say(str(path))
    else:
        _write([os.fsencode(path) + b"\n"])


def give_json(chunks: Iterable[str]) -> None:
    """Write JSON in UTF-8; the bytes of a name that are none are written as JSON escapes them."""
    _write(chunk.encode("utf-8", "backslashreplace") for chunk in chunks)


def _write(chunks: Iterable[bytes]) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.writelines(chunks)


def finish() -> None:
    """Write what is still held back of stderr, so that Python does not stumble over it when it ends."""
    try:
        sys.stderr.flush()
    except OSError:
        let_go(sys.stderr)


def close_results() -> None:
    """Let what is still written to stdout, as by a talk's threads, go to stderr: all results have been given."""
    if sys.__stdout__ is None or sys.stdout is not sys.__stdout__:  # it is our caller's
        return
    with suppress(OSError, ValueError):
        sys.__stdout__.flush()
        os.dup2(2, 1)
    sys.stdout = sys.stderr


def let_go(stream: Any) -> None:
    """Send nowhere what is still written to a stream that takes no more."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _plainly(error: UnicodeError) -> tuple[str | bytes, int]:
    r"""Stand in for the first character that an encoding lacks.

    >>> codecs.register_error("plain", _plainly)
    >>> "−7 × 10⁻⁵ 梯度, h₁₂ …".encode("ascii", "plain")
    b'-7 x 10^-5 ??, h_12 ...'
    >>> "n\udcc3\udcbc".encode("ascii", "plain")
    b'n\xc3\xbc'
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text, at = error.object, error.start
    if "\udc80" <= text[at] <= "\udcff":  # a byte of a name
        return bytes([ord(text[at]) - 0xDC00]), at + 1
    kind = _kind(text[at])
    mark = "" if at and _kind(text[at - 1]) == kind else _MARKS.get(kind, "")
    plain = unicodedata.normalize("NFKC", text[at]).translate(_SIGNS)
    return (mark + plain if plain.isascii() else "?"), at + 1


def _kind(character: str) -> str:
    return unicodedata.decomposition(character).partition(" ")[0]
