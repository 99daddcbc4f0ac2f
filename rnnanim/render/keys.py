"""What tells whether a scene has to be drawn again: a digest of its code, its words and its looks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from rnnanim import __version__, catalog
from rnnanim.captions import LANGUAGES, MissingCaptions, SceneText, scene_text
from rnnanim.locations import ASSETS, cache_folder
from rnnanim.render.beat_code import BeatCode, joined
from rnnanim.render.parsed import Parsed
from rnnanim.render.sources import Sources, Unresolved

MAKERS = (
    *(f"rnnanim.render.{name}" for name in ("clips", "draw", "film", "plan", "state", "worker", "writer", "yuv")),
    *(f"rnnanim.backend.{name}" for name in ("camera", "damage", "shapes")),
)
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
    key = digest(**parts_of(scene, lecture(), ASSETS), versions=versions())
    _parsed().save()
    return key


def parts_of(scene: str, sources: Sources, assets: Path) -> dict[str, Any]:
    """Return what of `sources` and `assets` a scene depends on, as digests by name."""
    module, sources = found_in(scene, sources)
    code = {name: source.digest for name, source in sources.closure(module).items()}
    return {"code": code, **_beside(scene, module, sources, assets, _table)}


def beat_code(scene: str, sources: Sources, assets: Path) -> BeatCode:
    """Return the code of a scene, parted by beats; all else that a picture depends on counts as outside of them.

    Sentences are left out: they decide how long a beat is held, which the key of a clip names.
    """
    module, sources = found_in(scene, sources)
    closure = sources.closure(module)
    code = joined(closure[name].parted for name in sorted(closure))
    beside = _beside(scene, module, sources, assets, _words)
    return replace(code, outside=digest(code=code.outside, versions=versions(), **beside))


def _beside(
    scene: str, module: str, sources: Sources, assets: Path, said: Callable[[SceneText], Any]
) -> dict[str, Any]:
    """Return what a scene depends on beside its code; of its tables what is `said`."""
    makers = [source.digest for source in map(sources.get, MAKERS) if source is not None]
    try:
        classes = sources.lineage(module, catalog.stem(scene))
        tables = [_text(name, language) for name in sorted(classes) for language in LANGUAGES]
        captions: Any = [text and said(text) for text in tables]
    except Unresolved:
        captions = folder_digest(assets / "captions")
    looks = [folder_digest(assets / name) for name in LOOKS]
    return {"makers": makers, "captions": captions, "looks": looks}


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
    return Sources(parse=_parsed().source_of)


@cache
def _parsed() -> Parsed:
    return Parsed(cache_folder() / "sources.json")


def _text(name: str, language: str) -> SceneText | None:
    """Return the table of a class, if there is one."""
    with suppress(MissingCaptions):
        return scene_text(name, language)
    return None


def _table(text: SceneText) -> Any:
    return [text.title, text.question, list(text.beats.items()), _words(text)]


def _words(text: SceneText) -> Any:
    return list(text.words.items())


@cache
def folder_digest(folder: Path) -> str:
    """Return the digest of the files of a folder, as they are when it is asked for first."""
    files = sorted(path for path in folder.iterdir() if path.is_file())
    return digest(**{path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files})


@cache
def versions() -> dict[str, str]:
    """Return the versions of all that decides how a picture looks, without importing it."""
    return {"rnnanim": __version__} | {name: metadata.version(name) for name in ("manim", "typst", "numpy", "av")}
