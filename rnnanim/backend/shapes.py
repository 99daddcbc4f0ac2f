"""Manim's shapes, made and coloured without what makes it slow: many are made anew, or coloured, for every frame."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Any, Generic, NamedTuple, Self, TypeVar

import numpy as np
import numpy.typing as npt

import manim
from manim import CapStyleType, LineJointType, ManimColor, VMobject

Points = npt.NDArray[np.float64]
PLAIN_LINE = LineJointType.AUTO, CapStyleType.AUTO  # joint and cap of a line unless it is told otherwise


class Measured(VMobject):  # type: ignore[misc]
    """A mobject of manim's whose extent is found from arrays."""

    def get_points_defining_boundary(self) -> Any:
        """Return the ends of all curves of the family, (n, 3)."""
        parts = _outlines(self)
        if not parts or any(len(points) % 4 for points in parts):
            return super().get_points_defining_boundary()
        return np.concatenate(parts).reshape(-1, 4, 3)[:, ::3].reshape(-1, 3)

    def reduce_across_dimension(self, reduce_func: Any, dim: int) -> Any:
        """Return the least or the largest coordinate of the family; None if it has no points."""
        parts = _outlines(self)
        return reduce_func(np.concatenate(parts)[:, dim]) if parts else None


def _outlines(mobject: Any) -> list[Points]:
    """Return the points of each part of a mobject that has any."""
    found, ahead = [], [mobject]
    while ahead:
        part = ahead.pop()
        if len(part.points):
            found.append(part.points)
        ahead += reversed(part.submobjects)
    return found


class Shape(Measured):
    """One shape of manim's, which takes a plain colour and opacity without making arrays."""

    def update_rgbas_array(self, array_name: str, color: Any = None, opacity: Any = None) -> Any:
        """Set colour and opacity, each where it is given."""
        rgbas = vars(self).get(array_name)
        is_plain = (color is None or isinstance(color, str)) and (opacity is None or isinstance(opacity, (int, float)))
        if rgbas is None or len(rgbas) != 1 or self.sheen_factor or not is_plain:
            return super().update_rgbas_array(array_name, color, opacity)
        if color is not None:
            rgbas[0, :3] = _rgb(color)
        if opacity is not None:
            rgbas[0, 3] = opacity
        return self


class VGroup(Measured, manim.VGroup):  # type: ignore[misc]
    """Manim's group, made without the colours of what it has not: it has no points of its own.

    Parameters
    ----------
    *mobjects : VMobject or iterable of VMobject
        What is in it.
    """

    def __init__(self, *mobjects: Any, z_index: float = 0) -> None:
        self.__dict__.update(vars(_empty().cast()), name=type(self).__name__, z_index=z_index)
        self.add(*mobjects)


@lru_cache(maxsize=1)
def _empty() -> Mould[Any]:
    return Mould(manim.VGroup())


@lru_cache(maxsize=4096)
def _rgb(colour: str) -> Points:
    return np.asarray(ManimColor(colour).to_rgb())


Kind = TypeVar("Kind", bound=VMobject)


class Mould(Generic[Kind]):
    """Makes copies of a shape that has no submobjects and no updaters; manim's own, a deep copy, takes 20 times longer.

    Parameters
    ----------
    shape : VMobject
        What they are copies of; nobody may change it later.
    """

    def __init__(self, shape: Kind) -> None:
        self._shape = shape
        self._own = [
            (name, value) for name, value in vars(shape).items() if isinstance(value, (np.ndarray, list, dict))
        ]

    def cast(self) -> Kind:
        """Return a copy with arrays and lists of its own."""
        kind: Any = type(self._shape)
        twin: Kind = kind.__new__(kind)
        twin.__dict__.update(self._shape.__dict__)
        for name, value in self._own:
            twin.__dict__[name] = value.copy()
        return twin


@lru_cache(maxsize=1)
def _blank() -> Mould[Shape]:
    return Mould(Shape(stroke_width=0))


def blank() -> Shape:
    """Return a shape without points, fill and stroke."""
    return _blank().cast()


def straight_curves(points: Points) -> Points:
    """Return straight Bézier curves through points, (n, 2) or (n, 3)."""
    count, width = points.shape
    curves = np.zeros((count - 1, 4, 3))
    a, b = points[:-1], points[1:]
    third = (b - a) / 3
    for place, part in enumerate((a, a + third, b - third, b)):
        curves[:, place, :width] = part
    return curves.reshape(-1, 3)


class Layer(NamedTuple):
    """One of the plain shapes that make up a thing.

    Parameters
    ----------
    corners : (n, 3)
        A filled one ends where it begins.
    colour : str
        Hex.
    opacity : float
    width : float
        Of a line through the corners [manim's units]; 0 is a filled outline.
    tag : object
        What its shape is to say about itself.
    """

    corners: Points
    colour: str
    opacity: float = 1.0
    width: float = 0.0
    tag: Any = None

    def shape(self) -> Shape:
        """Return it as a shape of its own."""
        shape = blank()
        shape.points = straight_curves(self.corners)
        if self.width:
            shape.set_stroke(self.colour, self.width, self.opacity)
        else:
            shape.set_fill(self.colour, self.opacity)
        if self.tag is not None:
            shape.tag = self.tag
        return shape

    @property
    def rgba(self) -> tuple[float, ...]:
        """Its colour and opacity."""
        return *_rgb(self.colour).tolist(), self.opacity


class Pile(Measured, manim.VGroup):  # type: ignore[misc]
    """Layers that our camera draws as one shape; for whoever asks for its submobjects each is a shape of its own.

    What is made anew for every frame costs half of what it does as a group of shapes.
    """

    def __init__(self, layers: Sequence[Layer] = ()) -> None:
        self._parts: list[Any] | None = None
        super().__init__()
        self.layers, self._parts = tuple(layers), None

    @classmethod
    def of(cls, layers: Sequence[Layer]) -> Pile:
        """Return a pile of layers, from the lowest on, many times faster than manim makes a group."""
        pile = _empty_pile().cast()
        pile.layers = tuple(layers)
        return pile

    @property
    def is_open(self) -> bool:
        """Whether its layers are shapes, which may be anything by now."""
        return self._parts is not None

    @property
    def submobjects(self) -> list[Any]:
        """The layers as shapes, which are made when they are first asked for."""
        if self._parts is None:
            self._parts = [layer.shape().set_z_index(self.z_index) for layer in self.layers]
        return self._parts

    @submobjects.setter
    def submobjects(self, parts: list[Any]) -> None:
        self._parts = parts

    def set_z_index(self, z_index_value: float, family: bool = True) -> Self:
        """Set the place in the order of drawing, of its layers as well."""
        if family and not self.is_open:
            self.z_index = z_index_value
            return self
        _ = self.submobjects  # which keep the place that they have
        super().set_z_index(z_index_value, family)
        return self

    def __repr__(self) -> str:  # manim asks for it at each adding to a group, for an error that nobody sees
        return f"Pile of {len(self.layers)} layers"

    @cached_property
    def look(self) -> tuple[Any, ...]:
        """All that decides how it is drawn while it is closed."""
        return tuple((layer.corners.tobytes(), *layer[1:4]) for layer in self.layers)


@lru_cache(maxsize=1)
def _empty_pile() -> Mould[Pile]:
    return Mould(Pile())
