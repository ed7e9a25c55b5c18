"""The options of speech engines, and speaking with a progress bar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from vidsync.cli import options
from vidsync.cli.console import Console

if TYPE_CHECKING:
    from vidsync.transcript import Speech

Engine = Annotated[
    str,
    typer.Option(
        "--engine",
        help="The speech engine; auto is hibari for English, else espeak: both built in.",
    ),
]
Voice = Annotated[
    str, typer.Option("--voice", help="A voice of the engine, such as heart+deep or en-us+f3.")
]
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
    from inspect import signature  # slow to import, as are the others

    from vidsync import tts
    from vidsync.tts.engine import engine_class

    values = options.parse_values(engine_options, "--engine-option")
    with console.progress("Speaking") as advance:
        # Services answer at once or not at all.
        if "on_progress" in signature(engine_class(engine)).parameters:
            values["on_progress"] = lambda done, total: advance(done / total)
        return tts.speak(
            text,
            engine=engine,
            voice=voice or None,
            language=language or None,
            speed=speed,
            **values,
        )
