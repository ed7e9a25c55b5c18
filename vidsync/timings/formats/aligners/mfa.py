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
import re
from collections.abc import Iterable, Iterator

from vidsync.errors import FormatError, TimingError
from vidsync.timings.base import Entry, TimingFormat, Timings
from vidsync.timings.reading import fields
from vidsync.timings.reading.clock import parse_seconds
from vidsync.timings.reading.fields import MOST_ENTRIES, Object
from vidsync.timings.reading.phones import SILENCES, assign_phones
from vidsync.timings.reading.text_format import TextFormat
from vidsync.timings.word_lists.collector import WordCollector
from vidsync.timings.word_lists.shapes import get_path
from vidsync.timings.word_lists.values import parse_time, read_optional_time
from vidsync.transcript import Phone

_NOT_WORDS = SILENCES | {"<eps>", "<unk>", "spn", "<spn>"}
_NOISE = re.compile(r"\{[^{}]*\}|\[[^\[\]]*\]")
_KINDS = ("word", "phone")
_COLUMNS = ("begin", "end", "label", "type")

_Interval = tuple[float, float, str]
_Tiers = dict[str, dict[str, list[_Interval]]]
"""Intervals by speaker, then by ``word`` and ``phone``."""


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
        found: _Tiers = {}
        for name, tier in named.items():
            speaker, _, kind = name.rpartition(" - ")
            key = next((key for key in _KINDS if key in kind.lower()), "")
            if key:
                label = f"tier {fields.shorten(name)}"
                found.setdefault(speaker, {})[key] = list(_read_intervals(tier, label))
        end = read_optional_time(document, "end", "the document")
        if end is None:
            end = read_optional_time(document, "xmax", "the document")
        return _build(found, end)


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
        found: _Tiers = {}
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
        return _build(found, None)


def _read_row(cells: dict[str, str], name: str) -> _Interval:
    start = parse_seconds(cells.get("begin", ""), f"{name}: Begin")
    return _check(start, parse_seconds(cells.get("end", ""), f"{name}: End"), cells["label"], name)


def _read_intervals(tier: Object, name: str) -> Iterator[_Interval]:
    for number, value in enumerate(fields.as_list(tier.get("entries") or [], name), 1):
        where = f"{name}, interval {number}"
        parts = fields.as_list(value, where)
        if len(parts) != 3:
            raise FormatError(f"{where} is not a list of start, end and label")
        label = fields.get_text({"label": parts[2]}, "label", where)
        start = parse_time(parts[0], f"{where}: start")
        yield _check(start, parse_time(parts[1], f"{where}: end"), label, where)


def _check(start: float, end: float, label: str, name: str) -> _Interval:
    if end < start:
        raise TimingError(f"{name}: its end {end:g} s is before its start {start:g} s")
    return start, end, label.strip()


def _build(tiers: _Tiers, duration: float | None) -> Timings:
    words = WordCollector()
    # The only speaker of a recording is often named after its file or folder.
    for speaker, kinds in tiers.items():
        phones = [Phone(*_name_first(phone)) for phone in _drop_silences(kinds.get("phone", []))]
        spoken = [
            Entry(fields.name_item("word", index, text), text, start, end)
            for index, (start, end, text) in enumerate(kinds.get("word", []))
        ]
        said = [entry for entry in spoken if _is_spoken(entry.text)]
        for entry in assign_phones(said, phones):
            words.add_word(
                entry.text,
                entry.start,
                entry.end,
                speaker=speaker if len(tiers) > 1 else "",
                phones=entry.phones,
            )
        for entry in spoken:
            if not _is_spoken(entry.text) and len(tiers) == 1:
                words.add_sound("", entry.start, entry.end)
    return words.build(duration=duration)


def _name_first(interval: _Interval) -> tuple[str, float, float]:
    start, end, text = interval
    return text, start, end


def _drop_silences(intervals: Iterable[_Interval]) -> Iterator[_Interval]:
    return (interval for interval in intervals if _is_spoken(interval[2]))


def _is_spoken(label: str) -> bool:
    return label.lower() not in _NOT_WORDS and not _NOISE.fullmatch(label)
