"""Plain text with a word or a label in each row: CTM, Audacity labels, CSV.

talk 1 0.10 0.32 Hi 0.98            CTM: recording, channel, start, duration, word, score
0.100000<TAB>0.420000<TAB>Hi        Audacity: start, end, label
start,end,text,speaker              CSV: a header names the columns, in any order

Whisper's own tables have exactly the columns start, end and text between tabs or commas, and
times in whole milliseconds.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping

from vidsync.errors import FormatError, TimingError
from vidsync.timings.base import Entry, Timings
from vidsync.timings.formats.aligners.tiers import is_spoken
from vidsync.timings.reading.blocks import Block, BlockFormat, Blocks, sort_blocks, split_pieces
from vidsync.timings.reading.clock import parse_clock_time, parse_seconds
from vidsync.timings.reading.fields import MOST_ENTRIES, check_text, name_item
from vidsync.timings.reading.text_format import TextFormat
from vidsync.timings.word_lists.frame_times import is_frame_time, parse_frame_time
from vidsync.transcript import Transcript

_NUMBER = r"\d+(?:\.\d+)?(?:[eE][+-]?\d+)?"
_CTM = re.compile(rf"(\S+)\s+(\S+)\s+({_NUMBER})\s+({_NUMBER})\s+(\S+)(?:\s+(\S+))?(?:\s.*)?")
# Turns of speakers, without words.
_RTTM = re.compile(r"[A-Z-]{2,20}\s+\S+\s+\S+\s+\S+\s+\S+\s+<NA>")
_SECONDS = r"\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?"
_LABEL = re.compile(rf"({_SECONDS})\t({_SECONDS})(?:\t(.*))?|({_SECONDS}) ({_SECONDS}) (.*\S.*)")


class CtmFormat(TextFormat):
    """CTM, the time-marked conversations of NIST's scoring tools and of Kaldi."""

    name = "ctm"
    title = "CTM word times"

    def recognises(self, value: object) -> bool:
        """Tell whether the rows have a recording, a channel, two numbers and a word."""
        rows = _read_first_rows(value, ";;")
        return bool(rows) and all(_CTM.fullmatch(row) and not _RTTM.match(row) for row in rows)

    def read(self, value: object) -> Timings:
        """Return the words; silences become pauses."""
        entries: list[Entry] = []
        for number, row in _read_rows(value, ";;", self.title):
            match = _CTM.fullmatch(row.strip())
            if match is None:
                raise FormatError(f"line {number} is not a CTM row")
            word = match[5]
            start = parse_seconds(match[3], f"line {number}: start")
            score = match[6]
            entries.append(
                Entry(
                    name=name_item("word", len(entries), word),
                    text=word if is_spoken(word) else "",
                    start=start,
                    end=start + parse_seconds(match[4], f"line {number}: duration"),
                    is_word=is_spoken(word),
                    confidence=_read_score(score) if score else None,
                )
            )
        return Timings(_sort_entries(entries), source="aligned", missing=_explain_missing(entries))

    def dump(self, transcript: Transcript) -> str:
        """Return a row for each word; a space inside a word becomes an underscore."""
        return "".join(
            f"audio 1 {word.start:.3f} {max(0.0, round(word.end, 3) - round(word.start, 3)):.3f} "
            f"{'_'.join(word.text.split())}"
            f"{'' if word.confidence is None else f' {word.confidence:.3f}'}\n"
            for word in transcript.words
        )


class AudacityFormat(BlockFormat):
    """Audacity's exported label track."""

    name = "audacity"
    title = "Audacity labels"

    def recognises(self, value: object) -> bool:
        """Tell whether the rows have two numbers and a label, separated by tabs or spaces."""
        rows = _read_first_rows(value, "\\")
        return bool(rows) and all(_LABEL.fullmatch(row) for row in rows)

    def blocks(self, text: str) -> Blocks:
        """Return the labels; a label without text is a silence."""
        found = []
        for number, row in _read_rows(text, "\\", self.title):
            match = _LABEL.fullmatch(row)
            if match is None:
                raise FormatError(f"line {number} is not a label: start, tab, end, tab, text")
            begun, ended, label = match.groups()[:3] if match[1] else match.groups()[3:]
            start = parse_seconds(_point(begun), f"line {number}: start")
            end = parse_seconds(_point(ended), f"line {number}: end")
            found.append(_build_block(start, end, label or "", "", f"line {number}"))
        return Blocks(sort_blocks(found))

    def dump(self, transcript: Transcript) -> str:
        """Return a label for each word."""
        return "".join(
            f"{word.start:.6f}\t{word.end:.6f}\t{' '.join(word.text.split())}\n"
            for word in transcript.words
        )


# Whisper's tables have whole milliseconds. Whisper's comma form has a quoted text.
_WHISPERS = re.compile(
    r"\ufeff?start(?P<s>[\t,])end(?P=s)text\r?\n"
    r"(?:\s*\d+\s*(?P=s)\s*\d{3,}\s*(?P=s)|\s*\d+\s*,\s*\d+\s*,\s*\" )"
)
_COLUMNS = {
    "start": ("start", "begin", "from", "starttime", "in", "timecodein", "offset", "startms"),
    "end": ("end", "to", "stop", "endtime", "out", "timecodeout", "endms"),
    "text": ("text", "word", "caption", "transcript", "content", "subtitle", "token"),
    "speaker": ("speaker", "name", "speakername"),
    "duration": ("duration", "length", "dur", "durationms"),
}
# A row of a table without a header: two times and a text, or a text and two times.
_HEADLESS = {
    "start end text": re.compile(rf"{_NUMBER}[,;]{_NUMBER}[,;](?!\s*{_NUMBER}\s*$).*\S.*"),
    "text start end": re.compile(rf"(?:\"[^\"]*\"|[^,;\"\d][^,;\"]*)[,;]{_NUMBER}[,;]{_NUMBER}"),
}


class CsvFormat(BlockFormat):
    """A table with a header: start, end (or duration), text, and optionally speaker."""

    name = "csv"
    title = "CSV table of times and text"

    def recognises(self, value: object) -> bool:
        """Tell whether the header has a start and a text."""
        if not isinstance(value, str):
            return False
        header = value.lstrip("\ufeff")[:400].split("\n", 1)[0]
        if {"start", "text"} <= set(_find_columns(next(_read_table(header), []))):
            return True
        return bool(_find_order(value))

    def blocks(self, text: str) -> Blocks:
        """Return the rows; times are seconds, like 00:00:01.000, or 00:00:01:12 with frames."""
        text = text.lstrip("\ufeff")
        order = _find_order(text)
        if order:
            text = f"{order.replace(' ', ',' if ',' in text.split(chr(10), 1)[0] else ';')}\n{text}"
        rows = _read_table(text)
        try:
            header = next(rows, [])
            columns = _find_columns(header)
            if not {"start", "text"} <= set(columns):
                raise FormatError("the table's header has no columns 'start' and 'text'")
            counts_ms = header[columns["start"]].strip().lower().endswith("ms")
            unit = 1000.0 if counts_ms or _WHISPERS.match(text) else 1.0
            found = [
                _read_row(row, columns, f"row {number}", unit, self.frame_rate)
                for number, row in enumerate(rows, 1)
                if any(cell.strip() for cell in row)
            ]
        except csv.Error as error:
            raise FormatError(f"the document is not a CSV table: {error}") from None
        return Blocks(sort_blocks(found))

    def dump(self, transcript: Transcript) -> str:
        """Return a row for each word."""
        file = io.StringIO()
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("start", "end", "text", "speaker"))
        for word in transcript.words:
            speaker = "" if word.turn is None else transcript.turns[word.turn].speaker
            # The reader removes one apostrophe before a sign, so such a text gets another.
            text = f"'{word.text}" if _GUARD.match(word.text) else word.text
            writer.writerow((repr(word.start), repr(word.end), text, speaker))
        return file.getvalue()


# The apostrophe that keeps a spreadsheet from taking a text for a formula.
_GUARD = re.compile(r"^'('*(?:[=+@]|-=))")


def _read_table(text: str) -> Iterator[list[str]]:
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def _find_columns(header: list[str]) -> dict[str, int]:
    named_so = [re.sub("[ _-]", "", cell.lower()) for cell in header]
    return {
        column: named_so.index(alias)
        for column, aliases in _COLUMNS.items()
        for alias in aliases
        if alias in named_so
    }


def _find_order(text: str) -> str:
    """Return the order of the columns in a table without a header; ``""`` if it has one."""
    rows = _read_first_rows(text.lstrip("\ufeff"), "#")
    for order, pattern in _HEADLESS.items():
        if rows and all(pattern.fullmatch(row) for row in rows):
            return order
    return ""


def _read_row(
    row: list[str], columns: Mapping[str, int], name: str, unit: float, frame_rate: float | None
) -> Block:
    def cell(column: str) -> str:
        at = columns.get(column)
        return row[at].strip() if at is not None and at < len(row) else ""

    start = _read_time(cell("start"), f"{name}: start", frame_rate)
    if cell("end"):
        end = _read_time(cell("end"), f"{name}: end", frame_rate)
    elif cell("duration"):
        end = start + _read_time(cell("duration"), f"{name}: duration", frame_rate)
    else:
        raise FormatError(f"{name} has no end")
    text = _GUARD.sub(r"\1", cell("text"))
    return _build_block(start / unit, end / unit, text, cell("speaker"), name)


def _read_time(text: str, name: str, frame_rate: float | None) -> float:
    if is_frame_time(text):
        return parse_frame_time(text, name, frame_rate)
    return parse_clock_time(text, name) if ":" in text else parse_seconds(_point(text), name)


def _point(text: str) -> str:
    """Return a number with a point for a decimal comma."""
    return text.replace(",", ".") if text.count(",") == 1 else text


def _build_block(start: float, end: float, text: str, speaker: str, name: str) -> Block:
    if end < start:
        raise TimingError(f"{name}: its end {end:g} s is before its start {start:g} s")
    words = split_pieces(text)
    # If a label has one word, the label's times are the word's own.
    if len(words) == 1:
        words = split_pieces(text, start=start, end=end)
    return Block(start, end, (tuple(words),) if words else (), speaker)


def _read_first_rows(value: object, comment: str) -> list[str]:
    if not isinstance(value, str):
        return []
    rows = [row for row in value[:8192].splitlines() if row.strip()]
    # The last row of a long file is cut here.
    whole = rows[:-1] if len(value) > 8192 else rows
    return [row.strip(" ") for row in whole if not row.startswith(comment)][:32]


def _read_rows(value: object, comment: str, title: str) -> Iterator[tuple[int, str]]:
    if not isinstance(value, str):
        raise FormatError(f"the document is not {title}")
    for number, row in enumerate(check_text(value, "the document").splitlines(), 1):
        if number > MOST_ENTRIES:
            raise FormatError(f"the document has more than {MOST_ENTRIES} lines")
        if row.strip() and not row.startswith(comment):
            yield number, row


def _read_score(text: str) -> float | None:
    try:
        return min(1.0, max(0.0, float(text)))
    except ValueError:
        return None


def _sort_entries(entries: list[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda entry: entry.start))


def _explain_missing(entries: list[Entry]) -> str:
    return "" if any(entry.is_word for entry in entries) else "it has no words"
