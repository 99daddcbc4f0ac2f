"""Check every scene in both languages with every preset at several lengths, and with networks that are drawn.

Usage: python scripts/check_all.py [SCENE …] [--jobs N] [--themes dark,light] [--frames wide,tall,square] [--quick]
Prints what is wrong by cause; exit code 1 if anything is.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import product
from multiprocessing import get_context

from rnnanim.captions import LANGUAGES
from rnnanim.catalog import SCENES
from rnnanim.errors import LessonError, RnnAnimError

LENGTHS = (2, 3, 5, 8)
SIZES = (1, 2, 3, 4, 5)  # units of the networks that are drawn
SEEDS = (1, 2)


@dataclass(frozen=True, slots=True)
class Case:
    """One run: a scene with a lesson, in one language, theme and frame."""

    scene: str
    language: str
    preset: str | None
    overrides: tuple[str, ...]
    seed: int | None
    theme: str
    frame: str

    def __str__(self) -> str:
        drawn = " ".join((*self.overrides, *([f"seed={self.seed}"] if self.seed is not None else [])))
        network = f"{self.preset or 'drawn'} {drawn.replace('network.', '')}"
        return f"{self.scene} {self.language} {network} {self.theme} {self.frame}"


def cases(scenes: Sequence[str], themes: Sequence[str], frames: Sequence[str], *, quick: bool) -> Iterator[Case]:
    """Yield the runs of the matrix; lengths that a preset refuses are left out."""
    from rnnanim.lesson import PRESETS, load_lesson

    for scene, language, theme, frame in product(scenes, LANGUAGES, themes, frames):
        for preset, steps in product(PRESETS, LENGTHS):
            length = f"network.steps={steps}"
            try:
                load_lesson(preset, [length])
            except LessonError:
                length = "network.steps=6"
            if not quick or (preset, language) in (("default", "en"), ("exploding", "zh")):
                yield Case(scene, language, preset, (length,), None, theme, frame)
        for hidden, seed in product(SIZES, SEEDS):
            overrides = (f"network.draw.hidden={hidden}", f"network.steps={LENGTHS[(hidden + seed) % len(LENGTHS)]}")
            if not quick or seed == 1:
                yield Case(scene, language, None, overrides, seed, theme, frame)
        for change in ("network.activation=sigmoid", "network.output_activation=sigmoid", "network.draw.hidden=8"):
            if not quick:
                yield Case(scene, language, "default", (change,), None, theme, frame)


def run(case: Case) -> tuple[Case, list[tuple[str, str, str]], int]:
    """Return the problems of a run as beat, kind and what, and how many numbers were traced."""
    from rnnanim import catalog
    from rnnanim.audit.watch import audit
    from rnnanim.lesson import load_lesson

    try:
        lesson = load_lesson(case.preset, case.overrides, case.seed, case.language, case.theme)
        report = audit(catalog.load(case.scene), lesson, frame=case.frame)
    except RnnAnimError as error:
        return case, [("", "error", str(error))], 0
    return case, [(p.beat, p.kind, p.what) for p in report.problems], len(report.numbers)


def cause(beat: str, kind: str, what: str) -> tuple[str, str, str]:
    """Return a problem without its numbers, so that the like come together.

    >>> cause("path_2", "too small", "“0.121”: the digit 1 0.210 high")
    ('path', 'too small', '“#”: the digit # # high')
    """
    return re.sub(r"_(\d+)$", "", beat), kind, re.sub(r"[-−]?\d+(\.\d+)?( × 10[⁻⁰-⁹¹²³]+)?|[₀-₉]+", "#", what)


def main() -> int:
    """Run the matrix and print what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("scenes", nargs="*", metavar="SCENE")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--themes", default="dark")
    parser.add_argument("--frames", default="wide")
    parser.add_argument("--quick", action="store_true", help="a part of the matrix")
    given = parser.parse_args()
    matrix = cases(given.scenes or list(SCENES), given.themes.split(","), given.frames.split(","), quick=given.quick)
    todo = list(dict.fromkeys(matrix))
    began, traced, wrong = time.monotonic(), 0, 0
    found: dict[tuple[str, str, str], list[tuple[Case, str, str]]] = {}
    with ProcessPoolExecutor(max(1, given.jobs), mp_context=get_context("spawn")) as pool:
        for number, (case, problems, numbers) in enumerate(pool.map(run, todo), 1):
            traced += numbers
            wrong += bool(problems)
            print(f"{number}/{len(todo)} {case}: {len(problems) or 'no'} problems", file=sys.stderr, flush=True)
            for beat, kind, what in problems:
                found.setdefault(cause(beat, kind, what), []).append((case, beat, what))
    for (beat, kind, what), places in sorted(found.items(), key=lambda item: -len(item[1])):
        case, first, example = places[0]
        print(f"{len(places):4} × {kind}: {what} [{beat}]\n       first: {case}, {first}: {example}")
    clean = len(todo) - wrong
    print(f"{clean} of {len(todo)} runs are clean, {traced} numbers traced, {time.monotonic() - began:.0f} s")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
