"""The wheel: what is in it, and that it works in a folder that tries to get in its way."""

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MEGABYTE = 1_000_000
BACKGROUND = (11, 16, 23)  # of the dark theme

HOSTILE_CONFIG = "[CLI]\nmax_files_cached = inf\nframe_rate = 7\npixel_width = 100\nbackground_color = RED\n"
HOSTILE_MODULE = "raise RuntimeError('a folder of the user was imported')\n"


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    """Build the wheel from a copy of the sources, a gallery and leftovers beside them."""
    source = tmp_path_factory.mktemp("source")
    for name in ("rnnanim", "scenes", "assets"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "manim.cfg"):
        shutil.copy(ROOT / name, source / name)
    (source / "assets" / "gallery").mkdir(exist_ok=True)
    (source / "assets" / "gallery" / "loop.gif").write_bytes(b"GIF89a")
    (source / "tests").mkdir()
    (source / "tests" / "__init__.py").touch()
    target = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index", "--no-build-isolation"]
    run = subprocess.run([*command, "-w", target, source], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return next(target.glob("*.whl"))


@pytest.fixture(scope="session")
def names(wheel):
    return zipfile.ZipFile(wheel).namelist()


def test_only_the_package_is_at_the_top_level(names):
    assert {name.split("/")[0] for name in names} == {"rnnanim", "rnnanim-0.1.0.dist-info"}


def test_it_is_small(wheel):
    assert wheel.stat().st_size < 3 * MEGABYTE


def test_every_module_and_every_asset_but_the_gallery_is_in(names):
    wanted = {f"rnnanim/{path.relative_to(ROOT / 'rnnanim')}" for path in (ROOT / "rnnanim").rglob("*.py")}
    for folder in ("scenes", "assets"):
        files = [path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
        wanted |= {f"rnnanim/{path.relative_to(ROOT)}" for path in files if "gallery" not in path.parts}
    shipped = {name for name in names if name.startswith("rnnanim/")}
    assert shipped == wanted | {"rnnanim/py.typed"}


def test_one_command_and_no_plugin(wheel, names):
    entry_points = zipfile.ZipFile(wheel).read("rnnanim-0.1.0.dist-info/entry_points.txt").decode()
    assert entry_points.split("\n\n")[0].strip() == "[console_scripts]\nrnnanim = rnnanim.__main__:main"
    assert "manim.plugins" not in entry_points


def test_the_licences_come_along(names):
    licences = {Path(name).name for name in names if "/licenses/" in name}
    assert {"LICENSE", "OFL-RnnSans.txt", "OFL-RnnMath.txt", "OFL-RnnSansSC.txt"} <= licences


@pytest.fixture(scope="session")
def environment(wheel, tmp_path_factory):
    """Install the wheel alone into a fresh environment that borrows its dependencies from the running one."""
    folder = tmp_path_factory.mktemp("environment") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    python = folder / "bin" / "python"
    command = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index", wheel]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    packages = next((folder / "lib").glob("python3*")) / "site-packages"
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder


@pytest.fixture
def hostile(tmp_path):
    """Make a folder and a home with everything that has ever got in the way."""
    for folder in ("scenes", "assets", "rnnanim_out"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "__init__.py").write_text(HOSTILE_MODULE)
        (tmp_path / folder / "paths.py").write_text(HOSTILE_MODULE)
    (tmp_path / "manim.cfg").write_text(HOSTILE_CONFIG)
    settings = tmp_path / "home" / ".config" / "manim"
    settings.mkdir(parents=True)
    (settings / "manim.cfg").write_text(HOSTILE_CONFIG)
    return tmp_path


def run_in(folder, *command, limit=120):
    variables = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "RNNANIM", "PYTEST"))}
    variables |= {"HOME": str(folder / "home")}
    return subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, timeout=limit)


def test_list_works_in_a_folder_of_the_same_names(environment, hostile):
    run = run_in(hostile, environment / "bin" / "rnnanim", "list")
    assert run.returncode == 0, run.stderr
    assert "GradientPaths" in run.stdout


def test_the_installed_package_is_the_one_that_runs(environment, hostile):
    run = run_in(hostile, environment / "bin" / "python", "-c", "import rnnanim.locations as here; print(here.SCENES)")
    assert run.stdout.strip() == str(next(environment.resolve().glob("lib/python3*/site-packages/rnnanim/scenes")))


def test_a_still_is_the_same_picture_in_a_hostile_folder(environment, hostile):
    from PIL import Image

    run = run_in(hostile, environment / "bin" / "rnnanim", "still", "FoldedToUnrolled", "-o", "picture.png")
    assert run.returncode == 0, run.stderr
    with Image.open(hostile / "picture.png") as picture:
        assert picture.width / picture.height == pytest.approx(16 / 9, abs=0.01)
        corner = picture.convert("RGB").getpixel((2, 2))
    assert corner == pytest.approx(BACKGROUND, abs=2)
    assert {path.name for path in hostile.iterdir()} == {
        *("scenes", "assets", "rnnanim_out", "home", "manim.cfg"),
        "picture.png",
    }


@pytest.mark.slow
def test_spawned_workers_are_not_led_astray(environment, hostile):
    options = "--all -q l --fps 10 --jobs 2 --out films".split()
    run = run_in(hostile, environment / "bin" / "rnnanim", "render", *options, limit=900)
    assert run.returncode == 0, run.stderr
    films = {path.name for path in (hostile / "films").iterdir()}
    assert films >= {"GradientPaths.mp4", "lecture.mp4", "manifest.json"}


@pytest.mark.slow
def test_plain_manim_renders_a_scene_of_the_checkout(tmp_path):
    command = [sys.executable, "-m", "manim", "-ql", "--media_dir", tmp_path, "scenes/paths.py", "GradientPaths"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert run.returncode == 0, run.stderr[-2000:]
    assert len(list(tmp_path.glob("videos/**/GradientPaths.mp4"))) == 1
