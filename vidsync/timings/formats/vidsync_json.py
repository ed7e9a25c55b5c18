"""vidsync's own document: a transcript as JSON, exact and with a version.

    {
     "format": "vidsync-transcript", "version": 1,
     "duration": 1.24, "source": "native", "language": "en", "text": "Hi there!",
     "turns": [{"speaker": "Ann", "voice": "amy"}],
     "words": [
      {"text": "Hi", "start": 0.1, "end": 0.32, "span": [0, 2], "turn": 0,
       "phones": [["h", 0.1, 0.18], ["aɪ", 0.18, 0.32]]},
      {"text": "there!", "start": 0.32, "end": 1.1, "confidence": 0.93}
     ],
     "pauses": [{"start": 0.0, "end": 0.1, "text": ""}],
     "visemes": [{"set": "azure", "name": "12", "start": 0.1, "end": 0.18}],
     "spoken": [{"text": "Hi", "start": 0.1, "end": 0.32}]
    }

Times are seconds from the start of the audio, written so that they read back to the
same number. Spoken words are the words as spoken, where they differ from the written
text; they have no span. Only format, version, duration and words (each with text, start
and end) are required. If a word's start or end is changed by hand, its phones follow. Keys
that begin with ``x-`` are free for the writer's own use and are ignored. The JSON schema is
``transcript.schema.json`` in this folder.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

from vidsync.errors import FormatError, TimingError, near_matches
from vidsync.timings.base import Entry, TimingFormat, Timings
from vidsync.timings.building.hand_edits import find_overlaps, fit_phones
from vidsync.timings.reading import fields
from vidsync.timings.reading.fields import Object
from vidsync.transcript import Pause, Phone, Source, Transcript, Turn, Viseme, Word
from vidsync.writing import NO_BREAK_SPACES

FORMAT = "vidsync-transcript"
VERSION = 1
SCHEMA = Path(__file__).with_name("transcript.schema.json")

_TOP = {
    *("format", "version", "duration", "source", "language", "text", "turns", "words", "pauses"),
    *("visemes", "spoken", "$schema"),
}
_SPOKEN = {"text", "start", "end", "turn", "phones", "confidence"}
_WORD = _SPOKEN | {"span", "gap"}
_VISEME = {"set", "name", "start", "end"}


class VidsyncJsonFormat(TimingFormat):
    """vidsync's own JSON, with everything that a transcript holds."""

    name = "vidsync"
    title = "vidsync transcript (JSON)"

    def recognises(self, value: object) -> bool:
        """Tell whether the document names this format."""
        return isinstance(value, dict) and value.get("format") == FORMAT

    def read(self, value: object) -> Timings:
        """Read a document of this version; an unknown key is an error."""
        document = fields.as_object(value, "the document")
        if document.get("format") != FORMAT:
            raise FormatError(f"the document's format is not {FORMAT!r}")
        version = fields.get_index(document, "version", "the document")
        if version != VERSION:
            raise FormatError(
                f"the document is of version {version}; this vidsync reads version {VERSION}",
                hint="update vidsync" if version > VERSION else "",
            )
        _check_keys(document, _TOP, "the document")
        source = fields.get_text(document, "source", "the document", default="native")
        sources: dict[str, Source] = {known: known for known in get_args(Source)}
        if source not in sources:
            raise FormatError(
                f"the document: source {source!r} is unknown", hint=near_matches(source, sources)
            )
        words = fields.as_list(fields.get_required(document, "words", "the document"), "words")
        pauses = fields.as_list(document.get("pauses", []), "pauses")
        turns = fields.as_list(document.get("turns", []), "turns")
        visemes = fields.as_list(document.get("visemes", []), "visemes")
        spoken = fields.as_list(document.get("spoken", []), "spoken")
        entries, moved = fit_phones(
            [_read_word(item, index, "word", _WORD) for index, item in enumerate(words)]
        )
        read_out, moved_too = fit_phones(
            [_read_word(item, index, "spoken word", _SPOKEN) for index, item in enumerate(spoken)]
        )
        speakers = tuple(_read_turn(item, index) for index, item in enumerate(turns))
        return Timings(
            entries=(*entries, *(_read_pause(item, index) for index, item in enumerate(pauses))),
            duration=fields.get_seconds(document, "duration", "the document"),
            text=fields.get_text(document, "text", "the document", default=""),
            language=fields.get_text(document, "language", "the document", default=""),
            turns=speakers,
            source=sources[source],
            exact=True,
            visemes=tuple(_read_viseme(item, index) for index, item in enumerate(visemes)),
            spoken=read_out,
            notices=(*moved, *moved_too, *find_overlaps(entries, speakers)),
        )

    def write(self, transcript: Transcript) -> object:
        """Return the whole transcript; keys with empty values are left out."""
        document: dict[str, object] = {
            "format": FORMAT,
            "version": VERSION,
            "duration": transcript.duration,
            "source": transcript.source,
        }
        optional: dict[str, object] = {
            "language": transcript.language,
            "text": transcript.text,
            "turns": [{"speaker": turn.speaker, "voice": turn.voice} for turn in transcript.turns],
        }
        document |= {key: value for key, value in optional.items() if value}
        document["words"] = [_write_word(word) for word in transcript.words]
        timed: dict[str, list[dict[str, object]]] = {
            "pauses": [_write_pause(pause) for pause in transcript.pauses],
            "visemes": [_write_viseme(viseme) for viseme in transcript.visemes],
            "spoken": [_write_word(word) for word in transcript.spoken],
        }
        return document | {key: items for key, items in timed.items() if items}

    def dump(self, transcript: Transcript) -> str:
        """Return JSON with one word on each line, for line by line comparison."""
        document = fields.as_object(self.write(transcript), "the document")
        lines = ",\n".join(
            f" {_dump_compact(key)}: {_dump_rows(value)}" for key, value in document.items()
        )
        return f"{{\n{lines}\n}}\n"


def _dump_compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _dump_rows(value: object) -> str:
    if not isinstance(value, list) or not value:
        return _dump_compact(value)
    return "[\n  " + ",\n  ".join(map(_dump_compact, value)) + "\n ]"


def _check_keys(item: Object, known: set[str], name: str) -> None:
    for key in item:
        if key not in known and not key.startswith("x-"):
            raise FormatError(
                f"{name} has an unknown field {fields.shorten(key)}", hint=near_matches(key, known)
            )


def _read_word(value: object, index: int, kind: str, known: set[str]) -> Entry:
    item = fields.as_object(value, f"{kind} {index + 1}")
    name = fields.name_item(kind, index, item.get("text"))
    _check_keys(item, known, name)
    confidence = item.get("confidence")
    return Entry(
        name=name,
        text=fields.get_text(item, "text", name),
        start=fields.get_seconds(item, "start", name),
        end=fields.get_seconds(item, "end", name),
        span=_read_span(item, name) if item.get("span") is not None else None,
        turn=fields.get_index(item, "turn", name) if item.get("turn") is not None else None,
        phones=tuple(
            _read_phone(phone, f"phone {number} of {name}")
            for number, phone in enumerate(
                fields.as_list(item.get("phones", []), f"{name}: phones"), 1
            )
        ),
        confidence=None if confidence is None else _read_confidence(confidence, name),
        gap=_read_gap(item, name) if item.get("gap") is not None else None,
    )


def _read_gap(item: Object, name: str) -> str:
    gap = fields.get_text(item, "gap", name)
    if gap not in ("", " ", *NO_BREAK_SPACES):
        raise FormatError(f"{name}: gap is {fields.shorten(gap)}, not a space or empty")
    return gap


def _read_confidence(value: object, name: str) -> float:
    number = fields.as_seconds(value, f"{name}: confidence")
    if not 0 <= number <= 1:
        raise TimingError(f"{name}: confidence is {number:g}, not within 0 and 1")
    return number


def _read_span(item: Object, name: str) -> tuple[int, int]:
    pair = fields.as_list(item["span"], f"{name}: span")
    if len(pair) != 2:
        raise FormatError(f"{name}: span has {len(pair)} numbers, not 2")
    span: Object = {"span start": pair[0], "span end": pair[1]}
    return (
        fields.get_index(span, "span start", name, most=2**31),
        fields.get_index(span, "span end", name, most=2**31),
    )


def _read_phone(value: object, name: str) -> Phone:
    parts = fields.as_list(value, name)
    if len(parts) != 3:
        raise FormatError(f"{name} is not a list of IPA, start and end")
    phone: Object = dict(zip(("ipa", "start", "end"), parts, strict=True))
    return Phone(
        fields.get_text(phone, "ipa", name),
        fields.get_seconds(phone, "start", name),
        fields.get_seconds(phone, "end", name),
    )


def _read_pause(value: object, index: int) -> Entry:
    name = f"pause {index + 1}"
    item = fields.as_object(value, name)
    _check_keys(item, {"text", "start", "end"}, name)
    return Entry(
        name=name,
        text=fields.get_text(item, "text", name, default=""),
        start=fields.get_seconds(item, "start", name),
        end=fields.get_seconds(item, "end", name),
        is_word=False,
    )


def _read_viseme(value: object, index: int) -> Viseme:
    name = f"viseme {index + 1}"
    item = fields.as_object(value, name)
    _check_keys(item, _VISEME, name)
    return Viseme(
        fields.get_text(item, "set", name),
        fields.get_text(item, "name", name),
        fields.get_seconds(item, "start", name),
        fields.get_seconds(item, "end", name),
    )


def _read_turn(value: object, index: int) -> Turn:
    name = f"turn {index + 1}"
    item = fields.as_object(value, name)
    _check_keys(item, {"speaker", "voice"}, name)
    return Turn(
        fields.get_text(item, "speaker", name, default=""),
        fields.get_text(item, "voice", name, default=""),
    )


def _write_word(word: Word) -> dict[str, object]:
    item: dict[str, object] = {"text": word.text, "start": word.start, "end": word.end}
    if word.span is not None:
        item["span"] = list(word.span)
    if word.turn is not None:
        item["turn"] = word.turn
    if word.phones:
        item["phones"] = [[phone.ipa, phone.start, phone.end] for phone in word.phones]
    if word.confidence is not None:
        item["confidence"] = word.confidence
    if word.gap is not None:
        item["gap"] = word.gap
    return item


def _write_pause(pause: Pause) -> dict[str, object]:
    return {"start": pause.start, "end": pause.end, "text": pause.text}


def _write_viseme(viseme: Viseme) -> dict[str, object]:
    return {
        "set": viseme.set,
        "name": viseme.name,
        "start": viseme.start,
        "end": viseme.end,
    }
