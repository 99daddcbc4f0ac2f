"""The one line on stderr with which a command ends that did not do its work, and the log that it names."""

from __future__ import annotations

import os
import tempfile

from rnnanim.cli.streams import complain
from rnnanim.errors import cut


def fail(message: str, code: int = 1, log: str | None = None) -> int:
    """Write one line to stderr, with the path of `log` if there is a traceback, and return the exit code."""
    path = "" if log is None else f" (traceback: {write_log(log)})"
    complain(f"rnnanim: {cut(message)}{path}")
    return code


def write_log(text: str) -> str:
    """Write a traceback into a file of its own and return the path."""
    try:
        handle, path = tempfile.mkstemp(prefix="rnnanim-", suffix=".log")
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except OSError as error:
        return f"not written: {error.strerror}"
    return path
