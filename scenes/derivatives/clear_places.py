"""What words on a plot are clear of: its dots, the lines that drop from these, and those that lead to rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from rnnanim.mobjects.charts.curve import Dot
from rnnanim.mobjects.charts.plot import Plot
from rnnanim.mobjects.text.clear_places import CLEAR, Line, straight
from rnnanim.scenes.derivatives.callouts import Callouts


def lines_on(plot: Plot, dots: Iterable[Dot], callouts: Callouts) -> Iterator[Line]:
    """Yield what words keep clear of: the y axis, each dot, the line that drops from it, and the lines to rows."""
    yield straight(plot.origin, (plot.origin[0], plot.box[2])), CLEAR
    for dot in dots:
        x, y = dot.middle
        yield np.array([(x, y)]), CLEAR + dot.radius
        if "x" in dot.guides:
            yield straight((x, plot.origin[1]), (x, y)), CLEAR
    yield from ((straight(*row.ends()), CLEAR) for row in callouts.rows)
