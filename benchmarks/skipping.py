"""What a shard costs before it draws: the processor seconds of running a scene unseen, beside those of drawing it.

Run ``python benchmarks/skipping.py`` (options: -q, and names of scenes). A line for each scene: running it unseen with
the fingerprints of its beats, as its plan does, running it unseen alone, as a shard does, and drawing it.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

from rnnanim.lesson import load_lesson
from rnnanim.render.draw import LastFrame, draw
from rnnanim.render.job import QUALITIES, Picture, RenderJob
from rnnanim.render.plan import plan_film


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenes", nargs="*", default=["PathsToWy", "ProductOfFactors"])
    parser.add_argument("-q", "--quality", choices=list(QUALITIES), default="m")
    options = parser.parse_args()
    start = seconds(lambda: __import__("rnnanim.stage"))
    print(f"{'importing manim':<24} {start:6.2f} s, once for each process")
    for scene in options.scenes:
        job = RenderJob(scene, load_lesson(), Picture.of(options.quality))
        draw(job, LastFrame(), unseen=True)  # what is set by Typst is kept from now on
        plan = seconds(lambda job=job: plan_film(job, lambda beat, frames: None, Path()))
        unseen = seconds(lambda job=job: draw(job, LastFrame(), unseen=True))
        drawn = seconds(lambda job=job: draw(job, LastFrame()))
        print(f"{scene:<24} plan {plan:5.2f} s, unseen {unseen:5.2f} s, drawn {drawn:7.2f} s, 1 : {drawn / unseen:.0f}")
    return 0


def seconds(work: Callable[[], object]) -> float:
    """Return the processor seconds of some work."""
    before = time.process_time()
    work()
    return time.process_time() - before


if __name__ == "__main__":
    sys.exit(main())
