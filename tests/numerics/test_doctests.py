import doctest
import importlib
import pkgutil

import numpy as np
import pytest

import rnnanim.document
import rnnanim.numerics

MODULES = [info.name for info in pkgutil.walk_packages(rnnanim.numerics.__path__, "rnnanim.numerics.")] + [
    "rnnanim.document"
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_hold(name):
    results = doctest.testmod(importlib.import_module(name), extraglobs={"np": np})
    assert results.failed == 0
