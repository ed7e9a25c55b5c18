"""`vidsync presets`: what there is to choose from."""

from __future__ import annotations

import json as json_module

import typer

from vidsync.cli.console import Json


def command(json: Json = False) -> None:
    """List the caption presets, the viseme sets, and what they are for."""
    from vidsync import captions, lipsync, tts

    groups = {
        "caption presets": [(preset.name, preset.description) for preset in captions.presets()],
        "viseme sets": [(viseme.name, viseme.description) for viseme in lipsync.viseme_sets()],
        "engines": [(name, "") for name in tts.engine_names()],
    }
    if json:
        named = {what.replace(" ", "_"): dict(rows) for what, rows in groups.items()}
        typer.echo(json_module.dumps(named, ensure_ascii=False, indent=2))
        return
    for what, rows in groups.items():
        typer.echo(what)
        for name, description in rows:
            typer.echo(f"  {name:<12} {description}".rstrip())
