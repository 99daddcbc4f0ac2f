"""A renderer for tests that look at mobjects and not at pictures: a scene runs as always, and nothing is drawn."""

import pickle
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


def shared(run):
    """Let tests that only look at a scene share it: one run for each lesson and way of running, the last few kept."""
    kept = {}

    @wraps(run)
    def once(lesson, **ways):
        key = pickle.dumps((lesson, sorted(ways.items())))
        if key not in kept:
            kept[key] = run(lesson, **ways)
        for oldest in list(kept)[:-8]:
            del kept[oldest]
        return kept[key]

    return once
