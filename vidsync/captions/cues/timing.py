"""When a cue appears and disappears: lead-in, linger, gaps, and whole frames.

A cue's start depends only on the pause before its first word. Its end depends on its own start and
the next cue's. The search can therefore compute both before it chooses a cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor

from vidsync.captions.cues.rules import Rules
from vidsync.transcript import Word

# Floating-point noise, far below any frame.
_NOISE = 1e-6
# Most that a short cue may come on before its first word, in seconds: longer looks out of time.
_MOST_EARLY = 0.3


def entry_times(words: Sequence[Word], rules: Rules) -> list[float]:
    """Return when a cue that begins with each word appears, in seconds."""
    rate = rules.frame_rate
    if not rules.lead_in and not rate:
        return [word.start for word in words]
    entries = []
    free_from = 0.0
    earliest = 0.0
    for word in words:
        silence = max(0.0, word.start - free_from)
        time = word.start - min(rules.lead_in, max(0.0, silence - rules.min_gap))
        if rate:
            time = floor(time * rate + 0.5) / rate
        earliest = max(earliest, time)
        entries.append(earliest)
        free_from = max(free_from, word.end)
    return entries


def exit_time(
    begin: float, spoken_until: float, following: float | None, length: int, rules: Rules
) -> float:
    """Return when a cue disappears.

    Args:
        begin: when it appears, seconds.
        spoken_until: the end of its last word, seconds.
        following: when the next cue appears; None for the last one.
        length: its characters: it stays until they can be read, if there is room.
        rules: the limits.

    Returns:
        Seconds; never before `begin`, nor after `following`.
    """
    rate = rules.frame_rate
    end = max(
        spoken_until + rules.linger,
        begin + rules.min_duration,
        begin + length / rules.reading_speed,
    )
    end = max(min(end, begin + rules.max_duration), spoken_until)
    if following is not None:
        if following - spoken_until <= rules.close_gap or (
            rules.chain_gap and following - end < rules.close_gap
        ):
            longest = max(begin + rules.max_duration, spoken_until)
            end = min(following - rules.chain_gap, longest)
        elif end > following - rules.min_gap:
            end = following - rules.min_gap
        if rate:
            end = min(
                ceil(end * rate - _NOISE) / rate,
                floor((following - rules.chain_gap) * rate + _NOISE) / rate,
            )
    elif rate:
        end = ceil(end * rate - _NOISE) / rate
    return max(begin, end)


def bring_forward(
    begin: float, end: float, before: tuple[float, float] | None, rules: Rules
) -> float:
    """Return when a cue appears that is too short, if the pause before it is used.

    It comes on at most 0.3 s early, and after the last word of the cue before it, which keeps
    its own shortest duration. Where gaps between cues have a fixed length, it stays as it is.

    Args:
        begin: when it appears, seconds.
        end: when it disappears, seconds.
        before: when the cue before it appears, and the end of its last word, seconds.
        rules: the limits.
    """
    missing = rules.min_duration - (end - begin)
    if missing <= _NOISE or rules.chain_gap:
        return begin
    free_from = 0.0
    if before is not None:
        appears, spoken_until = before
        free_from = max(spoken_until, appears + rules.min_duration) + rules.min_gap
    earlier = max(free_from, begin - min(missing, _MOST_EARLY))
    if rules.frame_rate:
        earlier = ceil(earlier * rules.frame_rate - _NOISE) / rules.frame_rate
    return min(begin, earlier)


def last_frame(time: float, rules: Rules) -> float:
    """Return the last time at or before `time` at which a cue may end."""
    rate = rules.frame_rate
    return floor(time * rate + _NOISE) / rate if rate else time
