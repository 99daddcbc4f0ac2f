"""How the contributions of the paths add up: the panel of their bars, and the equation in which each has its term."""

from __future__ import annotations

from rnnanim.layout.frame import ByFrame
from rnnanim.mobjects.charts.colour_scale import ColourScale
from rnnanim.mobjects.charts.waterfall import Row, Waterfall
from rnnanim.mobjects.formulas.chain_rule import ChainRule
from rnnanim.mobjects.formulas.gradient_sum import GradientSum, Term
from rnnanim.mobjects.formulas.matrix_sum import Entries, MatrixSum
from rnnanim.mobjects.text.fitting import fitting_one
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Weight
from rnnanim.scenes.paths.shown_paths import ShownPaths
from rnnanim.stage.beats import Repetition
from rnnanim.stage.stage import Stage

NORM_HEADS = ByFrame.narrow("norm_factors", "norm_times")  # in a list the head is above the numbers, not before them
SHORTEST = 0.4  # of a panel: what the bars of a weight fill at least
DEGREE_GAP, WORD_GAP = 0.16, 0.12  # from the sign of the degrees to what follows, from "cos" to its angle
BEFORE_DEGREE = 0.05  # from the last digit to that sign


def waterfall(stage: Stage, paths: ShownPaths) -> Waterfall:
    """Return the panel in which the contributions add up."""
    tone, layout = "mute" if paths.has_vectors else "low", stage.layout  # what waits is to be read there, too
    rows = [_row(stage, paths, key, tone) for key in paths.keys]
    rows.append(Row(stage.words("sum", tone=tone), formula(stage.theme, "Sigma", "small", tone), paths.total))
    head = [stage.words("along", tone="mute")] if paths.has_vectors else []
    return Waterfall(stage.theme, layout.panel, rows, bar=layout.bar, head=head, least_span=_common_span(paths))


def norm_head(stage: Stage) -> Label | None:
    """Return what a product comes to where it is one of norms: it begins with that of the error."""
    return None if stage.analysis.is_scalar else stage.words(stage.layout.choose(NORM_HEADS), tone="mute")


def _row(stage: Stage, paths: ShownPaths, key: Repetition, tone: str) -> Row:
    names = ("between", "between_short") if key == "middle" else ("via", "via_short")
    middle = {"m": paths.steps - 3, "a": 2, "b": paths.steps - 2}
    counts = middle if key == "middle" else {"k": paths.step_of(key)}
    full, short = (stage.words(name, tone=tone, **counts) for name in names)
    return Row(full, short, paths.contribution(key))


def _common_span(paths: ShownPaths) -> float:
    """Return how much the panel of each weight is wide, so that bars compare from scene to scene.

    Where the bars of this one would be short by it, it has a scale of its own.
    """
    spans = {"x": paths.reach("x"), "h": paths.reach("h")}
    widest = max(spans.values())
    return widest if spans[paths.weight] > SHORTEST * widest else 0.0


def sum_of_paths(stage: Stage, paths: ShownPaths, scale: ColourScale | None) -> GradientSum:
    """Return the equation of the scene: the gradient as the sum of its paths, each under its step.

    Parameters
    ----------
    scale : ColourScale, optional
        Of the cells, where a gradient has several entries.
    """
    terms = [
        Term(stage.layout.x(paths.step_of(key)), _name(stage, paths, key), paths.contribution(key))
        for key in paths.keys
    ]
    symbols = symbols_of(stage, paths.weight)
    if scale is None:
        return GradientSum(stage.theme, stage.layout, symbols, terms, paths.total)
    entries = Entries([paths.arriving(key) for key in paths.keys], paths.entries_of_sum, paths.shape[1], scale)
    norm, name = stage.words("norm_is", tone="mute"), stage.words("sum")
    return MatrixSum(
        stage.theme, stage.layout, symbols, terms, paths.total, norm=norm, name_of_sum=name, entries=entries
    )


def _name(stage: Stage, paths: ShownPaths, key: Repetition) -> Label:
    if key == "middle":
        return formula(stage.theme, "dots.c", "medium", tone="mute")
    return stage.words("via", size="medium", k=paths.step_of(key))


def symbols_of(stage: Stage, weight: Weight) -> tuple[str, str]:
    """Return the symbol of a gradient, as a fraction and in one line."""
    loss, name = f"L_{stage.lesson.network.T}", f"w{weight}(W_{weight})"
    return f"frac(partial {loss}, partial {name})", f"partial {loss} slash partial {name}"


def sum_of_the_middle(stage: Stage, paths: ShownPaths) -> list[Label]:
    """Return what stands in place of the product for the paths in between: their sum over k, and its value."""
    band = stage.layout.band
    name = "share_between" if paths.has_vectors else "via_between"
    left = stage.words(name, size="medium", a=2, b=paths.steps - 2)
    equals = formula(stage.theme, "=", band.sign_size, tone="mute")
    value = fitting_one(stage.theme, paths.contribution("middle"), 2.0, "large", tone="text")
    if band.has_result_line:
        return [left.place(*band.entry()), equals.place(*band.equals(1)), value.place(*band.total(1))]
    equals.place(*band.equals())
    value.place(*band.total(x=float(equals.get_right()[0])))
    left.place(float(equals.get_left()[0]) - 0.25, value.baseline_y, "right")
    return _inside(stage, [left, equals, value])


def shares(stage: Stage, paths: ShownPaths, products: dict[Repetition, ChainRule]) -> dict[Repetition, list[Label]]:
    """Return for each path how its part along the sum follows from the norm that arrives; nothing of no vector.

    It stands below the norm that arrives; in a narrow frame there is no room.
    """
    tells = paths.has_vectors and paths.weight != "y" and stage.layout.band.built_up
    silent = [key for key in paths.keys if key == "middle" or paths.brings_nothing(key) or not tells]
    return {key: [] if key in silent else _share(stage, paths, key, products[key]) for key in paths.keys}


def _share(stage: Stage, paths: ShownPaths, key: Repetition, product: ChainRule) -> list[Label]:
    """Return `part along the sum = norm × cos 39.2° ≈ 0.104`, its number under the norm."""
    _, base, _ = stage.layout.band.head_below()
    number = fitting_one(stage.theme, paths.contribution(key), 2.0, "medium", tone="text")
    number.place(float(product.result_label.get_left()[0]), base, "left")
    equals = formula(stage.theme, "approx", product.equals.em, tone="mute")
    equals.place(float(product.equals.get_center()[0]), base)
    degree, angle = formula(stage.theme, "degree", "small", "mute"), readout(stage.theme, paths.angle(key))
    degree.place(float(equals.get_left()[0]) - DEGREE_GAP, base, "right")
    angle.place(float(degree.get_left()[0]) - BEFORE_DEGREE, base, "right")
    words = stage.words("share", tone="mute")
    words.place(float(angle.get_left()[0]) - WORD_GAP, base, "right")
    return _inside(stage, [words, angle, degree, equals, number])


def _inside(stage: Stage, line: list[Label]) -> list[Label]:
    """Return a line of text moved to the left as far as its end is out of the safe area."""
    beyond = max(0.0, float(line[-1].get_right()[0]) - stage.layout.safe[1])
    return [label.shift((-beyond, 0, 0)) for label in line]


def found_gradient(stage: Stage, weight: Weight) -> list[Label]:
    """Return the gradient of a weight with its value, as the scene before has found it."""
    band, base = stage.layout.band, stage.layout.band.base
    symbol = symbols_of(stage, weight)[0 if band.built_up else 1]
    source = symbol if stage.analysis.is_scalar else f"norm({symbol})"
    left = formula(stage.theme, source, band.name_sizes[0])
    equals = formula(stage.theme, "=", "medium", tone="mute")
    value = fitting_one(stage.theme, stage.analysis.total(weight, stage.lesson.network.T), 2.0, "large", "text")
    left.place(stage.layout.safe[0] + 0.3, base, "left")
    equals.place(left.get_right()[0] + 0.35, base)
    return [left, equals, value.place(left.get_right()[0] + 0.7, base - 0.05, "left")]
