"""What files of Python say, kept from one run to the next: reading 200 of them takes a second, and few have changed."""

from __future__ import annotations

import hashlib
import json
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rnnanim.errors import RnnAnimError
from rnnanim.files import write_whole
from rnnanim.render.beat_code import BeatCode
from rnnanim.render.sources import Source, source_of

_MOST = 2000  # files that are remembered
_READERS = ("beat_code.py", "sources.py")


class Parsed:
    """What files say, by their digests.

    Parameters
    ----------
    path : Path
        Where it is kept; it may be missing, be damaged, or refuse to be written.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._stamp, self._is_new = path, _stamp(), False
        self._known: dict[str, Any] = {}
        with suppress(OSError, ValueError, TypeError, KeyError):
            kept = json.loads(path.read_text(encoding="utf-8"))
            self._known = dict(kept["sources"]) if kept["stamp"] == self._stamp else {}

    def source_of(self, data: bytes, package: str) -> Source:
        """Return what a file of `package` says, as `sources.source_of` does."""
        key = hashlib.sha256(package.encode() + b"\0" + data).hexdigest()
        with suppress(TypeError, KeyError):
            return _from_plain(self._known[key])
        source = source_of(data, package)
        self._known[key] = _plain(source)
        self._is_new = True
        return source

    def save(self) -> None:
        """Keep what is known, if there is anything new and the disk lets us."""
        if self._is_new:
            kept = {"stamp": self._stamp, "sources": dict([*self._known.items()][-_MOST:])}
            with suppress(OSError, RnnAnimError):
                self._path.parent.mkdir(parents=True, exist_ok=True)
                write_whole(self._path, json.dumps(kept))
        self._is_new = False


def _stamp() -> str:
    """Return what the reading depends on, beside the files that are read."""
    readers = [Path(__file__).with_name(name).read_bytes() for name in _READERS]
    return hashlib.sha256(b"\0".join([sys.version.encode(), *readers])).hexdigest()


def _plain(source: Source) -> dict[str, Any]:
    beats = source.beats and asdict(source.beats) | {"used": sorted(source.beats.used)}
    return asdict(source) | {"beats": beats}


def _from_plain(known: dict[str, Any]) -> Source:
    beats = known["beats"] and BeatCode(**known["beats"] | {"used": frozenset(known["beats"]["used"])})
    return Source(**known | {"beats": beats})
