"""How an activation is written."""

from __future__ import annotations

SOURCES = {
    "tanh": "tanh\\({z}\\)",
    "sigmoid": '"sigmoid"\\({z}\\)',
    "relu": '"ReLU"\\({z}\\)',
    "identity": "{z}",
}


def activation_of(kind: str, argument: str) -> str:
    r"""Return an activation of an argument, Typst mathematics.

    >>> print(activation_of("tanh", "z_2"))
    tanh\(z_2\)
    """
    return SOURCES[kind].format(z=argument)


def meaning_of_sigma(kind: str) -> str:
    """Return what σ is, Typst mathematics."""
    if kind == "identity":
        return "sigma\\(z\\) mute(=) z"
    bare = SOURCES[kind].removesuffix("\\({z}\\)")
    return f"sigma mute(=) {bare}"
