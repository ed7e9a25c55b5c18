"""Montreal Forced Aligner: its JSON and CSV output, with words and phones of each speaker.

    {"start": 0, "end": 1.2, "tiers": {"words": {"type": "interval", "entries":
      [[0.1, 0.4, "hi"]]}, "phones": {"type": "interval", "entries": [[0.1, 0.2, "HH"]]}}}

    Begin,End,Label,Type,Speaker
    0.1,0.4,hi,words,ann

Several speakers have tiers like ``ann - words``. Silences, unknown words (``<unk>``, ``spn``)
and noises (``{LG}``) are pauses.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from vidsync.errors import FormatError, TimingError
from vidsync.timings.base import TimingFormat, Timings
from vidsync.timings.formats.aligners.tiers import (
    Interval,
    Tiers,
    build_timings,
    split_tier_name,
)
from vidsync.timings.reading import fields
from vidsync.timings.reading.clock import parse_seconds
from vidsync.timings.reading.fields import MOST_ENTRIES, Object
from vidsync.timings.reading.text_format import TextFormat
from vidsync.timings.word_lists.shapes import get_path
from vidsync.timings.word_lists.values import parse_time, read_optional_time

_KINDS = ("word", "phone")
_COLUMNS = ("begin", "end", "label", "type")


class MfaJsonFormat(TimingFormat):
    """MFA's JSON."""

    name = "mfa-json"
    title = "Montreal Forced Aligner JSON"
    shape = ("start", "end", "tiers", "entries")

    def recognises(self, value: object) -> bool:
        """Tell whether there are tiers with entries."""
        tiers = get_path(value, "tiers")
        if isinstance(tiers, dict):
            return any(isinstance(get_path(tier, "entries"), list) for tier in tiers.values())
        return isinstance(tiers, list) and isinstance(get_path(tiers, 0, "entries"), list)

    def read(self, value: object) -> Timings:
        """Return the words of all speakers with their phones."""
        document = fields.as_object(value, "the document")
        given = fields.get_required(document, "tiers", "the document")
        if isinstance(given, list):
            parts = [fields.as_object(tier, "a tier") for tier in given]
            named = {fields.get_text(tier, "name", "a tier"): tier for tier in parts}
        else:
            tiers = fields.as_object(given, "tiers")
            named = {name: fields.as_object(tier, "a tier") for name, tier in tiers.items()}
        found: Tiers = {}
        for name, tier in named.items():
            speaker, key = split_tier_name(name)
            if key:
                label = f"tier {fields.shorten(name)}"
                found.setdefault(speaker, {})[key] = list(_read_intervals(tier, label))
        end = read_optional_time(document, "end", "the document")
        if end is None:
            end = read_optional_time(document, "xmax", "the document")
        return build_timings(found, end)


class MfaCsvFormat(TextFormat):
    """MFA's CSV."""

    name = "mfa-csv"
    title = "Montreal Forced Aligner CSV"

    def recognises(self, value: object) -> bool:
        """Tell whether the header has the columns Begin, End, Label and Type."""
        if not isinstance(value, str):
            return False
        header = value.lstrip("\ufeff")[:400].split("\n", 1)[0].lower()
        return set(_COLUMNS) <= {cell.strip() for cell in header.split(",")}

    def read(self, value: object) -> Timings:
        """Return the words of all speakers with their phones."""
        if not isinstance(value, str):
            raise FormatError("the document is not a CSV table")
        text = fields.check_text(value, "the document").lstrip("\ufeff")
        found: Tiers = {}
        try:
            rows = csv.reader(io.StringIO(text, newline=""))
            header = [cell.strip().lower() for cell in next(rows, [])]
            if not set(_COLUMNS) <= set(header):
                raise FormatError("the table's header has no columns Begin, End, Label and Type")
            for number, row in enumerate(rows, 1):
                cells = dict(zip(header, row, strict=False))
                key = next((key for key in _KINDS if key in cells.get("type", "").lower()), "")
                if key:
                    tiers = found.setdefault(cells.get("speaker", "").strip(), {})
                    tiers.setdefault(key, []).append(_read_row(cells, f"row {number}"))
                if number > MOST_ENTRIES:
                    raise FormatError(f"the document has more than {MOST_ENTRIES} rows")
        except csv.Error as error:
            raise FormatError(f"the document is not a CSV table: {error}") from None
        return build_timings(found, None)


def _read_row(cells: dict[str, str], name: str) -> Interval:
    start = parse_seconds(cells.get("begin", ""), f"{name}: Begin")
    return _check(start, parse_seconds(cells.get("end", ""), f"{name}: End"), cells["label"], name)


def _read_intervals(tier: Object, name: str) -> Iterator[Interval]:
    for number, value in enumerate(fields.as_list(tier.get("entries") or [], name), 1):
        where = f"{name}, interval {number}"
        parts = fields.as_list(value, where)
        if len(parts) != 3:
            raise FormatError(f"{where} is not a list of start, end and label")
        label = fields.get_text({"label": parts[2]}, "label", where)
        start = parse_time(parts[0], f"{where}: start")
        yield _check(start, parse_time(parts[1], f"{where}: end"), label, where)


def _check(start: float, end: float, label: str, name: str) -> Interval:
    if end < start:
        raise TimingError(f"{name}: its end {end:g} s is before its start {start:g} s")
    return start, end, label.strip()
