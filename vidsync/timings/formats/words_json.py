"""Plain words with their times, as many programs write them.

    [{"text": "Hello", "start": 0.0, "end": 0.4}]
    {"words": [{"word": "Hello", "startMs": 0, "endMs": 400}]}
    {"word_segments": [{"word": "Your", "start": 1.6, "end": 1.8, "score": 0.8}, {"word": "2014"}]}

The list is the document, or is in a field of it. The text is in ``text``, ``word``, ``token``
or the like; the start in ``start``, ``begin``, ``from``, ``startTime``, ``offset`` or the
like; the end in such a field too, or a ``duration`` stands for it. A field whose name ends in
``ms`` counts milliseconds, any other seconds. Entries with text of several words, and words
without times, get estimated ones.
"""

from __future__ import annotations

from collections.abc import Iterator

from vidsync.errors import FormatError
from vidsync.timings.base import TimingFormat, Timings
from vidsync.timings.reading import fields
from vidsync.timings.reading.tokens import Token
from vidsync.timings.word_lists.collector import WordCollector
from vidsync.timings.word_lists.plain_lists import find_words, list_inner_words
from vidsync.timings.word_lists.values import read_language, read_score, read_speaker
from vidsync.timings.word_lists.word_fields import find_text, is_blank, read_time

_SPEAKERS = ("speaker", "speaker_id", "speakerId", "speaker_label", "speakerLabel", "spk")
_SCORES = ("confidence", "score", "probability", "prob", "conf", "p")


class WordsJsonFormat(TimingFormat):
    """A list of words with times, in plain JSON."""

    name = "words"
    title = "plain words with times (JSON), WhisperX word_segments"
    shape = ("text", "start", "end")

    def recognises(self, value: object) -> bool:
        """Tell whether there is a list of objects with a text, of which one has a start."""
        return find_words(value) is not None

    def read(self, value: object) -> Timings:
        """Return the words of the list."""
        found = find_words(value)
        if found is None:
            raise FormatError(
                "the document has no list of objects with a text and a start",
                hint='the smallest one is [{"text": "Hello", "start": 0.0, "end": 0.4}]',
            )
        words = WordCollector()
        _add_items(words, fields.as_list(found, "words"), "")
        document = value if isinstance(value, dict) else {}
        tag = document.get("language") or document.get("lang") or document.get("language_code")
        return words.build(language=read_language(tag), source="native")


def _add_items(words: WordCollector, items: list[object], speaker: str) -> None:
    tokens: list[Token] = []
    current = speaker
    for own, token, inner in _read_items(items, speaker):
        if own != current or inner or len(token.text.split()) > 1:
            words.add_tokens(tokens, speaker=current)
            tokens, current = [], own
        if inner:
            _add_items(words, inner, own)
        elif len(token.text.split()) > 1:
            words.add_segment(token.text, token.start, token.end, speaker=own)
        else:
            tokens.append(token)
    words.add_tokens(tokens, speaker=current)


def _read_items(items: list[object], speaker: str) -> Iterator[tuple[str, Token, list[object]]]:
    """Yield each item's speaker, its text with times, and its own list of words, if any."""
    for index, value in enumerate(items):
        item = fields.as_object(value, f"word {index + 1}")
        key = find_text(item)
        if not key and is_blank(item):
            continue
        key = key or "text"
        name = fields.name_item("word", index, item.get(key))
        text = fields.get_text(item, key, name)
        start = read_time(item, "start", name)
        end = read_time(item, "end", name)
        if end is None and start is not None:
            duration = read_time(item, "duration", name)
            end = None if duration is None else start + duration
        score = next((item[each] for each in _SCORES if each in item), None)
        own = read_speaker(item, name, *_SPEAKERS) or speaker
        if end == 0.0 and start:
            end = None  # Some lyrics have no ends but zeros.
        yield own, Token(text, start, end, read_score(score)), list_inner_words(item)
