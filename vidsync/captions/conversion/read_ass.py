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

# The height of a picture whose file does not give it. Source: libass.
_USUAL_HEIGHT = 288.0


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
    height = _read_height(file)
    notes = _collect_notes(file.events, {number for number, _ in spoken})
    found = []
    for cue in read_dialogue(file):
        event = file.events[cue.number]
        read = _read_event(event, cue, file.styles.get(event.style), usual, height)
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


def _read_height(file: AssFile) -> float:
    try:
        return max(1.0, float(file.info.get("playresy", _USUAL_HEIGHT)))
    except ValueError:
        return _USUAL_HEIGHT


def _read_event(
    event: AssEvent, cue: TextCue, style: AssStyle | None, usual: AssStyle, height: float
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
        place = Place(place.row, place.column, min(1.0, max(0.0, text.position[1] / height)))
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
        spans.append(Span(text, _apply(base, run), run.reading, *times))
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
