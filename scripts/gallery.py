"""Make the stills of the README's gallery, one a scene and language, and write the gallery into both READMEs.

    python scripts/gallery.py [SCENE …] [--theme dark]

With scenes only their stills are drawn anew; the gallery always shows every scene of the list that has its stills.
"""

from __future__ import annotations

import argparse
import re
from fractions import Fraction
from pathlib import Path

from PIL import Image

from rnnanim.captions import scene_text
from rnnanim.catalog import SCENES

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path("assets/gallery")
READMES = {"en": "README.md", "zh": "README.zh.md"}
BEGIN, END = "<!-- gallery: make gallery -->", "<!-- end of the gallery -->"
DRAWN, KEPT = (1920, 1080), (960, 540)
COLUMNS = 2


def picture(scene: str, language: str) -> Path:
    """Return the path of a still in the repository."""
    return FOLDER / f"{scene}.{language}.png"


def draw_still(scene: str, language: str, theme: str) -> Path:
    """Draw the last picture of a scene at twice its size, and keep it at half of that."""
    from rnnanim.lesson import load_lesson
    from rnnanim.render.draw import LastFrame, draw
    from rnnanim.render.job import Picture, RenderJob

    sink, lesson = LastFrame(), load_lesson(language=language, theme=theme)
    draw(RenderJob(scene, lesson, Picture(*DRAWN, Fraction(30))), sink, still=True)
    assert sink.pixels is not None
    path = ROOT / picture(scene, language)
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(sink.pixels[..., :3]).resize(KEPT, Image.Resampling.LANCZOS).save(path, optimize=True)
    return path


def shown_scenes() -> list[str]:
    """Return the scenes of the list that have their stills."""
    return [name for name in SCENES if all((ROOT / picture(name, language)).is_file() for language in READMES)]


def gallery(language: str) -> str:
    """Return the gallery in Markdown: a cell for each scene with its still, its title and the question it answers."""
    cells = [_cell(name, language) for name in shown_scenes()]
    rows = [cells[i : i + COLUMNS] for i in range(0, len(cells), COLUMNS)]
    lines = [f"| {' | '.join(row + [''] * (COLUMNS - len(row)))} |" for row in rows]
    return "\n".join(["|  " * COLUMNS + "|", "| --- " * COLUMNS + "|", *lines])


def _cell(scene: str, language: str) -> str:
    text = scene_text(scene, language)
    title, question = (
        re.sub(r"\b([A-Za-zσ])_(\w)\b", r"\1<sub>\2</sub>", s, flags=re.ASCII) for s in (text.title, text.question)
    )
    return f"![{text.title}]({picture(scene, language).as_posix()})<br>**{title}** · `{scene}`<br>{question}"


def between_the_marks(text: str, inside: str) -> str:
    """Return a README with another gallery."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{inside}\n\n{END}{after}"


def main() -> None:
    """Draw the stills and write the gallery."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenes", nargs="*", default=list(SCENES), metavar="SCENE")
    parser.add_argument("--theme", default="dark")
    options = parser.parse_args()
    for scene in options.scenes:
        for language in READMES:
            path = draw_still(scene, language, options.theme)
            print(f"{path.relative_to(ROOT)}: {path.stat().st_size} bytes")
    for language, name in READMES.items():
        readme = ROOT / name
        readme.write_text(between_the_marks(readme.read_text(encoding="utf-8"), gallery(language)), encoding="utf-8")
    total = sum(path.stat().st_size for path in (ROOT / FOLDER).iterdir())
    print(f"{FOLDER}: {total / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
