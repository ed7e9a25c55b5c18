"""ElevenLabs: the times of characters, in one answer or in a stream.

    {"audio_base64": "…", "alignment": {"characters": ["H", "i"],
     "character_start_times_seconds": [0.0, 0.1], "character_end_times_seconds": [0.1, 0.2]},
     "normalized_alignment": {…}, "voice_segments": [{"dialogue_input_index": 0,
     "character_start_index": 0, "character_end_index": 2, …}]}

A stream has one such object in each line. The websocket has ``chars``,
``charStartTimesMs`` and ``charDurationsMs`` in milliseconds that begin at 0 with every
chunk. Spaces and punctuation are characters too, so the characters are the source text;
in a dialogue, the text of one turn after the other. The normalized alignment has the text
as it is spoken ("three" for "3"). It gives the spoken words, and the words themselves if
there is no other alignment.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from vidsync.timings.base import Entry, TimingFormat, Timings
from vidsync.timings.reading import fields
from vidsync.timings.reading.columns import ChunkClock, Columns, Timed, join_characters
from vidsync.timings.reading.fields import Object
from vidsync.transcript import Turn

_ANSWER = Columns("characters", "character_start_times_seconds", "character_end_times_seconds")
_SOCKET = Columns("chars", "charStartTimesMs", "charDurationsMs", unit=1000, durations=True)
_WRITTEN = ("alignment",)
_NORMALIZED = ("normalized_alignment", "normalizedAlignment")
_MOST_TURNS = 10_000
_NOTICE = "only the text as it is read out is timed, not the text as it was written"


class ElevenLabsFormat(TimingFormat):
    """ElevenLabs' character alignment."""

    name = "elevenlabs"
    title = "ElevenLabs character alignment"
    shape = ("alignment", "characters", "character_start_times_seconds")

    def recognises(self, value: object) -> bool:
        """Tell whether there is an alignment of characters: in an answer, alone, or in a stream."""
        lines = value if isinstance(value, list) else [value]
        return any(isinstance(line, dict) and _is_answer(line) for line in lines[:64])

    def read(self, value: object) -> Timings:
        """Return the characters as words."""
        lines = fields.as_list(value if isinstance(value, list) else [value], "the document")
        written, spoken = _Characters(_WRITTEN), _Characters(_NORMALIZED)
        audio: list[str] = []
        voices: dict[int, str] = {}
        for number, item in enumerate(lines, 1):
            name = f"line {number}" if len(lines) > 1 else "the document"
            line = fields.as_object(item, name)
            for field in ("audio_base64", "audio"):
                audio += filter(None, [fields.get_text(line, field, name, default="")])
            segments = _read_segments(line, name)
            voices |= {segment.turn: segment.voice for segment in segments}
            inside = written.add(line, name, segments)
            spoken.add(line, name, (), continues=inside)
        # If only the normalized text is timed, use it.
        is_written = bool(written.timed) or not spoken.timed
        words, text = (written if is_written else spoken).words()
        others = [
            entry._replace(span=None, turn=_find_turn(entry, words) if is_written else None)
            for entry in spoken.words()[0]
        ]
        return Timings(
            entries=tuple(words) if is_written else tuple(others),
            text=text if is_written else "",
            turns=tuple(
                Turn("", voices.get(turn, "")) for turn in range(1 + max(voices, default=-1))
            ),
            audio=tuple(audio),
            notices=() if is_written else (_NOTICE,),
            missing="" if words else "the service gave no alignment (null)",
            spoken=tuple(others) if is_written and _differ(words, others) else (),
        )


@dataclass(frozen=True, slots=True)
class _Segment:
    """The characters of a line that belong to one turn; the last is exclusive."""

    turn: int
    voice: str
    first: int
    last: int


class _Characters:
    """The characters of one kind of alignment, from all lines, on one clock."""

    def __init__(self, kinds: tuple[str, ...]) -> None:
        self.timed: list[Timed] = []
        self._kinds = kinds
        self._turns: list[int | None] = []
        self._clock = ChunkClock()

    def add(
        self, line: Object, name: str, segments: Sequence[_Segment], *, continues: bool = False
    ) -> bool:
        """Add the characters of a line.

        Args:
            line: the line.
            name: its name in errors.
            segments: its turns.
            continues: whether it goes on with the last word, so that a space that the service
                put before it is left out.

        Returns:
            Whether the line goes on with the last word of the one before it.
        """
        found = _find_alignment(line, self._kinds)
        if found is None:
            return False
        table = line[found] if found else line
        chunk, restarts = _read_chunk(table, f"{name}: {found}" if found else name)
        turns: list[int | None] = [None] * len(chunk)
        for segment in segments:
            part = slice(segment.first, segment.last)
            turns[part] = [segment.turn] * len(turns[part])
        placed = self._clock.place(chunk, restarts=restarts)
        goes_on = bool(self.timed and placed) and not (
            self.timed[-1][0].isspace() or placed[0][0].isspace()
        )
        if continues and placed and placed[0][0].isspace():
            placed, turns = placed[1:], turns[1:]
        self._turns += turns
        self.timed += placed
        return goes_on

    def words(self) -> tuple[list[Entry], str]:
        """Return the words and their text, in which each turn is a paragraph."""
        if not any(turn is not None for turn in self._turns):
            entries = [entry for entry, _ in join_characters(self.timed)]
            return entries, "".join(text for text, _, _ in self.timed)
        words: list[Entry] = []
        text = ""
        pairs = zip(self._turns, self.timed, strict=True)
        for turn, group in groupby(pairs, key=lambda pair: pair[0]):
            characters = [timed for _, timed in group]
            said = "".join(timed[0] for timed in characters)
            if not said.strip():
                continue
            text += " " * bool(text)
            place = len(text) - (len(said) - len(said.lstrip()))
            text += said.strip()
            for entry, _ in join_characters(characters):
                first, last = entry.span or (0, 0)
                name = fields.name_item("word", len(words), entry.text)
                span = (first + place, last + place)
                words.append(entry._replace(name=name, turn=turn, span=span))
        return words, text


def _find_turn(entry: Entry, words: Sequence[Entry]) -> int | None:
    """Return the turn of the written word that a spoken word belongs to."""
    index = bisect_right(words, entry.start, key=lambda word: word.start) - 1
    return words[max(0, index)].turn if words else None


def _differ(written: Sequence[Entry], spoken: Sequence[Entry]) -> bool:
    """Tell whether the spoken words differ from the written ones."""
    first, second = (
        [(entry.text, entry.start, entry.end) for entry in entries] for entries in (written, spoken)
    )
    return first != second


def read_characters(line: Object, name: str, clock: ChunkClock) -> list[Timed]:
    """Return the characters of a stream line; none if it has no alignment.

    Args:
        line: one line, or one message of the websocket.
        name: its name in errors.
        clock: the clock of the lines before; this line is placed after them.

    Raises:
        FormatError: the alignment is malformed.
        TimingError: a time is not a number.
    """
    found = _find_alignment(line, (*_WRITTEN, *_NORMALIZED))
    if found is None:
        return []
    chunk, restarts = _read_chunk(line[found] if found else line, name)
    return clock.place(chunk, restarts=restarts)


def _find_alignment(line: Object, kinds: tuple[str, ...]) -> str | None:
    """Return the field with a line's alignment; ``""`` if the line itself is an alignment."""
    if kinds[0] == _WRITTEN[0] and _is_table(line):
        return ""
    return next((field for field in kinds if line.get(field) is not None), None)


def _is_table(value: object) -> bool:
    return isinstance(value, dict) and any(
        columns.texts in value and columns.starts in value for columns in (_ANSWER, _SOCKET)
    )


def _is_answer(line: Object) -> bool:
    if _is_table(line) or any(_is_table(line.get(field)) for field in (*_WRITTEN, *_NORMALIZED)):
        return True
    return "audio_base64" in line and "normalized_alignment" in line


def _read_chunk(table: object, name: str) -> tuple[list[Timed], bool]:
    """Return a line's characters, and whether its times begin at 0."""
    is_socket = isinstance(table, dict) and _SOCKET.texts in table
    return (_SOCKET if is_socket else _ANSWER).read(table, name), is_socket


def _read_segments(line: Object, name: str) -> list[_Segment]:
    """Return the segments of a line in a dialogue, each with its turn."""
    found: list[_Segment] = []
    segments = fields.as_list(line.get("voice_segments") or [], f"{name}: voice_segments")
    for number, item in enumerate(segments, 1):
        label = f"{name}: voice segment {number}"
        segment = fields.as_object(item, label)
        found.append(
            _Segment(
                turn=fields.get_index(segment, "dialogue_input_index", label, most=_MOST_TURNS),
                voice=fields.get_text(segment, "voice_id", label, default=""),
                first=fields.get_index(segment, "character_start_index", label),
                last=fields.get_index(segment, "character_end_index", label),
            )
        )
    return found
