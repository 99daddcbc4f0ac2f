"""A stream that has outgrown the row it runs in: the row cuts it off above and below, like a window."""

from __future__ import annotations

import numpy as np

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.geometry import Points, Polyline
from rnnanim.mobjects.base.shapes import filled, glow_layers
from rnnanim.mobjects.base.tagging import Tag, tagged
from rnnanim.mobjects.flow.ribbon import BODY_LAYERS, Stretch, Width
from rnnanim.numerics import Reading
from rnnanim.theme import Theme, mix

from manim import VMobject

HEAT = 0.5  # of the bright middle, which fills the row in the end: as in other ribbons it would glare

FADE, FADE_LAYERS = 0.16, 10  # how far within the row its light goes out [scene units]
BEYOND = 0.02  # of what hides the edge, over it


def clipped_ribbon(
    theme: Theme,
    line: Polyline,
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
    _fade_at_the_edges(group, theme, stretch, most)
    if theme.is_light:
        _add_banks(group, theme, stretch, most)
    return group


def _fade_at_the_edges(group: VGroup, theme: Theme, stretch: Stretch, most: float) -> None:
    """Let the light go out where the row cuts it off: an edge there would say that the width is constant."""
    reach = max((distance for distance, _ in glow_layers(theme.glow.peak, theme)), default=0.0)
    near = stretch.half[:, 0] + reach > most / 2 - FADE
    if near.sum() < 2:
        return
    middle, normal = stretch.middle[near], stretch.normal[near]
    middle = np.vstack([middle, middle[-1:] + (middle[-1:] - middle[-2:-1]) * (reach + 0.05) / _length(middle)])
    normal = np.vstack([normal, normal[-1:]])
    kept = (np.arange(FADE_LAYERS + 1) + 0.5) / (FADE_LAYERS + 0.5)  # the share of the light that each layer leaves
    for depth, share in zip(FADE * np.arange(1, FADE_LAYERS + 1) / FADE_LAYERS, kept[:-1] / kept[1:], strict=True):
        for side in (1, -1):
            outer, inner = (middle + side * normal * (most / 2 - inset) for inset in (-BEYOND, depth))
            veil = filled(np.vstack([outer, inner[::-1], outer[:1]]), theme.colour.background, 1 - share)
            group.add(tagged(veil, Tag("plate", "background")))


def _length(points: Points) -> float:
    """Return the length of the last piece of a line."""
    return max(1e-9, float(np.linalg.norm(points[-1] - points[-2])))


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
