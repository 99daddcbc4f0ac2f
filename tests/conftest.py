"""What all tests share: sources that hold still, whoever edits them meanwhile, and signals that arrive."""

import os
import signal
import sys
from pathlib import Path

import pytest

os.environ["RNNANIM_CACHE_SIZE"] = "0"  # a test that keeps clips says so and where

sys.path.insert(0, str(Path(__file__).parent / "support"))

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # in the background of a shell; what we start would inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True, scope="session")
def sources_hold_still():
    """Hold the digest of the sources, here and in the workers, which need not load them one by one."""
    import steady
    import warm

    with pytest.MonkeyPatch.context() as patch:
        steady.hold(patch.setattr)
        warm.workers(patch.setattr)
        yield


@pytest.fixture(autouse=True)
def signals_arrive():
    """Take signals as before, whatever a command that was run here has done: what is started later inherits it."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)
