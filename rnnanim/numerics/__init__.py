"""The mathematics: a network in, frozen results out; no files, no manim."""

from rnnanim.numerics.analysis import Analysis, analyse
from rnnanim.numerics.curves import CurveName, Series
from rnnanim.numerics.fields import ArrayName, Field
from rnnanim.numerics.readings import Reading
from rnnanim.numerics.routes import Factor, Route
from rnnanim.numerics.spec import NetworkSpec
from rnnanim.numerics.walk import Weight

__all__ = [
    "Analysis",
    "ArrayName",
    "CurveName",
    "Factor",
    "Field",
    "NetworkSpec",
    "Reading",
    "Route",
    "Series",
    "Weight",
    "analyse",
]
