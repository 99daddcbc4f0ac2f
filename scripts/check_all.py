"""Check every scene in both languages with the lessons of the lecture, and some with many networks.

Usage: python scripts/check_all.py [SCENE …] [--jobs N] [--quick | --wide] [--themes dark,light] [--frames wide,tall]
Every scene is held against the default, vanishing, exploding and hundred lessons and five steps; those of WIDE (with
--wide all, with --quick none) also against every preset at several lengths and against networks that are drawn.
A run that is broken off goes on where it stopped; --again forgets. Prints what is wrong by cause; exit code 1 if
anything is.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from itertools import product
from multiprocessing import get_context
from pathlib import Path

from rnnanim import catalog
from rnnanim.captions import LANGUAGES
from rnnanim.errors import LessonError, RnnAnimError
from rnnanim.locations import ASSETS, PACKAGE, SCENES

LECTURE = ("default", "vanishing", "exploding", "hundred")
WIDE = ("FoldedToUnrolled", "GradientPaths")
LENGTHS = (2, 3, 5, 8)
SIZES = (1, 2, 3, 4, 5)  # units of the networks that are drawn
SEEDS = (1, 2)
DONE = Path("media/check_all.jsonl")
LIMIT = "(network.max_steps)"  # said by a lesson that is longer than its maker allows: no fault of the scene

Problems = list[tuple[str, str, str]]
"""Beat, kind and what of each."""


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


def cases(scenes: Sequence[str], themes: Sequence[str], frames: Sequence[str], wide: Sequence[str]) -> Iterator[Case]:
    """Yield the runs of the matrix."""
    for scene, language, theme, frame in product(scenes, LANGUAGES, themes, frames):
        for preset in LECTURE:
            yield Case(scene, language, preset, (), None, theme, frame)
        yield Case(scene, language, "default", ("network.steps=5",), None, theme, frame)
        if scene in wide:
            yield from _wide(scene, language, theme, frame)


def _wide(scene: str, language: str, theme: str, frame: str) -> Iterator[Case]:
    """Yield every preset at several lengths, those that it allows, and networks that are drawn."""
    from rnnanim.lesson import PRESETS, load_lesson

    for preset, steps in product(PRESETS, LENGTHS):
        length = f"network.steps={steps}"
        try:
            load_lesson(preset, [length])
        except LessonError:
            length = "network.steps=6"
        yield Case(scene, language, preset, (length,), None, theme, frame)
    for hidden, seed in product(SIZES, SEEDS):
        overrides = (f"network.draw.hidden={hidden}", f"network.steps={LENGTHS[(hidden + seed) % len(LENGTHS)]}")
        yield Case(scene, language, None, overrides, seed, theme, frame)
    for change in ("network.activation=sigmoid", "network.output_activation=sigmoid", "network.draw.hidden=8"):
        yield Case(scene, language, "default", (change,), None, theme, frame)


def run(case: Case) -> tuple[Problems, int]:
    """Return the problems of a run, and how many numbers were traced."""
    from rnnanim import loading
    from rnnanim.audit.watch import audit
    from rnnanim.lesson import load_lesson

    try:
        lesson = load_lesson(case.preset, case.overrides, case.seed, case.language, case.theme)
        report = audit(loading.load(case.scene), lesson, frame=case.frame)
    except LessonError as error:
        return ([] if LIMIT in str(error) else [("", "error", str(error))]), 0
    except RnnAnimError as error:
        return [("", "error", str(error))], 0
    return [(p.beat, p.kind, p.what) for p in report.problems], len(report.numbers)


def cause(beat: str, kind: str, what: str) -> tuple[str, str, str]:
    """Return a problem without its numbers, so that the like come together.

    >>> cause("path_2", "too small", "“0.121”: the digit 1 0.210 high")
    ('path', 'too small', '“#”: the digit # # high')
    """
    return re.sub(r"_(\d+)$", "", beat), kind, re.sub(r"[-−]?\d+(\.\d+)?( × 10[⁻⁰-⁹¹²³]+)?|[₀-₉]+", "#", what)


@dataclass(slots=True)
class Results:
    """What each run came to, kept in a file as long as the sources stay as they are."""

    path: Path
    sources: str
    found: dict[str, tuple[Problems, int]] = field(default_factory=dict)

    @classmethod
    def open(cls, path: Path, *, again: bool) -> Results:
        """Return what an earlier run with these sources left; start a new file if there is none."""
        results = cls(path, sources_digest())
        lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() and not again else []
        kept = [line for line in lines[1:] if _is_whole(line)] if lines[:1] == [results.sources] else []
        for name, problems, numbers in map(json.loads, kept):
            results.found[name] = [tuple(problem) for problem in problems], numbers
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join([results.sources, *kept, ""]), encoding="utf-8")
        return results

    def add(self, case: Case, problems: Problems, numbers: int) -> None:
        """Take a result and write it down."""
        self.found[str(case)] = problems, numbers
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps([str(case), problems, numbers], ensure_ascii=False) + "\n")


def sources_digest() -> str:
    """Return the digest of the sources of rnnanim, its scenes and its assets."""
    total = hashlib.sha256()
    for package, root in sorted({"rnnanim": PACKAGE, "scenes": SCENES, "assets": ASSETS}.items()):
        for path in sorted(root.rglob("*")):
            inside = path.relative_to(root)
            if path.is_file() and not {"__pycache__", "gallery"} & set(inside.parts):
                total.update(f"{package}/{inside.as_posix()}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _is_whole(line: str) -> bool:
    """Return whether a line was not broken off while it was written."""
    try:
        return len(json.loads(line)) == 3
    except (ValueError, TypeError):
        return False


def check(todo: Sequence[Case], results: Results, jobs: int) -> None:
    """Run what is not done yet, a line on stderr for each."""
    left = [case for case in todo if str(case) not in results.found]
    if len(left) < len(todo):
        print(f"{len(todo) - len(left)} of {len(todo)} runs were done before", file=sys.stderr)
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        ended = {pool.submit(run, case): case for case in left}
        for number, future in enumerate(as_completed(ended), len(todo) - len(left) + 1):
            case, (problems, numbers) = ended[future], future.result()
            results.add(case, problems, numbers)
            print(f"{number}/{len(todo)} {case}: {len(problems) or 'no'} problems", file=sys.stderr, flush=True)


def summary(todo: Sequence[Case], results: Results) -> Iterator[str]:
    """Yield what is wrong, a paragraph for each cause, and a line for each scene."""
    causes: dict[tuple[str, str, str], list[str]] = {}
    for case in todo:
        for beat, kind, what in results.found[str(case)][0]:
            causes.setdefault(cause(beat, kind, what), []).append(f"{case}, {beat}: {what}")
    for (beat, kind, what), places in sorted(causes.items(), key=lambda item: -len(item[1])):
        yield f"{len(places):4} × {kind}: {what} [{beat}]\n       first: {places[0]}"
    for scene in dict.fromkeys(case.scene for case in todo):
        own = [results.found[str(case)] for case in todo if case.scene == scene]
        clean = sum(not problems for problems, _ in own)
        yield f"{scene:<22} {clean} of {len(own)} runs clean, {sum(numbers for _, numbers in own)} numbers traced"


def main() -> int:
    """Run the matrix and print what is wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0] if __doc__ else None, formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    parser.add_argument("scenes", nargs="*", metavar="SCENE")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--themes", default="dark")
    parser.add_argument("--frames", default="wide")
    parser.add_argument("--quick", action="store_true", help="the lessons of the lecture alone")
    parser.add_argument("--wide", action="store_true", help="every scene against the many networks too")
    parser.add_argument("--again", action="store_true", help="forget what an earlier run found")
    given = parser.parse_args()
    began, scenes = time.monotonic(), given.scenes or list(catalog.SCENES)
    wide = () if given.quick else scenes if given.wide else WIDE
    todo = list(dict.fromkeys(cases(scenes, given.themes.split(","), given.frames.split(","), wide)))
    results = Results.open(DONE, again=given.again)
    check(todo, results, max(1, given.jobs))
    for line in summary(todo, results):
        print(line)
    wrong = sum(bool(results.found[str(case)][0]) for case in todo)
    print(f"{len(todo) - wrong} of {len(todo)} runs are clean, {time.monotonic() - began:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
