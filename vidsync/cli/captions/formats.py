"""`vidsync formats`: list the formats of timing documents."""

from __future__ import annotations

import json as json_module

import typer

from vidsync.cli.console import Json


def command(json: Json = False) -> None:
    """List the formats of timing documents, and which of them can be written.

    Example: vidsync formats --json
    """
    from vidsync.timings.base import TimingFormat
    from vidsync.timings.registry import formats

    rows = [
        (
            name,
            type(format_).write is not TimingFormat.write
            or type(format_).dump is not TimingFormat.dump,
            format_.title,
        )
        for name, format_ in formats().items()
    ]
    if json:
        listed = [
            {"name": name, "written": written, "title": title} for name, written, title in rows
        ]
        typer.echo(json_module.dumps({"formats": listed}, ensure_ascii=False, indent=2))
        return
    width = max(len(name) for name, _, _ in rows)
    typer.echo(f"{'name':<{width}}  written  description")
    for name, written, title in rows:
        typer.echo(f"{name:<{width}}  {'yes' if written else '':<7}  {title}".rstrip())
