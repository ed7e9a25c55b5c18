"""The JSON of the forced aligners Gentle and aeneas.

    {"transcript": "Hi there", "words": [{"case": "success", "word": "Hi", "start": 0.1,
     "end": 0.3, "startOffset": 0, "endOffset": 2, "phones": [{"phone": "hh_B", …}]}]}   Gentle
    {"fragments": [{"id": "f1", "begin": "0.000", "end": "1.200", "lines": ["Hi there"]}]}  aeneas

Words that Gentle did not find in the sound get the usual time of their letters, within the
time around them. The words of an
aeneas fragment share its time.
"""

from __future__ import annotations

from collections.abc import Iterable

from vidsync.errors import FormatError, TimingError
from vidsync.timings.base import Entry, TimingFormat, Timings
from vidsync.timings.reading import fields
from vidsync.timings.reading.blocks import Block, Piece, fill_times, sort_blocks, split_pieces
from vidsync.timings.reading.clock import parse_seconds
from vidsync.timings.reading.fields import Object
from vidsync.timings.word_lists.collector import WordCollector


class GentleFormat(TimingFormat):
    """Gentle's alignment."""

    name = "gentle"
    title = "Gentle alignment"
    shape = ("transcript", "words", "case", "alignedWord")

    def recognises(self, value: object) -> bool:
        """Tell whether there are a transcript and words with a case."""
        if not isinstance(value, dict) or not isinstance(value.get("transcript"), str):
            return False
        words = value.get("words")
        return isinstance(words, list) and any(
            isinstance(word, dict) and "case" in word for word in words[:16]
        )

    def read(self, value: object) -> Timings:
        """Return the words with their spans in the transcript."""
        document = fields.as_object(value, "the document")
        items = fields.as_list(document.get("words") or [], "words")
        words = WordCollector()
        found = 0
        for index, item in enumerate(items):
            word = fields.as_object(item, f"word {index + 1}")
            text = fields.get_text(word, "word", f"word {index + 1}")
            if not text.strip():
                continue
            name = fields.name_item("word", index, text)
            start = end = None
            if word.get("case") == "success":
                start, end = (fields.get_seconds(word, key, name) for key in ("start", "end"))
                found += 1
            words.add_word(text, start, end, span=_read_span(word, name))
        if not found:
            return Timings((), missing="it has no word that was found in the sound")
        return words.build(text=fields.get_text(document, "transcript", "the document", default=""))


class AeneasFormat(TimingFormat):
    """The sync map of aeneas."""

    name = "aeneas"
    title = "aeneas sync map"
    shape = ("fragments", "begin", "end", "lines")

    def recognises(self, value: object) -> bool:
        """Tell whether there are fragments with a begin and lines."""
        fragments = value.get("fragments") if isinstance(value, dict) else None
        return isinstance(fragments, list) and any(
            isinstance(item, dict) and "begin" in item and "lines" in item
            for item in fragments[:16]
        )

    def read(self, value: object) -> Timings:
        """Return the words of the fragments; of nested fragments, the deepest ones."""
        document = fields.as_object(value, "the document")
        blocks: list[Block] = []
        todo = fields.as_list(
            fields.get_required(document, "fragments", "the document"), "fragments"
        )
        while todo:
            item = fields.as_object(todo[0], f"fragment {len(blocks) + 1}")
            children = fields.as_list(item.get("children") or [], "children")
            todo = [*children, *todo[1:]] if children else todo[1:]
            if not children:
                blocks.append(_read_fragment(item, f"fragment {len(blocks) + 1}"))
        ordered = sort_blocks(blocks)
        pieces = [piece for block in ordered for piece in fill_times(block)]
        single = all(len(block.pieces) == 1 for block in ordered)
        return Timings(
            entries=_build_entries(pieces, [None] * len(pieces)),
            language=_read_language(ordered, document),
            source="aligned" if single else "estimated",
            notices=() if single else ("words share the times of their fragments: estimated",),
            missing="" if pieces else "it has no words",
        )


def _read_language(blocks: tuple[Block, ...], document: Object) -> str:
    language = document.get("language")
    return language if blocks and isinstance(language, str) and len(language) == 2 else ""


def _read_fragment(item: Object, name: str) -> Block:
    lines = fields.as_list(item.get("lines") or [], f"{name}: lines")
    if not all(isinstance(line, str) for line in lines):
        raise FormatError(f"{name}: a line is not text")
    text = fields.check_text(" ".join(str(line) for line in lines), name)
    start, end = (
        parse_seconds(fields.get_text(item, key, name), f"{name}: {key}")
        for key in ("begin", "end")
    )
    if end < start:
        raise TimingError(f"{name}: its end {end:g} s is before its begin {start:g} s")
    return Block(start, end, (tuple(split_pieces(text)),))


def _read_span(word: Object, name: str) -> tuple[int, int] | None:
    if word.get("startOffset") is None or word.get("endOffset") is None:
        return None
    return (
        fields.get_index(word, "startOffset", name, most=2**31),
        fields.get_index(word, "endOffset", name, most=2**31),
    )


def _build_entries(
    pieces: Iterable[Piece], spans: list[tuple[int, int] | None]
) -> tuple[Entry, ...]:
    entries: list[Entry] = []
    earliest = 0.0
    for piece, span in zip(pieces, spans, strict=True):
        start = max(earliest, piece.start or 0.0)
        name = fields.name_item("word", len(entries), piece.text)
        entries.append(Entry(name, piece.text, start, max(start, piece.end or 0.0), span=span))
        earliest = start
    return tuple(entries)
