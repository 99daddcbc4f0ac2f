"""Small stills of the last picture of every beat, and how two of them are compared.

Run as a script to draw the kept ones anew, all or those of some scenes, after a picture has changed on purpose:

    python tests/support/stills.py [SCENE …]

Besides the scenes as they are there are some with four units, ``ForwardPass-four-units``, whose vectors are columns.
"""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
from PIL import Image

GOLDEN = Path(__file__).resolve().parent.parent / "frames" / "golden"
SIZE = 256, 144
BLOCK = 8  # pixels to a side, small enough that a symbol or a thread changes the mean of some block
SEVERAL = "-four-units"
WITH_SEVERAL = ("ForwardPass", "GradientPaths", "PathsToWh")
TOLERANCE = 6.0  # of 255: edges are smoothed a little otherwise by another Cairo


def stills(scene: str) -> dict[str, np.ndarray]:
    """Return the last picture of each beat of a scene, or of one with four units, (height, width, 3)."""
    from rnnanim.lesson import load_lesson
    from rnnanim.render.draw import BeatFrames, draw
    from rnnanim.render.job import Picture, RenderJob

    sink, name = BeatFrames(), scene.removesuffix(SEVERAL)
    lesson = load_lesson(None, ["network.draw.hidden=4"] if scene.endswith(SEVERAL) else ())
    draw(RenderJob(name, lesson, Picture(*SIZE, Fraction(15))), sink, still=True, each=True, on_beat=sink.begin)
    return {beat: np.asarray(pictures[-1])[..., :3] for beat, pictures in sink.kept.items()}


def blocks(picture: np.ndarray) -> np.ndarray:
    """Return the mean colour of each block."""
    height, width, _ = picture.shape
    parts = picture.astype(float).reshape(height // BLOCK, BLOCK, width // BLOCK, BLOCK, 3)
    return parts.mean(axis=(1, 3))


def difference(a: np.ndarray, b: np.ndarray) -> float:
    """Return the largest difference between the means of two blocks, of 255."""
    return float(np.abs(blocks(a) - blocks(b)).max())


def path_of(scene: str, beat: str) -> Path:
    """Return where a still is kept."""
    return GOLDEN / f"{scene}.{beat}.png"


def kept(scene: str, beat: str) -> np.ndarray:
    """Return a still that is kept."""
    return np.asarray(Image.open(path_of(scene, beat)).convert("RGB"))


def main() -> None:
    """Draw the stills of some scenes anew."""
    from rnnanim.catalog import SCENES

    GOLDEN.mkdir(parents=True, exist_ok=True)
    for scene in sys.argv[1:] or [*SCENES, *(name + SEVERAL for name in WITH_SEVERAL)]:
        for old in GOLDEN.glob(f"{scene}.*.png"):
            old.unlink()
        for beat, picture in stills(scene).items():
            Image.fromarray(picture).save(path_of(scene, beat), optimize=True)


if __name__ == "__main__":
    main()
