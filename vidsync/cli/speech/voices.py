"""`vidsync voices`: list the speech engines and their voices."""

from __future__ import annotations

import json as json_module
from dataclasses import asdict, dataclass
from typing import Annotated

import typer

from vidsync.cli.console import Json
from vidsync.cli.speech.model_files import get, remove

app = typer.Typer(
    name="voices", invoke_without_command=True, add_completion=False, rich_markup_mode=None
)
app.command("get")(get)
app.command("remove")(remove)


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    language: str = ""
    gender: str = ""
    label: str = ""
    licence: str = ""
    missing_bytes: int = 0

    def __str__(self) -> str:
        size = self.missing_bytes
        state = f"{size / 1e6:.0f} MB to fetch" if size else "here" if self.licence else ""
        columns = f"  {self.name:<30} {self.language:<8} {self.gender:<8} {self.licence:<14}"
        return f"{columns} {self.label} {state}".rstrip()


@dataclass(frozen=True, slots=True)
class _Listing:
    """The voices of an engine, and how to find those that are not listed."""

    engine: str
    voices: tuple[_Row, ...]
    note: str


@app.callback(invoke_without_command=True)
def command(
    context: typer.Context,
    engine: Annotated[
        str, typer.Option("--engine", help="Only this engine's voices (default: every engine).")
    ] = "",
    language: Annotated[
        str, typer.Option("--language", help="Only voices for this language: en, pt-BR, …")
    ] = "",
    json: Json = False,
) -> None:
    """List the speech engines and their voices.

    Voices that run on this machine are listed with their licence, and with their size if
    they are not here yet: `vidsync voices get NAME` fetches one. Most services have a list
    of voices that only a key of theirs opens. For those, the note tells the usual voice and
    where the others are found.

    Example: vidsync voices --language en
    """
    from vidsync.tts import engine_names

    if context.invoked_subcommand:
        return
    names = [engine] if engine else sorted(engine_names(), key=_order)
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
            typer.echo(str(row))
        if each.note:
            typer.echo(f"  {each.note}")


def _order(engine: str) -> tuple[int, str]:
    """Put natural voices of this machine first, then espeak-ng's, then those of services."""
    if engine in _engines_with_models():
        return 0, engine
    return (1 if engine == "espeak" else 2), engine


def _engines_with_models() -> set[str]:
    from vidsync.models import models

    return {model.engine for model in models()}


def _list_voices(engine: str, language: str) -> _Listing:
    from vidsync.tts.engine import engine_class
    from vidsync.tts.engines.remote import RemoteEngine

    if engine in _engines_with_models():
        return _list_models(engine, language)
    found = engine_class(engine)
    if engine == "espeak":
        return _list_espeak(language)
    voices = tuple(_Row(name) for name in found.known_voices)
    if voices:
        note = "Each voice speaks every language of the service."
        return _Listing(engine, voices, note if language else "")
    if not issubclass(found, RemoteEngine):
        if engine == "auto":
            return _Listing(engine, (), "hibari for English, else espeak; by the voice, if given.")
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

    rows = [voice for voice in voices() if _speaks(voice.language, language)]
    if not rows:
        rows = [find_voice(language)]
    listed = tuple(_Row(v.name, v.language, v.gender, v.label, "GPL-3.0") for v in rows)
    return _Listing("espeak", listed, "A variant changes any voice: en-us+f3, de+m2, fr+whisper.")


def _list_models(engine: str, language: str) -> _Listing:
    """List the voices of the catalogue, and those that the engine's package contains."""
    from vidsync.models import missing_size, models

    rows = _list_included(language) if engine == "hibari" else []
    rows += [
        _Row(
            model.name,
            ", ".join(model.languages),
            model.gender,
            "",
            model.licence or "its own",
            missing_size(model),
        )
        for model in models()
        if model.engine == engine
        and (not model.languages or any(_speaks(tag, language) for tag in model.languages))
    ]
    if not rows:
        return _Listing(engine, (), f"It has no voice for {language} in the catalogue.")
    return _Listing(engine, tuple(rows), "vidsync voices get NAME fetches one.")


def _list_included(language: str) -> list[_Row]:
    """List the voices that the package of hibari contains."""
    from hibari.voices import VOICES

    return [
        _Row(name, voice["language"], voice["gender"], "", "Apache-2.0")
        for name, voice in VOICES.items()
        if voice.get("bundled") and _speaks(voice["language"], language)
    ]


def _speaks(tag: str, wanted: str) -> bool:
    """Whether a language tag begins with the wanted one, or no language is wanted."""
    folded = wanted.casefold().replace("_", "-")
    return not folded or f"{tag.casefold()}-".startswith(f"{folded}-")
