"""Who knows whom: render and export not each other, and no modules of one package each other, by no detour."""

import graphlib
from pathlib import Path

import pytest

from rnnanim.locations import PACKAGE
from rnnanim.render.sources import Sources

SOURCES = Sources()
MODULES = {
    ".".join(("rnnanim", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__"): path
    for path in sorted(Path(PACKAGE).rglob("*.py"))
    if path.relative_to(PACKAGE).parts[0] not in ("scenes", "assets")
}


def imports_of(module):
    """Return the modules of rnnanim that a module imports, those inside its functions too."""
    return {name for name in SOURCES.get(module).imports if name in MODULES and name != module}


def knows(module, package):
    return any(f"{name}.".startswith(f"rnnanim.{package}.") for name in imports_of(module))


def test_only_build_knows_render_and_export():
    both = {module for module in MODULES if knows(module, "render") and knows(module, "export")}
    assert both == {"rnnanim.build"}
    assert not [module for module in MODULES if module.startswith("rnnanim.export.") and knows(module, "render")]
    assert not [module for module in MODULES if module.startswith("rnnanim.render.") and knows(module, "export")]


@pytest.mark.parametrize("package", ["render", "export", "cli"])
def test_no_modules_of_a_package_import_each_other(package):
    inside = {module for module in MODULES if module.startswith(f"rnnanim.{package}.")}
    assert len(inside) > 5
    order = graphlib.TopologicalSorter({module: imports_of(module) & inside for module in inside})
    assert len(list(order.static_order())) == len(inside)


def test_export_knows_no_scene():
    unknown = {"rnnanim.stage", "rnnanim.loading", "rnnanim.catalog"}
    assert not [m for m in MODULES if m.startswith("rnnanim.export.") and imports_of(m) & unknown]
