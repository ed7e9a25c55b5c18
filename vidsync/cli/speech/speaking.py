"""The options of speech engines, and speaking with a progress bar."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vidsync.cli.console import Console
from vidsync.errors import InputError

if TYPE_CHECKING:
    from vidsync.transcript import Speech

Engine = Annotated[str, typer.Option("--engine", help="The speech engine; espeak is built in.")]
Voice = Annotated[str, typer.Option("--voice", help="A voice of the engine, such as en-us+f3.")]
Speed = Annotated[float, typer.Option("--speed", help="Speed of speech; 1 is the voice's own.")]
EngineOptions = Annotated[
    list[str] | None,
    typer.Option("--engine-option", help="An option of the engine: rate=150, pitch=60, …"),
]


def spoken(
    console: Console,
    text: str,
    *,
    engine: str,
    voice: str,
    language: str,
    speed: float,
    engine_options: list[str] | None,
) -> Speech:
    """Speak a text with the given options, with a progress bar."""
    from vidsync import tts

    values: dict[str, Any] = dict(map(_parse, engine_options or ()))
    with console.progress("Speaking") as advance:
        if engine == "espeak":
            values["on_progress"] = lambda done, total: advance(done / total)
        return tts.speak(
            text,
            engine=engine,
            voice=voice or None,
            language=language or None,
            speed=speed,
            **values,
        )


def _parse(option: str) -> tuple[str, Any]:
    name, equals, value = option.partition("=")
    if not (name and equals):
        raise InputError(f"--engine-option {option!r} is not NAME=VALUE")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value
