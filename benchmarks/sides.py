"""The two ways to the same films: ours, and stock manim's with the same scene files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.trees import Run, Tree
from rnnanim import catalog

SIZES = {"l": "480p15", "m": "720p30", "h": "1080p60", "p": "1440p60", "k": "2160p60"}


@dataclass(frozen=True, slots=True)
class Part:
    """What is rendered.

    Parameters
    ----------
    scenes : tuple of str
        Names of the lecture.
    beats : tuple of str
        Of one scene, only these; empty for all.
    """

    scenes: tuple[str, ...]
    beats: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What tables call it."""
        if self.beats:
            return f"{self.scenes[0]} ({', '.join(self.beats)})"
        return "the lecture" if self.scenes == tuple(catalog.SCENES) else ", ".join(self.scenes)


def render(tree: Tree, part: Part, quality: str, folder: Path, *more: str, **settings: Any) -> Run:
    """Render `part` as users do, into `folder`; `settings` are what `Tree.run` takes."""
    whole = part.scenes == tuple(catalog.SCENES) and not part.beats
    scenes = ["--all"] if whole else [*part.scenes, *(word for beat in part.beats for word in ("--beat", beat))]
    command = ["-m", "rnnanim", "render", *scenes, "-q", quality, "--out", str(folder), *more]
    return tree.run(command, made(folder), **settings)


def render_stock(tree: Tree, part: Part, quality: str, folder: Path, *more: str) -> Run:
    """Let plain manim render `part`, scene after scene."""
    total = Run(0, 0, 0)
    for scene in part.scenes:
        file = _picked(scene, part.beats, made(folder)) if part.beats else tree.root / catalog.SCENES[scene].file
        options = ["--disable_caching", f"-q{quality}", "--media_dir", str(folder / "media"), *more]
        total += tree.run(["-m", "manim", "render", *options, str(file), scene], made(folder))
    return total


def films(folder: Path, part: Part) -> dict[str, Path]:
    """Return the films of scenes that one of the two has left in `folder`."""
    found = {path.name.split(".")[0]: path for path in folder.rglob("*.mp4") if "partial_movie_files" not in path.parts}
    return {scene: found[scene] for scene in part.scenes}


def made(folder: Path) -> Path:
    """Return `folder`, which is there now."""
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _picked(scene: str, beats: tuple[str, ...], folder: Path) -> Path:
    """Write a scene file of some beats, since plain manim cannot pick any."""
    module, _, name = catalog.target(scene).partition(":")
    path = folder / f"only_{scene}.py"
    path.write_text(
        f"from {module} import {name} as Whole\n\n\n"
        f"class {name}(Whole):\n"
        f"    def __init__(self, *given, **named):\n"
        f"        super().__init__(*given, only={beats!r}, **named)\n"
    )
    return path
