"""`vidsync voices`: list the speech engines and their voices."""

from __future__ import annotations

import json as json_module
from dataclasses import asdict, dataclass
from typing import Annotated

import typer

from vidsync.cli.console import Json


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    language: str = ""
    gender: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class _Listing:
    """The voices of an engine, and how to find those that are not listed."""

    engine: str
    voices: tuple[_Row, ...]
    note: str


def command(
    engine: Annotated[
        str, typer.Option("--engine", help="Only this engine's voices (default: every engine).")
    ] = "",
    language: Annotated[
        str, typer.Option("--language", help="Only voices for this language: en, pt-BR, …")
    ] = "",
    json: Json = False,
) -> None:
    """List the speech engines and their voices.

    Most services have a list of voices that only a key of theirs opens. For those, the note
    tells the usual voice and where the others are found.

    Example: vidsync voices --language en
    """
    from vidsync.tts import engine_names

    names = [engine] if engine else sorted(engine_names(), key=lambda name: name != "espeak")
    listings = [_list_voices(name, language) for name in names]
    if json:
        document = {
            each.engine: {"voices": [asdict(row) for row in each.voices], "note": each.note}
            for each in listings
        }
        typer.echo(json_module.dumps({"engines": document}, ensure_ascii=False, indent=2))
        return
    for each in listings:
        typer.echo(each.engine)
        for row in each.voices:
            line = f"  {row.name:<20} {row.language:<15} {row.gender:<8} {row.label}"
            typer.echo(line.rstrip())
        if each.note:
            typer.echo(f"  {each.note}")


def _list_voices(engine: str, language: str) -> _Listing:
    from vidsync.tts.engine import engine_class
    from vidsync.tts.engines.remote import RemoteEngine

    found = engine_class(engine)
    if engine == "espeak":
        return _list_espeak(language)
    voices = tuple(_Row(name) for name in found.known_voices)
    if voices:
        note = "Each voice speaks every language of the service."
        return _Listing(engine, voices, note if language else "")
    if not issubclass(found, RemoteEngine):
        return _Listing(engine, (), "This engine gives no list of its voices.")
    usual = found.default_voice
    return _Listing(
        engine,
        (_Row(usual),) if usual else (),
        f"{'Its usual voice. ' if usual else ''}{found.title} lists its voices in your account, "
        f"which {found.key_variable} opens: give one with --voice.",
    )


def _list_espeak(language: str) -> _Listing:
    """List espeak-ng's voices; for a language, those whose tag begins with it."""
    from vidsync.espeak import find_voice, voices

    wanted = language.casefold().replace("_", "-")
    rows = [
        voice
        for voice in voices()
        if not wanted or f"{voice.language.casefold()}-".startswith(f"{wanted}-")
    ]
    if not rows:
        rows = [find_voice(language)]
    listed = tuple(_Row(v.name, v.language, v.gender, v.label) for v in rows)
    return _Listing("espeak", listed, "A variant changes any voice: en-us+f3, de+m2, fr+whisper.")
