"""The card that opens the lecture."""

from rnnanim.scenes.title.storyboard import TitleCard

__all__ = ["TitleCard"]
