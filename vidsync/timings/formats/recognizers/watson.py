"""IBM Watson Speech to Text: the answer with timestamps.

    {"results": [{"final": true, "alternatives": [{"transcript": "hello there ",
      "timestamps": [["hello", 0.0, 0.4], ["there", 0.5, 0.9]]}]}],
     "speaker_labels": [{"from": 0.0, "to": 0.4, "speaker": 0}]}

Of several alternatives the first is read. A result that is not final is sent again.
``%HESITATION`` is a sound, not a word.
"""

from __future__ import annotations

from vidsync.errors import FormatError
from vidsync.timings.base import TimingFormat, Timings
from vidsync.timings.reading import fields
from vidsync.timings.reading.fields import Object
from vidsync.timings.word_lists.collector import WordCollector
from vidsync.timings.word_lists.shapes import get_path, list_objects
from vidsync.timings.word_lists.values import parse_time, read_score, read_speaker


class WatsonFormat(TimingFormat):
    """IBM Watson's results."""

    name = "watson"
    title = "IBM Watson Speech to Text"
    shape = ("results", "alternatives", "timestamps", "final")

    def recognises(self, value: object) -> bool:
        """Tell whether there are alternatives with lists of a word and its times."""
        return any(_has_timestamps(item) for item in _list_documents(value)[:64])

    def read(self, value: object) -> Timings:
        """Return the words of all final results."""
        words = WordCollector()
        for number, item in enumerate(_list_documents(value), 1):
            document = fields.as_object(item, f"message {number}")
            speakers = _read_speakers(document)
            for index, result in enumerate(list_objects(document, "results", ""), 1):
                alternatives = list_objects(result, "alternatives", f"result {index}")
                if alternatives and result.get("final") is not False:
                    _add_words(words, alternatives[0], speakers)
        return words.build(missing="timestamps were not asked for (timestamps=true)")


def _list_documents(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _has_timestamps(value: object) -> bool:
    results = get_path(value, "results")
    if not isinstance(results, list):
        return False
    firsts = (get_path(item, "alternatives", 0, "timestamps", 0) for item in results[:16])
    return any(isinstance(first, list) and len(first) == 3 for first in firsts)


def _read_speakers(document: Object) -> dict[float, str]:
    """Return the speaker of each word by its start."""
    speakers = {}
    for number, label in enumerate(list_objects(document, "speaker_labels", ""), 1):
        name = f"speaker_labels {number}"
        start = parse_time(fields.get_required(label, "from", name), f"{name}: from")
        speakers[start] = read_speaker(label, name, "speaker")
    return speakers


def _add_words(words: WordCollector, alternative: Object, speakers: dict[float, str]) -> None:
    items = fields.as_list(alternative.get("timestamps") or [], "timestamps")
    scores = fields.as_list(alternative.get("word_confidence") or [], "word_confidence")
    for index, item in enumerate(items):
        parts = fields.as_list(item, f"timestamps {index + 1}")
        if len(parts) != 3:
            raise FormatError(f"timestamps {index + 1} is not a word with a start and an end")
        where = words.name(parts[0])
        text = fields.get_text({"word": parts[0]}, "word", where)
        start = parse_time(parts[1], f"{where}: start")
        end = parse_time(parts[2], f"{where}: end")
        if text.startswith("%"):
            words.add_sound(text, start, end)
            continue
        score = read_score(get_path(scores, index, 1))
        words.add_word(text, start, end, speaker=speakers.get(start, ""), confidence=score)
