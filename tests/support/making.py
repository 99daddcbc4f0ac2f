"""What the tests of executors let workers do in place of drawing; they find it by its module."""

import os
import signal
import time
from pathlib import Path

from rnnanim.render.draw import Drawing
from rnnanim.render.executor import Drawn

KEPT = []
MB = 10**6


def process(job, tell, path):
    """Tell in which process this is."""
    tell("only", 1)
    return Drawn(Drawing(str(os.getpid()), "", (), 1), ())


def say(job, tell, path):
    """Print something that stays in Python until it is asked to let it out."""
    print("said", end="")
    return process(job, tell, path)


def fail(job, tell, path):
    path.touch()
    raise ZeroDivisionError(os.getpid())


def die(job, tell, path):
    """End at the second beat, in one way and then in another."""
    tell("first", 1)
    tell("second", 2)
    once = Path(f"{path}.once")
    number = signal.SIGSEGV if once.exists() and "Other" in job.scene else signal.SIGKILL
    once.touch()
    os.kill(os.getpid(), number)


def die_once(job, tell, path):
    return process(job, tell, path) if Path(f"{path}.once").exists() else die(job, tell, path)


def take_memory(job, tell, path):
    """Hold as many bytes as the width of the picture has millions, and go on."""
    tell("only", 1)
    KEPT.append(b"\x01" * (job.picture.width * MB))
    time.sleep(1)
    return process(job, tell, path)


def sleep(job, tell, path):
    tell("only", 1)
    path.touch()
    time.sleep(60)
