"""How the name of a scene becomes its class: scenes of the lecture by module, those of a user's file by path."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from rnnanim.catalog import SCENES, fitting, near, source, stacked, stem, target
from rnnanim.errors import InputError, RnnAnimError, SceneError, TalkError, name_of, text_of
from rnnanim.talks import call, contained, is_meant_for_us, line_of

if TYPE_CHECKING:
    from types import ModuleType

    from rnnanim.lesson import Lesson
    from rnnanim.stage.beats import PlannedBeat


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
    if path is not None and not stem(scene).isidentifier():  # files are called by it
        raise InputError(f"{path}: {stem(scene)!r} is no name of a class{_classes_in(path)}")


def require_cell(kind: type[Any], lesson: Lesson) -> None:
    """Raise InputError, naming the scenes that fit, if a scene cannot show the cell of a lesson, or its layers."""
    cell = lesson.network.cell
    if cell not in kind.cells:
        shown = " or ".join(kind.cells)
        raise InputError(f'{kind.__name__} shows the cell {shown}, the lesson has "{cell}"; {fitting(cell)}')
    if (layers := lesson.network.layers) > kind.most_layers:
        most = "one layer" if kind.most_layers == 1 else f"at most {kind.most_layers} layers"
        raise InputError(f"{name_of(kind)} shows {most}, the lesson has network.layers = {layers}; {stacked(layers)}")


def require_made(kind: type[Any], scene: object) -> None:
    """Raise InputError if a scene was made by an `__init__` of a talk that leaves ours out."""
    if not isinstance(scene, kind) or not hasattr(scene, "clock"):
        raise InputError(f"{name_of(kind)}: its __init__ must call super().__init__ with all that it is given")


def plan_of(kind: type[Any], lesson: Lesson) -> tuple[PlannedBeat, ...]:
    """Return the beats of a scene for a lesson.

    Raises
    ------
    InputError
        If it has none.
    SceneError
        For an error in the plan of a talk.
    """
    from rnnanim.stage.beats import PlannedBeat

    plan: tuple[PlannedBeat, ...] = call(kind, "plan", lesson)
    if plan and not (isinstance(plan, tuple) and all(isinstance(beat, PlannedBeat) for beat in plan)):
        raise InputError(f"{name_of(kind)}.plan must return what LessonScene.plan does, got {plan!r}")
    if not plan:
        raise InputError(f"{name_of(kind)} has no beats; mark methods with @beat, and do not drop all of them")
    return plan


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
    module, _, name = target(scene).partition(":")
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
        with contained():
            spec.loader.exec_module(module)
    except SyntaxError as error:
        where = f": line {error.lineno}" if error.lineno else ""
        raise TalkError(f"{_shown(error.filename, path)}{where}: {error.msg}") from error
    except BaseException as error:
        if is_meant_for_us(error) and not isinstance(error, RnnAnimError):
            raise
        raise _unusable(path, error) from error
    return module


def _shown(file: str | None, path: Path) -> str:
    """Return the name of the file at fault: the user's own as it was given, another below its folder by its name."""
    if file is None or Path(file).resolve() == path.resolve():
        return str(path)
    return str(path.parent / Path(file).name) if Path(file).parent == path.resolve().parent else file


def _unusable(path: Path, error: BaseException) -> TalkError:
    """Return the one line for a file that raised `error` while it was imported."""
    line = line_of(str(path.resolve()), error)
    where = f"{path}: line {line}" if line else str(path)
    if isinstance(error, (ImportError, RnnAnimError)):
        return TalkError(f"{where}: {text_of(error)}")
    if isinstance(error, SystemExit):
        return TalkError(f"{where}: it ends the program while it is imported")
    scene_error = SceneError.of(where, error)
    return TalkError(str(scene_error), scene_error.log)


def _scene_class(module: ModuleType, name: str, where: str) -> type[Any]:
    from rnnanim.stage import LessonScene
    from rnnanim.stage.declarations import require_sound

    def is_scene(value: object) -> bool:
        return isinstance(value, type) and issubclass(value, LessonScene) and value is not LessonScene

    found: Any = vars(module).get(name)
    if is_scene(found):
        require_sound(found)
        return cast(type[Any], found)
    names = [key for key, value in vars(module).items() if is_scene(value) and not key.startswith("_")]
    own = [key for key in names if getattr(module, key).__module__ == module.__name__] or names
    there = f"the file has {', '.join(own) or 'no scene'}"
    if found is LessonScene:
        raise InputError(f"{where}: {name} is what scenes derive from, it shows nothing itself; {there}")
    if isinstance(found, type):
        raise InputError(f"{where}: {name} is no LessonScene; derive it from one, as rnnanim.stage.LessonScene")
    like = f"{near(name, own)} " if near(name, own).startswith("did") else ""  # otherwise it lists them, as we do
    raise InputError(f"{where}: no LessonScene {name!r}; {like}it has {', '.join(own) or 'none'}")
