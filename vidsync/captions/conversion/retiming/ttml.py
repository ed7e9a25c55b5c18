"""Moves the times in the text of a TTML document."""

from __future__ import annotations

import re
from collections.abc import Callable

from vidsync.errors import TimingError
from vidsync.timecode import vtt_time
from vidsync.timings.formats.subtitles.ttml_xml import TtmlClock, parse_document, read_clock

_PART = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>"
    r"|<(?P<close>/?)(?P<tag>[\w:.-]+)(?P<rest>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*?)(?P<empty>/?)>",
    re.DOTALL,
)
_TIME = re.compile(r"(?<![\w:-])(begin|end|dur)(\s*=\s*)(\"[^\"<]*\"|'[^'<]*')")


def retime_ttml(text: str, move: Callable[[float], float], scale: float) -> str | None:
    """Return a document with other times, and nothing else changed.

    Times inside a timed element are relative to it, so only the outermost ones move.

    Args:
        text: the whole document.
        move: returns the new time of one from the document's start.
        scale: factor of relative times and durations.

    Returns:
        The text; None if a time is not understood.
    """
    clock = read_clock(parse_document(text))
    open_elements: list[bool] = [False]

    def change(match: re.Match[str]) -> str:
        if match["tag"] is None:
            return match[0]
        if match["close"]:
            if len(open_elements) > 1:
                open_elements.pop()
            return match[0]
        inside = open_elements[-1]
        is_relative = inside and (not clock.absolute or match["tag"].endswith("set"))
        rest = _TIME.sub(lambda m: _change_time(m, clock, move, scale, is_relative), match["rest"])
        if not match["empty"]:
            timed = re.search(r"(?<![\w:-])begin\s*=", match["rest"]) is not None
            open_elements.append(inside or timed)
        return f"<{match['tag']}{rest}{match['empty']}>"

    try:
        return _PART.sub(change, text)
    except TimingError:
        return None


def _change_time(
    match: re.Match[str],
    clock: TtmlClock,
    move: Callable[[float], float],
    scale: float,
    is_relative: bool,
) -> str:
    name, equals, quoted = match.groups()
    written = quoted[1:-1]
    seconds = clock.seconds(written, "a time")
    is_length = is_relative or name == "dur"
    if is_length and scale == 1.0:
        return match[0]
    moved = seconds * scale if is_length else move(seconds)
    new = f"{round(moved, 6):g}s" if re.search("[a-z]", written) else vtt_time(moved)
    return f"{name}{equals}{quoted[0]}{new}{quoted[0]}"
