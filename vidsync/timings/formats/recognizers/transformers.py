"""Chunks of the transformers pipeline (Python and JavaScript), of words or of sentences.

    {"text": " Hi there.", "chunks": [{"text": " Hi", "timestamp": [0.0, 0.4]},
                                      {"text": " there.", "timestamp": [0.4, null]}]}

The last chunk often has no end. insanely-fast-whisper adds a list of ``speakers``, which
holds the chunks with their speaker.
"""

from __future__ import annotations

from vidsync.errors import FormatError
from vidsync.timings.base import TimingFormat, Timings
from vidsync.timings.reading import fields
from vidsync.timings.reading.fields import Object
from vidsync.timings.reading.tokens import Token
from vidsync.timings.word_lists.collector import WordCollector
from vidsync.timings.word_lists.shapes import get_path, has_some_object
from vidsync.timings.word_lists.values import parse_time, read_language, read_speaker


class TransformersFormat(TimingFormat):
    """Chunks with a timestamp of two numbers."""

    name = "transformers"
    title = "transformers pipeline chunks"
    shape = ("text", "chunks", "timestamp")

    def recognises(self, value: object) -> bool:
        """Tell whether there are chunks with a text and a timestamp of two."""
        chunks = _find_chunks(value)
        if chunks == [] and isinstance(value, dict):
            return isinstance(value.get("text"), str)
        return (
            has_some_object(chunks, "text", "timestamp")
            and isinstance(get_path(chunks, 0, "timestamp"), list | tuple)
            and not isinstance(get_path(chunks, 0, "timestamp", 0), list)
        )

    def read(self, value: object) -> Timings:
        """Return the words; chunks of several words are divided."""
        items = fields.as_list(_find_chunks(value), "chunks")
        chunks = [fields.as_object(item, f"chunk {n}") for n, item in enumerate(items, 1)]
        words = WordCollector()
        tokens: list[Token] = []
        speaker = ""
        for number, chunk in enumerate(chunks, 1):
            text = fields.get_text(chunk, "text", f"chunk {number}", default="")
            start, end = _read_span(chunk, fields.name_item("chunk", number - 1, text))
            own = read_speaker(chunk, f"chunk {number}", "speaker")
            if own != speaker or len(text.split()) > 1:
                words.add_tokens(tokens, speaker=speaker)
                tokens, speaker = [], own
            if len(text.split()) > 1:
                words.add_segment(text, start, end, speaker=own)
            else:
                tokens.append(Token(text, start, end))
        words.add_tokens(tokens, speaker=speaker)
        return words.build(language=read_language(get_path(chunks, 0, "language")))


def _find_chunks(value: object) -> object:
    """Return the chunks of a result, of a list of one result, or a bare list of chunks."""
    if isinstance(value, dict):
        speakers = value.get("speakers")
        if isinstance(value.get("chunks"), list) and has_some_object(speakers, "timestamp"):
            return speakers
        return value.get("chunks")
    if isinstance(value, list) and len(value) == 1 and get_path(value, 0, "chunks") is not None:
        return get_path(value, 0, "chunks")
    return value


def _read_span(chunk: Object, name: str) -> tuple[float | None, float | None]:
    pair = fields.get_required(chunk, "timestamp", name)
    if isinstance(pair, tuple):
        pair = list(pair)
    times = fields.as_list(pair, f"{name}: timestamp", most=2)
    if len(times) != 2:
        raise FormatError(f"{name}: timestamp has {len(times)} times, not 2")
    start, end = (
        None if time is None else parse_time(time, f"{name}: timestamp") for time in times
    )
    return start, end
