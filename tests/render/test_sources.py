"""What the text of a module tells: its code without comments, what it imports, and the bases of its classes."""

import re
import warnings

import pytest

from rnnanim.render import parsed as parsed_module
from rnnanim.render.parsed import Parsed
from rnnanim.render.sources import Sources, Unresolved, source_of

CODE = b"""
import os
LIMIT = 3

def scale(x):
    return LIMIT * x

class A:
    def f(self):
        return 1
"""
SAME = b'''"""A module."""
# about

import os

LIMIT = 3
"""The most."""

def scale(x):
    """Return it
    scaled."""
    return (LIMIT *
            x)  # so

class A:
    """A class."""

    def f(self):
        """Return one."""
        return 1
'''


def digest(text):
    return source_of(text, "p").digest


def test_comments_docstrings_and_line_breaks_are_no_code():
    assert digest(SAME) == digest(CODE)


@pytest.mark.parametrize(("old", "new"), [(b"3", b"4"), (b"* x", b"+ x"), (b"def f", b"def g"), (b"(x)", b"(x=1)")])
def test_any_other_change_is_one(old, new):
    assert old in CODE
    assert digest(CODE.replace(old, new, 1)) != digest(CODE)


def test_a_text_that_is_used_is_code():
    assert digest(b"a = 'one'") != digest(b"a = 'two'")
    assert digest(b"def f():\n    return 'one'") != digest(b"def f():\n    return 'two'")


@pytest.mark.parametrize("text", [b"class\n", b"a = '\0'", b"\xff"])
def test_what_is_no_python_is_its_bytes(text):
    source = source_of(text, "p")
    assert source.digest != digest(text + b"#")
    assert (source.imports, source.classes) == ([], {})


def test_the_warnings_of_a_text_are_for_whoever_runs_it():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        source_of(b"a = '\\d'\nassert (a, 1)\n", "p")


def imports(text, package="p"):
    return source_of(text, package).imports


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (b"import a.b, c as d", ["a.b", "c"]),
        (b"from a import b, c as d", ["a", "a.b", "a.c"]),
        (b"from a import *", ["a"]),
        (b"def f():\n    import a", ["a"]),
        (b"class A:\n    def f(self):\n        if 1:\n            import a", ["a"]),
        (
            b"try:\n    import a\nexcept ImportError:\n    import b\nelse:\n    import c\nfinally:\n    import d",
            [*"abcd"],
        ),
        (b"with f():\n    import a\nfor _ in x:\n    import b\nelse:\n    import c", [*"abc"]),
        (b"match x:\n    case 1:\n        import a", ["a"]),
        (b"if TYPE_CHECKING:\n    import a\nelse:\n    import b", ["b"]),
        (b"if typing.TYPE_CHECKING:\n    if 1:\n        import a\nimport b", ["b"]),
        (b"if not TYPE_CHECKING:\n    import a", ["a"]),
        (b"from . import a", ["p", "p.a"]),
        (b"from .a import b", ["p.a", "p.a.b"]),
    ],
)
def test_imports(text, names):
    assert sorted(imports(text)) == sorted(names)


def test_two_dots_are_the_package_above():
    assert imports(b"from ..a import b", "p.q") == ["p.a", "p.a.b"]


@pytest.fixture
def tree(tmp_path):
    """Return a function that writes modules into a package `p` and returns its sources."""

    def write(init="", /, **modules):
        for name, text in modules.items():
            path = tmp_path / "p" / f"{name.replace('__in__', '/')}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        (tmp_path / "p" / "__init__.py").write_text(init)
        return Sources({"p": tmp_path / "p"})

    return write


def test_a_module_brings_what_it_imports_and_the_packages_above(tree):
    sources = tree(
        a="from p.b import f\nimport math",
        b="def f():\n    from p.kit import c",
        kit__in____init__="import p.face",
        kit__in__c="import p.a",
        face="",
        other="import p.a",
    )
    assert set(sources.closure("p.a")) == {"p", "p.a", "p.b", "p.kit", "p.kit.c", "p.face"}


def test_a_package_that_imports_what_it_offers_when_it_is_asked_for_it(tree):
    lazy = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from p.b import B\n    from p.c import C\n"
    sources = tree(a="from p.kit import B", kit__in____init__=lazy, b="class B: pass", c="class C: pass")
    assert set(sources.closure("p.a")) == {"p", "p.a", "p.kit", "p.b"}
    assert sources.lineage("p.a", "B") == {"B"}


BASE = "from manim import Scene\nclass Base(Scene): pass\nclass Mixin: pass\n"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("from p.base import Base\nclass A(Base): pass", {"A", "Base"}),
        ("from p.base import Base as B, Mixin\nclass A(Mixin, B): pass", {"A", "Base", "Mixin"}),
        ("import p.base\nclass A(p.base.Base): pass", {"A", "Base"}),
        ("import p.base as b\nclass A(b.Base): pass", {"A", "Base"}),
        ("from p import base\nclass A(base.Base): pass", {"A", "Base"}),
        ("from p import *\nclass A(Base): pass", {"A", "Base"}),
        ("from manim import *\nclass A(Scene): pass", {"A"}),
        ("from manim import *\nfrom p import *\nclass A(Base): pass", {"A", "Base"}),
        ("class A(Exception): pass", {"A"}),
        ("from p.again import A\nclass A(A): pass", {"A", "Base"}),
        ("from p.again import A", {"A", "Base"}),
    ],
)
def test_the_bases_of_a_class(tree, text, names):
    sources = tree("from p.base import Base", base=BASE, again="from p.base import Base\nclass A(Base): pass", a=text)
    assert sources.lineage("p.a", "A") == names


@pytest.mark.parametrize(
    "text",
    [
        "class A(make()): pass",
        "B = 1\nclass A(B): pass",
        "from p.a import A",
        "from p.base import Base as A\nclass B(A): pass\nclass A(B): pass",  # B is made from the A of before
        "",
    ],
)
def test_bases_that_the_text_does_not_tell(tree, text):
    with pytest.raises(Unresolved):
        tree(a=text).lineage("p.a", "A")


@pytest.fixture
def parses(tmp_path, monkeypatch):
    """Return what reads a file with what earlier calls have kept, and says whether it was parsed."""
    parsed = []
    monkeypatch.setattr(parsed_module, "source_of", lambda *given: parsed.append(given) or source_of(*given))

    def call(data=CODE, package="rnnanim.scenes"):
        parsed.clear()
        files = Parsed(tmp_path / "cache" / "sources.json")
        assert files.source_of(data, package) == source_of(data, package)
        files.save()
        return bool(parsed)

    call.path = tmp_path / "cache" / "sources.json"
    return call


BEATS = b"import b\nclass A:\n    captions = {}\n    @beat\n    def go(self):\n        self.play(b.c)\n"


@pytest.mark.parametrize("data", [CODE, BEATS, b"no python"])
def test_a_file_is_parsed_once_as_long_as_it_says_the_same(parses, data):
    assert [parses(data), parses(data), parses(data + b"x=1"), parses(data)] == [True, False, True, False]
    assert parses(data, "rnnanim.stage")  # there nothing is a beat


@pytest.mark.parametrize("damage", ["", "[]", "{", '{"stamp": 1}', "{}"])
def test_what_is_kept_of_files_may_be_damaged_or_of_other_readers(parses, monkeypatch, damage):
    parses()
    parses.path.write_text(damage)
    assert parses()
    assert not parses()
    parses.path.write_text(re.sub('"digest": "[^"]*", ', "", parses.path.read_text()))
    assert parses()
    monkeypatch.setattr(parsed_module.sys, "version", "another")
    assert parses()
