"""What a scene is: a storyboard of beats, the stage that they play on, and who looks on."""

from rnnanim.stage.beats import Repetition, beat
from rnnanim.stage.observer import Observer
from rnnanim.stage.scene import LessonScene
from rnnanim.stage.stage import Stage

__all__ = ["LessonScene", "Observer", "Repetition", "Stage", "beat"]
