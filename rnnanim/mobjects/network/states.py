"""The states of what a network is drawn of: each says what the viewer sees, and when."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """A state of a node, a weight tile, an edge or a loop; a part has those that its table `STATES` names."""

    HIDDEN = "hidden"
    """Any part: nothing is drawn. It has not come yet, or has left."""

    DIM = "dim"
    """Any part: as faint as can be. The beat speaks of something else."""

    PASSED = "passed"
    """A node, a tile or a loop: grey. It was spoken of before, or stands by while something beside it is."""

    IDLE = "idle"
    """Any part: drawn in full, a node in white, a tile in its hue, an edge in grey. Nothing runs through it yet."""

    NEAR = "near"
    """A node: white, as at rest. It lies on the path that is looked at, and the gradient has not lit it."""

    LIVE = "live"
    """A node: a strong amber ring that glows. The gradient is here, or has come by and the beat still shows how."""

    CALM = "calm"
    """A node: a thin amber ring without glow. The gradient has come by, and the beat has gone on."""

    ON = "on"
    """A node or a loop: a strong ring or line in the hue of the states. It holds a value on the way forward."""

    LOSS = "loss"
    """The node of the loss: a strong ring in the hue of the loss. The way forward has ended here."""

    ACTED = "acted"
    """A tile: white symbol in a grey outline. Its factor has been multiplied in, and counts for what comes next."""

    LIT = "lit"
    """A tile: filled with its hue. A path ends here, or this weight is what the beat speaks of."""

    AHEAD = "ahead"
    """An edge: a thread in faint amber. The gradient will come along here."""

    EDGE = "edge"
    """A loop: as an edge at rest. It has been opened, and what it was bent into stands in its place."""
