"""Google Cloud Text-to-Speech: the times of marks.

    {"audioContent": "…", "timepoints": [{"markName": "0-2:Hi", "timeSeconds": 0.12}, …]}

The service times only the marks that the caller puts into the SSML. The name of a mark by
vidsync has the word's span in the source text and the word, percent-encoded; a mark named
``end`` follows the last word. The names of other marks are read as words. A word lasts
until the next mark.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

from vidsync.timings.base import Entry, TimingFormat, Timings
from vidsync.timings.reading import fields

END = "end"
"""The name of the mark after the last word."""

_OWN = re.compile(r"(\d{1,7})-(\d{1,7}):(\S{1,2000})")


class GoogleFormat(TimingFormat):
    """Google's timepoints."""

    name = "google"
    title = "Google timepoints"
    shape = ("audioContent", "timepoints", "markName", "timeSeconds")

    def recognises(self, value: object) -> bool:
        """Tell whether there are timepoints, or an answer that has them."""
        if not isinstance(value, dict) or not isinstance(value.get("timepoints"), list):
            return False
        return "audioContent" in value or _is_point(value["timepoints"][:1])

    def read(self, value: object) -> Timings:
        """Return the marks as words."""
        document = fields.as_object(value, "the document")
        points = fields.as_list(document.get("timepoints") or [], "timepoints")
        audio = fields.get_text(document, "audioContent", "the document", default="")
        marks: list[tuple[str, float]] = []
        for number, item in enumerate(points, 1):
            point = fields.as_object(item, f"timepoint {number}")
            mark = fields.get_text(point, "markName", f"timepoint {number}")
            time = fields.get_seconds(
                point, "timeSeconds", fields.name_item("timepoint", number - 1, mark)
            )
            marks.append((mark, time))
        ends = [*(time for _, time in marks[1:]), None]
        entries = tuple(
            _read_entry(mark, start, end, index)
            for index, ((mark, start), end) in enumerate(
                zip(marks, ends[: len(marks)], strict=True)
            )
            if mark != END
        )
        return Timings(
            entries=entries,
            audio=(audio,) if audio else (),
            missing="" if entries else "no marks are timed (enableTimePointing was not asked for)",
        )


def format_mark_name(word: str, span: tuple[int, int]) -> str:
    """Return the name of vidsync's mark before a word."""
    return f"{span[0]}-{span[1]}:{quote(word, safe='')}"


def _is_point(points: list[object]) -> bool:
    return all(isinstance(point, dict) and "markName" in point for point in points) and bool(points)


def _read_entry(mark: str, start: float, end: float | None, index: int) -> Entry:
    own = _OWN.fullmatch(mark)
    text = fields.check_text(unquote(own[3]) if own else mark, f"timepoint {index + 1}")
    return Entry(
        name=fields.name_item("word", index, text),
        text=text,
        start=start,
        end=end,
        is_word=bool(text.strip()),
        span=(int(own[1]), int(own[2])) if own else None,
    )
