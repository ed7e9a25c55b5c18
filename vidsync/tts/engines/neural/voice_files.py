"""Finds the file of a voice: given by its path, or fetched before."""

from __future__ import annotations

from pathlib import Path

from vidsync.errors import InputError, VoiceError
from vidsync.models import Model, cached, find_model, models


def find_voice_file(engine: str, voice: str | None, language: str | None) -> tuple[Path, str]:
    """Return the file of a voice, and the language of the catalogue for it, or ``""``.

    Args:
        engine: name of the engine.
        voice: a path, or a name of the catalogue; None for a voice that is here and speaks
            the language.
        language: BCP 47 tag; None for any.

    Raises:
        VoiceError: there is no such voice, or it is not here.
    """
    if voice is None:
        model = _choose(engine, language)
    elif Path(voice).suffix in (".onnx", ".bin") or "/" in voice or "\\" in voice:
        path = Path(voice).expanduser()
        if not path.is_file():
            raise VoiceError(f"there is no file {path}", hint="give the path of a voice's file")
        return path, ""
    else:
        model = _find(engine, voice)
    if (path_here := cached(model)) is None:
        raise VoiceError(
            f"the voice {model.name} of {engine} is not here",
            hint=f"fetch it: vidsync voices get {model.name}; or give the path of its file",
        )
    return path_here, model.languages[0]


def speaks(model: Model, language: str | None) -> bool:
    """Whether a voice speaks a language: ``en`` is spoken by ``en-US`` and ``en-GB`` voices."""
    if not language:
        return True
    wanted = language.casefold().replace("_", "-")
    tags = [tag.casefold() for tag in model.languages]
    return any(f"{tag}-".startswith(f"{wanted}-") for tag in tags) or any(
        f"{wanted}-".startswith(f"{tag}-") for tag in tags
    )


def _find(engine: str, name: str) -> Model:
    try:
        model = find_model(name)
    except InputError as error:
        raise VoiceError(f"{engine} has no voice {name!r}", hint=error.hint) from None
    if model.engine != engine:
        raise VoiceError(
            f"the voice {name} is not one of {engine} but of {model.engine}",
            hint=f"use that engine: engine='{model.engine}'",
        )
    return model


def _choose(engine: str, language: str | None) -> Model:
    able = [model for model in models() if model.engine == engine and speaks(model, language)]
    if not able:
        raise VoiceError(
            f"{engine} has no voice for {language} in the catalogue",
            hint="give the path of a voice's file",
        )
    here = next((model for model in able if cached(model)), None)
    if here is None:
        names = ", ".join(model.name for model in able[:4])
        spoken = f" for {language}" if language else ""
        raise VoiceError(
            f"no voice of {engine}{spoken} is here",
            hint=f"fetch one: vidsync voices get NAME ({names}, …)",
        )
    return here
