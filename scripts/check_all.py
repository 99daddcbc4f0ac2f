"""Check every scene in both languages with the lessons of the lecture, and with many others.

Usage: python scripts/check_all.py [SCENE …] [--jobs N] [--quick | --wide] [--stills] [--only GROUP,…]
Groups: `lecture`, its lessons and five steps; `signs`, each array negative; `lengths`, from 1 to 500 steps, where a
scene may refuse in one line; `random`, networks drawn from the seeds 1 … 40, each in English for one half of the scenes
and in Chinese for the other (with --wide in both for all); `presets`, each at several lengths, for the scenes of
PRESETS_FOR (with --wide for all).
With --stills motions are not looked at, only the picture at the end of each: half the time.
A run that is broken off goes on where it stopped; --again forgets. Prints what is wrong by cause, with the command that
repeats it; exit code 1 if anything is.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import shlex
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from itertools import product
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from rnnanim import catalog
from rnnanim.captions import LANGUAGES
from rnnanim.errors import InputError, LessonError, RnnAnimError
from rnnanim.locations import ASSETS, PACKAGE, SCENES

LECTURE = ("default", "vanishing", "exploding", "hundred")
PRESETS_FOR = ("FoldedToUnrolled", "GradientPaths")
PRESET_LENGTHS = (2, 3, 5, 8)
LENGTHS = (1, 2, 22, 50, 100, 500)
SEEDS = range(1, 41)
SIGNS = (
    *(f"network.W_h=[[{weight}]]" for weight in (-0.7, -0.9, -1.4)),
    "network.W_x=[[-0.5]]",
    "network.W_y=[[-1]]",
    "network.x=[[-1],[-1],[-1]]",
    "network.target=[[-2],[-2],[-2]]",
)
GROUPS = ("lecture", "signs", "lengths", "random", "presets")
PER_SECOND = 4  # looks at a motion
DONE = Path("media/check_all.jsonl")
LIMIT = "(network.max_steps)"  # said by a lesson that is longer than its maker allows: no fault of the scene

Problems = list[tuple[str, str, str]]
"""Beat, kind and what of each."""


@dataclass(frozen=True, slots=True)
class Case:
    """One run: a scene with a lesson, in one language, theme and frame; `seed` is that of a random lesson."""

    scene: str
    language: str
    theme: str
    frame: str
    group: str
    preset: str = "default"
    overrides: tuple[str, ...] = ()
    seed: int | None = None
    per_second: int = PER_SECOND

    def __str__(self) -> str:
        lesson = " ".join((self.preset, *self.overrides)) if self.seed is None else f"random {self.seed}"
        return f"{self.scene} {self.language} {lesson.replace('network.', '')} {self.look}"

    @property
    def look(self) -> str:
        """Theme and frame, and whether only stills are looked at."""
        return f"{self.theme} {self.frame}{'' if self.per_second else ' stills'}"

    @property
    def command(self) -> str:
        """What repeats the run by hand, in a wide frame."""
        words = ["rnnanim", "check", self.scene, "--lang", self.language, "--theme", self.theme]
        words += [] if self.preset == "default" else ["--lesson", self.preset]
        return shlex.join([*words, *(word for line in self.overrides for word in ("--set", line))])


def cases(
    scenes: Sequence[str],
    groups: Sequence[str] = GROUPS,
    looks: Sequence[tuple[str, str]] = (("dark", "wide"),),
    *,
    wide: bool = False,
) -> Iterator[Case]:
    """Yield the runs of the matrix; a look is a theme and a frame."""
    for group, (theme, frame), scene, language in product(groups, looks, scenes, LANGUAGES):
        for preset, overrides, seed in _lessons(group, scene, language, wide=wide):
            yield Case(scene, language, theme, frame, group, preset, overrides, seed)


def _lessons(group: str, scene: str, language: str, *, wide: bool) -> Iterator[tuple[str, tuple[str, ...], int | None]]:
    """Yield preset, overrides and seed of each lesson of a group that a scene meets in a language."""
    if group == "lecture":
        yield from ((preset, (), None) for preset in LECTURE)
        yield "default", ("network.steps=5",), None
    elif group == "signs":
        yield from (("default", (change,), None) for change in SIGNS)
    elif group == "lengths":
        yield from (("default", (f"network.steps={steps}",), None) for steps in LENGTHS)
    elif group == "random":
        own = (list(catalog.SCENES).index(scene) + LANGUAGES.index(language)) % 2
        yield from (("default", random_lesson(seed), seed) for seed in SEEDS if wide or seed % 2 == own)
    elif wide or scene in PRESETS_FOR:
        yield from ((preset, (length,), None) for preset, length in _presets())
        for change in ("network.activation=sigmoid", "network.output_activation=sigmoid", "network.draw.hidden=8"):
            yield "default", (change,), None


def _presets() -> Iterator[tuple[str, str]]:
    """Yield every preset with several lengths, those that it allows."""
    from rnnanim.lesson import PRESETS, load_lesson

    for preset, steps in product(PRESETS, PRESET_LENGTHS):
        length = f"network.steps={steps}"
        try:
            load_lesson(preset, [length])
        except LessonError:
            length = "network.steps=6"
        yield preset, length


def random_lesson(seed: int) -> tuple[str, ...]:
    """Return the network of a seed, up to 5 units and 8 steps, as what `--set` takes."""
    draw = np.random.default_rng(seed)
    H, T, D, O = (int(draw.integers(1, end)) for end in (6, 9, 4, 3))
    words = {
        "activation": str(draw.choice(["tanh", "sigmoid", "relu", "identity"])),
        "output_activation": str(draw.choice(["identity", "identity", "tanh", "sigmoid"])),
        "loss": str(draw.choice(["last", "sum", "mean"])),
    }
    radius = float(draw.choice([0.3, 0.7, 1.0, 1.4, 2.0]))
    W_h = draw.normal(size=(H, H))
    arrays = {
        "W_x": draw.normal(size=(H, D)),
        "W_h": W_h * radius / max(abs(np.linalg.eigvals(W_h)).max(), 1e-3),
        "W_y": draw.normal(size=(O, H)),
        "b_h": draw.normal(size=H) * 0.3,
        "b_y": draw.normal(size=O) * 0.3,
        "h_0": np.zeros(H),
        "x": draw.normal(size=(T, D)),
        "target": draw.normal(size=(T, O)),
    }
    rounded = {name: json.dumps(np.round(array, 2).tolist(), separators=(",", ":")) for name, array in arrays.items()}
    return *(f"network.{name}={array}" for name, array in rounded.items()), *(
        f'network.{k}="{v}"' for k, v in words.items()
    )


def run(case: Case) -> tuple[Problems, int]:
    """Return the problems of a run, and how many numbers were traced."""
    from rnnanim import loading
    from rnnanim.audit.watch import audit
    from rnnanim.lesson import load_lesson

    try:
        lesson = load_lesson(case.preset, case.overrides, None, case.language, case.theme)
        report = audit(loading.load(case.scene), lesson, frame=case.frame, per_second=case.per_second)
    except InputError as error:
        refused = LIMIT in str(error) or (case.group == "lengths" and "\n" not in str(error))
        return ([] if refused else [("", "error", str(error))]), 0
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
    began = time.monotonic()
    left = [case for case in todo if str(case) not in results.found]
    if len(left) < len(todo):
        print(f"{len(todo) - len(left)} of {len(todo)} runs were done before", file=sys.stderr)
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        ended = {pool.submit(run, case): case for case in left}
        for number, future in enumerate(as_completed(ended), len(todo) - len(left) + 1):
            case, (problems, numbers) = ended[future], future.result()
            results.add(case, problems, numbers)
            seconds = f"{time.monotonic() - began:.0f} s"
            print(
                f"{number}/{len(todo)} {seconds} {case}: {len(problems) or 'no'} problems", file=sys.stderr, flush=True
            )


def summary(todo: Sequence[Case], results: Results) -> Iterator[str]:
    """Yield what is wrong, a paragraph for each cause, and a line for each scene."""
    causes: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    for case in todo:
        for beat, kind, what in results.found[str(case)][0]:
            causes.setdefault(cause(beat, kind, what), []).append((f"{case}, {beat}: {what}", case.command))
    for (beat, kind, what), places in sorted(causes.items(), key=lambda item: -len(item[1])):
        yield f"{len(places):4} × {kind}: {what} [{beat}]\n       first: {places[0][0]}\n       {places[0][1]}"
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
    parser.add_argument("--only", default=",".join(GROUPS), metavar="GROUP,…", help="some of the groups")
    parser.add_argument("--quick", action="store_true", help="the lessons of the lecture alone")
    parser.add_argument(
        "--wide", action="store_true", help="every scene with all presets, and all random networks twice"
    )
    parser.add_argument("--stills", action="store_true", help="look at no motion")
    parser.add_argument("--again", action="store_true", help="forget what an earlier run found")
    given = parser.parse_args()
    groups = ["lecture"] if given.quick else given.only.split(",")
    if unknown := set(groups) - set(GROUPS):
        parser.error(f"--only: there is no group {', '.join(sorted(unknown))}; there are {', '.join(GROUPS)}")
    began, scenes = time.monotonic(), given.scenes or list(catalog.SCENES)
    looks = list(product(given.themes.split(","), given.frames.split(",")))
    every = cases(scenes, groups, looks, wide=given.wide)
    chosen = [replace(case, per_second=0 if given.stills else PER_SECOND) for case in every]
    todo = list({str(case): case for case in chosen}.values())
    results = Results.open(DONE, again=given.again)
    check(todo, results, max(1, given.jobs))
    for line in summary(todo, results):
        print(line)
    wrong = sum(bool(results.found[str(case)][0]) for case in todo)
    print(f"{len(todo) - wrong} of {len(todo)} runs are clean, {time.monotonic() - began:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
