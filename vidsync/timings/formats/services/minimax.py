"""MiniMax: the subtitle file, with sentences and their words.

    [{"text": "Hi there.", "time_begin": 0.0, "time_end": 900.0, "text_begin": 0,
      "text_end": 9, "timestamped_words": [{"word": "Hi", "word_begin": 0, "word_end": 2,
      "time_begin": 0.0, "time_end": 300.0}, …]}]

Times are milliseconds; offsets are characters of the source text. White space may be a
word of its own. A written word may come in several pieces, which are joined. Sentences
without words are split into words with estimated times.
"""

from __future__ import annotations

from collections.abc import Iterator

from vidsync.timings.base import Entry, TimingFormat, Timings
from vidsync.timings.reading import fields
from vidsync.timings.reading.fields import Object
from vidsync.timings.reading.sentences import split_sentence
from vidsync.writing import has_letters, is_spaceless

_ESTIMATED = "the document times sentences, not words: times inside a sentence are estimated"


class MiniMaxFormat(TimingFormat):
    """MiniMax's subtitles."""

    name = "minimax"
    title = "MiniMax subtitles"
    shape = ("text", "time_begin", "time_end", "timestamped_words")

    def recognises(self, value: object) -> bool:
        """Tell whether there are sentences with times in milliseconds."""
        items = value if isinstance(value, list) else [value]
        return any(
            isinstance(item, dict) and {"text", "time_begin", "time_end"} <= item.keys()
            for item in items[:16]
        )

    def read(self, value: object) -> Timings:
        """Return the words of all sentences."""
        items = fields.as_list(value if isinstance(value, list) else [value], "the document")
        entries: list[Entry] = []
        is_estimated = False
        for number, item in enumerate(items, 1):
            sentence = fields.as_object(item, f"sentence {number}")
            words = fields.as_list(sentence.get("timestamped_words") or [], f"sentence {number}")
            if words:
                entries += _join_pieces(
                    _read_word(word, len(entries) + n) for n, word in enumerate(words)
                )
            else:
                is_estimated = True
                entries += _split_sentence(sentence, number)
        return Timings(
            entries=tuple(entries),
            source="estimated" if is_estimated else "native",
            notices=(_ESTIMATED,) if is_estimated and entries else (),
            missing="" if entries else "its list of sentences is empty",
        )


def _read_word(value: object, index: int) -> Entry:
    item = fields.as_object(value, f"word {index + 1}")
    text = fields.get_text(item, "word", f"word {index + 1}")
    name = fields.name_item("word", index, text)
    span = None
    if item.get("word_begin") is not None and item.get("word_end") is not None:
        span = fields.get_index(item, "word_begin", name), fields.get_index(item, "word_end", name)
    return Entry(
        name=name,
        text=text.strip() or text,
        start=fields.get_seconds(item, "time_begin", name, unit=1000),
        end=fields.get_seconds(item, "time_end", name, unit=1000),
        is_word=bool(text.strip()),
        span=span,
    )


def _join_pieces(pieces: Iterator[Entry]) -> list[Entry]:
    """Join the pieces of each written word; such pieces touch in the text."""
    words: list[Entry] = []
    for piece in pieces:
        before = words[-1] if words else None
        if before is not None and _continues(before, piece):
            span = (
                before.span and piece.span and (before.span[0], max(before.span[1], piece.span[1]))
            )
            is_repeated = before.span == piece.span
            text = before.text if is_repeated else before.text + piece.text
            words[-1] = before._replace(text=text, end=piece.end, span=span)
        else:
            words.append(piece)
    return words


def _continues(before: Entry, piece: Entry) -> bool:
    if not (before.is_word and piece.is_word and before.span and piece.span):
        return False
    if before.span == piece.span:
        return True
    if before.span[1] != piece.span[0]:
        return False
    if has_letters(piece.text):
        return not (is_spaceless(before.text[0]) or is_spaceless(piece.text[0]))
    return True


def _split_sentence(sentence: Object, number: int) -> Iterator[Entry]:
    name = f"sentence {number}"
    text = fields.get_text(sentence, "text", name)
    start = fields.get_seconds(sentence, "time_begin", name, unit=1000)
    end = fields.get_seconds(sentence, "time_end", name, unit=1000)
    for word, _, word_start, word_end in split_sentence(text, start, end):
        yield Entry(f"{fields.shorten(word)} in {name}", word, word_start, word_end)
