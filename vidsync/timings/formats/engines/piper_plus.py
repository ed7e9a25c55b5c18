"""piper-plus: the times of phonemes, without words.

    {"phonemes": [{"phoneme": "k", "start": 0.0, "end": 0.045}, …], "total_duration": 0.12}

Phonemes between two silences are read as one word, whose text is the phonemes. Times are
seconds, or milliseconds in ``start_ms`` and ``end_ms``.
"""

from __future__ import annotations

from vidsync.timings.base import TimingFormat, Timings
from vidsync.timings.reading import fields
from vidsync.timings.reading.fields import Object
from vidsync.timings.reading.phones import SILENCES
from vidsync.timings.word_lists.collector import WordCollector
from vidsync.timings.word_lists.shapes import get_path, has_some_object, list_objects
from vidsync.timings.word_lists.values import read_optional_time, read_time
from vidsync.transcript import Phone
from vidsync.writing import has_core

# Marks of the start, the end and of padding between phonemes; they separate no words.
_PADDING = {"^", "$", "_"}
_PAUSE = 0.15
"""Seconds without a phoneme that separate two words."""

_NOTICE = "it times phonemes, not words: the phonemes between two pauses are read as a word"


class PiperPlusFormat(TimingFormat):
    """piper-plus's phoneme timing."""

    name = "piper-plus"
    title = "piper-plus phoneme timing"
    shape = ("phonemes", "phoneme", "total_duration")

    def recognises(self, value: object) -> bool:
        """Tell whether there are phonemes with a start."""
        phonemes = get_path(value, "phonemes")
        return has_some_object(phonemes, "phoneme", "start") or has_some_object(
            phonemes, "phoneme", "start_ms"
        )

    def read(self, value: object) -> Timings:
        """Return a word for the phonemes between two silences."""
        document = fields.as_object(value, "the document")
        words = WordCollector()
        run: list[Phone] = []
        for number, item in enumerate(list_objects(document, "phonemes", "")):
            name = fields.name_item("phoneme", number, item.get("phoneme"))
            symbol = fields.get_text(item, "phoneme", name).strip()
            if symbol in _PADDING:
                continue
            start, end = _read_span(item, name)
            separates = symbol in SILENCES or not has_core(symbol)
            if run and (separates or start - run[-1].end >= _PAUSE):
                _add_run(words, run)
                run = []
            if not separates:
                run.append(Phone(symbol, start, end))
        _add_run(words, run)
        duration = read_optional_time(document, "total_duration", "the document")
        if duration is None:
            duration = read_optional_time(document, "total_duration_ms", "the document", unit=1000)
        return words.build(
            duration=duration,
            source="native",
            missing="it has no phonemes",
            notices=(_NOTICE,) if len(words) else (),
        )


def _read_span(item: Object, name: str) -> tuple[float, float]:
    if "start" in item:
        return read_time(item, "start", name), read_time(item, "end", name)
    return read_time(item, "start_ms", name, unit=1000), read_time(item, "end_ms", name, unit=1000)


def _add_run(words: WordCollector, run: list[Phone]) -> None:
    if run:
        text = "".join(phone.ipa for phone in run)
        words.add_word(text, run[0].start, run[-1].end, phones=tuple(run))
