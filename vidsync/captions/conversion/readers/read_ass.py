r"""Reads ASS and SSA, and older subtitles, with their styles, places and karaoke.

Styles count where they differ from the style that most of the dialogue has.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import replace

from vidsync.captions.conversion.document import (
    Place,
    Span,
    StyledCue,
    StyledDocument,
    TextStyle,
    place_from_numpad,
    row_at,
)
from vidsync.timings.formats.subtitles.substation.ass import choose_spoken, read_dialogue
from vidsync.timings.formats.subtitles.substation.ass_file import (
    AssEvent,
    AssFile,
    AssStyle,
    parse_ass,
)
from vidsync.timings.formats.subtitles.substation.event_text import TextRun, read_event_text
from vidsync.timings.formats.subtitles.substation.other import parse_other
from vidsync.timings.formats.subtitles.text_cues import TextCue

# What begins this near to an edge of the picture has no exact place.
_EDGE = 0.06


def read_ass(text: str, _frame_rate: float | None = None) -> StyledDocument:
    """Read an ASS or SSA file.

    Raises:
        FormatError: it is not well formed.
    """
    return _read_file(parse_ass(text))


def read_other_subtitles(text: str, frame_rate: float | None = None) -> StyledDocument:
    """Read SAMI, MicroDVD, MPL2 or TMPlayer subtitles.

    Raises:
        FormatError: the text is none of these.
    """
    return _read_file(parse_other(text, frame_rate))


def _read_file(file: AssFile) -> StyledDocument:
    spoken = choose_spoken(file.events)
    names = Counter(event.style for _, event in spoken)
    usual = file.styles.get(names.most_common(1)[0][0] if names else "", AssStyle())
    picture = _read_size(file, "playresx", 384.0), _read_size(file, "playresy", 288.0)
    notes = _collect_notes(file.events, {number for number, _ in spoken})
    found = []
    for cue in read_dialogue(file):
        event = file.events[cue.number]
        read = _read_event(event, cue, file.styles.get(event.style), usual, picture)
        if read.lines and read.end > 0:
            before = tuple(note for _, note in _take(notes, cue.number))
            found.append(replace(read, notes=before))
    return StyledDocument(
        tuple(found), file.info.get("language", ""), notes=tuple(note for _, note in notes)
    )


def _collect_notes(events: Sequence[AssEvent], spoken: set[int]) -> deque[tuple[int, str]]:
    """Return the comments with the indexes of their events, without code of scripts."""
    return deque(
        (number, event.text)
        for number, event in enumerate(events)
        if event.is_comment
        and number not in spoken
        and event.text
        and not event.effect.lower().startswith(("template", "code"))
    )


def _take(notes: deque[tuple[int, str]], until: int) -> Iterator[tuple[int, str]]:
    """Remove the notes before an event and yield them."""
    while notes and notes[0][0] < until:
        yield notes.popleft()


def _read_size(file: AssFile, name: str, usual: float) -> float:
    """Return a side of the picture; where the file does not say, as libass takes it."""
    try:
        return max(1.0, float(file.info.get(name, usual)))
    except ValueError:
        return usual


def _read_position(anchor: Place, x: float, y: float) -> Place:
    """Return the place of a text whose anchor is at a position, in fractions of the picture."""
    if anchor.row == "top":
        top = None if y < _EDGE else y
        row = row_at(y)
    else:
        # How tall the text is depends on its font, so that its top is not known.
        top, row = None, row_at(y)
    left = x if anchor.column == "left" and x > _EDGE else None
    return Place(row, anchor.column, top, left)


def _read_event(
    event: AssEvent,
    cue: TextCue,
    style: AssStyle | None,
    usual: AssStyle,
    picture: tuple[float, float],
) -> StyledCue:
    style = style or usual
    # What all dialogue has is the look of the file, and not of a cue.
    same = (style.italic, style.bold, style.underline, style.colour) == (
        usual.italic, usual.bold, usual.underline, usual.colour
    )  # fmt: skip
    colour = "" if style.colour == usual.colour else style.colour
    base = TextStyle() if same else TextStyle(style.italic, style.bold, style.underline, colour)
    text = read_event_text(event, style)
    numpad = style.numpad if text.numpad is None else text.numpad
    place = place_from_numpad(numpad)
    if text.position is not None:
        x, y = (
            min(1.0, max(0.0, at / size)) for at, size in zip(text.position, picture, strict=True)
        )
        place = _read_position(place, x, y)
    timed = any(part.start is not None for line in cue.stretches for part in line)
    has_karaoke = any(run.start is not None for line in text.lines for run in line)
    if timed and not has_karaoke:  # a highlight that moves over several events
        lines = tuple(
            tuple(Span(part.text, base, "", part.start, part.end) for part in line)
            for line in cue.stretches
        )
    else:
        lines = tuple(_read_line(line, base) for line in text.lines)
    start = max(0.0, cue.start)
    return StyledCue(start, max(start, cue.end), lines, event.name, place)


def _read_line(line: Sequence[TextRun], base: TextStyle) -> tuple[Span, ...]:
    spans: list[Span] = []
    last: float | None = None
    for run in line:
        begins = run.start is not None and run.start != last
        last = run.start
        times = (run.start, run.end) if begins else (None, None)
        text = run.text.replace("\u2060", "")
        style = _apply(base, run)
        before = spans[-1] if spans else None
        if before and before.style == style and not (begins or run.reading or before.ruby):
            spans[-1] = replace(before, text=before.text + text)
        else:
            spans.append(Span(text, style, run.reading, *times))
    return tuple(spans)


def _apply(style: TextStyle, run: TextRun) -> TextStyle:
    """Return a style with the overrides of a run."""
    look = run.look
    if not look:
        return style
    flags = {
        name: look[tag] != "0"
        for tag, name in (("i", "italic"), ("b", "bold"), ("u", "underline"))
        if tag in look
    }
    return replace(style, **flags, colour=look.get("c") or style.colour)
