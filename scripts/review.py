"""Contact sheets for judging the pictures: of each beat three moments in motion and the last picture, both languages.

    python scripts/review.py [SCENE …] [--lesson NAME] [--set KEY=VALUE] [--theme dark] [--lang en] -o out/review

One PNG a scene and language, a row a beat, at 854×480 each; and every picture by itself in a folder beside it.
"""

from __future__ import annotations

import argparse
from fractions import Fraction
from pathlib import Path

from PIL import Image, ImageDraw

from rnnanim import catalog
from rnnanim.lesson import Lesson, load_lesson
from rnnanim.render.draw import BeatFrames, draw
from rnnanim.render.film import Pixels
from rnnanim.render.job import Picture, RenderJob

SIZE = 854, 480
MOMENTS = 3


def pictures(scene: str, lesson: Lesson, rate: float, size: tuple[int, int]) -> dict[str, list[Pixels]]:
    """Return the samples of each beat, in order."""
    sink = BeatFrames()
    draw(RenderJob(scene, lesson, Picture(*size, Fraction(rate))), sink, on_beat=sink.begin)
    return {beat: [pixels[..., :3] for pixels in samples] for beat, samples in sink.kept.items()}


def chosen(samples: list[Pixels]) -> list[Pixels]:
    """Return three moments in motion, evenly spread, and the last picture."""
    moving = max(1, len(samples) - 1)
    places = [round(moving * (i + 1) / (MOMENTS + 1)) for i in range(MOMENTS)]
    return [samples[min(place, len(samples) - 1)] for place in places] + [samples[-1]]


def sheet(kept: dict[str, list[Pixels]], target: Path) -> None:
    """Write the contact sheet and the single pictures."""
    single = target.with_suffix("")
    single.mkdir(parents=True, exist_ok=True)
    height, width = (length // 2 for length in next(iter(kept.values()))[0].shape[:2])
    page = Image.new("RGB", ((width + 8) * (MOMENTS + 1), (height + 26) * len(kept)), "#444")
    pen = ImageDraw.Draw(page)
    for row, (beat, samples) in enumerate(kept.items()):
        for column, sample in enumerate(chosen(samples)):
            picture = Image.fromarray(sample)
            picture.save(single / f"{row + 1}_{beat}_{'abcd'[column]}.png")
            page.paste(picture.resize((width, height), Image.LANCZOS), (column * (width + 8), row * (height + 26) + 18))
        pen.text((4, row * (height + 26) + 3), beat, fill="white")
    page.save(target)


def main() -> None:
    """Render the sheets that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenes", nargs="*", default=list(catalog.SCENES))
    parser.add_argument("--lesson")
    parser.add_argument("--set", dest="overrides", action="append", default=[])
    parser.add_argument("--theme", default="dark")
    parser.add_argument("--lang", action="append", choices=["en", "zh"])
    parser.add_argument("--size", type=lambda text: tuple(map(int, text.split("x"))), default=SIZE, help="854x480")
    parser.add_argument("--rate", type=float, default=4)
    parser.add_argument("-o", "--out", type=Path, default=Path("out/review"))
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for language in options.lang or ["en", "zh"]:
        lesson = load_lesson(options.lesson, options.overrides, language=language, theme=options.theme)
        for scene in options.scenes:
            target = options.out / f"{catalog.stem(scene)}.{language}.png"
            sheet(pictures(scene, lesson, options.rate, options.size), target)
            print(target)


if __name__ == "__main__":
    main()
