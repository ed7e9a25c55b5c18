"""ElevenLabs: times of characters, of one answer or of a stream.

    {"audio_base64": "…", "alignment": {"characters": ["H", "i"],
     "character_start_times_seconds": [0.0, 0.1], "character_end_times_seconds": [0.1, 0.2]},
     "normalized_alignment": {…}, "voice_segments": [{"dialogue_input_index": 0,
     "character_start_index": 0, "character_end_index": 2, …}]}

A stream is such objects line by line; its websocket has ``chars``, ``charStartTimesMs`` and
``charDurationsMs`` in milliseconds that begin anew with every chunk. Spaces and
punctuation are characters like any other, so the characters are the source text. The
normalized alignment, of the text as it is read out ("three" for "3"), is used where
there is no other.
"""

from __future__ import annotations

from dataclasses import replace

from vidsync.timings import fields
from vidsync.timings.base import TimingFormat, Timings
from vidsync.timings.columns import ChunkClock, Columns, Timed, words_of_characters
from vidsync.timings.fields import Object
from vidsync.transcript import Turn

_ANSWER = Columns("characters", "character_start_times_seconds", "character_end_times_seconds")
_SOCKET = Columns("chars", "charStartTimesMs", "charDurationsMs", unit=1000, durations=True)
_ALIGNMENTS = ("alignment", "normalized_alignment", "normalizedAlignment")
_MOST_TURNS = 10_000
_NORMALIZED = "only the text as it is read out is timed, not the text as it was written"


class ElevenLabs(TimingFormat):
    """ElevenLabs' character alignment."""

    name = "elevenlabs"
    title = "ElevenLabs character alignment"

    def recognises(self, value: object) -> bool:
        """An alignment of characters, in an answer, alone, or in the lines of a stream."""
        lines = value if isinstance(value, list) else [value]
        return any(isinstance(line, dict) and _is_answer(line) for line in lines[:64])

    def read(self, value: object) -> Timings:
        """The characters as words."""
        lines = fields.as_list(value if isinstance(value, list) else [value], "the document")
        clock = ChunkClock()
        characters: list[Timed] = []
        audio: list[str] = []
        turns: list[int | None] = []
        is_written = True
        for number, item in enumerate(lines, 1):
            name = f"line {number}" if len(lines) > 1 else "the document"
            line = fields.as_object(item, name)
            for field in ("audio_base64", "audio"):
                audio += filter(None, [fields.text_of(line, field, name, default="")])
            found = _alignment_of(line)
            if found is None:
                continue
            is_written = is_written and found in ("", "alignment")
            table = line[found] if found else line
            chunk, restarts = _chunk(table, f"{name}: {found}" if found else name)
            turns += _turns(line, len(chunk), name)
            characters += clock.placed(chunk, restarts=restarts)
        entries = tuple(
            replace(entry, turn=turns[first], span=entry.span if is_written else None)
            for entry, first in words_of_characters(characters)
        )
        return Timings(
            entries=entries,
            text="".join(text for text, _, _ in characters) if is_written else "",
            turns=(Turn(),) * (1 + max((turn for turn in turns if turn is not None), default=-1)),
            audio=tuple(audio),
            notices=() if is_written else (_NORMALIZED,),
            missing="" if entries else "the service gave no alignment (null)",
        )


def characters_of(line: Object, name: str) -> list[Timed]:
    """A stream line's characters on their own clock; none if it has no alignment.

    Raises:
        FormatError: the alignment is malformed.
        TimingError: a time is no number.
    """
    found = _alignment_of(line)
    if found is None:
        return []
    return _chunk(line[found] if found else line, name)[0]


def _alignment_of(line: Object) -> str | None:
    """The field that holds a line's alignment; ``""`` if the line is one itself."""
    if _is_table(line):
        return ""
    return next((field for field in _ALIGNMENTS if line.get(field) is not None), None)


def _is_table(value: object) -> bool:
    return isinstance(value, dict) and any(
        columns.texts in value and columns.starts in value for columns in (_ANSWER, _SOCKET)
    )


def _is_answer(line: Object) -> bool:
    if _is_table(line) or any(_is_table(line.get(field)) for field in _ALIGNMENTS):
        return True
    return "audio_base64" in line and "normalized_alignment" in line


def _chunk(table: object, name: str) -> tuple[list[Timed], bool]:
    """A line's characters, and whether their clock is the line's own."""
    is_socket = isinstance(table, dict) and _SOCKET.texts in table
    return (_SOCKET if is_socket else _ANSWER).read(table, name), is_socket


def _turns(line: Object, count: int, name: str) -> list[int | None]:
    """The turn of each of a line's characters, in a dialogue."""
    turns: list[int | None] = [None] * count
    segments = fields.as_list(line.get("voice_segments") or [], f"{name}: voice_segments")
    for number, item in enumerate(segments, 1):
        label = f"{name}: voice segment {number}"
        segment = fields.as_object(item, label)
        turn = fields.index_of(segment, "dialogue_input_index", label, most=_MOST_TURNS)
        first = fields.index_of(segment, "character_start_index", label)
        last = fields.index_of(segment, "character_end_index", label)
        turns[first:last] = [turn] * len(turns[first:last])
    return turns
