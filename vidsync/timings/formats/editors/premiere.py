"""Transcripts of editors: Premiere's JSON, and text with a time before each paragraph.

    {"language": "en-us", "speakers": [{"id": "s1", "name": "Ann"}],
     "segments": [{"speaker": "s1", "start": 0.1, "duration": 1.2, "words":
      [{"type": "word", "text": "Hi.", "start": 0.1, "duration": 0.3, "confidence": 0.9}]}]}

    [00:00:01] Ann: Hi there.                              text of Descript and many others

Punctuation that Premiere lists as an item of its own joins the word before it.
"""

from __future__ import annotations

import re
from itertools import pairwise

from vidsync.errors import FormatError
from vidsync.timings.base import Entry, TimingFormat, Timings
from vidsync.timings.reading import fields
from vidsync.timings.reading.blocks import Block, BlockFormat, Blocks, sort_blocks, split_pieces
from vidsync.timings.reading.clock import CLOCK, parse_clock_time
from vidsync.timings.word_lists.frame_times import is_frame_time, parse_frame_time
from vidsync.transcript import Turn

_FRAMES = r"\d{1,3}:\d\d:\d\d[:;]\d\d"
_PARAGRAPH = re.compile(
    rf"^\[({CLOCK}|{_FRAMES})\][ \t]*(?:([^\n:\[\]]{{1,60}}):[ \t])?", re.MULTILINE
)
# Seconds of a last paragraph for each character: people speak about 15 characters a second.
_A_CHARACTER = 1 / 15


class PremiereFormat(TimingFormat):
    """Adobe Premiere's transcript."""

    name = "premiere"
    title = "Premiere transcript"
    shape = ("segments", "speakers", "words", "duration", "start")

    def recognises(self, value: object) -> bool:
        """Tell whether there are segments with a duration and words."""
        segments = value.get("segments") if isinstance(value, dict) else None
        return isinstance(segments, list) and any(
            isinstance(item, dict) and "duration" in item and isinstance(item.get("words"), list)
            for item in segments[:8]
        )

    def read(self, value: object) -> Timings:
        """Return the words of all segments."""
        document = fields.as_object(value, "the document")
        names = _read_speakers(document)
        turns: list[Turn] = []
        entries: list[Entry] = []
        segments = fields.as_list(
            fields.get_required(document, "segments", "the document"), "segments"
        )
        speaker: str | None = None
        for number, item in enumerate(segments, 1):
            segment = fields.as_object(item, f"segment {number}")
            identity = fields.get_text(segment, "speaker", f"segment {number}", default="")
            if identity and identity != speaker:
                speaker = identity
                turns.append(Turn(names.get(identity, identity)))
            for word in fields.as_list(segment.get("words") or [], f"segment {number}: words"):
                entry = _read_word(word, len(entries), len(turns) - 1 if turns else None)
                kind = word.get("type") if isinstance(word, dict) else None
                if kind == "punctuation" and entries:
                    before = entries[-1]
                    entries[-1] = before._replace(text=before.text + entry.text.strip())
                elif entry.text.strip():
                    entries.append(entry)
        language = fields.get_text(document, "language", "the document", default="")
        return Timings(
            entries=tuple(entries),
            language=language if re.fullmatch("[A-Za-z]{2,3}(-[A-Za-z0-9]+)*", language) else "",
            turns=tuple(turns),
            source="aligned",
            missing="" if entries else "it has no words",
        )


class StampedTextFormat(BlockFormat):
    """A transcript as text, with a time and optionally a speaker before each paragraph."""

    name = "stamped-text"
    title = "text with [00:00:00] before each paragraph"

    def recognises(self, value: object) -> bool:
        """Tell whether the text begins with a time in square brackets and a space.

        Lyrics have no space there.
        """
        if not isinstance(value, str):
            return False
        opening = value.lstrip()[:200]
        match = _PARAGRAPH.match(opening)
        if match is None or not opening[opening.index("]") + 1 :][:1].isspace():
            return False
        return bool(match[2] or match[1].count(":") > 1)

    def blocks(self, text: str) -> Blocks:
        """Return the paragraphs.

        Each lasts until the next; the end of the last is estimated from its length.
        """
        found = list(_PARAGRAPH.finditer(text))
        if not found:
            raise FormatError("the document has no paragraph like [00:00:01] Ann: Hello")
        starts = [
            parse_frame_time(match[1], f"paragraph {number}: its time", self.frame_rate)
            if is_frame_time(match[1])
            else parse_clock_time(match[1], f"paragraph {number}")
            for number, match in enumerate(found, 1)
        ]
        blocks = []
        edges = [*(match.start() for match in found), len(text)]
        for index, (match, (_, until)) in enumerate(zip(found, pairwise(edges), strict=True)):
            words = split_pieces(text[match.end() : until])
            later = [start for start in starts[index + 1 : index + 2] if start >= starts[index]]
            spoken = _A_CHARACTER * sum(len(word.text) + 1 for word in words)
            end = later[0] if later else starts[index] + spoken
            speaker = (match[2] or "").strip()
            blocks.append(Block(starts[index], end, (tuple(words),) if words else (), speaker))
        return Blocks(sort_blocks(blocks))


def _read_speakers(document: fields.Object) -> dict[str, str]:
    names = {}
    for item in fields.as_list(document.get("speakers") or [], "speakers"):
        speaker = fields.as_object(item, "a speaker")
        identity = fields.get_text(speaker, "id", "a speaker", default="")
        names[identity] = fields.get_text(speaker, "name", "a speaker", default="")
    return names


def _read_word(value: object, index: int, turn: int | None) -> Entry:
    item = fields.as_object(value, f"word {index + 1}")
    text = fields.get_text(item, "text", f"word {index + 1}")
    name = fields.name_item("word", index, text)
    start = fields.get_seconds(item, "start", name)
    score = item.get("confidence")
    return Entry(
        name=name,
        text=text.strip(),
        start=start,
        end=start + fields.get_seconds(item, "duration", name),
        turn=turn,
        confidence=float(score)
        if isinstance(score, int | float) and not isinstance(score, bool) and 0 <= score <= 1
        else None,
    )
