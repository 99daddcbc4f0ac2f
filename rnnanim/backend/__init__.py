"""The one adapter to manim, Typst and the fonts: import this before (or instead of) `import manim`.

Importing it runs `prepare`, so that whatever follows sees a manim with its own defaults, the fonts of the
package and nothing of the user's folder.
"""

from rnnanim.backend.fonts import MissingGlyph, check_glyphs, font_folders
from rnnanim.backend.outlines import Outlines, Stroke, outlines_of
from rnnanim.backend.session import outside_environment, prepare, run_config
from rnnanim.backend.typeset import ROLES, compile_svg, document
from rnnanim.temporary import private_folder

prepare()

__all__ = [
    "ROLES",
    "MissingGlyph",
    "Outlines",
    "Stroke",
    "check_glyphs",
    "compile_svg",
    "document",
    "font_folders",
    "outlines_of",
    "outside_environment",
    "prepare",
    "private_folder",
    "run_config",
]
