"""PlayKit: the alignment envelope, with words or sentences.

    {"audio_base64": "…", "format": "mp3", "usage_characters": 8, "audio_length_ms": 900,
     "alignment": {"granularity": "word", "items": [
      {"text": "Good", "start_ms": 40, "end_ms": 310, "text_start": 0, "text_end": 4}, …]}}

Times are milliseconds. Items may have character offsets into the input text; there are no
punctuation and no silences. The field names of its JavaScript client (``startMs``,
``audioLengthMs``, …) and a bare alignment are read too. Sentences are split into words
with estimated times.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from vidsync.timecode import milliseconds
from vidsync.timings.base import Entry, TimingFormat, Timings
from vidsync.timings.reading import fields
from vidsync.timings.reading.fields import Object
from vidsync.timings.reading.sentences import split_sentence
from vidsync.transcript import Transcript

_ESTIMATED = "the document times sentences, not words: times inside a sentence are estimated"
_TYPES = {"mp3": "audio/mpeg", "wav": "audio/wav", "flac": "audio/flac", "opus": "audio/ogg"}


class PlayKitFormat(TimingFormat):
    """PlayKit's alignment envelope."""

    name = "playkit"
    title = "PlayKit alignment"
    shape = ("alignment", "granularity", "items", "start_ms")

    def recognises(self, value: object) -> bool:
        """Tell whether there is an alignment with items, or an envelope without alignment."""
        if not isinstance(value, dict):
            return False
        if "alignment" in value:
            alignment = value["alignment"]
            if alignment is None:
                return (
                    "usage_characters" in value or "usageCharacters" in value or "format" in value
                )
            return isinstance(alignment, dict) and isinstance(alignment.get("items"), list)
        return "granularity" in value and isinstance(value.get("items"), list)

    def read(self, value: object) -> Timings:
        """Return the items as words; sentences are split."""
        document = fields.as_object(value, "the document")
        if "alignment" not in document and "items" in document:
            document = {"alignment": document}
        length = _get_either(document, "audio_length_ms", "audioLengthMs")
        audio = fields.get_text(document, "audio_base64", "the document", default="")
        container = fields.get_text(document, "format", "the document", default="")
        codec, _, rate = container.partition("_")
        timings = Timings(
            entries=(),
            duration=None
            if length is None
            else fields.as_seconds(length, "audio_length_ms", unit=1000),
            audio=(audio,) if audio else (),
            media_type=_TYPES.get(codec, ""),
            encoding="pcm_s16le" if codec == "pcm" else "",
            sample_rate=int(rate)
            if codec == "pcm" and rate.isdecimal() and len(rate) < 7
            else None,
            raw_audio=codec == "pcm",
        )
        if document.get("alignment") is None:
            return replace(timings, missing="the service gave no alignment (null)")
        alignment = fields.as_object(document["alignment"], "alignment")
        items = fields.as_list(alignment.get("items"), "alignment items")
        granularity = fields.get_text(alignment, "granularity", "alignment", default="word")
        if granularity == "sentence":
            entries = tuple(
                word for index, item in enumerate(items) for word in _read_sentence(item, index)
            )
            return replace(timings, entries=entries, source="estimated", notices=(_ESTIMATED,))
        entries = tuple(_read_item(item, "word", index) for index, item in enumerate(items))
        return replace(
            timings, entries=entries, missing="" if entries else "its list of items is empty"
        )

    def write(self, transcript: Transcript) -> object:
        """Return the envelope without audio."""
        return {
            "audio_length_ms": milliseconds(transcript.duration),
            "alignment": build_alignment(transcript),
        }


def build_alignment(transcript: Transcript) -> dict[str, object]:
    """Return a transcript's words as PlayKit lists them.

    If a word has a span in the source text, the item is the text there, so that punctuation
    is left out as the service does.
    """
    items: list[dict[str, object]] = []
    for word in transcript.words:
        item: dict[str, object] = {
            "text": word.text,
            "start_ms": milliseconds(word.start),
            "end_ms": milliseconds(word.end),
        }
        if word.span is not None:
            spoken = transcript.text[slice(*word.span)]
            if spoken and spoken in word.text:
                item["text"] = spoken
            item["text_start"], item["text_end"] = word.span
        items.append(item)
    return {"granularity": "word", "items": items}


def _get_either(item: Object, field: str, client_field: str) -> object:
    """Return a field by the service's name or its client's; None if neither exists."""
    value = item.get(field)
    return item.get(client_field) if value is None else value


def _read_item(value: object, kind: str, index: int) -> Entry:
    item = fields.as_object(value, f"{kind} {index + 1}")
    name = fields.name_item(kind, index, item.get("text"))
    end = _get_either(item, "end_ms", "endMs")
    start_field = "startMs" if "startMs" in item else "start_ms"
    text = fields.get_text(item, "text", name)
    return Entry(
        name=name,
        text=text,
        start=fields.get_seconds(item, start_field, name, unit=1000),
        end=None if end is None else fields.as_seconds(end, f"{name}: end_ms", unit=1000),
        is_word=bool(text.strip()),
        span=_read_span(item, name),
    )


def _read_span(item: Object, name: str) -> tuple[int, int] | None:
    first = _get_either(item, "text_start", "textStart")
    last = _get_either(item, "text_end", "textEnd")
    if first is None or last is None:
        return None
    span: Object = {"text_start": first, "text_end": last}
    return fields.get_index(span, "text_start", name), fields.get_index(span, "text_end", name)


def _read_sentence(value: object, index: int) -> Iterator[Entry]:
    sentence = _read_item(value, "sentence", index)
    if sentence.end is None:
        yield sentence
        return
    # The sentence's offsets apply to its words only if its length agrees with them.
    offset = None
    if sentence.span and sentence.span[1] - sentence.span[0] == len(sentence.text):
        offset = sentence.span[0]
    for text, span, start, end in split_sentence(sentence.text, sentence.start, sentence.end):
        yield Entry(
            name=f"{fields.shorten(text)} in {sentence.name}",
            text=text,
            start=start,
            end=end,
            span=None if offset is None else (span[0] + offset, span[1] + offset),
        )
