"""What tells whether a scene has to be drawn again: a digest of its code, its words and its looks."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from rnnanim import __version__, catalog
from rnnanim.captions import LANGUAGES, MissingCaptions, scene_text
from rnnanim.locations import ASSETS
from rnnanim.render.sources import Sources, Unresolved

MAKERS = ("rnnanim.render.draw", "rnnanim.render.film", "rnnanim.render.worker", "rnnanim.render.writer")
"""What draws every scene. Their own code alone: what they import is loading, names and messages, or the scene's too."""

LOOKS = ("fonts", "presets", "themes")
"""The assets that every scene may use; a scene shows networks of presets beside that of the lesson."""


def digest(**parts: Any) -> str:
    """Return the hex digest of plain values.

    >>> digest(a=1, b=2) == digest(b=2, a=1)
    True
    """
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def scene_key(scene: str) -> str:
    """Return the digest of all that the pictures of a scene depend on, whatever its lesson; no scene is imported.

    Parameters
    ----------
    scene : str
        As `loading.load` takes it.
    """
    return digest(**parts_of(scene, lecture(), ASSETS), versions=versions())


def parts_of(scene: str, sources: Sources, assets: Path) -> dict[str, Any]:
    """Return what of `sources` and `assets` a scene depends on, as digests by name."""
    module, sources = found_in(scene, sources)
    code = {name: source.digest for name, source in sources.closure(module).items()}
    makers = [source.digest for source in map(sources.get, MAKERS) if source is not None]
    try:
        classes = sources.lineage(module, catalog.stem(scene))
        captions: Any = [_words(name, language) for name in sorted(classes) for language in LANGUAGES]
    except Unresolved:
        captions = folder_digest(assets / "captions")
    looks = [folder_digest(assets / name) for name in LOOKS]
    return {"code": code, "makers": makers, "captions": captions, "looks": looks}


def found_in(scene: str, sources: Sources) -> tuple[str, Sources]:
    """Return the module of a scene, and the sources with what a talk may import from beside it."""
    own = catalog.source(scene)
    if own is None:
        return catalog.target(scene).partition(":")[0], sources
    module = f"rnnanim_user_{own.stem}"
    return module, Sources({module: own, "": own.parent}, inner=sources)


@cache
def lecture() -> Sources:
    """Return the sources of rnnanim, as they are when they are read first."""
    return Sources()


def _words(name: str, language: str) -> Any:
    """Return the table of a class, if there is one."""
    with suppress(MissingCaptions):
        text = scene_text(name, language)
        return [text.title, text.question, list(text.beats.items()), list(text.words.items())]
    return None


@cache
def folder_digest(folder: Path) -> str:
    """Return the digest of the files of a folder, as they are when it is asked for first."""
    files = sorted(path for path in folder.iterdir() if path.is_file())
    return digest(**{path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files})


@cache
def versions() -> dict[str, str]:
    """Return the versions of all that decides how a picture looks, without importing it."""
    return {"rnnanim": __version__} | {name: metadata.version(name) for name in ("manim", "typst", "numpy", "av")}
