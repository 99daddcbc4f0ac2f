"""A renderer for tests that look at mobjects and not at pictures: a scene runs as always, and nothing is drawn."""

from manim import CairoRenderer


class Undrawn(CairoRenderer):
    """Runs a scene with manim's clock and without its camera."""

    def update_frame(self, *args, **kwargs):
        pass

    def save_static_frame_data(self, *args, **kwargs):
        self.static_image = None

    def add_frame(self, *args, **kwargs):
        pass
