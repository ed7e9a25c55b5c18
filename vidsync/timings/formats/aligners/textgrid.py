"""Praat TextGrid: tiers of intervals, in the long and the short form.

The tier named ``words`` (or else the first interval tier) has the words; a tier named
``phones`` has their sounds. Several speakers have tiers like ``ann - words``. Intervals
without text, and noises such as ``spn``, are pauses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vidsync.errors import FormatError, TimingError
from vidsync.timings.base import Timings
from vidsync.timings.formats.aligners.tiers import Interval, Tiers, build_timings, split_tier_name
from vidsync.timings.reading.clock import parse_seconds
from vidsync.timings.reading.fields import MOST_ENTRIES, check_text
from vidsync.timings.reading.text_format import TextFormat
from vidsync.transcript import Transcript

_HEADER = re.compile(r'\s*(?:File type = )?"ooTextFile"')
# In the long form each value follows "name ="; without the names it is the short form.
_VALUE = re.compile(
    r'"((?:[^"]|"")*)"|(?<![\w\[."])(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w\]])|<(exists|absent)>'
)


class TextGridFormat(TextFormat):
    """Praat's TextGrid."""

    name = "textgrid"
    title = "Praat TextGrid"

    def recognises(self, value: object) -> bool:
        """Tell whether the first two lines are those of a TextGrid."""
        return (
            isinstance(value, str)
            and _HEADER.match(value) is not None
            and "TextGrid" in value[:200]
        )

    def read(self, value: object) -> Timings:
        """Return the words, with their phones if there is a tier of phones."""
        if not self.recognises(value) or not isinstance(value, str):
            raise FormatError("the document is not a TextGrid")
        duration, tiers = _read_tiers(check_text(value, "the document"))
        if not tiers:
            return Timings((), duration=duration, missing="it has no tier of intervals")
        found: Tiers = {}
        for name, intervals in tiers:
            speaker, kind = split_tier_name(name)
            if kind:
                found.setdefault(speaker, {}).setdefault(kind, intervals)
        spoken = {speaker: kinds for speaker, kinds in found.items() if "word" in kinds}
        if not spoken:
            phones = next((kinds for kinds in found.values()), {})
            spoken = {"": {**phones, "word": tiers[0][1]}}
        return build_timings(spoken, duration, missing="its tier has no words")

    def dump(self, transcript: Transcript) -> str:
        """Return the long form with a tier of words, and a tier of phones if there are any."""
        tiers = [("words", [(w.start, w.end, w.text) for w in transcript.words])]
        phones = [(p.start, p.end, p.ipa) for w in transcript.words for p in w.phones]
        if phones:
            tiers.append(("phones", phones))
        end = transcript.duration
        lines = [
            *('File type = "ooTextFile"', 'Object class = "TextGrid"', ""),
            *("xmin = 0", f"xmax = {end!r}", "tiers? <exists>", f"size = {len(tiers)}", "item []:"),
        ]
        for number, (name, items) in enumerate(tiers, 1):
            filled = list(_fill_gaps(items, end))
            lines += [
                *(f"    item [{number}]:", '        class = "IntervalTier"'),
                *(f'        name = "{name}"', "        xmin = 0", f"        xmax = {end!r}"),
                f"        intervals: size = {len(filled)}",
            ]
            for index, (start, until, text) in enumerate(filled, 1):
                quoted = " ".join(text.split()).replace('"', '""')
                lines += [
                    f"        intervals [{index}]:",
                    *(f"            xmin = {start!r}", f"            xmax = {until!r}"),
                    f'            text = "{quoted}"',
                ]
        return "\n".join(lines) + "\n"


def _fill_gaps(items: list[Interval], end: float) -> Iterator[Interval]:
    """Yield intervals that cover the whole time without gaps, as the format requires."""
    now = 0.0
    for index, (start, until, text) in enumerate(items):
        start = max(now, start)
        until = max(start, until)
        if index + 1 < len(items):
            until = min(until, max(start, items[index + 1][0]))
        if until <= start:
            continue
        if start > now:
            yield now, start, ""
        yield start, until, text
        now = until
    if now < end:
        yield now, end, ""


def _read_tiers(text: str) -> tuple[float, list[tuple[str, list[Interval]]]]:
    values = _Values(text)
    values.text()  # ooTextFile
    values.text()  # TextGrid
    values.number("xmin")
    duration = values.number("xmax")
    tiers = []
    for number in range(values.count("the number of tiers")):
        kind, name = values.text(), values.text()
        values.number(f"tier {number + 1}: xmin")
        values.number(f"tier {number + 1}: xmax")
        intervals: list[Interval] = []
        for index in range(values.count(f"tier {number + 1}: size")):
            where = f"tier {number + 1}, interval {index + 1}"
            start = values.number(f"{where}: xmin")
            end = start if kind == "TextTier" else values.number(f"{where}: xmax")
            if end < start:
                raise TimingError(f"{where}: xmax {end:g} is before xmin {start:g}")
            intervals.append((start, end, values.text()))
        if kind == "IntervalTier":
            tiers.append((name, intervals))
    return duration, tiers


class _Values:
    """An iterator over the document's strings and numbers."""

    def __init__(self, text: str) -> None:
        self._found = _VALUE.finditer(text)

    def _next(self, what: str) -> re.Match[str]:
        match = next(self._found, None)
        while match is not None and match[3]:
            match = next(self._found, None)
        if match is None:
            raise FormatError(f"the document ends before {what}")
        return match

    def text(self) -> str:
        match = self._next("a text")
        if match[1] is None:
            raise FormatError(f"the document has {match[0]} where a text should be")
        return match[1].replace('""', '"')

    def number(self, what: str) -> float:
        match = self._next(what)
        if match[2] is None:
            raise FormatError(f"the document has {match[0][:40]} where {what} should be")
        return parse_seconds(match[2], what)

    def count(self, what: str) -> int:
        number = self.number(what)
        if number != int(number) or number > MOST_ENTRIES:
            raise FormatError(f"{what} is {number:g}")
        return int(number)
