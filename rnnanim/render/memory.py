"""How much memory a process takes, and how much each of several may take on this machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

try:
    import resource
except ImportError:  # Windows: nothing is told, and nothing bounded
    resource = None  # type: ignore[assignment]

_LEAST = 10**9
_PART = 0.8  # of what is free; the rest is for whoever else needs some
_HAS_USAGE = resource is not None


def held() -> int:
    """Return what this process holds [bytes]; where the system does not tell, the most that it ever held."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return peak()


def peak() -> int:
    """Return the most that this process ever held [bytes]; 0 where the system does not tell."""
    if not _HAS_USAGE:
        return 0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def fair_share(processes: int) -> int:
    """Return what each of several processes may hold [bytes], never less than a thousand million."""
    return max(_LEAST, int(_PART * available()) // processes)


def available(proc: Path = Path("/proc"), groups: Path = Path("/sys/fs/cgroup")) -> int:
    """Return what is free on this machine, or to the control group that we run in; 0 where the system does not tell."""
    return min([*_machine(proc), *_groups(proc, groups)], default=0)


def _machine(proc: Path) -> Iterator[int]:
    with suppress(OSError, KeyError, ValueError):
        yield _fields(proc / "meminfo")["MemAvailable:"] * 1024
        return
    with suppress(AttributeError, OSError, ValueError):  # macOS tells what there is, not what is free
        yield os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def _groups(proc: Path, groups: Path) -> Iterator[int]:
    """Yield what is left to each control group around this process, of both versions."""
    with suppress(OSError):
        for line in (proc / "self" / "cgroup").read_text().splitlines():
            number, kinds, own = line.split(":", 2)
            if number == "0":
                yield from _left(groups, own, "memory.max", "memory.current", "inactive_file")
            elif "memory" in kinds.split(","):
                names = "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"
                yield from _left(groups / "memory", own, *names)


def _left(root: Path, own: str, limit: str, used: str, cached: str) -> Iterator[int]:
    inner = root / own.lstrip("/")
    for group in (inner, *inner.parents):
        with suppress(OSError, ValueError):  # there is no such group, or no limit
            most, now = (int((group / name).read_text()) for name in (limit, used))
            yield max(0, most - now + _fields(group / "memory.stat").get(cached, 0))
        if group == root:
            return


def _fields(path: Path) -> dict[str, int]:
    """Return the numbers of a file of names and numbers."""
    return {words[0]: int(words[1]) for words in map(str.split, path.read_text().splitlines()) if len(words) > 1}
