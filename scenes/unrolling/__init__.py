"""From one cell with a loop to a chain of steps that share one set of weights."""

from rnnanim.scenes.unrolling.storyboard import FoldedToUnrolled

__all__ = ["FoldedToUnrolled"]
