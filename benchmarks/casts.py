"""Time how long each scene takes to build its cast for a large network.

Run ``python benchmarks/casts.py`` (options: --hidden, --steps, --limit, and names of scenes). A line for each scene:
the seconds of one processor from its class to its cast, nothing drawn, whatever else the machine does meanwhile. Ends
with 1 if one takes longer than the limit.
"""

from __future__ import annotations

import argparse
import os
import sys
import time

for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[name] = "1"  # before NumPy is loaded

from rnnanim import backend, catalog, loading  # noqa: E402
from rnnanim.lesson import Lesson, load_lesson  # noqa: E402

from manim import tempconfig  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenes", nargs="*", default=list(catalog.SCENES))
    parser.add_argument("--hidden", type=int, default=256)
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--limit", type=float, default=10.0, help="most seconds that a scene may take")
    options = parser.parse_args()
    sizes = [f"network.draw.hidden={options.hidden}", f"network.steps={options.steps}"]
    print(f"H = {options.hidden}, T = {options.steps}, at most {options.limit:g} s a scene")
    slow = 0
    for scene in options.scenes:
        seconds = timed(scene, load_lesson(None, sizes, seed=3))  # a lesson of its own: results are kept in it
        slow += seconds > options.limit
        print(f"  {scene:<24} {seconds:6.2f} s", flush=True)
    return 1 if slow else 0


def timed(scene: str, lesson: Lesson) -> float:
    kind = loading.load(scene)
    with tempconfig(backend.run_config(pixel_width=213, pixel_height=120, frame_rate=2, dry_run=True)):
        start = time.process_time()
        cast = kind(lesson=lesson).cast
        if callable(cast):
            cast()
        return time.process_time() - start


if __name__ == "__main__":
    sys.exit(main())
