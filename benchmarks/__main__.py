"""Measure what rendering takes: ``python -m benchmarks [PART ...]``, all parts unless some are named.

Parts: lecture (beside stock manim, in turns), frames (where the time of a frame goes, and the least it could be),
encoders (settings of x264 for the same frames, of one beat unless some are named), waiting (stills, the first beat,
after a change), scaling (with 1, 2, 4 ... workers). Tables go to stdout as Markdown, what happens meanwhile to stderr.
The whole lecture takes hours; --quick is a beat, once.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks import against_stock, encoders, frames, scaling, waiting
from benchmarks.machine import machine
from benchmarks.sides import SIZES, Part
from benchmarks.trees import ROOT, Tree
from rnnanim import catalog
from rnnanim.cli.options import cores

PARTS = {"lecture": against_stock, "frames": frames, "encoders": encoders, "waiting": waiting, "scaling": scaling}
QUICK = Part(("PathsToWy",), ("compare_the_weights",))


def main() -> int:
    """Measure what is asked for, and write it."""
    options = _options()
    found: dict[str, Any] = {"machine": machine(), "date": date.today().isoformat()}
    with tempfile.TemporaryDirectory(prefix="rnnanim-benchmarks-") as name:
        folder = Path(name)
        trees = [Tree.of_now(folder), *(Tree.of_revision(revision, folder) for revision in options.before)]
        for part in options.parts:
            found[part] = []
            for one in _measure(part, options, trees, folder):
                found[part].append(one)
                print("\n" + _markdown(PARTS[part].tables(one)), flush=True)
                if options.json:
                    options.json.write_text(json.dumps(found, indent=1))
            if options.readme:
                _write(part, found)
    print("\n" + _about(found), flush=True)
    return 0


def _measure(name: str, options: argparse.Namespace, trees: list[Tree], folder: Path) -> Iterator[dict[str, Any]]:
    part, times = options.part, options.times
    if name == "lecture":
        for quality in options.quality:
            yield against_stock.measure(trees, part, quality, times, folder, _tell)
    elif name == "frames":
        for quality in options.quality:
            given = {"beats": part.beats, "quality": quality, "film": str(folder / "frames.mp4")}
            rows = [
                {"name": Part((scene,), part.beats).name, **trees[0].ask("frames", folder, scene=scene, **given)}
                for scene in part.scenes
            ]
            yield {"size": SIZES[quality], "scenes": rows}
    elif name == "encoders":
        some = part if part.beats else Part(("GradientPaths",), ("path_1",))
        for quality in options.quality:
            given = {"beats": some.beats, "quality": quality, "folder": str(folder)}
            answer = trees[0].ask("encoders", folder, scene=some.scenes[0], **given)
            yield {"part": some.name, "size": SIZES[quality], **answer}
    elif name == "waiting":
        yield waiting.measure(trees[0], part, options.quality[0], times, folder, _tell)
    else:
        yield scaling.measure(trees[0], part, options.quality[0], options.workers, times, folder, _tell)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    several = {"nargs": "+", "metavar": "NAME"}
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--scenes", default=list(catalog.SCENES), help="only these", **several)
    parser.add_argument("--beats", default=[], help="only these, of one scene", **several)
    parser.add_argument("--quality", nargs="+", choices=list(SIZES), help="m h unless given")
    parser.add_argument("--times", type=int, default=3, help="runs of each kind")
    parser.add_argument("--workers", type=int, nargs="+", default=_doubled(cores()), help="1 2 4 ... up to the cores")
    parser.add_argument("--before", nargs="+", default=[], metavar="REVISION", help="measure these of Git as well")
    parser.add_argument("--quick", action="store_true", help="one beat, once, at 720p30")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all that was measured there")
    parser.add_argument("--readme", action="store_true", help="write the tables into benchmarks/README.md")
    options = parser.parse_args()
    if unknown := [name for name in options.parts if name not in PARTS]:
        parser.error(f"unknown part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    if unknown := [name for name in options.scenes if name not in catalog.SCENES]:
        parser.error(f"unknown scene {', '.join(unknown)}; {catalog.near(unknown[0], catalog.SCENES)}")
    if options.beats and len(options.scenes) != 1:
        parser.error("--beats are those of one scene; name it with --scenes")
    options.parts = options.parts or list(PARTS)
    options.part = Part(tuple(options.scenes), tuple(options.beats))
    if options.quick:
        options.part, options.times = QUICK, 1
    options.quality = options.quality or (["m"] if options.quick else ["m", "h"])
    return options


def _doubled(most: int) -> list[int]:
    """Return 1, 2, 4 ... and at last `most`.

    >>> _doubled(6)
    [1, 2, 4, 6]
    """
    return sorted({most, *(2**n for n in range(most.bit_length()) if 2**n <= most)})


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _markdown(rows: list[list[str]]) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    assert len({*map(len, rows)}) == 1, "a row has other columns than the head"
    lines.insert(1, "| --- " + "| ---: " * (len(rows[0]) - 1) + "|")
    return "\n".join(lines)


def _about(found: dict[str, Any]) -> str:
    return f"{found['date']}: " + ", ".join(f"{name} {value}" for name, value in found["machine"].items())


def _write(part: str, found: dict[str, Any]) -> None:
    """Put the tables of a part between its marks in the README."""
    path = ROOT / "benchmarks" / "README.md"
    tables = "\n\n".join(_markdown(PARTS[part].tables(one)) for one in found[part])
    block = f"<!-- {part} -->\n{tables}\n\n{_about(found)}\n<!-- end -->"
    path.write_text(re.sub(rf"<!-- {part} -->.*?<!-- end -->", lambda _: block, path.read_text(), flags=re.DOTALL))


if __name__ == "__main__":
    sys.exit(main())
