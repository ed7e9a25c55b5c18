"""Azure Speech to text: batch and fast transcription, and detailed results of the SDK.

    {"recognizedPhrases": [{"recognitionStatus": "Success", "channel": 0, "speaker": 1,
      "offset": "PT0.1S", "duration": "PT0.4S", "locale": "en-US", "nBest": [{
       "display": "Hello.", "displayWords": [{"displayText": "Hello.", "offset": "PT0.1S",
         "duration": "PT0.4S"}], "words": [{"word": "hello", …}]}]}], "duration": "PT2S"}
    {"phrases": [{"text": "Hello.", "offsetMilliseconds": 100, "durationMilliseconds": 400,
      "words": [{"text": "Hello.", …}]}], "durationMilliseconds": 2000}
    {"RecognitionStatus": "Success", "Offset": 1000000, "Duration": 4000000,
     "NBest": [{"Display": "Hello.", "Words": [{"Word": "hello", …}]}]}

A time is ISO 8601, or a number of ticks of 100 ns, or milliseconds, as its field says.
"""

from __future__ import annotations

from vidsync.timings.base import TimingFormat, Timings
from vidsync.timings.reading import fields
from vidsync.timings.reading.fields import Object
from vidsync.timings.word_lists.collector import WordCollector
from vidsync.timings.word_lists.shapes import get_path, has_some_object, list_objects
from vidsync.timings.word_lists.values import (
    parse_time,
    read_language,
    read_score,
    read_speaker,
)

_TICKS = 1e7
_OFFSETS = (
    ("offsetinticks", _TICKS),
    ("offsetmilliseconds", 1000.0),
    ("offset", _TICKS),
)
_DURATIONS = tuple((key.replace("offset", "duration"), unit) for key, unit in _OFFSETS)


class AzureSpeechFormat(TimingFormat):
    """Azure's transcription results."""

    name = "azure-speech"
    title = "Azure Speech to text results (batch, fast, detailed)"
    shape = ("recognizedPhrases", "nBest", "combinedRecognizedPhrases", "phrases", "offset")

    def recognises(self, value: object) -> bool:
        """Tell whether there are recognised phrases, phrases in milliseconds, or an NBest."""
        if isinstance(value, list):
            return any(isinstance(get_path(item, "NBest"), list) for item in value[:64])
        if not isinstance(value, dict):
            return False
        return (
            isinstance(value.get("recognizedPhrases"), list)
            or isinstance(value.get("NBest"), list)
            or has_some_object(value.get("phrases"), "offsetMilliseconds")
            or isinstance(value.get("combinedPhrases"), list)
        )

    def read(self, value: object) -> Timings:
        """Return the words of the best alternative of each phrase."""
        if isinstance(value, list):
            phrases = [fields.as_object(item, f"phrase {n}") for n, item in enumerate(value, 1)]
            document: Object = {}
        else:
            document = fields.as_object(value, "the document")
            key = "recognizedPhrases" if "recognizedPhrases" in document else "phrases"
            phrases = [document] if "NBest" in document else list_objects(document, key, "")
        lowered = [_lower(phrase) for phrase in phrases]
        channels = {str(phrase.get("channel"))[:20] for phrase in lowered}
        words = WordCollector()
        language = ""
        for number, phrase in enumerate(lowered, 1):
            name = f"phrase {number}"
            speaker = read_speaker(phrase, name, "speaker")
            if not speaker and len(channels) > 1:
                speaker = f"Channel {str(phrase.get('channel'))[:20]}"
            _add_phrase(words, phrase, name, speaker)
            language = language or read_language(phrase.get("locale"))
        whole = None if document.get("NBest") else _read(_lower(document), _DURATIONS, "the audio")
        return words.build(duration=whole, language=language)


def _lower(item: Object) -> Object:
    """Return an object with its field names in lower case, as they differ by interface."""
    return {key.lower(): value for key, value in item.items()}


def _read(item: Object, keys: tuple[tuple[str, float], ...], name: str) -> float | None:
    """Return the first time that an object has."""
    for key, unit in keys:
        if item.get(key) is not None:
            return parse_time(item[key], f"{name}: {key}", unit=unit)
    return None


def _read_span(item: Object, name: str) -> tuple[float | None, float | None]:
    start, duration = _read(item, _OFFSETS, name), _read(item, _DURATIONS, name)
    return start, None if start is None or duration is None else start + duration


def _add_phrase(words: WordCollector, phrase: Object, name: str, speaker: str) -> None:
    best = phrase
    if phrase.get("nbest"):
        best = _lower(list_objects(phrase, "nbest", name)[0])
    display = fields.get_text(best, "display", name, default="") or fields.get_text(
        phrase, "text", name, default=""
    )
    items = list_objects(best, "displaywords", name) or list_objects(best, "words", name)
    if not items:
        score = read_score(best.get("confidence"))
        words.add_segment(display, *_read_span(phrase, name), speaker=speaker, confidence=score)
        return
    lowered = [_lower(item) for item in items]
    shown = _choose_texts(lowered, display, name)
    for item, text in zip(lowered, shown, strict=True):
        where = words.name(text)
        score = read_score(item.get("confidence", best.get("confidence")))
        words.add_word(text, *_read_span(item, where), speaker=speaker, confidence=score)


def _choose_texts(items: list[Object], display: str, name: str) -> list[str]:
    """Return the words as displayed if there are as many of them, or else as recognised."""
    texts = []
    for item in items:
        key = next((key for key in ("displaytext", "word", "text") if key in item), "word")
        texts.append(fields.get_text(item, key, f"{name}, a word", default=""))
    written = display.split()
    same = len(written) == len(texts) and "displaytext" not in items[0]
    return written if same else texts
