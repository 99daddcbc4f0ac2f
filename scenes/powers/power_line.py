"""The powers of one weight on a log ruler."""

from __future__ import annotations

from collections.abc import Callable

from rnnanim.mobjects.charts.log_axis import LogAxis
from rnnanim.mobjects.charts.log_line import LogLine
from rnnanim.numerics import Analysis
from rnnanim.theme import Theme


def power_line(
    theme: Theme,
    ruler: LogAxis,
    analysis: Analysis,
    column: Callable[[float], float],
    count: int,
    *,
    tone: str = "wh",
    own: bool = False,
) -> LogLine:
    """Return what 1 … `count` times the same weight multiply to, over a ruler whose `column` takes k to its x."""
    sizes, log10s = (
        [analysis.named(field, k) for k in range(1, count + 1)] for field in ("power_norm", "log10_power_norm")
    )
    return LogLine(theme, ruler, sizes, log10s, column, tone=tone, own=own)
