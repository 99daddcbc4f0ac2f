"""Run mypy over the package as it is installed, with scenes/ and assets/ inside of rnnanim.

Usage: python scripts/check_types.py [what mypy takes]
Mypy does not read the mapping of the build file, so it is shown a folder of links that has the installed shape.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TREE = ROOT / ".mypy_cache" / "tree"


def link(place: Path, target: Path) -> None:
    """Let `place` be a link to `target`, whatever was there."""
    if place.is_symlink() or place.exists():
        place.unlink()
    place.symlink_to(target)


def main() -> int:
    """Make the folder anew and run mypy in it."""
    package = TREE / "rnnanim"
    package.mkdir(parents=True, exist_ok=True)
    for old in package.iterdir():
        old.unlink()
    for part in (*(ROOT / "rnnanim").iterdir(), ROOT / "scenes", ROOT / "assets"):
        if not part.is_symlink() and part.name != "__pycache__":
            link(package / part.name, part)
    options = ["--config-file", str(ROOT / "pyproject.toml"), "--cache-dir", str(ROOT / ".mypy_cache")]
    command = [sys.executable, "-m", "mypy", *options, "-p", "rnnanim", *sys.argv[1:]]
    ran = subprocess.run(command, cwd=TREE, stdout=subprocess.PIPE, text=True)
    for name in ("scenes", "assets"):
        ran.stdout = ran.stdout.replace(f"rnnanim/{name}/", f"{name}/")
    print(ran.stdout, end="")
    return ran.returncode


if __name__ == "__main__":
    sys.exit(main())
