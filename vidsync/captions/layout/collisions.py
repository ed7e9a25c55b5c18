"""Keeps captions of simultaneous speakers from covering each other.

The later cue moves up or down to free space in the safe area. If there is none, the earlier cue
disappears when the later one appears.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from vidsync.captions.canvas import Box
from vidsync.captions.layout.frame import Frame
from vidsync.captions.layout.free_space import find_free_shift
from vidsync.captions.layout.placed import PlacedCue, PlacedRun, PlacedWord

# Free height between two cues, and free width beside one, in em.
_APART = 0.25
_BESIDE = 1.2
# A speaker who continues after at most this pause keeps the place of the last cue.
_GOES_ON = 1.0


def separate_cues(placed: Sequence[PlacedCue], frame: Frame) -> tuple[PlacedCue, ...]:
    """Move cues that are on screen at once and would cover each other.

    Args:
        placed: in time order.
        frame: of the style, whose box nothing leaves.

    Returns:
        As many cues, in the same order.
    """
    found: list[PlacedCue] = []
    on_screen: list[int] = []
    last: dict[str, int] = {}
    for cue in placed:
        on_screen = [index for index in on_screen if found[index].cue.end > cue.cue.start]
        covered = {index: _area(found[index], frame) for index in on_screen}
        own = _area(cue, frame) if on_screen else cue.box
        if any(map(own.touches, covered.values())):
            before = last.get(cue.cue.speaker)
            if before is not None and cue.cue.start - found[before].cue.end > _GOES_ON:
                before = None
            place = None if before is None else _area(found[before], frame)
            shift = find_free_shift(
                own,
                frame.box,
                list(covered.values()),
                avoid=frame.avoid,
                apart=_APART * cue.size,
                # The place of the speaker's last cue.
                preferred=[place.top - own.top, place.bottom - own.bottom] if place else [],
            )
            if shift is not None:
                cue = _move(cue, shift)
            for index in (index for index in on_screen if own.touches(covered[index])):
                if shift is None:
                    found[index] = _end_at(found[index], cue.cue.start)
        last[cue.cue.speaker] = len(found)
        on_screen.append(len(found))
        found.append(cue)
    return tuple(found)


def _end_at(placed: PlacedCue, end: float) -> PlacedCue:
    return replace(placed, cue=replace(placed.cue, end=max(placed.cue.start, end)))


def _area(placed: PlacedCue, frame: Frame) -> Box:
    """Return the area that a cue may cover, its name included."""
    ascent = max(run.run.ascent for word in placed.words for run in word.runs)
    descent = max(0.0, *(run.run.descent for word in placed.words for run in word.runs))
    beside = frame.reach + _BESIDE / 2 * placed.size
    boxes = [
        Box(
            placed.box.left - beside,
            min(placed.box.top, placed.words[0].box.bottom - ascent * placed.size) - frame.reach_y,
            placed.box.right + beside,
            placed.box.bottom + descent * placed.size + frame.reach_y,
        )
    ]
    if placed.label is not None:
        boxes.append(placed.label.tag[0] if placed.label.tag else placed.label.box)
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def _move(placed: PlacedCue, shift: float) -> PlacedCue:
    label = placed.label
    if label is not None:
        tag = (_lower(label.tag[0], shift), label.tag[1]) if label.tag else None
        runs = tuple(_lower_runs(label.runs, shift))
        label = replace(label, runs=runs, box=_lower(label.box, shift), tag=tag)
    words = tuple(_move_word(word, shift) for word in placed.words)
    return replace(placed, words=words, box=_lower(placed.box, shift), label=label)


def _move_word(word: PlacedWord, shift: float) -> PlacedWord:
    return replace(
        word,
        runs=tuple(_lower_runs(word.runs, shift)),
        active_runs=tuple(_lower_runs(word.active_runs, shift)),
        box=_lower(word.box, shift),
    )


def _lower_runs(runs: Sequence[PlacedRun], shift: float) -> Iterator[PlacedRun]:
    return (replace(run, baseline=run.baseline + shift) for run in runs)


def _lower(box: Box, shift: float) -> Box:
    return replace(box, top=box.top + shift, bottom=box.bottom + shift)
