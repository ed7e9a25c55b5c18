r"""Older text subtitles: SAMI, MicroDVD, MPL2 and TMPlayer.

    <SYNC Start=1000><P Class=ENCC><i>Hello</i>           milliseconds, until the next SYNC
    {25}{50}{y:i}Hello|there                              frames
    [10][20]/Hello                                        tenths of a second, in italics
    00:00:01:Hello                                        until the next line

Their markup is written with the overrides of ASS, so that one reader knows all styles.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from vidsync.errors import FormatError
from vidsync.timings.formats.subtitles.cue_text import build_block
from vidsync.timings.formats.subtitles.cue_times import build_blocks, estimate_reading_time
from vidsync.timings.formats.subtitles.scc import is_scc
from vidsync.timings.formats.subtitles.substation.ass import read_dialogue
from vidsync.timings.formats.subtitles.substation.ass_file import AssEvent, AssFile
from vidsync.timings.formats.subtitles.substation.sami import parse_sami
from vidsync.timings.reading.blocks import BlockFormat, Blocks

_USUAL_RATE = 24000 / 1001
_SAMI = re.compile(
    r"(?:<!--.{0,2000}?-->\s*|<\?xml[^>]{0,200}>\s*)?<(?:sami\b|(?:body>\s*<)?sync\b[^<>]{0,200}start)",
    re.IGNORECASE | re.DOTALL,
)
_MICRODVD = re.compile(r"[ \t]*\{[ \t]*(\d{1,8})[ \t]*\}[ \t]*\{[ \t]*(-?\d{0,8})[ \t]*\}(.*)")
_RATE = re.compile(r"\s*(\d{2,3}(?:[.,]\d{1,6})?)\s*(?:fps)?\s*", re.IGNORECASE)
_CODE = re.compile(r"\{([A-Za-z]):([^{}]{0,200})\}")
_MPL2 = re.compile(r"[ \t]*\[(\d{1,8})\][ \t]*\[(\d{0,8})\](.*)")
_TMP = re.compile(
    r"[ \t]*(\d{1,2}):(\d\d):(\d\d)(?:[.,](\d))?[ \t]*[:=]"
    r"(?!\d{2,3}\s*[-–—−=~→])(.*)"  # two time codes are Premiere's
)
# Marks at the start of a line of MPL2, and the overrides of the same.
_LINE_MARKS = {"/": "\\i1", "\\": "\\b1", "_": "\\u1"}


class OtherSubtitlesFormat(BlockFormat):
    """Older text subtitles: SAMI, MicroDVD, MPL2, TMP."""

    name = "subtitles"
    title = "SAMI, MicroDVD, MPL2 or TMP subtitles"

    def recognises(self, value: object) -> bool:
        """Tell whether the text begins like one of these formats."""
        return isinstance(value, str) and find_parser(value) is not None

    def blocks(self, text: str) -> Blocks:
        """Return the dialogue; MicroDVD without a frame rate of its own is read at 23.976."""
        file = parse_other(text, self.frame_rate)
        found = [build_block(cue) for cue in read_dialogue(file)]
        blocks = build_blocks(found, language=file.info.get("language", ""))
        if file.info.get("rate") == "guessed":
            told = (
                "its times are frames, and it does not say the frame rate: read at 23.976 frames "
                "per second (fps=25 in Python, --fps 25 in the shell, gives another)"
            )
            blocks = replace(blocks, notices=(told, *blocks.notices))
        return blocks


def parse_other(text: str, frame_rate: float | None = None) -> AssFile:
    """Return the events of a file in one of these formats.

    Raises:
        FormatError: it is in none.
    """
    parser = find_parser(text)
    if parser is None:
        raise FormatError(f"the document is none of {OtherSubtitlesFormat.title}")
    return parser(text, frame_rate)


def find_parser(text: str) -> Callable[[str, float | None], AssFile] | None:
    """Return the parser of a text, or None."""
    head = text.lstrip("\ufeff \t\r\n")[:4096]
    if is_scc(text):
        return None
    if _SAMI.match(head):
        return lambda document, _: parse_sami(document)
    first = head.splitlines()[0] if head else ""
    if _MICRODVD.fullmatch(first) or re.match(r"\{DEFAULT\}\{\}", first, re.IGNORECASE):
        return _parse_microdvd
    if _MPL2.fullmatch(first):
        return lambda document, _: _parse_mpl2(document)
    if (match := _TMP.fullmatch(first)) and match[5].strip():
        return lambda document, _: _parse_tmp(document)
    return None


def _parse_microdvd(text: str, frame_rate: float | None) -> AssFile:
    found: list[tuple[float, float | None, str]] = []
    rate, source = frame_rate or _USUAL_RATE, "guessed" if frame_rate is None else "given"
    for line in text.splitlines():
        match = _MICRODVD.fullmatch(line.strip("\ufeff \t"))
        if match is None:
            continue
        first, last, body = match.groups()
        said = _RATE.fullmatch(body) if not found and first in "01" and last in "01" else None
        if said:
            rate, source = float(said[1].replace(",", ".")), "said"
            continue
        end = int(last) if last.isdecimal() else None
        found.append((int(first), end, _read_microdvd_text(body)))
    events = [
        (first / rate, None if last is None else last / rate, body) for first, last, body in found
    ]
    return AssFile(_end_events(events), {}, {"rate": source})


def _read_microdvd_text(body: str) -> str:
    """Return a text with overrides; codes in capitals hold for all its lines."""
    lines = []
    kept = ""
    for line in body.split("|"):
        overrides = ""
        while match := _CODE.match(line):
            name, value = match.groups()
            line = line[match.end() :]
            written = _translate_code(name.lower(), value)
            kept += written if name.isupper() else ""
            overrides += "" if name.isupper() else written
        lines.append(_write_line(line, kept + overrides))
    return "\\N".join(lines)


def _translate_code(name: str, value: str) -> str:
    if name == "y":
        return "".join(f"\\{flag}1" for flag in "ibus" if flag in value.lower())
    colour = re.fullmatch(r"\$([0-9A-Fa-f]{6})", value.strip())
    return f"\\c&H{colour[1]}&" if name == "c" and colour else ""


def _write_line(line: str, overrides: str = "") -> str:
    """Return a line as an event has it, with its overrides and the marks at its start."""
    line = line.strip()
    while line[:1] in _LINE_MARKS and len(line) > 1:
        overrides += _LINE_MARKS[line[0]]
        line = line[1:]
    text = escape_event_text(line)
    return f"{{{overrides}}}{text}{{\\r}}" if overrides else text


def escape_event_text(text: str) -> str:
    """Return a text that an event shows as it is."""
    text = re.sub(r"\\(?=[Nnh])", "\\\\\u2060", text)
    return text.replace("{", "\\{").replace("}", "\\}")


def _parse_mpl2(text: str) -> AssFile:
    found: list[tuple[float, float | None, str]] = []
    for line in text.splitlines():
        if match := _MPL2.fullmatch(line.strip("\ufeff \t")):
            body = "\\N".join(_write_line(part) for part in match[3].split("|"))
            end = int(match[2]) / 10 if match[2] else None
            found.append((int(match[1]) / 10, end, body))
    return AssFile(_end_events(found), {}, {})


def _parse_tmp(text: str) -> AssFile:
    found: list[tuple[float, float | None, str]] = []
    for line in text.splitlines():
        if match := _TMP.fullmatch(line.strip("\ufeff \t")):
            hours, minutes, seconds, part, body = match.groups()
            start = float(int(hours) * 3600 + int(minutes) * 60 + int(seconds))
            body = "\\N".join(_write_line(piece) for piece in body.split("|"))
            if part and found and found[-1][0] == start and int(part) > 1:
                found[-1] = (start, None, f"{found[-1][2]}\\N{body}")  # the next line of a text
            else:
                found.append((start, None, body))
    return AssFile(_end_events(found), {}, {})


def _end_events(found: Sequence[tuple[float, float | None, str]]) -> tuple[AssEvent, ...]:
    """Return events; one without an end is shown until the next, but no longer than it takes."""
    events = []
    for index, (start, end, body) in enumerate(found):
        if end is None:
            end = start + estimate_reading_time(len(re.sub(r"\{[^{}]*\}", "", body)))
            later = [each[0] for each in found[index + 1 : index + 2] if each[0] > start]
            end = min(end, *later) if later else end
        if body.strip():
            events.append(AssEvent(start, end, body))
    return tuple(events)
