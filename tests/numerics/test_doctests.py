import doctest
import importlib
import pkgutil

import numpy as np
import pytest

import rnnanim.document
import rnnanim.lesson.parsing
import rnnanim.lesson.remedies
import rnnanim.lesson.schema
import rnnanim.numerics

MODULES = [info.name for info in pkgutil.walk_packages(rnnanim.numerics.__path__, "rnnanim.numerics.")] + [
    "rnnanim.document",
    "rnnanim.lesson.parsing",
    "rnnanim.lesson.remedies",
    "rnnanim.lesson.schema",
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_hold(name):
    results = doctest.testmod(importlib.import_module(name), extraglobs={"np": np})
    assert results.failed == 0


def test_there_are_examples_to_run():
    found = [test for name in MODULES for test in doctest.DocTestFinder().find(importlib.import_module(name))]
    assert sum(len(test.examples) for test in found) > 30
    assert "rnnanim.numerics.cells.rnn" in MODULES
