"""What of a module's code belongs to single beats: it is all that an edit of them draws again."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

CAPTIONS = "captions"  # of a talk; they decide how long a beat is held, and nothing else
_BY_TEXT = ("getattr", "vars", "methodcaller", "attrgetter")


@dataclass(frozen=True, slots=True)
class BeatCode:
    """The code of a module, parted.

    Parameters
    ----------
    outside : str
        Digest of all but the bodies of its beats and the captions of its classes.
    bodies : dict of str to list of str
        Digests of these, by name.
    used : frozenset of str
        Names by which a function may reach a beat other than that which it extends.
    """

    outside: str
    bodies: dict[str, list[str]] = field(default_factory=dict)
    used: frozenset[str] = frozenset()


def part(tree: ast.Module) -> BeatCode:
    """Part the code of a module; the tree is changed."""
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    used = frozenset(_used(tree, _Place(not names.isdisjoint(_BY_TEXT))))
    bodies: dict[str, list[str]] = {}
    for owner in ast.walk(tree):
        for statement in owner.body if isinstance(owner, ast.ClassDef) else ():
            for name, taken in _taken_out(statement):
                bodies.setdefault(name, []).append(_digest(*taken))
    return BeatCode(_digest(tree), bodies, used)


def joined(modules: Iterable[BeatCode]) -> BeatCode:
    """Return the code of modules as one: a beat that others reach is none of its own."""
    found = list(modules)
    used = frozenset().union(*(module.used for module in found))
    bodies: dict[str, list[str]] = {}
    for module in found:
        for name, digests in module.bodies.items():
            bodies.setdefault(name, []).extend(digests)
    shared = [(name, bodies.pop(name)) for name in sorted(bodies) if name in used]
    text = repr(([module.outside for module in found], shared))
    return BeatCode(hashlib.sha256(text.encode()).hexdigest(), bodies, used)


def _taken_out(statement: ast.stmt) -> Iterator[tuple[str, list[ast.AST]]]:
    """Take out of a statement of a class what belongs to a beat or to captions, and yield its name and what it is."""
    if isinstance(statement, ast.FunctionDef) and any(map(_marks_a_beat, statement.decorator_list)):
        yield statement.name, list(statement.body)
        statement.body = [ast.Pass()]
    if isinstance(statement, (ast.Assign, ast.AnnAssign)) and isinstance(statement.value, ast.Dict):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        if [isinstance(one, ast.Name) and one.id for one in targets] == [CAPTIONS] and _is_plain(statement.value):
            yield CAPTIONS, [statement.value]
            statement.value = ast.Constant(None)


def _marks_a_beat(decorator: ast.expr) -> bool:
    name = decorator.func if isinstance(decorator, ast.Call) else decorator
    return (isinstance(name, ast.Name) and name.id == "beat") or (
        isinstance(name, ast.Attribute) and name.attr == "beat"
    )


def _is_plain(value: ast.expr) -> bool:
    try:
        ast.literal_eval(value)
    except (ValueError, TypeError, RecursionError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Place:
    """Where code stands: in which function, with which parameters, and what its class gives itself.

    `by_text` says whether the module looks attributes up by texts.
    """

    by_text: bool
    function: str = ""
    parameters: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()


def _used(node: ast.AST, place: _Place) -> Iterator[str]:
    """Yield the names by which code may call a beat: attributes of a scene, texts, names in a class."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef):
            place = replace(place, own=frozenset(_given(child)))
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
            names = set(_names_of_others(child))
            inside = replace(place, function=place.function or child.name, parameters=place.parameters | names)
            for statement in child.body:
                yield from _used(ast.Module([statement], []), inside)
            continue
        if isinstance(child, ast.Attribute) and _may_be_scene(child, place):
            yield child.attr
        elif isinstance(child, ast.Constant) and isinstance(child.value, str) and place.by_text:
            yield child.value
        elif isinstance(child, ast.Name) and isinstance(child.ctx, ast.Load) and not place.function:
            yield child.id
        yield from _used(child, place)


def _names_of_others(function: ast.AST) -> Iterator[str]:
    """Yield the parameters of a function, with those of functions inside of it, and the other names of what has one."""
    for node in ast.walk(function):
        if isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Name):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def _may_be_scene(child: ast.Attribute, place: _Place) -> bool:
    """Whether that whose attribute is named may be a scene: a parameter, a class, or what is called `scene`."""
    value = child.value
    if isinstance(value, ast.Name):
        if value.id == "self":
            return child.attr not in place.own
        return value.id in place.parameters or value.id == "scene" or value.id[:1].isupper()
    if isinstance(value, ast.Attribute):
        return value.attr == "scene"
    return isinstance(value, ast.Call) and not (_is_super(value) and child.attr == place.function)


def _given(kind: ast.ClassDef) -> Iterator[str]:
    """Yield the attributes that a class gives itself and that are no beats; with bases a method may be one."""
    for node in ast.walk(kind):
        if isinstance(node, ast.FunctionDef) and not kind.bases:
            yield node.name
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr


def _is_super(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "super"


def _digest(*nodes: ast.AST) -> str:
    return hashlib.sha256("\n".join(map(ast.dump, nodes)).encode()).hexdigest()
