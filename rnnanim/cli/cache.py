"""`rnnanim cache`: how large the cache is, and what prunes it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from rnnanim.cli.streams import give_json, note, say
from rnnanim.cli.values import Size
from rnnanim.errors import InputError

if TYPE_CHECKING:
    from rnnanim.render.cache import Part

EPILOG = """\b
Examples:
  rnnanim cache
  rnnanim cache --max-size 500MB
  rnnanim cache --clear
  RNNANIM_CACHE_SIZE=5GB rnnanim render --all"""


@click.command("cache", epilog=EPILOG)
@click.option("--prune", is_flag=True, help="Bring the clips below their bound, as each render does when it ends.")
@click.option("--max-size", "most", type=Size(), help="Bring them below this size: 500MB, 2GB.")
@click.option("--clear", is_flag=True, help="Remove everything.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, sizes in bytes.")
def command(prune: bool, most: int | None, clear: bool, as_json: bool) -> None:
    """Say how large the cache is, and prune it.

    It keeps a clip of each beat that was drawn, by what it was made from, and each text that was set. Clips that were
    not used for longest go first, when they have more than 2GB together, or what RNNANIM_CACHE_SIZE says; with 0 none
    are kept.
    """
    from rnnanim.render.cache import Cache, limit, parts

    if clear and (prune or most is not None):
        raise InputError("--clear removes everything; leave --prune and --max-size out")
    bound, found = limit(), parts()
    if clear or prune or most is not None:
        clips = found["clips"].folder
        gone = Cache(clips, bound).prune(0 if clear else most)
        gone += found["text"].clear() if clear else []
        note(f"removed {_count(len(gone))}, {_size(sum(entry.size for entry in gone))}")
        found = parts()
    if as_json:
        give_json([json.dumps(_described(found, bound), indent=2), "\n"])
        return
    for name, part in found.items():
        most_of_it = f" of at most {_size(bound)}" if name == "clips" else ""
        say(f"{name:<6} {_count(part.count):>11}  {_size(part.size)}{most_of_it}  {part.folder}")


def _described(found: dict[str, Part], bound: int) -> dict[str, Any]:
    parts = {
        name: {"folder": str(part.folder), "files": part.count, "bytes": part.size} for name, part in found.items()
    }
    parts["clips"]["max_bytes"] = bound
    return parts


def _count(files: int) -> str:
    return f"{files} file{'' if files == 1 else 's'}"


def _size(size: int) -> str:
    """Return a size as it is read.

    >>> _size(0), _size(34_216_000), _size(2_000_000_000)
    ('0 B', '34.2 MB', '2 GB')
    """
    for unit, scale in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= scale:
            return f"{round(size / scale, 1):g} {unit}"
    return f"{size} B"
