"""What is written beside the triangle of all paths: its sums, and the share of its diagonal."""

from __future__ import annotations

from rnnanim.mobjects.base.geometry import Point
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics.all_paths import AllPaths
from rnnanim.stage import Stage

AGAIN = 0.14  # between the halves of an equation
LINE, BESIDE = 0.4, 0.1  # from the sum of the diagonal to its share, and from part to part of a line


def formulas_at(stage: Stage, at: Point) -> dict[str, Label]:
    """Return the sums of a row, of a column and of all, which begin at a point; the last in three parts."""
    loss, x = "partial L", "wx(W_x)"
    whole = f"frac({loss}, partial {x})" if stage.analysis.is_scalar else f"norm(frac({loss}, partial {x}))"
    rows, columns = "display(sum_(k <= t)) G_(t k)", "display(sum_(t >= k)) G_(t k)"
    sources = {
        "rows": f"frac(partial L_t, partial {x}) mute(=) {rows}",
        "all": f"{whole} mute(=) display(sum_t) {rows}",
        "again": f"mute(=) display(sum_k) {columns}",
        "equals": "mute(=)",
    }
    found = {name: formula(stage.theme, source, "medium").place(*at, "left") for name, source in sources.items()}
    found["columns"] = stage.words("column_is", size="medium").place(*at, "left")
    for name, before in (("again", "all"), ("equals", "again")):
        found[name].place(float(found[before].get_right()[0]) + AGAIN, at[1], "left")
    return found


def share_of_diagonal(stage: Stage, paths: AllPaths, at: Point, *, whole: bool) -> list[Label]:
    """Return how much of the total the diagonal holds, and its sum before that if there is room for the whole."""
    theme = stage.theme
    share = [readout(theme, paths.percent_near, "small", "text"), formula(theme, "%", "small", "text")]
    added = [formula(theme, "sum_k G_(k k) mute(=)", "small"), readout(theme, paths.distance(0), "small", "text")]
    lines = [added, share] if whole else [share]
    for n, labels in enumerate(lines):
        x = at[0]
        for label in reversed(labels):
            x = float(label.place(x, at[1] - n * LINE, "right").get_left()[0]) - BESIDE
    return [label for labels in lines for label in labels]
