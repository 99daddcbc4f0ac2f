"""Say how long scenes are, beat by beat, and the line that the catalog should have for each.

python scripts/measure.py [SCENE …]
"""

from __future__ import annotations

import sys
from pathlib import Path

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
        module = Path(catalog.SCENES[name].file).stem
        print(f'{"":9}_entry("{catalog.stem(name)}", "{module}", {scene.frames / sampling.FPS:.1f}),')


if __name__ == "__main__":
    main()
