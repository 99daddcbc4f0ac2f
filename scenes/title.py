"""For plain manim: manim -pql scenes/title.py TitleCard. What it shows is in the folder title."""

from rnnanim.scenes.title import TitleCard

__all__ = ["TitleCard"]
__name__ = "rnnanim.scenes"  # manim shows the classes whose module begins with this name
