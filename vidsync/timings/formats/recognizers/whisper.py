"""Output of openai-whisper, faster-whisper, WhisperX, whisper-timestamped and whisper.cpp.

    {"segments": [{"start": 0.0, "end": 1.2, "text": " Hi there.",
                   "words": [{"word": " Hi", "start": 0.0, "end": 0.3, "probability": 0.9}, …]}]}

WhisperX names the score ``score``, has a ``speaker`` for segments and words, and leaves out
the times of words that its aligner can't spell (numbers); those words get the usual time of
their letters. The words of segments without a word list share the segment's time.
whisper-timestamped's words have ``text`` and ``confidence``. faster-whisper yields its
segments one by one, so they are often saved as a bare list. whisper.cpp counts in
milliseconds, under ``transcription``; its full form times tokens. With ``-ml 1`` each of its
segments is a token.
"""

from __future__ import annotations

from vidsync.errors import TimingError
from vidsync.timings.base import TimingFormat, Timings
from vidsync.timings.reading import fields
from vidsync.timings.reading.cut_characters import mend_characters, mend_text
from vidsync.timings.reading.fields import Object
from vidsync.timings.reading.tokens import Token
from vidsync.timings.word_lists.collector import WordCollector


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
        counts_ms = "transcription" in document
        key = "transcription" if counts_ms else "segments"
        items = fields.as_list(fields.get_required(document, key, "the document"), key)
        segments = [
            fields.as_object(item, f"segment {number}") for number, item in enumerate(items, 1)
        ]
        words = WordCollector()
        if counts_ms and _are_tokens(segments):
            words.add_tokens(
                [_read_segment_token(item, f"segment {n}") for n, item in enumerate(segments, 1)]
            )
        else:
            for number, segment in enumerate(segments, 1):
                _add_segment(words, segment, f"segment {number}", counts_ms)
        return words.build(language=_read_language(document))


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


def _are_tokens(segments: list[Object]) -> bool:
    """Tell whether each segment has one token: none has a space inside, some have none at all."""
    if any(segment.get("tokens") for segment in segments):
        # The full form names the tokens of each segment itself.
        return False
    texts = [
        text for item in segments if isinstance(text := item.get("text"), str) and text.strip()
    ]
    return len(texts) > 1 and all(len(text.split()) == 1 for text in texts)


def _read_segment_token(segment: Object, name: str) -> Token:
    start, end = _read_segment_times(segment, name, counts_ms=True)
    return Token(fields.get_raw_text(segment, "text", name), start, end)


def _read_segment_times(segment: Object, name: str, *, counts_ms: bool) -> tuple[float, float]:
    if counts_ms:
        offsets = fields.as_object(segment.get("offsets"), f"{name}: offsets")
        start = fields.get_seconds(offsets, "from", name, unit=1000)
        end = fields.get_seconds(offsets, "to", name, unit=1000)
    else:
        start, end = (fields.get_seconds(segment, key, name) for key in ("start", "end"))
    if start < 0:
        raise TimingError(f"{name}: its start is {start:g} s, before the audio begins")
    if end < start:
        raise TimingError(f"{name}: its end {end:g} s is before its start {start:g} s")
    return start, end


def _add_segment(words: WordCollector, segment: Object, name: str, counts_ms: bool) -> None:
    text = mend_text(fields.get_raw_text(segment, "text", name))
    speaker = fields.get_text(segment, "speaker", name, default="")
    start, end = _read_segment_times(segment, name, counts_ms=counts_ms)
    if counts_ms and segment.get("tokens"):
        tokens = _read_tokens(segment, name)
    else:
        tokens = _read_words(segment, name)
    tokens = mend_characters(tokens, text)
    broken = "\ufffd" not in text and any("\ufffd" in token.text for token in tokens)
    if any(token.start is not None for token in tokens) and not broken:
        words.add_tokens(tokens, speaker=speaker, text=text, earliest=start)
    else:
        words.add_segment(text, start, end, speaker=speaker)


def _read_words(segment: Object, name: str) -> list[Token]:
    tokens: list[Token] = []
    for index, item in enumerate(fields.as_list(segment.get("words") or [], f"{name}: words")):
        word = fields.as_object(item, f"{name}, word {index + 1}")
        key = "text" if "text" in word and "word" not in word else "word"
        shown = fields.get_raw_text(word, key, f"{name}, word {index + 1}")
        where = f"{name}, {fields.name_item('word', index, shown)}"
        begun = None if word.get("start") is None else fields.get_seconds(word, "start", where)
        ended = None if word.get("end") is None else fields.get_seconds(word, "end", where)
        score = _read_score(word.get("probability", word.get("score", word.get("confidence"))))
        speaker = fields.get_text(word, "speaker", where, default="")
        tokens.append(Token(shown, begun, ended, score, speaker))
    return tokens


def _read_tokens(segment: Object, name: str) -> list[Token]:
    """Return whisper.cpp's tokens, without the special ones for the beginning and for times."""
    tokens: list[Token] = []
    for index, item in enumerate(fields.as_list(segment["tokens"], f"{name}: tokens")):
        where = f"{name}, token {index + 1}"
        token = fields.as_object(item, where)
        text = fields.get_raw_text(token, "text", where)
        offsets = token.get("offsets")
        if text.startswith("[_") or offsets is None:
            continue
        span = fields.as_object(offsets, f"{where}: offsets")
        start, end = (fields.get_seconds(span, key, where, unit=1000) for key in ("from", "to"))
        tokens.append(Token(text, start, end, _read_score(token.get("p"))))
    return tokens


def _read_score(value: object) -> float | None:
    valid = isinstance(value, int | float) and 0 <= value <= 1
    return float(value) if valid and isinstance(value, int | float) else None
