"""Check every scene in both languages with every preset, several lengths and random lessons.

python scripts/check_all.py [--jobs N] [--random N] [SCENE …]

Each line is a command that can be repeated by hand; the exit code is 1 when one of them found something.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path

from rnnanim.captions import LANGUAGES
from rnnanim.lesson import PRESETS

STEPS = (2, 3, 5, 8)
LONGEST = {"hundred": 6}  # beyond it a lesson is refused, with one line
RNNANIM = Path(sys.executable).with_name("rnnanim")

Case = tuple[tuple[str, ...], int]  # options of `check`, and the exit code that is right


def cases(draws: int) -> Iterator[Case]:
    """Yield every preset in its own length and in the others, then random lessons of H = 1 … 5."""
    for preset, language in product(PRESETS, LANGUAGES):
        yield ("--lesson", preset, "--lang", language), 0
        for steps in STEPS:
            refused = steps > LONGEST.get(preset, steps)
            yield ("--lesson", preset, "--lang", language, "--set", f"network.steps={steps}"), 2 if refused else 0
    for seed in range(draws):
        yield random_lesson(seed), 0


def random_lesson(seed: int) -> tuple[str, ...]:
    """Return the options of a lesson whose sizes, functions and weights are drawn; H goes through 1 … 5."""
    pick = random.Random(seed)
    values = {
        "draw.hidden": seed % 5 + 1,
        "draw.inputs": pick.randint(1, 5),
        "draw.outputs": pick.randint(1, 5),
        "draw.spectral_radius": pick.choice([0.3, 0.9, 1.0, 1.6, 3.0]),
        "steps": pick.randint(1, 8),
        "activation": pick.choice(["sigmoid", "tanh", "relu", "identity"]),
        "output_activation": pick.choice(["identity", "sigmoid"]),
    }
    sets = (option for key, value in values.items() for option in ("--set", f"network.{key}={value}"))
    return (*sets, "--seed", str(seed), "--lang", pick.choice(LANGUAGES))


def check(scenes: list[str], case: Case) -> bool:
    """Run one check, print its command, and what it said when that is not what is right."""
    options, right = case
    command = [str(RNNANIM), "check", *scenes, *options]
    run = subprocess.run(command, capture_output=True, text=True)
    fine = run.returncode == right and (right == 0 or len(run.stderr.strip().splitlines()) == 1)
    said = "" if fine else f"\n{run.stdout}{run.stderr}"
    print(f"{'ok   ' if fine else 'FAULT'} rnnanim {' '.join(command[1:])}{said}", flush=True)
    return fine


def main() -> int:
    """Run all checks, a few at a time."""
    parser = argparse.ArgumentParser(description="Check every scene with every preset and more.")
    parser.add_argument("scenes", nargs="*", metavar="SCENE")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--random", type=int, default=10, metavar="N", help="how many random lessons")
    options = parser.parse_args()
    with ThreadPoolExecutor(options.jobs) as pool:
        results = list(pool.map(lambda case: check(options.scenes, case), cases(options.random)))
    print(f"{results.count(True)} of {len(results)} as they should be")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
