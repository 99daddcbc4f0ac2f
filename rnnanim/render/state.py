"""What a beat begins with: a fingerprint of all that can be reached from its scene."""

from __future__ import annotations

import hashlib
import pickle
import sys
import types
from functools import cached_property
from typing import TYPE_CHECKING, Any

from rnnanim.numerics import Analysis

from manim import Mobject

if TYPE_CHECKING:
    from rnnanim.stage import LessonScene

_KNOWN = ("renderer", "lesson", "analysis", "theme", "layout", "wording", "camera", "observer")
"""What a scene is given, or what follows from it; its words are part of every key."""
_PASSING = set(
    "timeline clock current planned played film notices random_seed manager animations duration last_t "
    "time_progression moving_mobjects static_mobjects stop_condition queue session_spec output_plan "
    "file_writer_settings _log_file_path".split()
)
"""What is counted and told of beats that are over, and what manim keeps of the last play."""


def fingerprint(scene: LessonScene) -> str | None:
    """Return a digest of the state of a scene, the same in every process; None if something in it cannot be read.

    A beat with the same code that begins with the same state draws the same pictures.
    """
    sink = _Digest()
    known = {id(getattr(scene, name)): name for name in _KNOWN} | {id(scene): "scene"}
    kept = {name: value for name, value in vars(scene).items() if name not in _PASSING}
    deepest = sys.getrecursionlimit()
    sys.setrecursionlimit(max(deepest, 10_000))
    try:
        _Reader(sink, known).dump((kept, _of_camera(scene.camera), _of_module(type(scene).__module__)))
    except Exception:  # whatever refuses to be read says so in its own way
        return None
    finally:
        sys.setrecursionlimit(deepest)
    return sink.hash.hexdigest()


def _of_camera(camera: Any) -> dict[str, Any]:
    """Return what a scene may have set of its camera."""
    plain = (bool, int, float, str)
    kept = {name: value for name, value in vars(camera).items() if isinstance(value, plain)}
    return kept | {"background": str(camera.background_color), "centre": [*map(float, camera.frame_center)]}


def _of_module(name: str) -> dict[str, Any]:
    """Return what a talk may keep in its file; ours keep nothing there."""
    passed = (type, types.ModuleType, types.FunctionType, types.BuiltinFunctionType)
    kept = {} if name.startswith("rnnanim.") else vars(sys.modules[name])
    return {
        key: value
        for key, value in kept.items()
        if not (key.startswith("__") or isinstance(value, passed) or getattr(value, "__module__", None) == "typing")
    }


class _Digest:
    """A file that keeps a digest of what is written into it."""

    def __init__(self) -> None:
        self.hash = hashlib.sha256()

    def write(self, data: Any) -> None:
        self.hash.update(data)


class _Reader(pickle.Pickler):
    """Writes what follows from the content of objects alone: no addresses, no order of sets, nothing that is cached."""

    def __init__(self, sink: _Digest, known: dict[int, str]) -> None:
        super().__init__(sink, pickle.HIGHEST_PROTOCOL)
        self._known = known

    def persistent_id(self, obj: Any) -> Any:
        if type(obj) in (set, frozenset):
            return "set", *sorted(obj, key=repr)
        return self._known.get(id(obj))

    def reducer_override(self, obj: Any) -> Any:
        if isinstance(obj, types.FunctionType):
            return NotImplemented if _is_named(obj) else _function(obj)
        if isinstance(obj, types.ModuleType):
            return _as, (obj.__name__,)
        if isinstance(obj, Analysis):  # all else follows from these
            return _as, (obj.spec, obj.scale, obj.name)
        ours = type(obj).__module__.startswith("rnnanim.numerics.")
        if isinstance(obj, Mobject) or (ours and hasattr(obj, "__dict__")):
            return _as, (type(obj),), {name: value for name, value in vars(obj).items() if _counts(obj, name)}
        return NotImplemented


def _as(*parts: Any) -> Any:
    """Stand for an object; nothing is ever read back."""


def _counts(obj: Any, name: str) -> bool:
    """Whether an attribute is more than an address or what is computed from the others."""
    return name != "original_id" and not isinstance(getattr(type(obj), name, None), cached_property)


def _is_named(function: types.FunctionType) -> bool:
    """Whether a function is found by its name, so that its code is that of its module."""
    found: Any = sys.modules.get(function.__module__)
    for name in function.__qualname__.split("."):
        found = getattr(found, name, None)
    return found is function


def _function(function: types.FunctionType) -> Any:
    cells = [cell.cell_contents for cell in function.__closure__ or ()]
    given = function.__module__, function.__qualname__, _code(function.__code__)
    return _as, given, {"cells": cells, "defaults": [function.__defaults__, function.__kwdefaults__]}


def _code(code: types.CodeType) -> tuple[Any, ...]:
    return code.co_code, [*map(_constant, code.co_consts)], code.co_names, code.co_varnames


def _constant(value: Any) -> Any:
    if isinstance(value, types.CodeType):
        return _code(value)
    return sorted(map(repr, value)) if isinstance(value, frozenset) else repr(value)
