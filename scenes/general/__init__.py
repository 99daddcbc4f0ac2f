"""From three steps to any number of steps: the recursion of a state's derivative, and the sum that it unrolls into."""

from rnnanim.scenes.general.storyboard import GeneralFormula

__all__ = ["GeneralFormula"]
