"""The same films with more and more processes: what share of a processor's time each more of them is worth."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.sides import SIZES, Part, render
from benchmarks.trees import Run, Tree


def measure(
    tree: Tree, part: Part, quality: str, workers: Sequence[int], times: int, folder: Path, tell: Callable[[str], None]
) -> dict[str, Any]:
    """Return the fastest of some runs with each number of workers."""
    runs: dict[int, list[Run]] = {count: [] for count in workers}
    for _ in range(times):
        for count in workers:
            shutil.rmtree(folder / "scaling", ignore_errors=True)
            runs[count].append(run := render(tree, part, quality, folder / "scaling", "--jobs", str(count)))
            tell(f"{SIZES[quality]} {count} workers: {run.wall:.1f} s, processor {run.cpu:.1f} s, load {run.load:.1f}")
    best = {count: min(some, key=lambda run: run.wall) for count, some in runs.items()}
    least = min(best)
    return {
        "part": part.name,
        "size": SIZES[quality],
        "workers": [
            {"workers": count, **asdict(run), "efficiency": best[least].wall * least / (run.wall * count)}
            for count, run in best.items()
        ],
    }


def tables(found: dict[str, Any]) -> list[list[str]]:
    """Return the rows of a table, the head first."""
    rows = [[f"workers, {found['part']}, {found['size']}", "wall", "processor", "load", "efficiency"]]
    for row in found["workers"]:
        times = f"{row['wall']:.1f} s", f"{row['cpu']:.1f} s"
        rows.append([str(row["workers"]), *times, f"{row['load']:.1f}", f"{row['efficiency']:.0%}"])
    return rows
