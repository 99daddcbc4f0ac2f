"""A renderer for tests that look at mobjects and not at pictures: a scene runs as always, and nothing is drawn."""

import pickle
from collections import OrderedDict
from functools import wraps

from manim import CairoRenderer


class Undrawn(CairoRenderer):
    """Runs a scene with manim's clock and without its camera."""

    def update_frame(self, *args, **kwargs):
        pass

    def save_static_frame_data(self, *args, **kwargs):
        self.static_image = None

    def add_frame(self, *args, **kwargs):
        pass


KEPT = OrderedDict()
MOST = 24


def shared(run):
    """Let tests that only look at a scene share it: one run for each lesson and way of running, those used last kept.

    A test that changes a scene calls what it has wrapped: ``run.__wrapped__``.
    """

    @wraps(run)
    def once(lesson=None, *others, **ways):
        key = run, pickle.dumps((lesson, others)), *sorted(ways.items())
        if key not in KEPT:
            KEPT[key] = run(lesson, *others, **ways)
        KEPT.move_to_end(key)
        while len(KEPT) > MOST:
            KEPT.popitem(last=False)
        return KEPT[key]

    return once
