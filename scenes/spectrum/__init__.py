"""What the powers of a matrix do, and products of matrices that differ."""

from rnnanim.scenes.spectrum.storyboard import MatrixPowers

__all__ = ["MatrixPowers"]
