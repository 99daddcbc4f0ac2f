"""Rules of place: texts keep clear of texts and lines, and everything of the frame's edge."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from rnnanim.audit.geometry import Array, crossings, depths, distances, edges_of, grown, rings, shared
from rnnanim.audit.moment import Finding, Moment, at, spared
from rnnanim.audit.remembering import Remembered
from rnnanim.audit.seeing import Shape, Text

CLEAR = 0.02  # how far a text may reach into another or into a line [scene units]
TOUCH = 2 * 8 / 480  # ink that is closer to a line seems to touch it: two pixels of a small film [scene units]
SAFE = 0.04  # of width and height, on each side


def texts_meet(moment: Moment) -> Iterator[Finding]:
    """Find glyph boxes of two texts that meet by more than 0.02 units, unless something hides the lower one there."""
    picture = moment.picture
    close = np.triu(depths(picture.text_boxes, picture.text_boxes) > CLEAR, 1)
    for i, j in np.argwhere(close):
        a, b = picture.texts[i], picture.texts[j]
        if spared(a, b) or spared(b, a):
            continue
        reach = depths(a.boxes, b.boxes)
        for m, n in np.argwhere(reach > CLEAR):
            overlap = shared(a.boxes[m], b.boxes[n])
            below, above = sorted((a.orders[m], b.orders[n]))
            if not picture.hidden(_corners(overlap), below, above):
                names = tuple(sorted((a.name, b.name)))
                what = f"“{names[0]}” and “{names[1]}” meet by {reach[m, n]:.2f}"
                yield Finding("texts meet", names, what, at(overlap), float(reach[m, n]))


class TextsOnLines:
    """Finds text that runs into a line, an edge or an outline, or touches one, unless a plate hides the line."""

    def __init__(self) -> None:
        self._of_text = Remembered(_on_lines, TOUCH)

    def __call__(self, moment: Moment) -> Iterator[Finding]:
        """Yield what lies on lines."""
        for text in moment.picture.texts:
            yield from self._of_text(moment, text)


def _on_lines(moment: Moment, text: Text | Shape) -> Iterator[Finding]:
    """Hold a text against the lines: it may not reach 0.02 units into one, nor at rest stand closer than `TOUCH`."""
    assert isinstance(text, Text)
    for line in moment.picture.lines_near(text.box, TOUCH):
        if spared(text, line):
            continue
        found, does = _run_into(moment, text, line), "runs into"
        if found is None and moment.is_still and (text.part is None or text.part is not line.part):
            found, does = _touched(moment, text, line), "touches"
        if found is not None:
            yield Finding("text on a line", (text.name, line.name), f"“{text.name}” {does} {line.name}", at(found))


def _run_into(moment: Moment, text: Text, line: Shape) -> Array | None:
    """Return the box of the first glyph that a line crosses in sight."""
    hit, enter, leave = crossings(line.segments, grown(text.boxes, line.stroke / 2 - CLEAR))
    for s, g in np.argwhere(hit & (leave - enter > 1e-6)):
        start, along = line.segments[s, :2], line.segments[s, 2:] - line.segments[s, :2]
        shares = np.linspace(enter[s, g], leave[s, g], 3)[:, None]
        points = start + shares * along
        below, above = line.order, text.orders[g]
        if below > above or not moment.picture.hidden(points, below, above, text.opacities[g]):
            return np.asarray(text.boxes[g])
    return None


def _touched(moment: Moment, text: Text, line: Shape) -> Array | None:
    """Return the box of the first glyph whose ink is closer than `TOUCH` to that of a line in sight."""
    reach = line.stroke / 2 + TOUCH
    hit, _, _ = crossings(line.segments, grown(text.boxes, reach))
    for g in np.flatnonzero(hit.any(axis=0)):
        outline = edges_of(rings(text.glyphs[g].points[:, :2]))
        apart = distances(line.segments[hit[:, g]], outline)
        if not apart.size or apart.min() >= reach:
            continue
        nearest = outline[apart.min(axis=0).argmin()].reshape(2, 2).mean(axis=0)[None]
        below, above = line.order, text.orders[g]
        if below > above or not moment.picture.hidden(nearest, below, above, text.opacities[g]):
            return np.asarray(text.boxes[g])
    return None


def off_the_frame(moment: Moment) -> Iterator[Finding]:
    """Find what reaches out of the safe area, 4 % of the frame on each side."""
    from manim import config

    half = np.array([config.frame_width, config.frame_height]) * (0.5 - SAFE) + 0.005
    things: list[Text | Shape] = [*moment.picture.texts]
    things += [shape for shape in moment.picture.shapes if shape.kind != "glow" and _is_seen(shape)]
    boxes = np.array([thing.box for thing in things]).reshape(-1, 4)
    over = np.concatenate([-half - boxes[:, :2], boxes[:, 2:] - half], axis=1).max(axis=1)
    for i in np.flatnonzero((over > 0) & np.isfinite(over)):
        what = f"“{things[i].name}” reaches {over[i]:.2f} out of the safe area"
        yield Finding("off the frame", (things[i].name,), what, at(things[i].box), float(over[i]))


def _is_seen(shape: Shape) -> bool:
    return shape.is_lined or shape.fill_opacity > 0.05


def _corners(box: Array) -> Array:
    left, bottom, right, top = box
    return np.array(
        [[left, bottom], [left, top], [right, bottom], [right, top], [(left + right) / 2, (bottom + top) / 2]]
    )
