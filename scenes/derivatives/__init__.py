"""The slopes that every step back multiplies by."""

from rnnanim.scenes.derivatives.storyboard import ActivationDerivatives

__all__ = ["ActivationDerivatives"]
