"""LRC: lyrics with a time on each line, and in the enhanced form on each word.

    [00:12.00]Line as it is sung
    [00:15.30]<00:15.30>Every <00:15.80>word <00:16.20>timed<00:16.90>

A time after the last word is its end; otherwise a line lasts until the next time. Lines with the
same time, such as a text and its translation, are shown together.
"""

from __future__ import annotations

import re

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

# Minutes, seconds and a fraction; some programs put a colon before the fraction.
_TIME = r"\d{1,3}:\d{1,2}(?:[.:,]\d{1,3})?"
_STAMP = re.compile(rf"\[({_TIME})\]")
# A speaker after a space marks a transcript of speech, not lyrics, and so does a space after
# hours, minutes and seconds.
_SUNG = re.compile(
    r"\[\d{1,3}:\d{1,2}(?:(?:[.,]\d{1,3})?\](?!\s[^:\[\]]{1,60}:\s)|:\d{1,3}\](?=\S))"
)
_INNER = re.compile(rf"[<\[]({_TIME})[>\]]")
_TAG = re.compile(r"\[([a-z#]{1,10}):\s*(.*?)\]\s*", re.IGNORECASE)
# Seconds for each character of the last line, if the file does not give its end.
_A_CHARACTER = 0.08


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
        offset = 0.0
        language = ""
        length: float | None = None
        stamped: list[tuple[float, str]] = []
        for number, line in enumerate(text.splitlines(), 1):
            line = line.strip()
            if tag := _TAG.fullmatch(line):
                key, value = tag[1].lower(), tag[2].strip()
                if key == "offset" and re.fullmatch(r"[+-]?\d{1,9}", value):
                    offset = int(value) / 1000
                elif key == "length" and re.fullmatch(r"\d{1,4}:\d{1,2}(?:\.\d{1,3})?", value):
                    length = parse_clock_time(value, "length")
                elif key == "la" and re.fullmatch("[A-Za-z0-9-]{2,35}", value):
                    language = value
                continue
            times = []
            rest = line
            while match := _STAMP.match(rest):
                times.append(_parse_time(match[1], f"line {number}"))
                rest = rest[match.end() :].lstrip()
            if len(times) > 1 and _INNER.search(rest):
                # Stamps inside the line time its words, so that the second is the first word's.
                rest, times = line[line.index("]") + 1 :], times[:1]
            stamped += ((time, rest) for time in times)
        if not stamped:
            raise FormatError("the document has no line like [00:12.00]text")
        stamped.sort(key=lambda item: item[0])
        found = []
        for index, (time, line) in enumerate(stamped):
            start = max(0.0, time - offset)
            following = next((t - offset for t, _ in stamped[index + 1 :] if t > time), None)
            found.append(_build_block(start, line, offset, following, length, language))
        return Blocks(
            sort_blocks(found), language=language, duration=_estimate_length(length, found)
        )


def _parse_time(text: str, name: str) -> float:
    """Return the seconds of a stamp."""
    minutes, seconds = text.split(":", 1)
    return parse_clock_time(f"{minutes}:{re.sub('[:,]', '.', seconds)}", name)


def _estimate_length(length: float | None, blocks: list[Block]) -> float | None:
    if length is None:
        return None
    return max([length, *(block.end for block in blocks)])


def _build_block(
    start: float,
    line: str,
    offset: float,
    following: float | None,
    length: float | None,
    language: str,
) -> Block:
    parts = _INNER.split(line)
    stretches = [Stretch(parts[0])]
    latest = start
    for stamp, text in zip(parts[1::2], parts[2::2], strict=True):
        time = max(start, _parse_time(stamp, "a word") - offset)
        latest = max(latest, time)
        if stretches[-1].end is None:
            stretches[-1] = stretches[-1]._replace(end=time)
        stretches.append(Stretch(text, start=time))
    pieces = read_words(stretches, "", language)
    closed = bool(parts[2::2]) and not parts[-1].strip()
    if closed:
        end = latest
    elif following is not None:
        end = max(following, latest)
    else:
        letters = len(parts[-1].strip())
        guessed = latest + _A_CHARACTER * max(4, letters)
        end = max(latest, length) if length is not None and length < guessed else guessed
    return Block(start, max(start, end), (tuple(pieces),) if pieces else ())
