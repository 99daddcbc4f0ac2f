"""The sources that are measured, copied so that nobody changes them meanwhile, and commands that run in them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_PARTS = ("rnnanim", "scenes", "assets", "benchmarks")


@dataclass(frozen=True, slots=True)
class Run:
    """What a command took: seconds on the clock and of processors, its children with it, and the load before it."""

    wall: float
    cpu: float
    load: float

    def __add__(self, other: Run) -> Run:
        """Return what both took, one after the other."""
        return Run(self.wall + other.wall, self.cpu + other.cpu, max(self.load, other.load))


@dataclass(frozen=True, slots=True)
class Tree:
    """A copy of the sources.

    Parameters
    ----------
    name : str
        What tables call it.
    root : Path
        Where it lies.
    """

    name: str
    root: Path

    @classmethod
    def of_now(cls, folder: Path) -> Tree:
        """Copy the sources as they are."""
        root = folder / "now"
        for part in _PARTS:
            shutil.copytree(ROOT / part, root / part, ignore=_passed_over)
        return cls("now", root)._linked()

    @classmethod
    def of_revision(cls, revision: str, folder: Path) -> Tree:
        """Copy them as they were in a revision of Git."""
        root = folder / "before"
        root.mkdir()
        with tempfile.TemporaryFile() as packed:
            subprocess.run(["git", "archive", revision, *_PARTS[:3]], cwd=ROOT, stdout=packed, check=True)
            packed.seek(0)
            with tarfile.open(fileobj=packed) as archive:
                archive.extractall(root, filter="data")
        return cls(revision, root)._linked()

    def _linked(self) -> Tree:
        """Let it be imported as it is installed, with scenes and assets inside of the package."""
        for part in ("scenes", "assets"):
            (self.root / "rnnanim" / part).symlink_to(Path("..") / part)
        subprocess.run([sys.executable, "-m", "compileall", "-q", "-j0", str(self.root)], check=True)
        return self

    def environment(self, home: Path) -> dict[str, str]:
        """Return the variables of a command that runs in it: a home of its own, and no clips kept unless it says so."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("RNNANIM_", "XDG_"))}
        return {**kept, "HOME": str(home), "PYTHONPATH": str(self.root), "RNNANIM_CACHE_SIZE": "0"}

    def run(self, arguments: Sequence[str], folder: Path, *, home: Path | None = None, **variables: str) -> Run:
        """Run a command of Python in an existing folder, which is its home unless another is given.

        Raises
        ------
        SystemExit
            If it fails, with the end of what it wrote.
        """
        environment = {**self.environment(home or folder), **variables}
        load = os.getloadavg()[0]
        with tempfile.TemporaryFile() as log:
            start = time.perf_counter()
            child = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=folder,
                env=environment,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )
            _, status, used = os.wait4(child.pid, 0)
            wall = time.perf_counter() - start
            child.returncode = os.waitstatus_to_exitcode(status)
            if child.returncode:
                log.seek(0)
                end = log.read().decode(errors="replace")[-2000:]
                raise SystemExit(f"{' '.join(arguments)} in {self.name} ended with {child.returncode}:\n{end}")
        return Run(wall, used.ru_utime + used.ru_stime, load)

    def ask(self, module: str, folder: Path, /, **given: Any) -> Any:
        """Run a module of the benchmarks in a process of its own, and return what it found."""
        answer = folder / "answer.json"
        self.run(["-m", f"benchmarks.{module}", json.dumps(given), str(answer)], folder)
        return json.loads(answer.read_text())


def answer(measure: Any) -> None:
    """Be the other side of `Tree.ask`."""
    Path(sys.argv[2]).write_text(json.dumps(measure(**json.loads(sys.argv[1]))))


def _passed_over(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if name == "__pycache__" or (Path(folder) / name).is_symlink()}
