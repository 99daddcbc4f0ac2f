"""What stands beside the grid: the bars of its paths, and the rules of its layers."""

from __future__ import annotations

from collections.abc import Sequence

from rnnanim.layout.frame import ByFrame
from rnnanim.mobjects.charts.waterfall import Row, Waterfall
from rnnanim.mobjects.network.stacked import StackedRNN, symbol_in
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics.grid import Grid
from rnnanim.scenes.stacked.grid_walk import GridWalk
from rnnanim.stage.stage import Stage
from rnnanim.theme import Box

PANEL: ByFrame[Box] = ByFrame(
    wide=(2.8, 6.5, 1.4, -3.3), tall=(0.42, 3.62, -1.5, -5.8), square=(0.44, 3.62, -1.28, -3.62)
)
HAS_HEAD = ByFrame(wide=True, tall=True, square=False)
RULES: ByFrame[tuple[float, float] | None] = ByFrame(wide=(2.5, 0.0), tall=(-3.2, -2.0), square=None)
"""x of the rules, and where they do not stand beside their rows the baseline of the first; None without room."""
RULE_LINE, RULE_INDENT = 0.62, 0.75


def panel_of(stage: Stage, grid: Grid, routes: Sequence[GridWalk], gradient: str) -> Waterfall:
    """Return the bars of the routes that are shown, of those between them together, and of the sum."""
    rows, words, count = [], stage.words, round(grid.count(1, 1).value)
    for walk in routes:
        number = walk.route.number
        if number == count - 1 and count > len(routes):
            between = words("between", m=count - len(routes))
            rows.append(Row(between, words("dots"), grid.between(1, 1, 2, count - 2)))
        rows.append(Row(*_names(stage, walk), grid.contribution(1, 1, number)))
    rows.append(Row(words("sum"), words("sum"), grid.total(1, 1)))
    head = [formula(stage.theme, gradient, "small")] if stage.layout.choose(HAS_HEAD) else []
    head += [] if grid.is_scalar else [words("along", tone="mute")]
    return Waterfall(stage.theme, stage.layout.choose(PANEL), rows, bar=stage.layout.bar, head=head)


def _names(stage: Stage, walk: GridWalk) -> tuple[Label, Label]:
    """Return how a path is told from the others, by the steps at which it goes down; once more, shorter."""
    nodes = walk.net.nodes_of(1, 1, walk.route.number)
    steps = ", ".join(str(t) for (t, n), (_, after) in zip(nodes, nodes[1:], strict=False) if after < n)
    key = "down" if walk.net.layers == 2 else "downs"
    return stage.words(key, k=steps), stage.words("down_short", k=steps)


def rules_of(stage: Stage, net: StackedRNN) -> list[list[Label]]:
    """Return the rules of the first two layers, each in two lines beside its row or below the network."""
    room = stage.layout.choose(RULES)
    return [] if room is None else [_rule(stage, net, room, 1), _rule(stage, net, room, 2)]


def _rule(stage: Stage, net: StackedRNN, room: tuple[float, float], n: int) -> list[Label]:
    (x, y), (below, tone) = room, (("x_t", "mute"), ("h_t", "ink"))[n - 1]
    base = net.grid.y(n) + 0.5 * RULE_LINE - 0.12 if y == 0 else y - 2.6 * RULE_LINE * (2 - n)
    state, before, bias = (symbol_in(name, n) for name in ("h_t", "h_(t-1)", "b_h"))
    lines = (
        f"{state} = sigma \\( wx({symbol_in('W_x', n)}) {below}",
        f'"" + wh({symbol_in("W_h", n)}) {before} + {bias} \\)',
    )
    return [
        formula(stage.theme, line, "tile", tone).place(x + RULE_INDENT * i, base - RULE_LINE * i, "left")
        for i, line in enumerate(lines)
    ]
