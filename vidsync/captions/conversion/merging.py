"""Merges simultaneous cues and neighbouring spans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from vidsync.captions.conversion.document import Span, StyledCue, StyledDocument
from vidsync.captions.cues.overlap import merge_simultaneous


def merge_styled(document: StyledDocument) -> StyledDocument:
    """Return a document of which one cue is shown at a time."""
    return replace(document, cues=merge_simultaneous(document.cues, _merge))


def _merge(cues: Sequence[StyledCue], start: float, end: float) -> StyledCue:
    """Return one cue with the lines of several, each with its speaker's name."""
    lines: list[tuple[Span, ...]] = []
    for cue in cues:
        name = " ".join(cue.speaker.split())
        first, *others = cue.lines
        lines += [(Span(f"{name}: "), *first) if name else first, *others]
    notes = tuple(note for cue in cues if cue.start == start for note in cue.notes)
    return StyledCue(start, end, tuple(lines), place=cues[0].place, notes=notes)


def join_spans(line: Sequence[Span]) -> list[Span]:
    """Return the spans of a line, with those of one style joined; times are left out."""
    found: list[Span] = []
    for span in line:
        plain = replace(span, start=None, end=None)
        if found and found[-1].style == plain.style and not (found[-1].ruby or plain.ruby):
            found[-1] = replace(plain, text=found[-1].text + plain.text)
        else:
            found.append(plain)
    return found


def fill_ends(cue: StyledCue) -> StyledCue:
    """Return a cue in which every span with a start has an end: the next start, or the cue's."""
    following = cue.end
    lines = []
    for line in reversed(cue.lines):
        spans = []
        for span in reversed(line):
            if span.start is not None:
                span = replace(span, end=following if span.end is None else span.end)
                following = span.start if span.start is not None else following
            spans.append(span)
        lines.append(tuple(reversed(spans)))
    return replace(cue, lines=tuple(reversed(lines)))
