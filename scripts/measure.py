"""Say how long scenes are, beat by beat, and the line that the catalog should have for each.

    python scripts/measure.py [SCENE …]

A scene that the catalog does not have yet is rnnanim.scenes.CHAPTER.storyboard:CLASS.
"""

from __future__ import annotations

import sys

from rnnanim import catalog, loading
from rnnanim.audit import sampling
from rnnanim.audit.shown import Collector
from rnnanim.lesson import load_lesson


def main() -> None:
    """Measure the scenes of the command line, or all."""
    for name in sys.argv[1:] or catalog.SCENES:
        kind = loading.load(name)
        scene = sampling.run(kind, load_lesson(), Collector())
        for mark in scene.timeline:
            print(f"{mark.frames / sampling.FPS:6.1f} s  {mark.beat}")
        print(f'{"":9}_entry("{catalog.stem(name)}", "{chapter_of(kind)}", {scene.frames / sampling.FPS:.1f}),')


def chapter_of(kind: type) -> str:
    """Return the folder of a scene, or the name of a talk's module."""
    parts = kind.__module__.split(".")
    return parts[2] if parts[:2] == ["rnnanim", "scenes"] else parts[-1]


if __name__ == "__main__":
    main()
