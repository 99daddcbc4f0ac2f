"""What all tests share: films are made from sources that hold still, whoever edits them meanwhile."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "support"))


@pytest.fixture(autouse=True)
def sources_hold_still(monkeypatch):
    """Hold the digest of the sources, here and in the workers."""
    import steady

    steady.hold(monkeypatch.setattr)
