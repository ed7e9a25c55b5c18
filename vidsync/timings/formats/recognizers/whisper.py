"""Output of openai-whisper, faster-whisper, WhisperX, whisper-timestamped and whisper.cpp.

    {"segments": [{"start": 0.0, "end": 1.2, "text": " Hi there.",
                   "words": [{"word": " Hi", "start": 0.0, "end": 0.3, "probability": 0.9}, …]}]}

WhisperX names the score ``score``, has a ``speaker``, and leaves out the times of words
that its aligner can't spell (numbers); those words share the time between their
neighbours. The words of segments without a word list share the segment's time.
whisper-timestamped's words have ``text`` and ``confidence``. faster-whisper yields its
segments one by one, so they are often saved as a bare list. whisper.cpp counts in
milliseconds, under ``transcription``; its full form times tokens, which are joined into
words.
"""

from __future__ import annotations

from vidsync.errors import TimingError
from vidsync.timings.base import Entry, TimingFormat, Timings
from vidsync.timings.reading import fields
from vidsync.timings.reading.blocks import Block, Piece, fill_times, split_pieces
from vidsync.timings.reading.fields import Object
from vidsync.transcript import Turn
from vidsync.writing import is_spaceless


class WhisperFormat(TimingFormat):
    """Whisper's segments, with or without words."""

    name = "whisper"
    title = "Whisper, faster-whisper, WhisperX or whisper.cpp JSON"
    shape = ("segments", "text", "start", "end")

    def recognises(self, value: object) -> bool:
        """Tell whether there are segments with start, end and text, or whisper.cpp's form."""
        if isinstance(value, list):
            return is_list_of_segments(value)
        if not isinstance(value, dict) or isinstance(value.get("words"), list):
            return False
        if _is_list_of(value.get("transcription"), "offsets", "text"):
            return True
        return _is_list_of(value.get("segments"), "start", "end", "text")

    def read(self, value: object) -> Timings:
        """Return the words of all segments."""
        whole = {"segments": value} if isinstance(value, list) else value
        document = fields.as_object(whole, "the document")
        key = "transcription" if "transcription" in document else "segments"
        items = fields.as_list(fields.get_required(document, key, "the document"), key)
        language = _read_language(document)
        turns: list[Turn] = []
        entries: list[Entry] = []
        own = 0
        earliest = 0.0
        for number, item in enumerate(items, 1):
            segment = fields.as_object(item, f"segment {number}")
            speaker = fields.get_text(segment, "speaker", f"segment {number}", default="")
            if speaker and (not turns or turns[-1].speaker != speaker):
                turns.append(Turn(speaker))
            block, scores = _read_block(segment, f"segment {number}", key == "transcription")
            own += sum(piece.start is not None for piece in block.pieces)
            for piece, score in zip(fill_times(block), scores, strict=True):
                start = max(earliest, piece.start or 0.0)
                entries.append(
                    Entry(
                        name=fields.name_item("word", len(entries), piece.text),
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
            language=language,
            turns=tuple(turns),
            source="estimated" if estimated else "aligned",
            notices=(notice,) if estimated else (),
            missing="" if entries else "it has no words",
        )


def _read_language(document: Object) -> str:
    """Return the language from the top level, whisper.cpp's result, or the info."""
    places = (document, document.get("result"), document.get("info"))
    said = (place.get("language") for place in places if isinstance(place, dict))
    return next((code for code in said if isinstance(code, str) and len(code) == 2), "")


def is_list_of_segments(value: object) -> bool:
    """Tell whether a value is a bare list of segments; a list of single words is not."""
    return (
        isinstance(value, list)
        and _is_list_of(value, "start", "end", "text")
        and any("words" in item or len(str(item["text"]).split()) > 1 for item in value[:8])
    )


def _is_list_of(value: object, *keys: str) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(item, dict) and all(key in item for key in keys) for item in value[:8])
    )


def _read_block(segment: Object, name: str, counts_ms: bool) -> tuple[Block, list[float | None]]:
    text = fields.get_text(segment, "text", name, default="")
    if counts_ms:
        offsets = fields.as_object(segment.get("offsets"), f"{name}: offsets")
        start = fields.get_seconds(offsets, "from", name, unit=1000)
        end = fields.get_seconds(offsets, "to", name, unit=1000)
    else:
        start, end = (fields.get_seconds(segment, key, name) for key in ("start", "end"))
    if not 0 <= start <= end:
        raise TimingError(f"{name}: {start:g} s to {end:g} s is not a stretch of time")
    if counts_ms and segment.get("tokens"):
        timed, scores = _join_tokens(segment, name)
    else:
        timed, scores = _read_words(segment, name)
    if not timed:
        pieces = split_pieces(text)
        return Block(start, end, (tuple(pieces),)), [None] * len(pieces)
    # Rounding may put a word slightly outside its segment.
    known = [time for piece in timed for time in (piece.start, piece.end) if time is not None]
    return Block(min([start, *known]), max([end, *known]), (tuple(timed),)), scores


def _read_words(segment: Object, name: str) -> tuple[list[Piece], list[float | None]]:
    timed: list[Piece] = []
    scores: list[float | None] = []
    for index, item in enumerate(fields.as_list(segment.get("words") or [], f"{name}: words")):
        word = fields.as_object(item, f"{name}, word {index + 1}")
        key = "text" if "text" in word and "word" not in word else "word"
        shown = fields.get_text(word, key, f"{name}, word {index + 1}")
        if not shown.strip():
            continue
        where = fields.name_item("word", index, shown)
        begun = None if word.get("start") is None else fields.get_seconds(word, "start", where)
        ended = None if word.get("end") is None else fields.get_seconds(word, "end", where)
        timed.append(Piece(shown.strip(), begun, ended))
        scores.append(
            _read_score(word.get("probability", word.get("score", word.get("confidence"))))
        )
    return timed, scores


def _join_tokens(segment: Object, name: str) -> tuple[list[Piece], list[float | None]]:
    """Join whisper.cpp's tokens into words: a token that begins with a space begins a word."""
    timed: list[Piece] = []
    scores: list[float | None] = []
    for index, item in enumerate(fields.as_list(segment["tokens"], f"{name}: tokens")):
        where = f"{name}, token {index + 1}"
        token = fields.as_object(item, where)
        text = fields.get_text(token, "text", where)
        offsets = token.get("offsets")
        # Special tokens for the beginning and for times are not spoken.
        if not text.strip() or text.startswith("[_") or offsets is None:
            continue
        span = fields.as_object(offsets, f"{where}: offsets")
        start, end = (fields.get_seconds(span, key, where, unit=1000) for key in ("from", "to"))
        score = _read_score(token.get("p"))
        before = timed[-1] if timed and not text[0].isspace() else None
        if before is None or (is_spaceless(before.text[-1]) and is_spaceless(text[0])):
            timed.append(Piece(text.strip(), start, end))
            scores.append(score)
            continue
        timed[-1] = Piece(before.text + text.strip(), before.start, end)
        known = [each for each in (scores[-1], score) if each is not None]
        scores[-1] = min(known, default=None)
    return timed, scores


def _read_score(value: object) -> float | None:
    valid = isinstance(value, int | float) and 0 <= value <= 1
    return float(value) if valid and isinstance(value, int | float) else None
