"""The cast of ProductOfFactors: the lesson's own path, and the exact networks that the other beats compare."""

from __future__ import annotations

from rnnanim.layout.frame import ByFrame
from rnnanim.lesson import load_lesson
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Analysis
from rnnanim.scenes.products.factor_by_factor import FactorByFactor
from rnnanim.scenes.products.gain_vs_preactivation import GainVsPreactivation
from rnnanim.scenes.products.product_layout import ProductLayout
from rnnanim.scenes.products.regimes import Regimes, Verdicts
from rnnanim.scenes.products.saturation_comparison import Balanced, Saturated
from rnnanim.stage.stage import Stage

REGIMES = ("vanishing", "holding", "exploding")
REGIME_STEPS = 7  # six steps lie between the first state and the last
WEIGHTS = (1.0, 2.0, 4.0, 6.0)


class ProductsCast:
    """Everything that the beats of ProductOfFactors show.

    Attributes
    ----------
    path : FactorByFactor
        The farthest path of the lesson; `heads` say what its values are where they are norms, and what J_t is.
    regimes : Regimes
        The exact networks that vanish, hold and explode.
    gain : GainVsPreactivation
        What a step multiplies by in four networks of one sigmoid unit; `weights` are these.
    balanced, saturated : Balanced, Saturated
        The weight of 100 with the bias that holds z, and without it.
    verdicts : Verdicts
        A product that explodes and one that vanishes, with what decides, and where the lesson's own stands.
    """

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.layout = ProductLayout(stage.theme, stage.layout)
        self.path = self._farthest_path()
        self.heads = self._heads_of_the_path()
        self.regimes = self._three_networks()
        self.weights = self._sigmoid_units()
        words, here = stage.words("sigmoid", tone="mute"), stage.words("grows", tone="text")
        self.gain = GainVsPreactivation(self.layout, self.weights, words, here)
        self.balanced, self.saturated = self._one_weight()
        self.verdicts = self._both_verdicts()

    def _head(self) -> Label:
        """Return what says that a ruler is logarithmic."""
        return self.stage.words("log_scale", tone="mute")

    def _farthest_path(self) -> FactorByFactor:
        """Return the farthest path of the lesson; a product that is no number has no picture."""
        path = FactorByFactor(self.layout, self.stage.analysis, self._head())
        self.stage.require_finite("the product", path.numbers)
        return path

    def _heads_of_the_path(self) -> list[Label]:
        layout, heads, scalar = self.layout, [], self.stage.analysis.is_scalar
        if not scalar:
            heads.append(self.stage.words("norm_times", tone="mute").place(layout.left, layout.values, "left"))
        if self.path.joins:
            slope = "sigma'(z_t) space" if scalar else '"diag" sigma\'(z_t) space'
            joined = formula(layout.theme, f"J_t = {slope} wh(W_h)", "small", tone="mute")
            heads.append(joined.place(*layout.frame.note, "right"))
        return heads

    def _three_networks(self) -> Regimes:
        stage, weight = self.stage, self.stage.theme.type.title_weight
        nets = [stage.network(name, load_lesson(name).with_steps(REGIME_STEPS).network) for name in REGIMES]

        def name(regime: str) -> Label:
            return stage.words(regime, size="medium", weight=weight)

        return Regimes(self.layout, nets, name, self._head(), stage.words("every_step", tone="mute"))

    def _sigmoid_units(self) -> list[Analysis]:
        base = load_lesson("holding").network
        return [self.stage.network(f"sigmoid_{weight:g}", base.replace(W_h=[[weight]])) for weight in WEIGHTS]

    def _one_weight(self) -> tuple[Balanced, Saturated]:
        near, far = (load_lesson("hundred").with_steps(steps).network for steps in (3, 4))
        bare = near.replace(b_h=[0.0], h_0=[0.0], x=[[0.0]] * 3)
        kept = self.stage.network("hundred", near)
        longer = self.stage.network("hundred, one step more", far)
        balanced = Balanced(self.layout, kept, longer, self._head())
        net, words = self.stage.network("hundred without bias", bare), self.stage.words("balanced", tone="mute")
        return balanced, Saturated(self.layout, kept, net, self._head(), words)

    def _both_verdicts(self) -> Verdicts:
        vanishing, _, exploding = self.regimes.nets
        length = self.stage.layout.choose(ByFrame.narrow("", "_short"))
        words = self.stage.words(f"over_one{length}"), self.stage.words(f"under_one{length}")
        ours = self.stage.words("ours", tone="text")
        return Verdicts(self.layout, exploding, vanishing, self.stage.analysis, words, ours, self._head())
