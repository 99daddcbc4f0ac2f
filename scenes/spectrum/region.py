"""Where the pictures of MatrixPowers stand in a frame."""

from __future__ import annotations

from dataclasses import dataclass

from rnnanim.layout.frame import ByFrame, Layout
from rnnanim.theme import Box

MARGIN, UNDER_TITLE = 0.04, 0.62
SPLIT = ByFrame.narrow(True, False)  # whether a picture and what belongs to it stand side by side
GAP = 0.5


@dataclass(frozen=True, slots=True)
class Region:
    """The room below the title [scene units]."""

    frame: Layout

    @property
    def left(self) -> float:
        """Left side."""
        return self.frame.safe[0] + MARGIN

    @property
    def right(self) -> float:
        """Right side."""
        return self.frame.safe[1] - MARGIN

    @property
    def top(self) -> float:
        """Upper side."""
        return self.frame.note[1] - UNDER_TITLE

    @property
    def bottom(self) -> float:
        """Lower side."""
        return self.frame.safe[2] + 2 * MARGIN

    @property
    def is_wide(self) -> bool:
        """Whether two parts stand side by side, and not one below the other."""
        return self.frame.choose(SPLIT)

    def parts(self, share: float) -> tuple[Box, Box]:
        """Return two boxes: the left one, or the upper one, has a share of the room."""
        left, right, top, bottom = self.left, self.right, self.top, self.bottom
        if self.is_wide:
            middle = left + share * (right - left)
            return (left, middle - GAP / 2, top, bottom), (middle + GAP / 2, right, top, bottom)
        middle = top - share * (top - bottom)
        return (left, right, top, middle + GAP / 2), (left, right, middle - GAP / 2, bottom)
