"""Colours for sizes: from next to the background to the brightest, in even steps of lightness."""

from __future__ import annotations

import numpy as np

from rnnanim.theme import Theme, contrast, mix

STEPS = 64  # fine enough that two neighbours look alike
READABLE = 4.55  # contrast of a number with the cell that it stands in
_STOPS = {
    ("gradient", "dark"): (("background", "gradient", 0.13), ("gradient", "core", 0.0), ("gradient", "core", 1.0)),
    ("gradient", "light"): (("background", "gradient", 0.20), ("gradient", "edge", 0.0), ("edge", "text", 0.45)),
    ("state", "dark"): (("background", "state", 0.15), ("background", "state", 1.0)),
    ("state", "light"): (("background", "state", 0.12), ("background", "state", 1.0)),
}
DEEPEST = 0.45  # how far a ramp of another role goes from the background: it lies under what happens on it


class Ramp:
    """One colour for each share between 0 and 1; the greater, the farther from the background.

    Parameters
    ----------
    tone : str
        Colour role of what is measured.
    least : float, optional
        How far the colour of the share 0 is from the background, where it is to be seen.
    deepest : float
        How far that of the share 1 is, of a role that has no colours of its own beyond.
    written : bool
        Whether numbers stand on the colours: the last is then one on which they can be read.

    Attributes
    ----------
    colours : list of str
        From the share 0 to the share 1.
    greys : list of str
        Each of them without its hue, as bright as before.
    """

    def __init__(
        self,
        theme: Theme,
        tone: str = "gradient",
        least: float | None = None,
        deepest: float = DEEPEST,
        *,
        written: bool = False,
    ) -> None:
        self.theme, self.tone = theme, tone
        other = (("background", tone, 0.05), ("background", tone, deepest))
        first, *rest = _STOPS.get((tone, theme.name), other)
        shares = [first if least is None else (*first[:2], least), *rest]
        stops = [mix(theme.colour[a], theme.colour[b], s) for a, b, s in shares]
        self.colours = _even(stops)
        while written and not self._can_be_read(self.colours[-1]):
            self.colours.pop()
        self.colours = self.colours if len(self.colours) > STEPS else _even(self.colours)
        self.greys = [_grey(colour) for colour in self.colours]
        self._is_readable = np.array([self._can_be_read(colour) for colour in self.colours])

    def colour(self, share: float) -> str:
        """Return the colour of a share."""
        return self.colours[round(min(1.0, max(0.0, share)) * STEPS)]

    def readable(self, index: int) -> int:
        """Return the nearest colour to one of `colours` on which a number can be read."""
        allowed = np.flatnonzero(self._is_readable)
        return int(allowed[np.abs(allowed - index).argmin()])

    def text_on(self, colour: str) -> str:
        """Return the colour role of text on a colour."""
        first, second = self._ratios(colour)
        return self._roles[0] if first >= second else self._roles[1]

    @property
    def _roles(self) -> tuple[str, str]:
        return ("ink", "background") if self.theme.is_light else ("ink", "on")

    def _can_be_read(self, colour: str) -> bool:
        return max(self._ratios(colour)) >= READABLE

    def _ratios(self, colour: str) -> tuple[float, float]:
        first, second = (contrast(colour, self.theme.colour[role]) for role in self._roles)
        return first, second


def _even(stops: list[str]) -> list[str]:
    """Return colours between stops, equally far from each other in lightness."""
    fine = [mix(a, b, share) for a, b in zip(stops, stops[1:], strict=False) for share in np.linspace(0, 1, 200)]
    light = np.array([_lightness(colour) for colour in fine])
    rising = light if light[-1] > light[0] else -light
    places = np.searchsorted(np.maximum.accumulate(rising), np.linspace(rising[0], rising[-1], STEPS + 1))
    return [fine[min(i, len(fine) - 1)] for i in places]


def _grey(colour: str) -> str:
    """Return the grey that is as light as a colour."""
    linear = _lightness(colour) ** 3
    channel = 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055
    return f"#{round(255 * channel):02X}" + f"{round(255 * channel):02X}" * 2


def _lightness(colour: str) -> float:
    """Return the lightness of OKLab."""
    channels = np.array(list(bytes.fromhex(colour[1:]))) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    cones = np.array([[0.4122, 0.5363, 0.0514], [0.2119, 0.6807, 0.1074], [0.0883, 0.2817, 0.6300]]) @ linear
    return float(np.array([0.2105, 0.7936, -0.0041]) @ np.cbrt(cones))
