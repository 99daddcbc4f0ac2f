"""The one line on stderr with which a command ends that did not do its work, and the log that it names."""

from __future__ import annotations

import os
import tempfile

import click

from rnnanim.errors import RnnAnimError


def fail(message: str, code: int = 1) -> int:
    """Write one line to stderr and return the exit code."""
    click.echo(f"rnnanim: {' '.join(message.split())}", err=True)
    return code


def with_log(error: RnnAnimError) -> str:
    """Return the message, with the path of a log if the error brought a traceback."""
    return logged(str(error), getattr(error, "log", None))


def logged(message: str, log: str | None) -> str:
    """Return `message` and where its traceback was written, if there is one."""
    return message if log is None else f"{message} (traceback: {write_log(log)})"


def write_log(text: str) -> str:
    """Write a traceback into a file of its own and return the path."""
    try:
        handle, path = tempfile.mkstemp(prefix="rnnanim-", suffix=".log")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        return f"not written: {error.strerror}"
    return path
