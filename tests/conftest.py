"""What all tests share: films are made from sources that hold still, whoever edits them meanwhile."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "support"))


@pytest.fixture(autouse=True, scope="session")
def sources_hold_still():
    """Hold the digest of the sources, here and in the workers."""
    import steady

    with pytest.MonkeyPatch.context() as patch:
        steady.hold(patch.setattr)
        yield
