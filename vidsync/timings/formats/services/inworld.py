"""Inworld: word or character alignment, with the sounds and the visemes of the words.

    {"audioContent": "…", "timestampInfo": {"wordAlignment": {"words": ["Hi"],
     "wordStartTimeSeconds": [0.1], "wordEndTimeSeconds": [0.4], "phoneticDetails": [
     {"wordIndex": 0, "phones": [{"phoneSymbol": "h", "startTimeSeconds": 0.1,
      "durationSeconds": 0.07, "visemeSymbol": "cdgknstxyz"}, …]}]}}}

A stream has one such object in each line, inside ``{"result": …}``. Times are seconds;
phones are IPA. White space and punctuation may be entries of their own.
"""

from __future__ import annotations

from vidsync.timings.base import Entry, TimingFormat, Timings
from vidsync.timings.reading import fields
from vidsync.timings.reading.columns import ChunkClock, Columns, Timed, join_characters
from vidsync.timings.reading.fields import Object
from vidsync.timings.reading.phones import SILENCES
from vidsync.transcript import Phone, Viseme
from vidsync.writing import has_core

SET = "inworld"
_WORDS = Columns("words", "wordStartTimeSeconds", "wordEndTimeSeconds")
_CHARACTERS = Columns("characters", "characterStartTimeSeconds", "characterEndTimeSeconds")


class InworldFormat(TimingFormat):
    """Inworld's timestamp info."""

    name = "inworld"
    title = "Inworld timestamps"
    shape = ("timestampInfo", "wordAlignment", "wordStartTimeSeconds")

    def recognises(self, value: object) -> bool:
        """Tell whether there is timestamp info, in an answer or in the lines of a stream."""
        lines = value if isinstance(value, list) else [value]
        return any(
            isinstance(line, dict) and "timestampInfo" in _unwrap(line) for line in lines[:64]
        )

    def read(self, value: object) -> Timings:
        """Return the words with their phones; characters are joined into words."""
        lines = fields.as_list(value if isinstance(value, list) else [value], "the document")
        reader = LineReader()
        clock = ChunkClock()
        entries: list[Entry] = []
        characters: list[Timed] = []
        audio: list[str] = []
        for number, item in enumerate(lines, 1):
            name = f"line {number}" if len(lines) > 1 else "the document"
            line = _unwrap(fields.as_object(item, name))
            audio += filter(None, [fields.get_text(line, "audioContent", name, default="")])
            info = _read_info(line, name)
            if info.get("wordAlignment") is not None:
                entries += reader.read_words(line, name)
            elif (table := info.get("characterAlignment")) is not None:
                characters += clock.place(_CHARACTERS.read(table, f"{name}: characterAlignment"))
        entries += (entry._replace(span=None) for entry, _ in join_characters(characters))
        return Timings(
            entries=tuple(entries),
            audio=tuple(audio),
            missing="" if entries else "no timestamps were asked for (timestampType)",
            visemes=tuple(reader.visemes),
        )


class LineReader:
    """Reads the words of an answer's lines in order, on one clock.

    Attributes:
        visemes: the visemes of the lines so far.
    """

    def __init__(self) -> None:
        self.visemes: list[Viseme] = []
        self._clock = ChunkClock()
        self._count = 0

    def read_words(self, line: Object, name: str) -> list[Entry]:
        """Return a line's words with their phones; none if it has no word alignment.

        Raises:
            FormatError: the alignment is malformed.
            TimingError: a time is not a number.
        """
        alignment = _read_info(_unwrap(line), name).get("wordAlignment")
        if alignment is None:
            return []
        chunk = _WORDS.read(alignment, f"{name}: wordAlignment")
        placed = self._clock.place(chunk)
        shift = placed[0][1] - chunk[0][1] if chunk else 0.0
        sounds = _read_sounds(fields.as_object(alignment, name), name, shift, len(chunk))
        self.visemes += (viseme for each in sounds for _, viseme in each if viseme is not None)
        entries = [
            _build_entry(timed, self._count + index, each)
            for index, (timed, each) in enumerate(zip(placed, sounds, strict=True))
        ]
        self._count += len(entries)
        return entries


def _read_info(line: Object, name: str) -> Object:
    return fields.as_object(line.get("timestampInfo") or {}, f"{name}: timestampInfo")


def _unwrap(line: Object) -> Object:
    result = line.get("result")
    return result if isinstance(result, dict) else line


_Sound = tuple[Phone | None, Viseme | None]
"""A sound: the phone is None for silence, the viseme None if the service has none."""


def _build_entry(timed: Timed, index: int, sounds: list[_Sound]) -> Entry:
    text, start, end = timed
    is_word = has_core(text)
    phones = tuple(phone for phone, _ in sounds if phone is not None)
    return Entry(fields.name_item("word", index, text), text, start, end, is_word, phones=phones)


def _read_sounds(alignment: Object, name: str, shift: float, count: int) -> list[list[_Sound]]:
    """Return the sounds of each word."""
    result: list[list[_Sound]] = [[] for _ in range(count)]
    details = fields.as_list(alignment.get("phoneticDetails") or [], f"{name}: phoneticDetails")
    for number, item in enumerate(details, 1):
        label = f"{name}: phonetic detail {number}"
        detail = fields.as_object(item, label)
        index = fields.get_index(detail, "wordIndex", label)
        if index >= count:
            continue
        sounds = fields.as_list(detail.get("phones") or [], f"{label}: phones")
        result[index] += (_read_sound(sound, label, shift) for sound in sounds)
    return result


def _read_sound(value: object, name: str, shift: float) -> _Sound:
    sound = fields.as_object(value, f"{name}: a phone")
    symbol = fields.get_text(sound, "phoneSymbol", f"{name}: a phone")
    start = fields.get_seconds(sound, "startTimeSeconds", f"{name}: phone {symbol!r}") + shift
    end = start + fields.get_seconds(sound, "durationSeconds", f"{name}: phone {symbol!r}")
    shape = fields.get_text(sound, "visemeSymbol", f"{name}: phone {symbol!r}", default="")
    return (
        None if symbol.strip() in SILENCES else Phone(symbol, start, end),
        Viseme(SET, shape, start, end) if shape else None,
    )
