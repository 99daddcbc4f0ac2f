"""Reading markup: which digits a text shows, and which of them are indices, exponents or constants such as ½."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rnnanim.figures import SUPERSCRIPTS

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
NUMBER = re.compile(r"[-−]?\d+(?:\.\d+)?")
_TOKEN = re.compile(r'"[^"]*"|\\.|\d+(?:\.\d+)?|[^\W\d_]+(?:\.[^\W\d_]+)*|\S', re.UNICODE)
_TINTS = r"wx|wh|wy|mute|low|ink|amber|state|loss|core|spent|on"
_MATH = re.compile(r"(?<!\\)\$(.*?)(?<!\\)\$", re.DOTALL)
_PART = re.compile(r'\bpart\(\s*"[^"]*"\s*,')
_LENGTH = re.compile(r"#h\([^()]*\)|size: #[\d.]+%")  # of a space, of a delimiter
STEPS = ("t", "k", "T")  # letters for a step or the number of steps: "t = 3" names one
_SYMBOLS = {
    "times": "×",
    "partial": "∂",
    "sigma": "σ",
    "slash": "/",
    "dots.c": "⋯",
    "infinity": "∞",
    "dash.en": "–",
    "delta": "δ",
}


@dataclass(frozen=True, slots=True)
class Digits:
    """The numbers that a markup shows as such: in its words, and in its formulas."""

    in_words: tuple[str, ...]
    in_formulas: tuple[str, ...]


def digits(markup: str) -> Digits:
    """Return the numbers of a line of words; indices, exponents and constants of its formulas are none.

    >>> digits("path 2 via $h_(3)$, $0.55$")
    Digits(in_words=('2',), in_formulas=('0.55',))
    """
    formulas = tuple(found for source in _MATH.findall(markup) for found in formula_digits(source))
    return Digits(tuple(NUMBER.findall(_MATH.sub(" ", markup))), formulas)


def formula_digits(source: str) -> tuple[str, ...]:
    r"""Return the numbers of a formula that are neither index, exponent nor a fraction of whole numbers.

    >>> formula_digits("frac(partial L_3, partial W_h) = x^2 + frac(1, 2)")
    ()
    >>> formula_digits("W_h = 0.6"), formula_digits("10^(-6)"), formula_digits("W^(0.5)"), formula_digits("t = 3")
    (('0.6',), ('10',), ('0.5',), ())
    >>> formula_digits("lr(size: #62%, \\( x \\)) #h(0.1em) y")
    ()
    """
    return tuple(_literals(_TOKEN.findall(_LENGTH.sub(" ", _PART.sub("(", source)))))


def _literals(tokens: list[str]) -> Iterator[str]:
    i = 0
    while i < len(tokens):
        token = tokens[i]
        if token in ("_", "^"):
            end = _atom_end(tokens, i + 1)
            yield from (t for t in tokens[i + 1 : end] if t[0].isdigit() and "." in t)
            i = end
        elif token in STEPS and tokens[i + 1 : i + 2] == ["="] and tokens[i + 2 : i + 3] and tokens[i + 2].isdigit():
            i += 3
        elif (length := _fraction(tokens[i:])) > 0:
            i += length
        else:
            if token[0].isdigit():
                yield token
            elif token[0] == '"':
                yield from NUMBER.findall(token)
            i += 1


def _fraction(tokens: list[str]) -> int:
    """Return how many tokens a fraction of whole numbers takes at the beginning, 0 if there is none."""
    if tokens[:2] == ["frac", "("] and tokens[3:4] == [","] and tokens[5:6] == [")"]:
        return 6 if tokens[2].isdigit() and tokens[4].isdigit() else 0
    if len(tokens) >= 3 and tokens[1] in ("/", "slash") and tokens[0].isdigit() and tokens[2].isdigit():
        return 3
    return 0


def _atom_end(tokens: list[str], start: int) -> int:
    """Return the end of what is attached: a group in parentheses, or one token with its arguments."""
    end = start
    if end < len(tokens) and tokens[end] != "(":
        end += 1
        if not tokens[end - 1][0].isalpha():
            return end
    if end < len(tokens) and tokens[end] == "(":
        depth = 0
        while end < len(tokens):
            depth += {"(": 1, ")": -1}.get(tokens[end], 0)
            end += 1
            if depth == 0:
                break
    return end


def plain(markup: str) -> str:
    """Return a markup as a reader would write it down.

    >>> plain("$-7.6 times 10^(-6)$"), plain("via $h_(12)$"), plain("$frac(partial L_3, partial wx(W_x))$")
    ('−7.6 × 10⁻⁶', 'via h₁₂', '∂L₃/∂W_x')
    >>> plain('$part("y", y_(t−1)) part("is", =)$')
    'y_(t−1) ='
    """
    text = _without_parts(_LENGTH.sub("", markup.replace("$", "")))
    text = re.sub(rf"#?\b(?:{_TINTS})[(\[]([^()\[\]]*)[)\]]", r"\1", text)
    text = re.sub(r'\s*class\("\w+",\s*(\w+)\)\s*', r" \1 ", text)
    text = re.sub(r"\bfrac\(([^(),]*(?:\([^()]*\))?[^(),]*),\s*([^()]*(?:\([^()]*\))?[^()]*)\)", r"\1/\2", text)
    text = re.sub(r"\bnorm\(([^()]*)\)", r"‖\1‖", text)
    for name, symbol in _SYMBOLS.items():
        text = re.sub(rf"\b{re.escape(name)}\b\s*", f"{symbol} " if name == "times" else symbol, text)
    text = re.sub(r"\^\((-?\d+)\)|\^(\d)", lambda m: (m[1] or m[2]).translate(SUPERSCRIPTS), text)
    text = re.sub(r'"([^"]*)"', r"\1", text)
    text = re.sub(r"_\((\d+)\)|_(\d+)", lambda m: (m[1] or m[2]).translate(SUBSCRIPTS), text)
    return re.sub(r"(?<!\d)-(?=\d)", "−", re.sub(r"\\(.)", r"\1", text)).strip()


def _without_parts(source: str) -> str:
    """Return math in which every named piece stands for itself."""
    while match := _PART.search(source):
        end, depth = match.end(), 1
        while end < len(source) and depth:
            depth += {"(": 1, ")": -1}.get(source[end], 0)
            end += 1
        source = f"{source[: match.start()]}{source[match.end() : end - 1].strip()}{source[end:]}"
    return source
