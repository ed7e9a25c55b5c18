"""Collects the words of a document one by one, and builds its timings.

Words without a time of their own get one between their neighbours, bounded by the usual
length of their letters. Punctuation joins the word before it. A change of speaker begins a
turn; speakers who talk at once keep their turns.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, replace

from vidsync.errors import FormatError, TimingError
from vidsync.timings.base import Entry, Timings
from vidsync.timings.reading import fields
from vidsync.timings.reading.blocks import Block, fill_times, split_pieces
from vidsync.timings.word_lists.estimates import Item, estimate_length, fill_ends, fill_starts
from vidsync.transcript import Phone, Source, Turn, Viseme
from vidsync.writing import has_core, is_opening, is_spaceless

_LONGEST_WORD = 10_000


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text with its times; white space around it separates words.

    Attributes:
        text: as the document has it.
        start: seconds, if the document has it.
        end: seconds, if the document has it.
        confidence: 0 to 1, if the document has it.
    """

    text: str
    start: float | None
    end: float | None
    confidence: float | None = None


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
    ) -> None:
        """Add a word; blank text is left out, and punctuation joins the word before it.

        Args:
            text: as shown.
            start: seconds; None if the document has no start for it.
            end: seconds; None if the document has no end for it.
            speaker: the speaker's name, or ``""``.
            confidence: 0 to 1, if the document has it.
            phones: its sounds, if the document has them.

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
        self._append(Item(text, start, end, speaker, confidence, 0, phones=phones))
        self._opening = ""

    def add_mark(self, text: str) -> None:
        """Join punctuation to the word before it; opening marks to the word after it."""
        mark = text.strip()
        if self._last is None or all(map(is_opening, mark)):
            self._opening = _join(self._opening, mark)
        else:
            self._last.text = _join(self._last.text, mark)

    def prefix_mark(self, text: str) -> None:
        """Join punctuation to the word that is added next."""
        self._opening = _join(self._opening, text.strip())

    def continue_word(self, text: str, end: float | None, confidence: float | None = None) -> None:
        """Add text to the last word, which then lasts until the end of that text."""
        last = self._last
        if last is None:
            self.add_word(text, None, end, confidence=confidence)
            return
        last.text = _join(last.text, text.strip())
        last.end = last.end if end is None else end
        known = [score for score in (last.confidence, confidence) if score is not None]
        last.confidence = min(known, default=None)

    def add_tokens(self, tokens: Sequence[Token], *, speaker: str = "") -> None:
        """Add tokens; where they have spaces, one without a space before it continues a word."""
        spaced = any(token.text != token.text.strip() for token in tokens[1:])
        touches = False
        for token in tokens:
            text = token.text
            if not text.strip():
                touches = False
                continue
            last = self._last.text[-1] if self._last else ""
            joins = spaced and touches and not text[0].isspace()
            if joins and not (is_spaceless(last) or is_spaceless(text[0])):
                self.continue_word(text, token.end, token.confidence)
            else:
                self.add_word(
                    text, token.start, token.end, speaker=speaker, confidence=token.confidence
                )
            touches = not text[-1].isspace()

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
                self.add_word(piece.text, start, until, speaker=speaker, confidence=confidence)
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
            self._append(
                Item(piece.text, piece.start, piece.end, speaker, confidence, self._groups)
            )
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


def _join(left: str, right: str) -> str:
    """Return two texts as one, whose length is limited, as joining it takes more and more time."""
    if len(left) > _LONGEST_WORD:
        raise FormatError(
            f"the word {fields.shorten(left)} has more than {_LONGEST_WORD} characters"
        )
    return left + right


def _describe_estimates(count: int, starts: int, ends: int) -> list[str]:
    said = []
    if starts:
        said.append(f"{starts} of {count} words have no time of their own: estimated")
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
        placed.append(replace(entry, turn=turn))
    return tuple(placed), tuple(turns)
