"""A stream that has outgrown the row it runs in: the row cuts it off above and below, like a window."""

from __future__ import annotations

import numpy as np

from rnnanim.mobjects.ribbon import BODY_LAYERS, Line, Points, Stretch, Width, filled, glow_layers
from rnnanim.mobjects.tagging import Tag, tagged
from rnnanim.numerics import Reading
from rnnanim.theme import Theme, mix

from manim import VGroup, VMobject

HEAT = 0.5  # of the bright middle, which fills the row in the end: as in other ribbons it would glare


def flood(
    theme: Theme,
    line: Line,
    width: Width,
    start: float,
    end: float,
    most: float,
    measures: tuple[tuple[Reading, float], ...],
    scale: str,
) -> VGroup:
    """Return the picture of one stretch as far as a row of a height shows it: no layer reaches over the row.

    Parameters
    ----------
    start, end : float
        Arc lengths [scene units].
    most : float
        Height of the row [scene units].
    measures : tuple of (Reading, width)
        What `check` is told of the widths, where they are whole.
    scale : str
        Name of their scale.
    """
    group = VGroup()
    if end - start < 0.01:
        return group
    stretch = Stretch(line, width, start, end)
    for distance, alpha in glow_layers(theme.glow.peak, theme):
        halo = filled(_cut(stretch, 1.0, distance, most), theme.colour.gradient, alpha)
        group.add(tagged(halo, Tag("glow", "gradient")))
    tag = Tag("ribbon", "gradient", tuple(r for r, _ in measures), tuple(w for _, w in measures), scale=scale)
    for share in [1.0] if theme.is_light else np.linspace(1, 0.12, BODY_LAYERS):
        shade = mix(theme.colour.gradient, theme.colour.core, HEAT * (1 - share**2) ** 1.5)
        body = filled(_cut(stretch, share, 0.0, most), shade)
        group.add(tagged(body, tag if share == 1 else Tag("plate", "gradient")))
    if theme.is_light:
        _add_banks(group, theme, stretch, most)
    return group


def _cut(stretch: Stretch, share: float, beyond: float, most: float) -> Points:
    """Return the closed outline of a layer within the row: a share of the width, or the width and something beyond."""
    half = np.minimum(stretch.half * share + beyond, most / 2)
    middle, normal = (np.vstack([points[:1], points, points[-1:]]) for points in (stretch.middle, stretch.normal))
    for end, way in ((0, -1), (-1, 1)):  # light reaches out of both ends, too
        middle[end] += way * beyond * np.array([normal[end][1], -normal[end][0], 0.0])
    half = np.vstack([half[:1], half, half[-1:]])
    left, right = (middle + side * normal * half for side in (1, -1))
    return np.vstack([left, right[::-1], left[:1]])


def _add_banks(group: VGroup, theme: Theme, stretch: Stretch, most: float) -> None:
    """Draw the banks as far as they lie in the row."""
    inside = stretch.half[:, 0] < most / 2
    for bank in stretch.banks(inset=theme.stroke.rule / 200):
        if inside.sum() > 1:
            edge = VMobject(stroke_width=theme.stroke.rule, stroke_color=theme.colour.edge)
            group.add(tagged(edge.set_points_as_corners(bank[inside]), Tag("line", "edge")))
