"""What all tests share: sources that hold still, whoever edits them meanwhile, and signals that arrive."""

import gc
import os
import signal
import sys
from pathlib import Path

import pytest

os.environ["RNNANIM_CACHE_SIZE"] = "0"  # a test that keeps clips says so and where

# Dozens of processes load the same modules: they are compiled once, also where Python is told to keep no bytecode.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

sys.path.insert(0, str(Path(__file__).parent / "support"))

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # in the background of a shell; what we start would inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish():
    """Let the garbage collector pass over what is loaded: it is a million objects, which stay until the end."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def sources_hold_still():
    """Hold the digest of the sources, here and in the workers, which need not load them one by one."""
    import steady
    import warm

    from rnnanim import backend  # noqa: F401  # before manim

    # isort: split
    from manim.mobject.opengl.opengl_compatibility import ConvertToOpenGL

    with pytest.MonkeyPatch.context() as patch:
        # whoever sets manim's configuration gives all its classes their bases anew, which takes 40 ms for each run
        patch.setattr(ConvertToOpenGL, "_converted_classes", [])
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
