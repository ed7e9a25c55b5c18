"""`vidsync doctor`: check this machine, and say what to do about problems."""

from __future__ import annotations

import os
import platform
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version

import typer

import vidsync
from vidsync.cli import console
from vidsync.cli.console import Json
from vidsync.cli.options import FfmpegPath
from vidsync.errors import VidsyncError


def command(ffmpeg: FfmpegPath = None, json: Json = False) -> None:
    """Try every part once on this machine, and report what works.

    The exit code is 0 if everything works, else 2.
    """
    found: dict[str, object] = {}
    healthy = True
    for name, check in _checks(ffmpeg):
        try:
            found[name] = check()
            mark = "ok"
        except VidsyncError as error:
            found[name] = {"error": error.message, "hint": error.hint}
            healthy, mark = False, "FAILS"
        if not json:
            what = found[name]
            typer.echo(f"{mark:<6}{name:<10}{what if isinstance(what, str) else ''}".rstrip())
            if isinstance(what, dict):
                console.show_error(VidsyncError(what["error"], hint=what["hint"]))
    if json:
        console.Console(json=True).results({}, healthy=healthy, **found)
    raise typer.Exit(0 if healthy else 2)


def _checks(ffmpeg: FfmpegPath) -> Iterator[tuple[str, Callable[[], str]]]:
    yield "vidsync", lambda: f"{vidsync.__version__}, Python {sys.version.split()[0]}"
    yield "system", lambda: f"{platform.system()} {platform.machine()}"
    yield "ffmpeg", lambda: _ffmpeg(ffmpeg)
    yield "voice", _natural_voice
    yield "espeak", _espeak
    yield "captions", lambda: _captions(ffmpeg)
    yield "listening", _listening
    yield "extras", _extras
    yield "fetched", _fetched
    yield "keys", _keys


def _ffmpeg(path: FfmpegPath) -> str:
    from vidsync.media import find_ffmpeg

    found = find_ffmpeg(path)
    found.require(filters=["ass"], encoders=["libx264", "aac"])
    return f"{found.version} with libass and x264 ({found.path})"


def _natural_voice() -> str:
    """Speak with hibari, the voice for English."""
    from vidsync.tts import speak

    speech = speak("One two.", engine="hibari")
    return f"hibari {version('hibari-tts')}; {len(speech.transcript.words)} words timed"


def _espeak() -> str:
    from vidsync.espeak import synthesize, voices

    speech = synthesize("One two.")
    return f"{len(voices())} voices; {len(speech.transcript.words)} words timed"


def _captions(path: FfmpegPath) -> str:
    from vidsync.captions import Canvas, caption, presets
    from vidsync.previews import still
    from vidsync.transcript import Transcript, Word

    transcript = Transcript((Word("All", 0.0, 0.5), Word("well", 0.5, 1.0)), 1.0)
    for preset in presets():
        still(caption(transcript, preset=preset.name, canvas=Canvas(360, 640)), 0.6, ffmpeg=path)
    return f"{len(presets())} presets drawn, each with its own fonts"


def _listening() -> str:
    """Return which of Whisper's models are on this machine. None is required."""
    from vidsync.models import cached, models

    known = [model for model in models() if model.engine == "whisper"]
    here = [model.name.removeprefix("whisper-") for model in known if cached(model)]
    if here:
        return f"Whisper's {', '.join(here)} on this machine"
    return "no model of Whisper: vidsync voices get whisper-base"


def _extras() -> str:
    """Return the optional packages for other alignment engines. Nothing requires them."""
    parts = (
        ("ctc, mms", ("torch", "transformers"), "neural"),
        ("other scripts", ("uroman",), "neural"),
        ("transcription", ("faster-whisper",), "transcribe"),
    )
    return "; ".join(_extra(use, packages, extra) for use, packages, extra in parts)


def _keys() -> str:
    """Return the environment variables with keys that are set; the keys stay hidden."""
    from vidsync.transcription.recognizer import recognizer_class, recognizer_names
    from vidsync.tts.engine import engine_class, engine_names
    from vidsync.wire.service import Service

    classes = (
        *map(engine_class, engine_names()),
        *map(recognizer_class, recognizer_names()),
    )
    names = {found.key_variable for found in classes if issubclass(found, Service)}
    given = sorted(name for name in names if os.environ.get(name, "").strip())
    return ", ".join(given) if given else "none; services need one"


def _extra(use: str, packages: tuple[str, ...], extra: str) -> str:
    try:
        found = ", ".join(f"{package} {version(package)}" for package in packages)
    except PackageNotFoundError:
        return f"{use}: pip install 'vidsync[{extra}]'"
    return f"{use}: {found}"


def _fetched() -> str:
    """Return the voices and models that were fetched. Nothing requires them."""
    from vidsync.models import cache_folder, cached, models

    here = Counter(model.engine for model in models() if cached(model))
    if not here:
        return "none; vidsync voices lists what can be fetched"
    counts = ", ".join(f"{count} of {engine}" for engine, count in here.items())
    return f"{counts}, in {cache_folder()}"
