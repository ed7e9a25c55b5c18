"""Words of a styled document, for formats of words and for other cues."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Literal

from vidsync.captions.conversion.document import (
    PLAIN,
    Span,
    StyledCue,
    StyledDocument,
)
from vidsync.captions.conversion.merging import join_spans
from vidsync.captions.cues.cue import Cue, cues_to_transcript
from vidsync.captions.cues.reading_time import segment_for_reading
from vidsync.captions.cues.rules import Rules
from vidsync.captions.formats.base import Subtitles
from vidsync.captions.formats.reading import build_cues
from vidsync.timings.reading.blocks import Block, Blocks, Piece, split_pieces
from vidsync.transcript import Word
from vidsync.transcript.spacing import word_gaps

WordShare = Literal["characters", "even", "phones"]


def document_from_blocks(blocks: Blocks) -> StyledDocument:
    """Return the blocks of a file whose styles are not read."""
    cues = []
    for block in blocks.blocks:
        lines = tuple(_join_pieces(line) for line in block.lines)
        cues.append(StyledCue(block.start, block.end, lines, block.speaker))
    return StyledDocument(tuple(cues), blocks.language)


def _join_pieces(pieces: Sequence[Piece]) -> tuple[Span, ...]:
    words = [Word(piece.text, 0.0, 0.0, gap=piece.gap) for piece in pieces]
    spans: list[Span] = []
    for gap, piece in zip(word_gaps(words), pieces, strict=True):
        if piece.start is None and spans and spans[-1].start is None:
            spans[-1] = replace(spans[-1], text=spans[-1].text + gap + piece.text)
        else:
            spans += [Span(gap)] if gap else []
            spans.append(Span(piece.text, start=piece.start, end=piece.end))
    return tuple(spans)


def document_from_cues(
    cues: Sequence[Cue],
    language: str = "",
    *,
    origins: Sequence[Span] = (),
    timed: bool = False,
) -> StyledDocument:
    """Return cues as a document.

    Args:
        cues: a word's span is its index in `origins`, if there are any.
        language: BCP 47 tag.
        origins: the spans that the words come from, with their styles.
        timed: whether the words have times of their own; with origins, those that have a start.
    """
    return StyledDocument(
        tuple(
            StyledCue(
                cue.start,
                cue.end,
                tuple(_join_line(line, origins, timed=timed) for line in cue.lines),
                cue.speaker,
            )
            for cue in cues
        ),
        language,
    )


def _join_line(line: Sequence[Word], origins: Sequence[Span], *, timed: bool) -> tuple[Span, ...]:
    spans: list[Span] = []
    for gap, word in zip(word_gaps(line), line, strict=True):
        origin = origins[word.span[0]] if origins and word.span else None
        style = origin.style if origin else PLAIN
        ruby = origin.ruby if origin and origin.text.strip() == word.text else ""
        has_time = origin.start is not None if origin else timed
        if has_time:
            spans += [Span(gap)] if gap else []
            spans.append(Span(word.text, style, ruby, word.start, word.end))
        elif spans and spans[-1].style == style and not (ruby or spans[-1].ruby):
            spans[-1] = replace(spans[-1], text=spans[-1].text + gap + word.text)
        else:
            if gap and spans:
                spans.append(Span(gap))
            spans.append(Span(word.text, style, ruby))
    return tuple(join_spans(spans)) if not any(s.start is not None for s in spans) else tuple(spans)


def to_subtitles(document: StyledDocument, *, share: WordShare, language: str = "") -> Subtitles:
    """Return a document as cues of words; words without times share their cue's time."""
    blocks, _ = split_document(document)
    language = document.language or language
    cues = build_cues(replace(blocks, language=language), share)
    return Subtitles(
        cues,
        language,
        max((cue.end for cue in cues), default=0.0),
    )


def cut_into_cues(
    document: StyledDocument, rules: Rules, *, share: WordShare, language: str = ""
) -> StyledDocument:
    """Return the words of a document in other cues, with their styles, places and notes.

    Args:
        document: the document.
        rules: the limits of the new cues.
        share: as for `vidsync.captions.formats.read`.
        language: BCP 47 tag, if the document has none.
    """
    blocks, spans = split_document(document)
    language = document.language or language
    cues = build_cues(replace(blocks, language=language), share)
    transcript = cues_to_transcript(cues, 0.0, language)
    words = [replace(word, span=(index, index + 1)) for index, word in enumerate(transcript.words)]
    origins = [
        cue
        for cue, block in zip(_with_words(document), blocks.blocks, strict=True)
        for _ in block.pieces
    ]
    found: list[StyledCue] = []
    first = 0
    # Words with different places cannot share a cue.
    for place, group in groupby(origins, key=lambda cue: cue.place):
        last = first + len(list(group))
        part = replace(transcript, words=tuple(words[first:last]))
        made = segment_for_reading(part, rules)
        cut = document_from_cues(made, language, origins=spans)
        found += [replace(cue, place=place) for cue in cut.cues]
        first = last
    return replace(document, cues=_keep_notes(document, found), language=language)


def _keep_notes(document: StyledDocument, cues: Sequence[StyledCue]) -> tuple[StyledCue, ...]:
    """Return new cues with the notes of the cues that began before their end."""
    waiting = [cue for cue in document.cues if cue.notes]
    found = []
    for cue in cues:
        notes: tuple[str, ...] = ()
        while waiting and waiting[0].start < cue.end:
            notes += waiting.pop(0).notes
        found.append(replace(cue, notes=notes))
    return tuple(found)


def _with_words(document: StyledDocument) -> list[StyledCue]:
    return [cue for cue in document.cues if cue.text.strip()]


def split_document(document: StyledDocument) -> tuple[Blocks, list[Span]]:
    """Return a document as blocks of words, and for each word its span with its own start."""
    blocks = []
    spans: list[Span] = []
    for cue in _with_words(document):
        lines = []
        for line in cue.lines:
            pieces, own = _split_line(line, document.language)
            lines.append(tuple(pieces))
            spans += own
        blocks.append(Block(cue.start, cue.end, tuple(line for line in lines if line), cue.speaker))
    return Blocks(tuple(blocks), document.language), spans


def _split_line(line: Sequence[Span], language: str) -> tuple[list[Piece], list[Span]]:
    text = "".join(span.text for span in line)
    of_character = [span for span in line for _ in span.text]
    begins = [index == 0 for span in line for index in range(len(span.text))]
    pieces: list[Piece] = []
    spans: list[Span] = []
    position = 0
    for piece in split_pieces(text, language=language):
        position = text.index(piece.text, position)
        until = position + len(piece.text)
        first, last = of_character[position], of_character[until - 1]
        start = first.start if _leads(text, position, of_character) else None
        end = last.end if until == len(text) or begins[until] else None
        pieces.append(piece._replace(start=start, end=end if start is not None else None))
        spans.append(replace(first, start=start))
        position = until
    return pieces, spans


def _leads(text: str, position: int, of_character: Sequence[Span]) -> bool:
    """Whether a character is the first of its span that is not white space."""
    span = of_character[position]
    while position and of_character[position - 1] is span:
        position -= 1
        if not text[position].isspace():
            return False
    return True
