"""Inworld: word or character alignment, with the sounds of the words.

    {"audioContent": "…", "timestampInfo": {"wordAlignment": {"words": ["Hi"],
     "wordStartTimeSeconds": [0.1], "wordEndTimeSeconds": [0.4], "phoneticDetails": [
     {"wordIndex": 0, "phones": [{"phoneSymbol": "h", "startTimeSeconds": 0.1,
      "durationSeconds": 0.07, "visemeSymbol": "cdgknstxyz"}, …]}]}}}

A stream is such objects line by line, each in ``{"result": …}``. Seconds; phones are IPA.
White space and punctuation may be entries of their own.
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from vidsync.timings import fields
from vidsync.timings.base import Entry, TimingFormat, Timings
from vidsync.timings.columns import ChunkClock, Columns, Timed, words_of_characters
from vidsync.timings.fields import Object
from vidsync.timings.phones import SILENCES
from vidsync.transcript import Phone

_WORDS = Columns("words", "wordStartTimeSeconds", "wordEndTimeSeconds")
_CHARACTERS = Columns("characters", "characterStartTimeSeconds", "characterEndTimeSeconds")


class Inworld(TimingFormat):
    """Inworld's timestamp info."""

    name = "inworld"
    title = "Inworld timestamps"

    def recognises(self, value: object) -> bool:
        """The timestamp info, in an answer or in the lines of a stream."""
        lines = value if isinstance(value, list) else [value]
        return any(
            isinstance(line, dict) and "timestampInfo" in _unwrapped(line) for line in lines[:64]
        )

    def read(self, value: object) -> Timings:
        """The words with their phones; characters as words."""
        lines = fields.as_list(value if isinstance(value, list) else [value], "the document")
        clock = ChunkClock()
        entries: list[Entry] = []
        characters: list[Timed] = []
        audio: list[str] = []
        for number, item in enumerate(lines, 1):
            name = f"line {number}" if len(lines) > 1 else "the document"
            line = _unwrapped(fields.as_object(item, name))
            audio += filter(None, [fields.text_of(line, "audioContent", name, default="")])
            info = fields.as_object(line.get("timestampInfo") or {}, f"{name}: timestampInfo")
            if (words := info.get("wordAlignment")) is not None:
                chunk = _WORDS.read(words, f"{name}: wordAlignment")
                placed = clock.placed(chunk)
                shift = placed[0][1] - chunk[0][1] if chunk else 0.0
                phones = _phones(fields.as_object(words, name), name, shift, len(chunk))
                entries += (
                    _entry(timed, len(entries) + index, phones[index])
                    for index, timed in enumerate(placed)
                )
            elif (table := info.get("characterAlignment")) is not None:
                characters += clock.placed(_CHARACTERS.read(table, f"{name}: characterAlignment"))
        entries += (replace(entry, span=None) for entry, _ in words_of_characters(characters))
        return Timings(
            entries=tuple(entries),
            audio=tuple(audio),
            missing="" if entries else "no timestamps were asked for (timestampType)",
        )


def _unwrapped(line: Object) -> Object:
    result = line.get("result")
    return result if isinstance(result, dict) else line


def _entry(timed: Timed, index: int, phones: tuple[Phone, ...]) -> Entry:
    text, start, end = timed
    is_word = any(unicodedata.category(character)[0] in "LMNS" for character in text)
    return Entry(fields.named("word", index, text), text, start, end, is_word, phones=phones)


def _phones(alignment: Object, name: str, shift: float, count: int) -> list[tuple[Phone, ...]]:
    """The sounds of each word."""
    result: list[tuple[Phone, ...]] = [()] * count
    details = fields.as_list(alignment.get("phoneticDetails") or [], f"{name}: phoneticDetails")
    for number, item in enumerate(details, 1):
        label = f"{name}: phonetic detail {number}"
        detail = fields.as_object(item, label)
        index = fields.index_of(detail, "wordIndex", label)
        if index >= count:
            continue
        sounds = fields.as_list(detail.get("phones") or [], f"{label}: phones")
        result[index] += tuple(filter(None, (_phone(sound, label, shift) for sound in sounds)))
    return result


def _phone(value: object, name: str, shift: float) -> Phone | None:
    sound = fields.as_object(value, f"{name}: a phone")
    symbol = fields.text_of(sound, "phoneSymbol", f"{name}: a phone")
    start = fields.seconds_of(sound, "startTimeSeconds", f"{name}: phone {symbol!r}") + shift
    duration = fields.seconds_of(sound, "durationSeconds", f"{name}: phone {symbol!r}")
    return None if symbol.strip() in SILENCES else Phone(symbol, start, start + duration)
