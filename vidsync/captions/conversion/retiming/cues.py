"""Moves the times of a styled document."""

from __future__ import annotations

from dataclasses import replace

from vidsync.captions.conversion.document import Span, StyledCue, StyledDocument
from vidsync.captions.conversion.retiming.change import TimeChange


def retime_cues(document: StyledDocument, change: TimeChange) -> tuple[StyledDocument, int]:
    """Return a document with other times, and how many cues end before 0 and are left out."""
    kept: list[StyledCue] = []
    dropped = 0
    for cue in document.cues:
        end = change.move(cue.end)
        if end <= 0:
            dropped += 1
            continue
        start = max(0.0, change.move(cue.start))
        lines = tuple(
            tuple(_retime_span(span, change, start, end) for span in line) for line in cue.lines
        )
        kept.append(replace(cue, start=start, end=max(start, end), lines=lines))
    return replace(document, cues=tuple(kept)), dropped


def _retime_span(span: Span, change: TimeChange, start: float, end: float) -> Span:
    if span.start is None:
        return span
    first = min(max(start, span.start * change.scale + change.shift), end)
    if span.end is None:
        return replace(span, start=first)
    last = min(max(first, span.end * change.scale + change.shift), end)
    return replace(span, start=first, end=last)
