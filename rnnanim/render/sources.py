"""The code that a scene is made of: its module and all that it imports, followed through the files and never run."""

from __future__ import annotations

import ast
import builtins
import hashlib
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from rnnanim.locations import ASSETS, PACKAGE, SCENES
from rnnanim.render.beat_code import BeatCode, part

ROOTS = {"rnnanim": PACKAGE, "rnnanim.assets": ASSETS, "rnnanim.scenes": SCENES}
"""Where the packages of rnnanim lie; two of them stand at the top of a checkout."""


class Unresolved(LookupError):
    """A base of a class that cannot be told from the text."""


@dataclass(slots=True)
class Source:
    """What the file of one module says.

    Parameters
    ----------
    digest : str
        Of its code; comments, docstrings and line breaks are none.
    imports : list of str
        The modules that it imports anywhere, and what it takes from them: ``a.b`` and ``a.b.c``.
    names : dict of str to str
        What its names come from: ``c`` from ``a.b.c``, those for the type checker too.
    stars : list of str
        The modules that it takes every name from.
    classes : dict of str to list of str
        Its classes, and their bases as they are written.
    beats : BeatCode, optional
        Its code, parted by beats, if it may have any.
    """

    digest: str
    imports: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)
    classes: dict[str, list[str]] = field(default_factory=dict)
    beats: BeatCode | None = None

    @property
    def parted(self) -> BeatCode:
        """Its code, parted by beats."""
        return self.beats or BeatCode(self.digest)


def source_of(data: bytes, package: str) -> Source:
    """Return what a file of `package` says; one that is no Python is its bytes."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # whoever runs it is told
            tree = ast.parse(data)
    except (SyntaxError, ValueError):
        return Source(hashlib.sha256(data).hexdigest())
    source = Source("")
    for statement, is_for_types in list(_statements(tree)):
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            _take_import(source, statement, package, is_for_types)
        elif isinstance(statement, ast.ClassDef):
            source.classes[statement.name] = [ast.unparse(base) for base in statement.bases]
    source.digest = hashlib.sha256(ast.dump(tree).encode()).hexdigest()
    if package.startswith("rnnanim.scenes") or not f"{package}.".startswith("rnnanim."):
        source.beats = part(tree)
    return source


def _statements(node: ast.AST, is_for_types: bool = False) -> Iterator[tuple[ast.stmt, bool]]:
    """Yield every statement below `node`, and whether the type checker alone reads it; docstrings are taken out."""
    for name in ("body", "orelse", "finalbody", "handlers", "cases"):
        block = getattr(node, name, None)
        if not isinstance(block, list):  # a lambda has a body too
            continue
        block[:] = [statement for statement in block if not _is_text(statement)]
        for statement in block:
            inside = is_for_types or (name == "body" and _asks_for_types(node))
            if isinstance(statement, ast.stmt):
                yield statement, inside
            yield from _statements(statement, inside)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _asks_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")


def _take_import(source: Source, statement: ast.Import | ast.ImportFrom, package: str, is_for_types: bool) -> None:
    taken: list[str] = []
    if isinstance(statement, ast.Import):
        for alias in statement.names:
            taken.append(alias.name)
            name = alias.asname or alias.name.partition(".")[0]
            source.names[name] = alias.name if alias.asname else name
    else:
        above = package.split(".")[: len(package.split(".")) - statement.level + 1] if statement.level else []
        module = ".".join((*above, *([statement.module] if statement.module else [])))
        taken.append(module)
        for alias in statement.names:
            if alias.name == "*":
                source.stars.append(module)
                continue
            taken.append(f"{module}.{alias.name}")
            source.names[alias.asname or alias.name] = taken[-1]
    if not is_for_types:
        source.imports += taken


class Sources:
    """Modules by name, as their files say, each read once.

    Parameters
    ----------
    roots : mapping of str to Path
        The folders of packages, and files of single modules; under "" a folder in which any other name is looked for.
    read : callable
        Returns the bytes of a file.
    inner : Sources, optional
        Those that are asked first.
    parse : callable
        Returns what the bytes of a file of a package say.
    """

    def __init__(
        self,
        roots: Mapping[str, Path] = ROOTS,
        read: Callable[[Path], bytes] = Path.read_bytes,
        inner: Sources | None = None,
        parse: Callable[[bytes, str], Source] = source_of,
    ) -> None:
        self._roots = sorted(roots.items(), key=lambda root: -len(root[0]))
        self._read, self._inner, self._parse = read, inner, parse
        self._known: dict[str, Source | None] = {}

    def get(self, module: str) -> Source | None:
        """Return what a module says, or None if it is not one of these."""
        if self._inner is not None and (found := self._inner.get(module)) is not None:
            return found
        if module not in self._known:
            path = self._path(module)
            package = module if path is not None and path.name == "__init__.py" else module.rpartition(".")[0]
            self._known[module] = None if path is None else self._parse(self._read(path), package)
        return self._known[module]

    def _path(self, module: str) -> Path | None:
        for package, place in self._roots:
            if f"{module}.".startswith(f"{package}.") or not package:
                inside = [part for part in module.removeprefix(package).split(".") if part]
                path = place.joinpath(*inside)
                choices = [path / "__init__.py", path.with_name(f"{path.name}.py") if inside else path]
                return next((choice for choice in choices if choice.is_file()), None)
        return None

    def modules(self) -> set[str]:
        """Return the names of all modules of the packages."""
        found = set()
        for package, place in self._roots:
            for path in place.rglob("*.py"):
                parts = path.relative_to(place).with_suffix("").parts
                found.add(".".join((package, *parts)).removesuffix(".__init__"))
        return found

    def files(self, module: str) -> list[Path]:
        """Return the files of a module and of what its import brings with it, those of `inner` apart."""
        own = [name for name in self.closure(module) if self._inner is None or self._inner.get(name) is None]
        return [path for name in own if (path := self._path(name)) is not None]

    def closure(self, module: str) -> dict[str, Source]:
        """Return a module and all that its import brings with it, by name."""
        found: dict[str, Source] = {}
        ahead, seen = [module], {""}
        while ahead:
            name = ahead.pop()
            if name in seen:
                continue
            seen.add(name)
            owner, _, last = name.rpartition(".")
            ahead.append(owner)
            if (source := self.get(name)) is not None:
                found[name] = source
                ahead += source.imports
            elif (face := self.get(owner)) is not None and last in face.names:
                ahead.append(face.names[last])  # a package that imports what it offers when it is asked for it
        return found

    def lineage(self, module: str, name: str) -> set[str]:
        """Return the names of a class and of its bases, as far as they are written in these sources.

        Raises
        ------
        Unresolved
            Where the text alone does not tell.
        """
        return self._lineage(module, name, "", frozenset())

    def _lineage(self, module: str, name: str, beside: str, seen: frozenset[tuple[str, str, str]]) -> set[str]:
        """Return the lineage of what `module` calls `name` in the head of its class `beside`."""
        source, key = self.get(module), (module, name, beside)
        if source is None:
            return set()
        if key in seen:
            raise Unresolved(name)
        seen |= {key}
        if name in source.classes and name != beside:
            return {name}.union(*(self._lineage(module, base, name, seen) for base in source.classes[name]))
        head, _, rest = name.partition(".")
        if head in source.names:
            owner, _, last = f"{source.names[head]}.{rest}".strip(".").rpartition(".")
            return self._lineage(owner, last, "", seen)
        own = [star for star in source.stars if self.get(star) is not None]
        for star in own:
            with suppress(Unresolved):
                return self._lineage(star, name, "", seen)
        if len(own) < len(source.stars) or hasattr(builtins, name):
            return set()
        raise Unresolved(name)
