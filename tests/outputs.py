"""Hashes of all outputs of vidsync for fixed inputs.

Refactoring must not change an output. `python -m tests.outputs FILE` writes the hash of each
output to a file; `test_outputs_unchanged` compares them with tests/data/outputs/sha256.json. Run

    python -m tests.outputs tests/data/outputs/sha256.json

only after a change that is meant to alter an output.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import astuple
from fractions import Fraction
from pathlib import Path

import vidsync
from vidsync.captions import PROFILES, Canvas, load_preset, presets, segment
from vidsync.captions.formats import FORMATS, Subtitles
from vidsync.errors import VidsyncError
from vidsync.timings import dumps, format_names, loads
from vidsync.visemes import viseme_sets
from vidsync.visemes.exporters import exporters

DATA = Path(__file__).parent / "data" / "outputs"
TEXTS = ("english", "conversation", "arabic", "hindi", "emoji")
CANVASES = {
    "portrait": Canvas(1080, 1920, Fraction(30)),
    "wide": Canvas(1920, 1080, Fraction(25)),
    "square": Canvas(1080, 1080, None),
}


def outputs() -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of every output."""
    speech = {name: vidsync.load(DATA / f"{name}.json") for name in TEXTS}
    yield from _captions(speech)
    yield from _caption_files(speech)
    yield from _timing_documents(speech)
    yield from _visemes(speech)


def _captions(speech: dict[str, vidsync.Transcript]) -> Iterator[tuple[str, bytes]]:
    for info in presets():
        preset = load_preset(info.name)
        for shape, canvas in CANVASES.items():
            captions = vidsync.caption(speech["english"], preset=preset, canvas=canvas)
            yield f"ass/{info.name}/{shape}/english", captions.to_ass().encode()
    for text in TEXTS[1:]:
        for name in ("pop", "clean", "karaoke"):
            captions = vidsync.caption(speech[text], preset=name)
            yield f"ass/{name}/portrait/{text}", captions.to_ass().encode()
            yield f"srt/{name}/{text}", captions.to_srt().encode()
            yield f"vtt/{name}/{text}", captions.to_vtt().encode()
    both = vidsync.caption(speech["english"], second=speech["hindi"])
    yield "ass/pop/portrait/two languages", both.to_ass().encode()


def _caption_files(speech: dict[str, vidsync.Transcript]) -> Iterator[tuple[str, bytes]]:
    for profile, rules in PROFILES.items():
        for text in ("english", "conversation"):
            cues = segment(speech[text], rules)
            for name, format_ in FORMATS.items():
                subtitles = Subtitles(cues, speech[text].language, speech[text].duration)
                document = _attempt(format_.write, subtitles)
                yield f"caption file/{name}/{profile}/{text}", document
                read = _attempt(lambda d=document: loads(d.decode()))
                yield f"caption file/{name}/{profile}/{text}/read", read


def _timing_documents(speech: dict[str, vidsync.Transcript]) -> Iterator[tuple[str, bytes]]:
    for name in format_names():
        for text in ("english", "conversation"):
            document = _attempt(lambda s=speech[text], n=name: dumps(s, format=n))
            yield f"timings/{name}/{text}", document
            if not document.startswith(b"VidsyncError"):
                read = _attempt(lambda d=document, n=name: loads(d.decode(), format=n))
                yield f"timings/{name}/{text}/read", read


def _visemes(speech: dict[str, vidsync.Transcript]) -> Iterator[tuple[str, bytes]]:
    english = speech["english"]
    for name in (each.name for each in viseme_sets()):
        track = vidsync.lipsync(english, set=name)
        yield f"cues/{name}", repr([astuple(cue) for cue in track.cues]).encode()
    tracks = {name: vidsync.lipsync(english, set=name) for name in ("arkit", "oculus", "rhubarb")}
    with tempfile.TemporaryDirectory() as folder:
        for name, exporter in exporters().items():
            path = Path(folder) / f"track-{name}{exporter.info.suffix}"
            wanted = exporter.info.sets[0] if exporter.info.sets else "oculus"
            track = tracks.get(wanted) or vidsync.lipsync(english, set=wanted)
            failed = _attempt(lambda t=track, p=path, n=name: t.save(p, to=n) or "saved")
            yield f"visemes/{name}", path.read_bytes() if path.exists() else failed


def _attempt(function: Callable[..., object], *arguments: object) -> bytes:
    """Return the result as bytes. If there is an error, return only that there was one."""
    try:
        result = function(*arguments)
    except VidsyncError:
        return b"VidsyncError"
    return result if isinstance(result, bytes) else str(_plain(result)).encode()


def _plain(result: object) -> object:
    """Return a value whose text does not depend on the repr of a class."""
    if isinstance(result, vidsync.Transcript):
        return dumps(result)
    return result


def hashes() -> dict[str, str]:
    """Return the SHA-256 of every output, with the version number replaced."""
    version = vidsync.__version__.encode()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return {
            name: hashlib.sha256(content.replace(version, b"VERSION")).hexdigest()
            for name, content in outputs()
        }


def main(arguments: list[str]) -> None:
    """Write the hashes to the file that the first argument names."""
    found = json.dumps(hashes(), indent=0, ensure_ascii=False)
    Path(arguments[0]).write_text(found + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
