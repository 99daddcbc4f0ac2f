"""What the figures were measured on."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.trees import ROOT
from rnnanim.cli.options import cores


def machine() -> dict[str, str]:
    """Return a description of the sources and of the machine, without its name."""
    described = ["git", "describe", "--always", "--dirty"]
    found = {"sources": subprocess.run(described, cwd=ROOT, stdout=subprocess.PIPE, text=True).stdout.strip() or "?"}
    found |= {"cores": str(cores()), "processor": _processor(), "memory": _memory(), "system": _system()}
    found["python"] = platform.python_version()
    for package in ("manim", "numpy", "pycairo", "av"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "?"
    return found | {"load at the start": f"{os.getloadavg()[0]:.1f}"}


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _memory() -> str:
    return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 1e9:.0f} GB"


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return platform.system()
