"""The beats of a scene, read in a process of its own, since that loads manim."""

from __future__ import annotations

from benchmarks.trees import answer


def measure(scene: str) -> list[str]:
    """Return their names in order."""
    from rnnanim.cli.options import beats_of
    from rnnanim.lesson import load_lesson

    return [name for name, _ in beats_of(scene, load_lesson())]


if __name__ == "__main__":
    answer(measure)
