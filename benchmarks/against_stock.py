"""Films of the lecture by us and by stock manim, one after the other in turns: seconds, frames, bytes, fidelity."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.sides import SIZES, Part, films, render, render_stock
from benchmarks.trees import Run, Tree

Way = Callable[[Path], Run]
SAMPLES = 40  # frames of a scene that are compared with what was drawn


def measure(
    trees: Sequence[Tree], part: Part, quality: str, times: int, folder: Path, tell: Callable[[str], None]
) -> dict[str, Any]:
    """Return what each way took, and what it made.

    Parameters
    ----------
    trees : sequence of Tree
        The sources as they are, and then those of an older revision, if that is wanted.
    """
    ways = {name: way for tree in trees for name, way in _ways(tree, part, quality).items()}
    runs: dict[str, list[Run]] = {name: [] for name in ways}
    for turn in range(times):
        for name in list(ways)[:: -1 if turn % 2 else 1]:  # whatever drifts meanwhile strikes all of them
            into = folder / name.replace(" ", "-")
            shutil.rmtree(into, ignore_errors=True)
            runs[name].append(run := ways[name](into))
            tell(f"{SIZES[quality]} {name}: {run.wall:.1f} s, processor {run.cpu:.1f} s, load {run.load:.1f}")
    made = {name: films(folder / name.replace(" ", "-"), part) for name in ways}
    frames = {name: sum(map(_frames, paths.values())) for name, paths in made.items()}
    compared = list(ways)[: 1 if quality == "l" else 2]  # manim squeezes its frame to 854 pixels, a picture of its own
    seen = _fidelity(trees[0], part, quality, {name: made[name] for name in compared}, frames, folder)
    return {
        "part": part.name,
        "size": SIZES[quality],
        "ways": {
            name: {
                "runs": [asdict(run) for run in runs[name]],
                "wall": median(run.wall for run in runs[name]),
                "cpu": median(run.cpu for run in runs[name]),
                "frames": frames[name],
                "bytes": sum(path.stat().st_size for path in made[name].values()),
                **seen.get(name, {}),
            }
            for name in ways
        },
    }


def _ways(tree: Tree, part: Part, quality: str) -> dict[str, Way]:
    since = "" if tree.name == "now" else f" at {tree.name}"
    return {
        f"rnnanim{since}": lambda folder: render(tree, part, quality, folder),
        f"stock manim{since}": lambda folder: render_stock(tree, part, quality, folder),
    }


def _frames(path: Path) -> int:
    import av

    with av.open(str(path)) as film:
        times = [packet.pts for packet in film.demux(video=0) if packet.dts is not None]
    assert all(a != b for a, b in pairwise(sorted(times))), f"{path.name}: frames with equal times"
    return len(times)


def _fidelity(
    tree: Tree, part: Part, quality: str, made: dict[str, dict[str, Path]], frames: dict[str, int], folder: Path
) -> dict[str, dict[str, float]]:
    """Return the PSNR [dB] of each way, over all samples of all scenes."""
    found = [
        tree.ask(
            "fidelity",
            folder,
            scene=scene,
            beats=part.beats,
            quality=quality,
            films={name: str(paths[scene]) for name, paths in made.items()},
            every=max(1, min(frames.values()) // len(part.scenes) // SAMPLES),
        )
        for scene in part.scenes
    ]
    from benchmarks.fidelity import decibels

    samples = sum(f["samples"] for f in found)
    return {
        name: {
            **{f"psnr_{kind}": decibels(sum(f[name][kind] for f in found) / samples) for kind in ("yuv", "rgb")},
            "psnr_worst": decibels(max(f[name]["worst"] for f in found)),
        }
        for name in made
    }


def tables(found: dict[str, Any]) -> list[list[str]]:
    """Return the rows of a table, the head first."""
    first = next(iter(found["ways"].values()))
    columns = "wall, ratio, processor, ratio, a frame, load, frames, MB, PSNR YUV, worst, RGB".split(", ")
    rows = [[f"{found['part']}, {found['size']}", *columns]]
    for name, way in found["ways"].items():
        rows.append(
            [
                name,
                f"{way['wall']:.1f} s",
                f"{way['wall'] / first['wall']:.2f}",
                f"{way['cpu']:.1f} s",
                f"{way['cpu'] / first['cpu']:.2f}",
                f"{1e3 * way['cpu'] / way['frames']:.1f} ms",
                f"{max(run['load'] for run in way['runs']):.1f}",
                str(way["frames"]),
                f"{way['bytes'] / 1e6:.2f}",
                *(f"{way[key]:.1f} dB" if key in way else "" for key in ("psnr_yuv", "psnr_worst", "psnr_rgb")),
            ]
        )
    return rows
