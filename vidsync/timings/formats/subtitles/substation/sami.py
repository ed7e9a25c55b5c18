"""Parses SAMI: HTML with a start in milliseconds before each caption.

    <SYNC Start=1000><P Class=ENCC>Hello <font color="red">there</font><br>you.
    <SYNC Start=2500><P Class=ENCC>&nbsp;

A caption is shown until the next of its language. Of a file in several languages, the one with
the most text is read.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator

from PIL import ImageColor

from vidsync.timings.formats.subtitles.cue_times import estimate_reading_time
from vidsync.timings.formats.subtitles.substation.ass_file import AssEvent, AssFile

_SYNC = re.compile(r"<sync\b([^<>]{0,400})>", re.IGNORECASE)
_PARAGRAPH = re.compile(r"<p\b([^<>]{0,400})>", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([A-Za-z]\w{0,20})\b([^<>]{0,400})>|<!--.*?-->", re.DOTALL)
_ATTRIBUTE = r"\b{name}\s*=\s*[\"']?([^\"'\s>]{{1,200}})"
_LANGUAGE = re.compile(
    r"\.(\w{1,40})\s*\{[^{}]{0,500}?\blang\s*:\s*([A-Za-z]{2,3}(?:-\w{2,8})?)", re.I
)
_FLAGS = {"i": "i", "em": "i", "b": "b", "strong": "b", "u": "u", "s": "s"}


def parse_sami(text: str) -> AssFile:
    """Return the captions of a SAMI file as events."""
    found: dict[str, list[tuple[float, float | None, str]]] = {}
    letters: Counter[str] = Counter()
    for start, end, name, body in _list_captions(text):
        found.setdefault(name, []).append((start, end, body))
        letters[name] += len(re.sub(r"\{[^{}]*\}", "", body))
    if not found:
        return AssFile((), {}, {})
    name = max(found, key=letters.__getitem__)
    languages = {key.lower(): value for key, value in _LANGUAGE.findall(text[:65536])}
    events = []
    # Where a second language repeats the times without a class, the first one is read.
    first: dict[float, tuple[float, float | None, str]] = {}
    for caption in found[name]:
        first.setdefault(caption[0], caption)
    captions = [first[start] for start in sorted(first)]
    for index, (start, end, body) in enumerate(captions):
        if not re.sub(r"\{[^{}]*\}|\\N", "", body).strip():
            continue
        later = [each[0] for each in captions[index + 1 : index + 2]]
        if end is None or end < start:
            end = later[0] if later else start + estimate_reading_time(len(body))
        events.append(AssEvent(start, end, body))
    return AssFile(tuple(events), {}, {"language": languages.get(name, "")})


def _list_captions(text: str) -> Iterator[tuple[float, float | None, str, str]]:
    """Yield the start, the end, the class and the text of each caption."""
    syncs = list(_SYNC.finditer(text))
    for index, sync in enumerate(syncs):
        start = _read_milliseconds(sync[1], "start")
        if start is None:
            continue
        until = syncs[index + 1].start() if index + 1 < len(syncs) else len(text)
        body = re.sub(r"</(?:sync|body|sami)>", "", text[sync.end() : until], flags=re.IGNORECASE)
        paragraphs = list(_PARAGRAPH.finditer(body))
        end = _read_milliseconds(sync[1], "end")
        if not paragraphs:
            yield start, end, "", _read_text(body)
        parts: dict[str, list[str]] = {}
        for place, paragraph in enumerate(paragraphs):
            last = paragraphs[place + 1].start() if place + 1 < len(paragraphs) else len(body)
            name = re.search(_ATTRIBUTE.format(name="class"), paragraph[1], re.IGNORECASE)
            shown = _read_text(body[paragraph.end() : last])
            parts.setdefault(name[1].lower() if name else "", []).append(shown)
        for name_, lines in parts.items():
            yield start, end, name_, "\\N".join(line for line in lines if line)


def _read_milliseconds(attributes: str, name: str) -> float | None:
    match = re.search(_ATTRIBUTE.format(name=name), attributes, re.IGNORECASE)
    number = re.match(r"-?\d{1,11}", match[1]) if match else None
    return int(number[0]) / 1000 if number else None


def _read_text(body: str) -> str:
    """Return HTML as the text of an event."""
    found = ""
    colours: list[str] = []
    position = 0
    for match in _TAG.finditer(body):
        found += _decode(body[position : match.start()])
        position = match.end()
        closes, name, attributes = match[1], (match[2] or "").lower(), match[3] or ""
        if name == "br":
            found += "\\N"
        elif name in _FLAGS:
            found += f"{{\\{_FLAGS[name]}{0 if closes else 1}}}"
        elif name in ("font", "span") and not closes:
            colours.append(_read_colour(attributes))
            found += f"{{\\c{colours[-1]}}}" if colours[-1] else ""
        elif name in ("font", "span") and colours and colours.pop():
            outer = next((colour for colour in reversed(colours) if colour), "")
            found += f"{{\\c{outer}}}"
    found += _decode(body[position:])
    lines = (line.strip(" ") for line in found.split("\\N"))
    return "\\N".join(line for line in lines if re.sub(r"\{[^{}]*\}", "", line).strip())


def _decode(text: str) -> str:
    """Return text of HTML as an event shows it."""
    text = re.sub(r"[ \t\r\n]+", " ", text)
    text = re.sub(r"\\(?=[Nnh])", "\\\\\u2060", html.unescape(text))
    return text.replace("{", "\\{").replace("}", "\\}")


def _read_colour(attributes: str) -> str:
    """Return the colour of a tag as ASS writes it, or ``""``."""
    match = re.search(r"color\s*[=:]\s*[\"']?\s*(#?\w{1,30})", attributes, re.IGNORECASE)
    if match is None:
        return ""
    value = match[1]
    try:
        red, green, blue = ImageColor.getrgb(
            f"#{value}" if re.fullmatch("[0-9A-Fa-f]{6}", value) else value
        )[:3]
    except ValueError:
        return ""
    return f"&H{blue:02X}{green:02X}{red:02X}&"
