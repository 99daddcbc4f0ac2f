"""`rnnanim list`: what there is to see. Neither manim nor the numerics are imported."""

from __future__ import annotations

import json
from typing import Any

import click

from rnnanim.captions import LANGUAGES, scene_text
from rnnanim.catalog import SCENES, SceneEntry
from rnnanim.cli.streams import give_json, say

EPILOG = "\b\nExamples:\n  rnnanim list\n  rnnanim list --json"


@click.command("list", epilog=EPILOG)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, captions in both languages.")
@click.option("--lang", "language", type=click.Choice(LANGUAGES), default="en", help="Language of titles.")
def command(as_json: bool, language: str) -> None:
    """List every scene: title, the question it answers, beats, seconds."""
    if as_json:
        rows = [describe(entry, language) for entry in SCENES.values()]
        give_json([json.dumps(rows, indent=2, ensure_ascii=False), "\n"])
        return
    for entry in SCENES.values():
        say(_paragraph(entry, language))


def describe(entry: SceneEntry, language: str) -> dict[str, Any]:
    """Return a scene as ``list --json`` prints it."""
    text = scene_text(entry.name, language)
    captions = {other: scene_text(entry.name, other).templates for other in LANGUAGES}
    return {
        "scene": entry.name,
        "file": entry.file,
        "title": text.title,
        "question": text.question,
        "seconds": entry.seconds,
        "beats": [
            {"name": beat, "caption": {lang: captions[lang][beat] for lang in LANGUAGES}} for beat in text.templates
        ],
    }


def _paragraph(entry: SceneEntry, language: str) -> str:
    text = scene_text(entry.name, language)
    return (
        f"{click.style(entry.name, bold=True)}  {text.title}  ({entry.seconds:.0f} s)\n"
        f"  {text.question}\n"
        f"  {' · '.join(text.templates)}\n"
    )
