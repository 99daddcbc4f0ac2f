"""Open a result in the desktop's own program."""

from __future__ import annotations

import subprocess
import sys

from rnnanim.cli.streams import note


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
        note(f"cannot open {path}: there is no {opener}")
