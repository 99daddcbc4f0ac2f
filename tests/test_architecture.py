"""What holds for the sources as a whole: imports point one way, and nothing of one machine or of LaTeX is in them."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

LAYERS = (
    {"errors", "locations"},
    {"numerics", "files", "temporary", "mp4", "concat"},
    {"theme", "captions", "lesson", "timeline", "figures", "document"},
    {"backend", "layout"},
    {"mobjects"},
    {"stage"},
    {"scenes", "catalog", "talks", "loading", "doctor"},
    {"render", "export", "audit"},
    {"build"},
    {"cli"},
)
"""A module may import those of its own layer and of the layers above it in this table."""
LAYER = {name: number for number, names in enumerate(LAYERS) for name in names}

KIT = (("base",), ("text",), ("flow",), ("charts",), ("network",), ("formulas",))
"""The packages of rnnanim.mobjects, each of which may import itself and those before it."""
LONGEST = 300  # lines of a module

LATEX = set(
    "Tex MathTex SingleStringMathTex TexTemplate Title BulletedList DecimalNumber Integer Variable Matrix "
    "DecimalMatrix IntegerMatrix MobjectMatrix MathTable DecimalTable IntegerTable BarChart BraceLabel BraceText "
    "LabeledDot LabeledLine LabeledArrow TransformMatchingTex".split()
)
"""Classes of manim that set something with LaTeX, or may."""


def sources():
    return sorted([*(ROOT / "rnnanim").rglob("*.py"), *(ROOT / "scenes").rglob("*.py")])


def unit_of(path):
    """Return the name by which the table knows a file: a module or a package directly below rnnanim."""
    parts = path.relative_to(ROOT).parts
    return "scenes" if parts[0] == "scenes" else parts[1].removesuffix(".py")


@cache
def imports_of(path):
    """Return (line, dotted name) of every import that runs, those inside functions too."""
    return tuple(_imports(ast.parse(path.read_text(encoding="utf-8")), path))


def _imports(tree, path):
    nodes = list(ast.walk(tree))
    for_types = {
        id(inner)
        for node in nodes
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    for node in nodes:
        if id(node) in for_types:
            continue
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports are written in full"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_one_way(path):
    unit = unit_of(path)
    if unit in ("__init__", "__main__"):
        return
    assert unit in LAYER, f"say in LAYERS where {unit} belongs"
    for line, name in imports_of(path):
        parts = name.split(".")
        if parts[0] != "rnnanim" or len(parts) < 2 or parts[1] not in LAYER or unit == "locations":
            continue
        assert LAYER[parts[1]] <= LAYER[unit], f"{path}:{line}: {unit} must not import {name}"


def module_of(path):
    """Return the dotted name of a source as it is installed."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    parts = ("rnnanim", *parts) if parts[0] == "scenes" else parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def graph():
    """Return which of our modules each of them imports when it runs; the faces of packages apart."""
    modules = [path for path in sources() if path.name != "__init__.py"]
    names = {module_of(path) for path in modules}
    found = {name: set() for name in names}
    for path in modules:
        for _, name in imports_of(path):
            found[module_of(path)] |= {name, name.rpartition(".")[0]} & names - {module_of(path)}
    return found


def circles(edges):
    """Yield the pairs that reach each other."""
    reached = {start: set(edges[start]) for start in edges}
    changed = True
    while changed:
        changed = False
        for ends in reached.values():
            more = set().union(*(reached[end] for end in ends)) - ends
            changed |= bool(more)
            ends |= more
    yield from ((a, b) for a, ends in reached.items() for b in ends if a < b and a in reached[b])


def test_no_two_modules_import_each_other():
    edges = graph()
    assert len(edges) > 100
    assert not list(circles(edges))


def test_no_two_packages_of_a_layer_import_each_other():
    edges = {name: set() for name in LAYER}
    for path in sources():
        unit = unit_of(path)
        for _, name in imports_of(path):
            target = name.split(".")[1] if name.startswith("rnnanim.") else ""
            if unit in LAYER and target in LAYER and target != unit and unit != "locations":
                edges[unit].add(target)
    assert not list(circles(edges))


def test_the_kit_is_built_from_the_base_up():
    place = {name: number for number, names in enumerate(KIT) for name in names}
    kit = [path for path in sources() if path.relative_to(ROOT).parts[:2] == ("rnnanim", "mobjects")]
    packages = {path.relative_to(ROOT).parts[2] for path in kit} - {"__init__.py"}
    assert packages == set(place)
    for path in kit:
        own = path.relative_to(ROOT).parts[2]
        for line, name in imports_of(path):
            other = name.split(".")[2] if name.startswith("rnnanim.mobjects.") else own
            if own in place:
                assert place[other] <= place[own], f"{path}:{line}: {own} must not import {name}"


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_has_one_subject(path):
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST, f"{path} has {lines} lines; part it by subject"


def test_a_scene_is_short_because_its_parts_have_modules_of_their_own():
    tree = ast.parse((ROOT / "rnnanim" / "stage" / "scene.py").read_text(encoding="utf-8"))
    (scene,) = (node for node in tree.body if isinstance(node, ast.ClassDef))
    assert scene.end_lineno - scene.lineno + 1 < 150


def test_only_the_layout_knows_the_kinds_of_frames():
    pattern = re.compile(r"""["'](wide|tall|square)["']|\.band\.kind|layout\.name""")
    drawn = [
        p for p in sources() if p.relative_to(ROOT).parts[0] == "scenes" or "mobjects" in p.parts or "stage" in p.parts
    ]
    assert not [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in drawn
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


@pytest.mark.parametrize("path", sorted((ROOT / "rnnanim" / "numerics").rglob("*.py")), ids=lambda path: path.name)
def test_numerics_knows_neither_pictures_nor_files(path):
    forbidden = {"manim", "av", "typst", "rich", "click", "pathlib", "os", "io", "json", "tomllib"}
    assert not [name for _, name in imports_of(path) if name.split(".")[0] in forbidden]


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_set_with_latex(path):
    names = [name for _, name in imports_of(path) if name.split(".")[0] == "manim"]
    assert not [name for name in names if name.split(".")[-1] in LATEX | {"*"}]


def loaded_by(code):
    """Return the top-level modules that a fresh interpreter has loaded after `code`."""
    tell = f"{code}\nimport sys; print(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    run = subprocess.run([sys.executable, "-c", tell], capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr
    return set(run.stdout.splitlines()[-1].split())


@pytest.mark.parametrize(
    "module", ["numerics", "lesson", "captions", "catalog", "theme", "timeline", "doctor", "cli.main", "render.job"]
)
def test_what_answers_at_once_never_loads_manim(module):
    assert "manim" not in loaded_by(f"import rnnanim.{module}")


def test_list_loads_neither_manim_nor_the_numerics():
    code = """
import sys
from rnnanim.cli.main import main
sys.argv = ["rnnanim", "list"]
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
"""
    assert not {"manim", "numpy", "sympy", "pydantic", "av", "typst"} & loaded_by(code)


def tracked_files():
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    run = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True)
    if run.returncode or not run.stdout:
        pytest.skip("not a git checkout")
    paths = [ROOT / name for name in run.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file() and path.suffix not in (".ttf", ".otf", ".gif", ".png", ".webp")]


def test_nothing_of_one_machine_is_tracked():
    places = ["work", "root", "home", "Users", "opt/" + "pypi", "tmp/" + "d"]
    hosts = ["pypi" + ".org", "python" + "hosted", "registry" + ".npm", "deb" + ".debian"]
    hosts += ["index" + "-url", "find" + "-links"]
    pattern = re.compile(rf"(?<![\w.~}}])/(?:{'|'.join(places)})/\w|{'|'.join(map(re.escape, hosts))}")
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in tracked_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]
    assert not found


def test_renders_and_environments_are_not_tracked():
    names = {path.relative_to(ROOT).parts[0] for path in tracked_files()}
    assert not {"media", "out", "dist", "build", ".venv"} & names


def test_constraints_are_exact_versions_and_name_every_dependency():
    lines = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", line) for line in lines)
    pinned = {line.split("==")[0].lower().replace("_", "-") for line in lines}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    assert {re.match(r"[\w-]+", one)[0].lower() for one in wanted} <= pinned


def test_every_package_of_the_tree_is_installed():
    listed = set(tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"])
    folders = {path.parent.relative_to(ROOT) for path in (ROOT / "rnnanim").rglob("*.py")}
    folders |= {Path("rnnanim") / path.parent.relative_to(ROOT) for path in (ROOT / "scenes").rglob("*.py")}
    assert listed == {".".join(folder.parts) for folder in folders} | {"rnnanim.assets"}


def test_no_entry_point_is_loaded_by_every_manim():
    assert set(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]) & {"entry-points"} == set()
