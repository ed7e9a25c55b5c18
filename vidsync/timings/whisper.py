"""Whisper and its kin: openai-whisper, faster-whisper, WhisperX, whisper.cpp.

    {"segments": [{"start": 0.0, "end": 1.2, "text": " Hi there.",
                   "words": [{"word": " Hi", "start": 0.0, "end": 0.3, "probability": 0.9}, …]}]}

WhisperX calls the score ``score``, names a ``speaker``, and leaves out the times of what
its aligner can't spell (numbers); those words share the time between their neighbours.
Segments without words share the segment's time. whisper.cpp counts in milliseconds,
under ``transcription``.
"""

from __future__ import annotations

from vidsync.errors import TimingError
from vidsync.timings import fields
from vidsync.timings.base import Entry, TimingFormat, Timings
from vidsync.timings.blocks import Block, Piece, completed, pieces_of
from vidsync.timings.fields import Object
from vidsync.transcript import Turn


class Whisper(TimingFormat):
    """Whisper's segments, with or without words."""

    name = "whisper"
    title = "Whisper, faster-whisper, WhisperX or whisper.cpp JSON"

    def recognises(self, value: object) -> bool:
        """Segments with a start, an end and a text; or whisper.cpp's transcription."""
        if not isinstance(value, dict) or isinstance(value.get("words"), list):
            return False
        if _is_list_of(value.get("transcription"), "offsets", "text"):
            return True
        return _is_list_of(value.get("segments"), "start", "end", "text")

    def read(self, value: object) -> Timings:
        """The words of all segments."""
        document = fields.as_object(value, "the document")
        key = "transcription" if "transcription" in document else "segments"
        items = fields.as_list(fields.required(document, key, "the document"), key)
        language = document.get("language")
        turns: list[Turn] = []
        entries: list[Entry] = []
        own = 0
        earliest = 0.0
        for number, item in enumerate(items, 1):
            segment = fields.as_object(item, f"segment {number}")
            speaker = fields.text_of(segment, "speaker", f"segment {number}", default="")
            if speaker and (not turns or turns[-1].speaker != speaker):
                turns.append(Turn(speaker))
            block, scores = _block(segment, f"segment {number}", key == "transcription")
            own += sum(piece.start is not None for piece in block.pieces)
            for piece, score in zip(completed(block), scores, strict=True):
                start = max(earliest, piece.start or 0.0)
                entries.append(
                    Entry(
                        name=fields.named("word", len(entries), piece.text),
                        text=piece.text,
                        start=start,
                        end=max(start, piece.end or 0.0),
                        turn=len(turns) - 1 if turns else None,
                        confidence=score,
                    )
                )
                earliest = start
        estimated = len(entries) - own
        notice = f"{estimated} of {len(entries)} words have no time of their own: estimated"
        return Timings(
            entries=tuple(entries),
            language=language if isinstance(language, str) and len(language) == 2 else "",
            turns=tuple(turns),
            source="estimated" if estimated else "aligned",
            notices=(notice,) if estimated else (),
            missing="" if entries else "it has no words",
        )


def _is_list_of(value: object, *keys: str) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(item, dict) and all(key in item for key in keys) for item in value[:8])
    )


def _block(segment: Object, name: str, counts_ms: bool) -> tuple[Block, list[float | None]]:
    text = fields.text_of(segment, "text", name, default="")
    if counts_ms:
        offsets = fields.as_object(segment.get("offsets"), f"{name}: offsets")
        start = fields.seconds_of(offsets, "from", name, unit=1000)
        end = fields.seconds_of(offsets, "to", name, unit=1000)
    else:
        start, end = (fields.seconds_of(segment, key, name) for key in ("start", "end"))
    if not 0 <= start <= end:
        raise TimingError(f"{name}: {start:g} s to {end:g} s is no stretch of time")
    listed = segment.get("words")
    if not listed:
        pieces = pieces_of(text)
        return Block(start, end, (tuple(pieces),)), [None] * len(pieces)
    timed: list[Piece] = []
    scores: list[float | None] = []
    for index, item in enumerate(fields.as_list(listed, f"{name}: words")):
        word = fields.as_object(item, f"{name}, word {index + 1}")
        shown = fields.text_of(word, "word", f"{name}, word {index + 1}")
        if not shown.strip():
            continue
        where = fields.named("word", index, shown)
        begun = None if word.get("start") is None else fields.seconds_of(word, "start", where)
        ended = None if word.get("end") is None else fields.seconds_of(word, "end", where)
        timed.append(Piece(shown.strip(), begun, ended))
        score = word.get("probability", word.get("score"))
        valid = isinstance(score, int | float) and 0 <= score <= 1
        scores.append(float(score) if valid and isinstance(score, int | float) else None)
    # A word may reach over the segment's edges by a hair of rounding.
    known = [time for piece in timed for time in (piece.start, piece.end) if time is not None]
    return Block(min([start, *known]), max([end, *known]), (tuple(timed),)), scores
