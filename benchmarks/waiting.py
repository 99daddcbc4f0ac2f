"""How long one waits while editing: for a still, for the first beat, and for the film after a change.

The editing is done in a copy of the sources: a comment at the end of a storyboard, half a second more of a beat.
"""

from __future__ import annotations

import ast
import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.sides import SIZES, Part, made, render, render_stock
from benchmarks.trees import Run, Tree
from rnnanim import catalog

_EDIT = "self.hold(0.5)"


def measure(tree: Tree, part: Part, quality: str, times: int, folder: Path, tell: Callable[[str], None]) -> Any:
    """Return the fastest of some runs of each kind; after an edit there is one."""
    scene, first = part.scenes[0], Part(part.scenes[:1], (_first_beat(tree, part.scenes[0], folder),))
    stock = Path(tree.root / catalog.SCENES[scene].file)
    draft = ["-m", "rnnanim", "still", scene, "-q", quality, "-o", "still.png"]
    last = ["-m", "manim", "render", "-s", f"-q{quality}", "--media_dir", "media", str(stock), scene]
    kinds: dict[str, Callable[[Path], Run]] = {
        "import manim": lambda folder: tree.run(["-c", "import manim"], folder),
        f"still of {scene}": lambda folder: tree.run(draft, folder),
        f"still of {scene}, stock manim -s": lambda folder: tree.run(last, folder),
        f"first beat of {scene}": lambda folder: render(tree, first, quality, folder),
        f"first beat of {scene}, stock manim": lambda folder: render_stock(tree, first, quality, folder),
    }
    runs: dict[str, list[Run]] = {name: [] for name in kinds}
    for _ in range(times):
        for name, kind in kinds.items():
            shutil.rmtree(folder / "waiting", ignore_errors=True)
            runs[name].append(kind(made(folder / "waiting")))
    found = {name: min(some, key=lambda run: run.wall) for name, some in runs.items()}
    found |= _after_changes(tree, part, quality, folder)
    for name, run in found.items():
        tell(f"{SIZES[quality]} {name}: {run.wall:.1f} s, processor {run.cpu:.1f} s, load {run.load:.1f}")
    return {"size": SIZES[quality], "part": part.name, "runs": {name: asdict(run) for name, run in found.items()}}


def _first_beat(tree: Tree, scene: str, folder: Path) -> str:
    return str(tree.ask("beats", made(folder), scene=scene)[0])


def _after_changes(tree: Tree, part: Part, quality: str, folder: Path) -> dict[str, Run]:
    copy, out, home = Tree("changed", folder / "changed"), folder / "edited", made(folder / "home")
    for old in (copy.root, out):
        shutil.rmtree(old, ignore_errors=True)
    shutil.copytree(tree.root, copy.root, symlinks=True)

    def again() -> Run:
        return render(copy, part, quality, out, home=home, RNNANIM_CACHE_SIZE="8GB")

    storyboard, name = _storyboard(copy, part.scenes[-1])
    found = {"all films": again(), "again, nothing changed": again()}
    storyboard.write_text(storyboard.read_text() + "# nothing that is seen\n")
    found["again, a comment changed"] = again()
    storyboard.write_text(_edited(storyboard.read_text(), name, part.beats))
    found["again, one beat edited"] = again()
    shutil.rmtree(out)
    found["again, the films deleted"] = again()
    return found


def _storyboard(tree: Tree, scene: str) -> tuple[Path, str]:
    module, _, name = catalog.target(scene).partition(":")
    return tree.root / Path(*module.split(".")[1:]).with_suffix(".py"), name


def _edited(source: str, name: str, beats: tuple[str, ...]) -> str:
    """Return a storyboard in which a beat of class `name` is held longer: the last, or the last of `beats`."""
    scene = next(node for node in ast.parse(source).body if isinstance(node, ast.ClassDef) and node.name == name)
    methods = [
        node
        for node in scene.body
        if isinstance(node, ast.FunctionDef)
        and any("beat" in ast.unparse(decorator) for decorator in node.decorator_list)
        and (not beats or any(beat == node.name or beat.startswith(f"{node.name}_") for beat in beats))
    ]
    if not methods:
        raise SystemExit(f"{name} has no beat of its own that could be edited; name other --scenes or --beats")
    lines = source.splitlines(keepends=True)
    lines.insert(methods[-1].body[-1].end_lineno or 0, f"        {_EDIT}\n")
    return "".join(lines)


def tables(found: dict[str, Any]) -> list[list[str]]:
    """Return the rows of a table, the head first."""
    floor = found["runs"]["import manim"]["cpu"]
    rows = [[f"{found['part']}, {found['size']}", "wall", "processor", "of an import", "load"]]
    for name, run in found["runs"].items():
        wall, cpu = f"{run['wall']:.1f} s", f"{run['cpu']:.1f} s"
        rows.append([name, wall, cpu, f"{run['cpu'] / floor:.1f}", f"{run['load']:.1f}"])
    return rows
