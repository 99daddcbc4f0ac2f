"""The mathematics: a network in, frozen results out; no files, no manim."""

from rnnanim.numerics.analysis import Analysis, analyse
from rnnanim.numerics.curves import Series
from rnnanim.numerics.readings import Reading
from rnnanim.numerics.routes import Factor, Route
from rnnanim.numerics.spec import NetworkSpec

__all__ = ["Analysis", "Factor", "NetworkSpec", "Reading", "Route", "Series", "analyse"]
