"""The scenes of the lecture by name, in order. Strings only: `load` alone imports a scene."""

from __future__ import annotations

import ast
import difflib
import importlib
import importlib.util
import sys
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from rnnanim.captions import scene_text
from rnnanim.errors import InputError, RnnAnimError, SceneError, TalkError

if TYPE_CHECKING:
    from types import ModuleType

    from rnnanim.lesson import Lesson


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
    """

    name: str
    target: str
    file: str
    seconds: float
    cells: tuple[str, ...] = ("rnn",)

    @property
    def beats(self) -> tuple[str, ...]:
        """The beats in order; a repeated one stands once."""
        return tuple(scene_text(self.name, "en").templates)


def _entry(name: str, chapter: str, seconds: float, file: str = "") -> SceneEntry:
    target = f"rnnanim.scenes.{chapter}.storyboard:{name}"
    return SceneEntry(name, target, f"scenes/{file or chapter}.py", seconds)


SCENES: dict[str, SceneEntry] = {
    entry.name: entry
    for entry in (
        _entry("FoldedToUnrolled", "unrolling", 48.6),
        _entry("ForwardPass", "forward", 48.7),
        _entry("GradientPaths", "paths", 42.2),
        _entry("PathsToWh", "paths", 42.5),
        _entry("PathsToWy", "paths", 25.9),
        _entry("ActivationDerivatives", "derivatives", 50.0),
        _entry("PowersOfW", "powers", 44.1, file="products"),
        _entry("ProductOfFactors", "products", 62.6),
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


def source(scene: str) -> Path | None:
    """Return the user's own file of ``FILE.py:CLASS``, or None for a scene of the lecture."""
    path = scene.rpartition(":")[0]
    return Path(path) if path.endswith(".py") else None


def require(scene: str) -> None:
    """Raise InputError unless `scene` is a name of the catalog or names a file that exists."""
    path = source(scene)
    if path is None and scene.endswith(".py"):
        path = Path(scene)
        if not path.is_file():
            raise InputError(f"no such file: {path}; a scene of a file is FILE.py:CLASS")
    if path is None and scene not in SCENES:
        raise InputError(f"unknown scene {scene!r}; {near(scene, SCENES)}")
    if path is not None and not path.is_file():
        fault = f"{path} is not a file" if path.exists() else f"no such file: {path}"
        raise InputError(f"{scene}: {fault}")
    if path is not None and scene in (str(path), f"{path}:"):
        raise InputError(f"{path}: name the class too, {path}:CLASS{_classes_in(path)}")


def require_cell(kind: type[Any], lesson: Lesson) -> None:
    """Raise InputError, naming the scenes that fit, if a scene cannot show the cell of a lesson."""
    cell = lesson.network.cell
    if cell not in kind.cells:
        shown = " or ".join(kind.cells)
        raise InputError(f'{kind.__name__} shows the cell {shown}, the lesson has "{cell}"; {fitting(cell)}')


def fitting(cell: str) -> str:
    """Return the end of a message about a cell: the scenes that show it.

    >>> fitting("none")
    'no scene shows none'
    """
    names = [entry.name for entry in SCENES.values() if cell in entry.cells]
    return f"scenes that show {cell}: {', '.join(names)}" if names else f"no scene shows {cell}"


def _classes_in(path: Path) -> str:
    """Return the end of a message that names the classes of a file, which is read and not run."""
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError, OSError):
        return ""
    names = [node.name for node in tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]
    return f"; it has {', '.join(names)}" if names else ""


def load(scene: str) -> type[Any]:
    """Import and return the class of a scene.

    Parameters
    ----------
    scene : str
        A name of the catalog, ``"module:Class"`` inside rnnanim, or ``FILE.py:CLASS``.

    Raises
    ------
    InputError
        If there is no such scene, or it is no LessonScene.
    TalkError
        If the user's file cannot be imported.
    """
    path = source(scene)
    if path is not None:
        require(scene)
        return _scene_class(_module_of(path), stem(scene), str(path))
    if not scene.startswith("rnnanim."):
        require(scene)
    module, _, name = (SCENES[scene].target if scene in SCENES else scene).partition(":")
    return _scene_class(importlib.import_module(module), name, module)


@cache
def _module_of(path: Path) -> ModuleType:
    """Import a user's file, once, under a name of its own; its folder comes last, so that it shadows nothing."""
    name = f"rnnanim_user_{path.stem}"
    folder = str(path.resolve().parent)
    if folder not in sys.path:
        sys.path.append(folder)
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except SyntaxError as error:
        where = f": line {error.lineno}" if error.lineno else ""
        raise TalkError(f"{_shown(error.filename, path)}{where}: {error.msg}") from error
    except (Exception, SystemExit) as error:
        raise _unusable(path, error) from error
    return module


def _shown(file: str | None, path: Path) -> str:
    """Return the name of the file at fault: the user's own as it was given, another below its folder by its name."""
    if file is None or Path(file).resolve() == path.resolve():
        return str(path)
    return str(path.parent / Path(file).name) if Path(file).parent == path.resolve().parent else file


def _unusable(path: Path, error: BaseException) -> TalkError:
    """Return the one line for a file that raised `error` while it was imported."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).resolve() == path.resolve()]
    where = f"{path}: line {own[-1].lineno}" if own else str(path)
    if isinstance(error, (ImportError, RnnAnimError)):
        return TalkError(f"{where}: {error}")
    if isinstance(error, SystemExit):
        return TalkError(f"{where}: it ends the program while it is imported")
    scene_error = SceneError.of(where, error)
    return TalkError(str(scene_error), scene_error.log)


def _scene_class(module: ModuleType, name: str, where: str) -> type[Any]:
    from rnnanim.stage import LessonScene

    def is_scene(value: object) -> bool:
        return isinstance(value, type) and issubclass(value, LessonScene) and value is not LessonScene

    found: Any = getattr(module, name, None)
    if is_scene(found):
        return cast(type[Any], found)
    if isinstance(found, type):
        raise InputError(f"{where}: {name} is no LessonScene; derive it from one, as rnnanim.stage.LessonScene")
    names = [key for key, value in vars(module).items() if is_scene(value) and not key.startswith("_")]
    own = [key for key in names if getattr(module, key).__module__ == module.__name__] or names
    like = f"{near(name, own)} " if near(name, own).startswith("did") else ""  # otherwise it lists them, as we do
    raise InputError(f"{where}: no LessonScene {name!r}; {like}it has {', '.join(own) or 'none'}")
