"""Collects the words of a document one by one, and builds its timings.

Words without a time of their own get one between their neighbours, bounded by the usual
length of their letters. Punctuation joins the word before it. A change of speaker begins a
turn; speakers who talk at once keep their turns.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence

from vidsync.errors import FormatError, TimingError
from vidsync.timings.base import UNTIMED, Entry, Timings
from vidsync.timings.reading import fields
from vidsync.timings.reading.blocks import Block, fill_times, split_pieces
from vidsync.timings.reading.tokens import Token, join_texts, join_tokens
from vidsync.timings.word_lists.estimates import Item, estimate_length, fill_ends, fill_starts
from vidsync.transcript import Phone, Source, Turn, Viseme
from vidsync.writing import has_core, is_opening


class WordCollector:
    """Collects words in the document's order."""

    def __init__(self) -> None:
        self._items: list[Item] = []
        self._last: Item | None = None
        self._opening = ""
        self._estimated = 0
        self._groups = 0
        self._segment_start = 0.0

    def __len__(self) -> int:
        return len(self._items)

    def name(self, text: object) -> str:
        """Return the name in errors of the word that is added next."""
        return fields.name_item("word", len(self._items), text)

    def add_word(
        self,
        text: str,
        start: float | None,
        end: float | None,
        *,
        speaker: str = "",
        confidence: float | None = None,
        phones: tuple[Phone, ...] = (),
        gap: str | None = None,
        span: tuple[int, int] | None = None,
        earliest: float = 0.0,
    ) -> None:
        """Add a word; blank text is left out, and punctuation joins the word before it.

        Args:
            text: as shown.
            start: seconds; None if the document has no start for it.
            end: seconds; None if the document has no end for it.
            speaker: the speaker's name, or ``""``.
            confidence: 0 to 1, if the document has it.
            phones: its sounds, if the document has them.
            gap: what is written before it, if it differs from the usual gap of the script.
            span: its character range in the text, if known.
            earliest: seconds; if it has no start, it does not begin before this time.

        Raises:
            FormatError: there are more words than a document may have.
        """
        shown = text.strip()
        if not shown:
            return
        if not has_core(shown):
            self.add_mark(shown)
            return
        text = self._opening + shown
        item = Item(text, start, end, speaker, confidence, 0, phones=phones, gap=gap, span=span)
        item.earliest = earliest
        self._append(item)
        self._opening = ""

    def add_mark(self, text: str) -> None:
        """Join punctuation to the word before it; opening marks to the word after it."""
        mark = text.strip()
        if self._last is None or all(map(is_opening, mark)):
            self._opening = join_texts(self._opening, mark)
        else:
            self._last.text = join_texts(self._last.text, mark)

    def prefix_mark(self, text: str) -> None:
        """Join punctuation to the word that is added next."""
        self._opening = join_texts(self._opening, text.strip())

    def add_tokens(
        self, tokens: Sequence[Token], *, speaker: str = "", text: str = "", earliest: float = 0.0
    ) -> None:
        """Add the words that tokens make; see `join_tokens`.

        Args:
            tokens: with their white space; a speaker of their own counts before `speaker`.
            speaker: the speaker's name, or ``""``.
            text: the text of the tokens, if the document has it.
            earliest: as for `add_word`.
        """
        for word in join_tokens(tokens, text=text):
            self.add_word(
                word.text,
                word.start,
                word.end,
                speaker=word.speaker or speaker,
                confidence=word.confidence,
                gap=word.gap,
                earliest=earliest,
            )

    def add_segment(
        self,
        text: str,
        start: float | None,
        end: float | None,
        *,
        speaker: str = "",
        confidence: float | None = None,
    ) -> None:
        """Add the words of a stretch of text; they share its time, which is an estimate.

        Args:
            text: one or more words.
            start: seconds; None if the document has no start for it.
            end: seconds; None if the document has no end for it.
            speaker: as for `add_word`.
            confidence: as for `add_word`.

        Raises:
            FormatError: as for `add_word`.
            TimingError: the text ends before it starts.
        """
        pieces = split_pieces(text)
        if start is None or len(pieces) < 2:
            until = None if start is None else end
            for piece in pieces:
                self.add_word(
                    piece.text,
                    start,
                    until,
                    speaker=speaker,
                    confidence=confidence,
                    gap=piece.gap,
                )
            return
        if end is None:
            end = start + estimate_length(text)
        if end < start:
            raise TimingError(
                f"{self.name(text)}: its end {end:g} s is before its start {start:g} s"
            )
        # Segments that overlap are both kept; one that begins earlier than the last is an error.
        self._groups += start >= self._segment_start
        self._segment_start = start
        for piece in fill_times(Block(start, end, (tuple(pieces),))):
            item = Item(piece.text, piece.start, piece.end, speaker, confidence, self._groups)
            item.gap = piece.gap
            self._append(item)
        self._estimated += len(pieces)

    def add_sound(self, text: str, start: float | None, end: float | None) -> None:
        """Add a silence or a sound that is not speech, such as laughter, as a pause."""
        if start is not None and end is not None:
            self._append(Item(text, start, end, "", None, 0, is_word=False))

    def build(
        self,
        *,
        duration: float | None = None,
        text: str = "",
        language: str = "",
        source: Source = "aligned",
        missing: str = "it has no words",
        audio: tuple[str, ...] = (),
        visemes: tuple[Viseme, ...] = (),
        notices: tuple[str, ...] = (),
    ) -> Timings:
        """Return the timings of all words.

        Args:
            duration: seconds of the audio, if the document has it; words may exceed it, as
                services round it.
            text: the source text, if the document has it.
            language: BCP 47 tag, or ``""``.
            source: the origin of the times, if no word's time is estimated.
            missing: the reason why there are no words, for the error.
            audio: pieces of base64.
            visemes: mouth shapes, if the document has them.
            notices: messages of the service or of the format.
        """
        words = [item for item in self._items if item.is_word]
        if self._last is not None:
            self._last.text += self._opening
        if all(item.start is None and item.end is None for item in words):
            reason = "none of its words has a time" if words else missing
            return Timings((), duration, text, language, missing=reason, audio=audio)
        tail = next((n for n, item in enumerate(reversed(words)) if item.start is not None), 0)
        estimated = self._estimated + fill_starts(words)
        ends = fill_ends(words)
        entries, turns = _assign_turns(_merge(self._items))
        latest = max((entry.end or 0.0 for entry in entries if entry.is_word), default=0.0)
        return Timings(
            entries=entries,
            duration=None if duration is None else max(duration, latest),
            text=text,
            language=language,
            turns=turns,
            source="estimated" if estimated else source,
            guessed_tail=tail,
            audio=audio,
            visemes=visemes,
            notices=(*notices, *_describe_estimates(len(words), estimated, ends)),
        )

    def _append(self, item: Item) -> None:
        if len(self._items) >= fields.MOST_ENTRIES:
            raise FormatError(f"the document has more than {fields.MOST_ENTRIES} words")
        self._items.append(item)
        if item.is_word:
            self._last = item


def _describe_estimates(count: int, starts: int, ends: int) -> list[str]:
    said = []
    if starts:
        said.append(f"{starts} of {count} {UNTIMED}")
    if ends:
        said.append(f"{ends} of {count} words have no end: estimated")
    return said


def _merge(items: Sequence[Item]) -> list[tuple[Entry, str]]:
    """Return the entries with their speakers, those of different speakers by their start.

    The order of one speaker's words stays, so that a time that goes back is an error.
    """
    streams: dict[tuple[str, int, bool], list[tuple[Entry, str]]] = {}
    for index, item in enumerate(items):
        entry = Entry(
            name=fields.name_item("word", index, item.text),
            text=item.text,
            start=item.start or 0.0,
            end=item.end,
            is_word=item.is_word,
            confidence=item.confidence,
            phones=item.phones,
            gap=item.gap,
            span=item.span,
        )
        streams.setdefault((item.speaker, item.group, item.is_word), []).append(
            (entry, item.speaker)
        )
    return list(heapq.merge(*streams.values(), key=lambda pair: pair[0].start))


def _assign_turns(
    entries: Sequence[tuple[Entry, str]],
) -> tuple[tuple[Entry, ...], tuple[Turn, ...]]:
    """Return the entries with their turns; a turn lasts until another speaker follows."""
    if not any(speaker for _, speaker in entries):
        return tuple(entry for entry, _ in entries), ()
    turns: list[Turn] = []
    latest: dict[str, tuple[int, float]] = {}
    placed: list[Entry] = []
    current: str | None = None
    begun = 0.0
    for entry, speaker in entries:
        if not entry.is_word:
            placed.append(entry)
            continue
        turn, until = latest.get(speaker, (-1, -1.0))
        # A speaker whose last word was still heard when the other began goes on with the turn.
        if turn < 0 or (speaker != current and begun >= until):
            turn = len(turns)
            turns.append(Turn(speaker))
        if speaker != current:
            current, begun = speaker, entry.start
        latest[speaker] = (turn, entry.end or entry.start)
        placed.append(entry._replace(turn=turn))
    return tuple(placed), tuple(turns)
