"""`vidsync presets`: what there is to choose from."""

from __future__ import annotations

import json as json_module

import typer

from vidsync.cli.console import Json


def command(json: Json = False) -> None:
    """List the caption presets, the viseme sets, and what they are for."""
    from vidsync.captions import presets
    from vidsync.lipsync import viseme_sets
    from vidsync.tts import engine_names

    groups = {
        "caption presets": [(preset.name, preset.description) for preset in presets()],
        "viseme sets": [(visemes.name, visemes.description) for visemes in viseme_sets()],
        "engines": [(name, "") for name in engine_names()],
    }
    if json:
        named = {what.replace(" ", "_"): dict(rows) for what, rows in groups.items()}
        typer.echo(json_module.dumps(named, ensure_ascii=False, indent=2))
        return
    for what, rows in groups.items():
        typer.echo(what)
        for name, description in rows:
            typer.echo(f"  {name:<12} {description}".rstrip())
