"""What W_h alone does to a gradient, step after step."""

from rnnanim.scenes.powers.storyboard import PowersOfW

__all__ = ["PowersOfW"]
