"""Time from a command to its picture, beside what no command can do without: an interpreter that imports manim.

Run ``python benchmarks/first_still.py`` (options: --times, and names of scenes). A line for each scene: processor
seconds of ``rnnanim still SCENE``, the least of some runs that alternate with the import alone, and their ratio.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenes", nargs="*", default=["GradientPaths"])
    parser.add_argument("--times", type=int, default=3)
    options = parser.parse_args()
    for scene in options.scenes:
        still = ["-m", "rnnanim", "still", scene, "-o", "still.png"]
        pairs = [(seconds(["-c", "import manim"]), seconds(still)) for _ in range(options.times)]
        floor, whole = (min(column) for column in zip(*pairs, strict=True))
        print(f"{scene:<24} {whole:6.2f} s, {whole / floor:4.1f} times the import of manim")
    return 0


def seconds(arguments: list[str]) -> float:
    """Return the processor seconds of a command of Python."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    sys.exit(main())
