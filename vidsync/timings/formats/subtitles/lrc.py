"""LRC: lyrics with a time on each line, and in the enhanced form on each word.

    [00:12.00]Line as it is sung
    [00:15.30]<00:15.30>Every <00:15.80>word <00:16.20>timed<00:16.90>
    [00:18.00]v2: A line of the second voice
    [bg: <00:18.50>in <00:19.00>the background<00:19.60>]

A time after the last word is its end; otherwise a line lasts until the next time. Lines with the
same time, such as a text and its translation, are shown together; only the first is spoken.
Voices are ``F``, ``M`` and ``D`` (both), which hold until the next, or ``v1``, ``v2``.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import accumulate

from vidsync.errors import FormatError
from vidsync.timings.formats.subtitles.cue_text import read_words
from vidsync.timings.formats.subtitles.text_cues import Stretch
from vidsync.timings.reading.blocks import (
    Block,
    BlockFormat,
    Blocks,
    sort_blocks,
)
from vidsync.timings.reading.clock import parse_clock_time

# Hours, minutes, seconds and a fraction; some programs put a colon before the fraction.
_TIME = r"\d{1,3}:\d{1,2}(?::\d{1,3})?(?:[.,]\d{1,3})?"
_STAMP = re.compile(rf"\[({_TIME})\]")
_WITH_HOURS = re.compile(r"[\[<]\d{1,3}:\d{1,2}:\d{1,2}[.,]\d{1,3}[\]>]")
# A speaker after a space marks a transcript of speech, not lyrics, and so does a space after
# hours, minutes and seconds.
_SPEAKER = r"\s(?!(?:[FMD]|v\d{1,2}):)[^:\[\]]{1,60}:\s"
_SUNG = re.compile(
    rf"\[\d{{1,3}}:\d{{1,2}}(?:(?:[.,]\d{{1,3}}|:\d{{1,2}}[.,]\d{{1,3}})?\](?!{_SPEAKER})"
    r"|:\d{1,3}\](?=\S))"
)
_INNER = re.compile(rf"[<\[]({_TIME})[>\]]")
_TAG = re.compile(r"\[([a-z#]{1,10}):\s*(.*?)\]\s*", re.IGNORECASE)
_VOICE = re.compile(r"([FMD]|v\d{1,2}):\s*")
BACKGROUND = "background"
"""The speaker of background vocals."""
# Seconds for each character of the last line, if the file does not give its end.
_A_CHARACTER = 0.08
# A share of the times with two lines that makes the second lines translations.
_BILINGUAL = 0.5


@dataclass(slots=True)
class _Lines:
    """The lines of a file, and what its tags say.

    Attributes:
        lines: the time, the text and the voice of each line.
        has_hours: whether times of three numbers begin with hours.
        offset: seconds that are subtracted from every time.
        language: BCP 47 tag, or ``""``.
        length: seconds of the music, if the file has it.
    """

    lines: list[tuple[float, str, str]] = field(default_factory=list)
    has_hours: bool = False
    offset: float = 0.0
    language: str = ""
    length: float | None = None

    def parse_time(self, text: str, name: str) -> float:
        """Return the seconds of a stamp."""
        if text.count(":") == 2 and not self.has_hours:
            head, _, fraction = text.rpartition(":")
            text = f"{head}.{fraction}"
        return parse_clock_time(text, name)

    def take_tag(self, key: str, value: str) -> None:
        """Read a line like ``[offset:100]``."""
        if key == "offset" and re.fullmatch(r"[+-]?\d{1,9}", value):
            self.offset = int(value) / 1000
        elif key == "length" and re.fullmatch(r"\d{1,4}:\d{1,2}(?:\.\d{1,3})?", value):
            self.length = parse_clock_time(value, "length")
        elif key == "la" and re.fullmatch("[A-Za-z0-9-]{2,35}", value):
            self.language = value


class LrcFormat(BlockFormat):
    """Lyrics, plain or enhanced."""

    name = "lrc"
    title = "LRC lyrics"

    def recognises(self, value: object) -> bool:
        """Tell whether a line begins with a time in square brackets without a speaker after it."""
        if not isinstance(value, str):
            return False
        lines = [line.strip() for line in value[:8192].splitlines() if line.strip()]
        lines = [line for line in lines if not (_TAG.fullmatch(line) or line.startswith("#"))]
        return bool(lines) and _SUNG.match(lines[0]) is not None

    def blocks(self, text: str) -> Blocks:
        """Return the lines; a line with several times is repeated."""
        read = _read_lines(text)
        if not read.lines:
            raise FormatError("the document has no line like [00:12.00]text")
        read.lines.sort(key=lambda item: item[0])
        times = sorted({time for time, _, voice in read.lines if voice != BACKGROUND})
        found = []
        for time, line, voice in read.lines:
            after = bisect_right(times, time)
            following = times[after] if after < len(times) else None
            found.append(_build_block(read, time, line, voice, following))
        early = sum(time - read.offset < -0.0005 for time, _, _ in read.lines)
        notice = (
            f"[offset:{read.offset * 1000:+.0f}] moves {early} line{'s' if early > 1 else ''} "
            "before 0: they begin at 0"
        )
        return Blocks(
            sort_blocks(found),
            language=read.language,
            duration=_estimate_length(read.length, found),
            notices=(notice,) if early else (),
        )

    def choose_spoken(self, document: Blocks) -> Blocks:
        """Return the lines without translations, and without vocals behind another line."""
        blocks = document.blocks
        leads = [block for block in blocks if block.speaker != BACKGROUND]
        starts = [lead.start for lead in leads]
        latest = [0.0, *accumulate((lead.end for lead in leads), max)]
        behind = {
            index
            for index, block in enumerate(blocks)
            if block.speaker == BACKGROUND and latest[bisect_left(starts, block.end)] > block.start
        }
        counts = Counter((block.start, block.speaker) for block in leads)
        doubled = sum(count > 1 for count in counts.values())
        translated: set[int] = set()
        if doubled >= _BILINGUAL * len(counts):
            seen: set[tuple[float, str]] = set()
            for index, block in enumerate(blocks):
                key = block.start, block.speaker
                if key in seen and index not in behind:
                    translated.add(index)
                seen.add(key)
        told = [
            f"{len(left)} line{'s' if len(left) > 1 else ''} {what}: left out of the speech "
            "(vidsync convert keeps them)"
            for left, what in (
                (translated, "at the time of another, as translations are"),
                (behind, "of background vocals behind another line"),
            )
            if left
        ]
        left_out = translated | behind
        kept = [block for index, block in enumerate(blocks) if index not in left_out]
        return replace(document, blocks=tuple(kept), notices=(*document.notices, *told))


def _read_lines(text: str) -> _Lines:
    read = _Lines(has_hours=_WITH_HOURS.search(text) is not None)
    lasting = ""
    latest = 0.0
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if line.startswith("[bg:") and line.endswith("]"):
            stamp = _INNER.search(line)
            start = latest if stamp is None else read.parse_time(stamp[1], f"line {number}")
            read.lines.append((start, line[4:-1].strip(), BACKGROUND))
            continue
        if tag := _TAG.fullmatch(line):
            read.take_tag(tag[1].lower(), tag[2].strip())
            continue
        times = []
        rest = line
        while match := _STAMP.match(rest):
            times.append(read.parse_time(match[1], f"line {number}"))
            rest = rest[match.end() :].lstrip()
        if len(times) > 1 and _INNER.search(rest):
            # Stamps inside the line time its words, so that the second is the first word's.
            rest, times = line[line.index("]") + 1 :], times[:1]
        voice = _VOICE.match(rest)
        if voice:
            rest = rest[voice.end() :]
            lasting = "" if voice[1].startswith("v") else voice[1]
        latest = times[-1] if times else latest
        read.lines += ((time, rest, voice[1] if voice else lasting) for time in times)
    return read


def _estimate_length(length: float | None, blocks: list[Block]) -> float | None:
    if length is None:
        return None
    return max([length, *(block.end for block in blocks)])


def _build_block(
    read: _Lines, time: float, line: str, voice: str, following: float | None
) -> Block:
    """Return a line as a block; `following` is the next time in the file."""
    start = max(0.0, time - read.offset)
    parts = _INNER.split(line)
    stretches = [Stretch(parts[0], speaker=voice)]
    latest = start
    for stamp, text in zip(parts[1::2], parts[2::2], strict=True):
        inner = max(start, read.parse_time(stamp, "a word") - read.offset)
        latest = max(latest, inner)
        if stretches[-1].end is None:
            stretches[-1] = stretches[-1]._replace(end=inner)
        stretches.append(Stretch(text, speaker=voice, start=inner))
    pieces = read_words(stretches, voice, read.language)
    closed = bool(parts[2::2]) and not parts[-1].strip()
    if closed:
        end = latest
    elif following is not None:
        end = max(following - read.offset, latest)
    else:
        letters = len(parts[-1].strip())
        guessed = latest + _A_CHARACTER * max(4, letters)
        length = read.length
        end = max(latest, length) if length is not None and length < guessed else guessed
    return Block(start, max(start, end), (tuple(pieces),) if pieces else (), voice)
