"""Reading of tracks: vidsync's own JSON, and Rhubarb's TSV, XML and JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TypeGuard

from vidsync.errors import FormatError, near_matches
from vidsync.paths import PathLike
from vidsync.timings.reading.files import read_file
from vidsync.visemes.sets.set_files import viseme_set
from vidsync.visemes.track import MouthPose, Track, VisemeCue

_LONGEST = 24 * 3600.0
_TIME = r"(\d{1,6}(?:\.\d{1,6})?)"
_LINE = re.compile(rf"{_TIME}\t([A-HX])")
_ELEMENT = re.compile(rf'<mouthCue\s+start="{_TIME}"\s+end="{_TIME}"\s*>([A-HX])</mouthCue>')

_Row = tuple[float, float, MouthPose]


def read_track(path: PathLike) -> Track:
    """Read a track from vidsync's JSON, or from Rhubarb's TSV, XML or JSON.

    Args:
        path: the file; its content decides the format.

    Raises:
        InputError: there is no such file.
        FormatError: it is in none of these formats, or has a mistake.
        PresetError: its viseme set does not ship with vidsync.
    """
    track = try_read_track(Path(path))
    if track is None:
        raise FormatError(
            f"{path} is not a track of mouth shapes",
            hint="give vidsync's own JSON, or Rhubarb's TSV, XML or JSON",
        )
    return track


def try_read_track(path: Path) -> Track | None:
    """Read the track in a file; None if the file is not a track.

    Raises:
        InputError: there is no such file.
        FormatError: it is a track with a mistake.
        PresetError: it is a track of a viseme set that does not ship with vidsync.
    """
    text = read_file(path).decode("utf-8-sig", "replace").strip()
    try:
        if text.startswith("{"):
            return _from_json(text)
        if "<rhubarbResult" in text[:400]:
            elements = _ELEMENT.findall(text)
            return _rhubarb_track(
                [(float(a), float(b), _full_pose(shape)) for a, b, shape in elements]
            )
        return _from_lines(text.splitlines())
    except FormatError as error:
        raise FormatError(f"{path}: {error.message}", hint=error.hint) from None


def _from_lines(lines: Sequence[str]) -> Track | None:
    """Read Rhubarb's TSV, where the last line is the end; None if it is something else."""
    found = [_LINE.fullmatch(line) for line in lines]
    rows = [(float(line[1]), _full_pose(line[2])) for line in found if line is not None]
    if len(rows) < 2 or len(rows) < len(found):
        return None
    return _rhubarb_track(
        [(start, rows[after][0], pose) for after, (start, pose) in enumerate(rows[:-1], 1)]
    )


def _from_json(text: str) -> Track | None:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if document.get("format") == "vidsync-visemes":
        visemes = viseme_set(_text(document, "set"))
        rows = [
            (*_start_and_end(cue), _pose(cue.get("weights"), visemes.shapes))
            for cue in _cues(document)
        ]
        return _make_track(
            rows, visemes.name, _number(document, "duration"), _number(document, "lead", least=0)
        )
    if isinstance(document.get("mouthCues"), list):
        shapes = viseme_set("rhubarb").shapes
        cues = _cues(document, "mouthCues")
        return _rhubarb_track(
            [(*_start_and_end(cue), _pose({_text(cue, "value"): 1.0}, shapes)) for cue in cues]
        )
    return None


def _rhubarb_track(rows: Sequence[_Row]) -> Track:
    if not rows:
        raise FormatError("it has no mouth cues")
    return _make_track(rows, "rhubarb", rows[-1][1], 0.0)


def _make_track(rows: Sequence[_Row], name: str, duration: float, lead: float) -> Track:
    """Make a track of cues without gaps: the mouth rests where no cue is given."""
    visemes = viseme_set(name)
    rest: MouthPose = ((visemes.rest, 1.0),) if visemes.rest else ()
    cues: list[VisemeCue] = []
    now = 0.0
    for start, end, pose in rows:
        if start < now - 1e-3 or end > duration + 1e-3:
            raise FormatError(f"the cue at {start:g} s overlaps another one, or the end")
        for until, shown in ((start, rest), (min(end, duration), pose)):
            if until <= now:
                continue
            if cues and cues[-1].weights == shown:
                cues[-1] = VisemeCue(cues[-1].start, until, shown)
            else:
                cues.append(VisemeCue(now, until, shown))
            now = until
    if now < duration:
        cues.append(VisemeCue(now, duration, rest))
    return Track(name, visemes.shapes, visemes.rest, tuple(cues), duration, min(lead, 0.2))


def _full_pose(shape: str) -> MouthPose:
    return ((shape, 1.0),)


def _pose(weights: object, shapes: Sequence[str]) -> MouthPose:
    if not isinstance(weights, dict):
        raise FormatError("a cue has no weights")
    for name, weight in weights.items():
        if name not in shapes:
            raise FormatError(f"unknown shape {name!r}", hint=near_matches(str(name), shapes))
        if not _is_number(weight) or not -1 <= weight <= 1:
            raise FormatError(f"the weight of {name} is {weight!r}, not -1 to 1")
    return tuple(sorted(weights.items(), key=lambda pair: -abs(pair[1])))


def _cues(document: dict[str, object], key: str = "cues") -> list[dict[str, object]]:
    cues = document.get(key)
    if not isinstance(cues, list) or not all(isinstance(cue, dict) for cue in cues):
        raise FormatError(f"{key} is not a list of cues")
    return cues


def _start_and_end(cue: dict[str, object]) -> tuple[float, float]:
    start, end = _number(cue, "start", least=0), _number(cue, "end", least=0)
    if end < start:
        raise FormatError(f"the cue at {start:g} s ends before it starts")
    return start, end


def _number(table: dict[str, object], key: str, *, least: float = 1e-6) -> float:
    value = table.get(key)
    if not _is_number(value) or not least <= value <= _LONGEST:
        raise FormatError(f"{key} is {value!r}, not a number of seconds")
    return float(value)


def _is_number(value: object) -> TypeGuard[int | float]:
    # NaN fails the comparison too.
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e12


def _text(table: dict[str, object], key: str) -> str:
    value = table.get(key)
    if not isinstance(value, str):
        raise FormatError(f"{key} is {value!r}, not a name")
    return value
