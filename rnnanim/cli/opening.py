"""Open a result in the desktop's own program."""

from __future__ import annotations

import subprocess
import sys

import click


def open_file(path: str) -> None:
    """Start the viewer and go on; without one say so, since the file is there all the same."""
    from rnnanim import backend

    opener = {"darwin": "open", "win32": "explorer"}.get(sys.platform, "xdg-open")
    try:
        subprocess.Popen(
            [opener, path],
            env=backend.outside_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        click.echo(f"cannot open {path}: there is no {opener}", err=True)
