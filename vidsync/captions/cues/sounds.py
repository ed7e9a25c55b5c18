"""Cues for sounds that are described, such as ``[applause]``."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor

from vidsync.captions.cues.cue import Cue
from vidsync.captions.cues.rules import Rules
from vidsync.transcript import Pause, Transcript, Word
from vidsync.writing import has_letters

# Floating-point noise, far below any frame.
_NOISE = 1e-6


def add_sound_cues(cues: Sequence[Cue], transcript: Transcript, rules: Rules) -> tuple[Cue, ...]:
    """Return cues with one for each described sound that has room between them.

    Args:
        cues: of the words, in time order.
        transcript: the sounds are pauses with a text in brackets.
        rules: the limits; a sound that can only be shown for less than the shortest duration is
            left out.
    """
    sounds = [pause for pause in transcript.pauses if is_sound(pause)]
    found: list[Cue] = []
    waiting = list(cues)
    for pause in sounds:
        while waiting and waiting[0].start <= pause.start:
            found.append(waiting.pop(0))
        following = waiting[0].start if waiting else None
        before = max((cue.end for cue in found), default=None)
        cue = _place(pause, before, following, transcript.duration, rules)
        if cue is not None:
            found.append(cue)
    return (*found, *waiting)


def is_sound(pause: Pause) -> bool:
    """Whether a pause describes a sound: ``[door slams]``, and not a tag such as ``<break/>``."""
    text = pause.text.strip()
    return text[:1] in "[(♪♫" and has_letters(text) if text else False


def _place(
    pause: Pause, before: float | None, following: float | None, duration: float, rules: Rules
) -> Cue | None:
    start, gap = pause.start, rules.chain_gap
    if before is not None and start - before < max(rules.close_gap, gap):
        start = before + gap
    if start >= pause.end:
        return None  # other cues are shown as long as it sounds
    text = " ".join(pause.text.split())
    needed = max(rules.min_duration, len(text) / rules.reading_speed)
    end = min(max(pause.end, start + needed), start + rules.max_duration)
    if following is None:
        end = min(end, max(duration, pause.end))
    elif following - end < max(rules.close_gap, gap):
        end = following - gap
    if rate := rules.frame_rate:
        start = ceil(start * rate - _NOISE) / rate
        end = floor(end * rate + _NOISE) / rate
    if end - start < rules.min_duration - _NOISE or end - start > rules.max_duration + 1:
        return None
    return Cue(((Word(text, start, end),),), start, end, word_times=False)
