"""The scenes of the lecture by name, in order, as data: `rnnanim.loading` says how a name becomes a class."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rnnanim.captions import scene_text


@dataclass(frozen=True, slots=True)
class SceneEntry:
    """What is known of a scene without importing it.

    Parameters
    ----------
    name : str
        Class name, the name that users type.
    target : str
        ``"module:Class"``.
    file : str
        Path in the repository of what plain manim takes.
    seconds : float
        Length of its film with the default lesson [s]; a test measures it.
    cells : tuple of str
        The cells that it can show; a test compares them with the class.
    layers : int
        The most layers that it can show; compared likewise.
    """

    name: str
    target: str
    file: str
    seconds: float
    cells: tuple[str, ...] = ("rnn",)
    layers: int = 1

    @property
    def beats(self) -> tuple[str, ...]:
        """The beats in order; a repeated one stands once."""
        return tuple(scene_text(self.name, "en").templates)


def _entry(
    name: str, chapter: str, seconds: float, file: str = "", module: str = "storyboard", layers: int = 1
) -> SceneEntry:
    target = f"rnnanim.scenes.{chapter}.{module}:{name}"
    return SceneEntry(name, target, f"scenes/{file or chapter}.py", seconds, layers=layers)


SCENES: dict[str, SceneEntry] = {
    entry.name: entry
    for entry in (
        _entry("FoldedToUnrolled", "unrolling", 48.6),
        _entry("ForwardPass", "forward", 48.7),
        _entry("GradientPaths", "paths", 42.2),
        _entry("PathsToWh", "paths", 42.5, module="to_wh"),
        _entry("PathsToWy", "paths", 25.9, module="to_wy"),
        _entry("AllPaths", "paths", 75.7, module="all_paths"),
        _entry("GeneralFormula", "general", 89.3),
        _entry("BackwardRecursion", "bptt", 70.8),
        _entry("ActivationDerivatives", "derivatives", 50.0),
        _entry("PowersOfW", "powers", 46.5, file="products"),
        _entry("ProductOfFactors", "products", 65.3),
        _entry("MatrixPowers", "spectrum", 77.2),
        _entry("NearAndFar", "near_far", 60.3),
        _entry("StackedRNN", "stacked", 75.3, file="unrolling", layers=4),
    )
}


def near(name: str, names: Iterable[str]) -> str:
    """Return the end of a message about an unknown name: what is near it, or else what there is.

    >>> near("GradientPath", ["ForwardPass", "GradientPaths"])
    'did you mean GradientPaths?'
    """
    names = list(names)
    by_lower = {known.lower(): known for known in names}
    for cutoff in (0.8, 0.5):  # beside one that is nearly the same the others are no help
        if matches := difflib.get_close_matches(name.lower(), by_lower, n=3, cutoff=cutoff):
            return f"did you mean {' or '.join(by_lower[match] for match in matches)}?"
    return f"there are {', '.join(names)}"


def stem(scene: str) -> str:
    """Return the name under which the files of a scene are written.

    >>> stem("talks/mine.py:Opening")
    'Opening'
    """
    return scene.rpartition(":")[2]


def target(scene: str) -> str:
    """Return ``"module:Class"`` of a scene of the lecture.

    >>> target("GradientPaths").rpartition(":")[2]
    'GradientPaths'
    """
    return SCENES[scene].target if scene in SCENES else scene


def source(scene: str) -> Path | None:
    """Return the user's own file of ``FILE.py:CLASS``, or None for a scene of the lecture."""
    path = scene.rpartition(":")[0]
    return Path(path) if path.endswith(".py") else None


def fitting(cell: str) -> str:
    """Return the end of a message about a cell: the scenes that show it.

    >>> fitting("none")
    'no scene shows none'
    """
    names = [entry.name for entry in SCENES.values() if cell in entry.cells]
    return f"scenes that show {cell}: {', '.join(names)}" if names else f"no scene shows {cell}"


def stacked(layers: int) -> str:
    """Return the end of a message about so many layers: the scenes that show them.

    >>> stacked(9)
    'no scene shows 9 layers'
    """
    names = [entry.name for entry in SCENES.values() if layers <= entry.layers]
    return f"scenes that show it: {', '.join(names)}" if names else f"no scene shows {layers} layers"
