"""The limits that segmentation keeps to, and the named profiles of them.

Numbers only: what a break costs by its words is in breaks, the search in segment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from math import isfinite
from types import MappingProxyType

from vidsync.errors import PresetError


@dataclass(frozen=True, slots=True)
class Rules:
    """How a transcript is cut into cues.

    Attributes:
        max_words: words on screen at once.
        max_lines: lines of a cue.
        line_characters: characters (grapheme clusters) of a line, spaces included. Only
            a word that is longer by itself may break this.
        reading_speed: characters per second that a viewer can follow; faster cues cost.
        min_duration: seconds; shorter cues cost, and are held longer if there is room.
        max_duration: seconds a cue may last.
        pause: seconds of silence that always end a cue.
        linger: seconds a cue may stay after its last word.
        close_gap: seconds; a shorter gap to the next cue is closed.
        min_gap: seconds that stay free between two cues that do not touch.

    Raises:
        PresetError: a limit is not a positive number, or contradicts another.
    """

    max_words: int = 4
    max_lines: int = 2
    line_characters: int = 18
    reading_speed: float = 25.0
    min_duration: float = 0.5
    max_duration: float = 3.0
    pause: float = 0.45
    linger: float = 0.25
    close_gap: float = 0.45
    min_gap: float = 0.0

    def __post_init__(self) -> None:
        may_be_zero = ("min_duration", "linger", "close_gap", "min_gap")
        for field in fields(self):
            value = getattr(self, field.name)
            if not isfinite(value) or value < 0 or (value == 0 and field.name not in may_be_zero):
                raise PresetError(f"rules: {field.name} is {value!r}, not a positive number")
        if self.min_duration > self.max_duration:
            raise PresetError(
                f"rules: min_duration {self.min_duration:g} s is longer than "
                f"max_duration {self.max_duration:g} s"
            )


PROFILES: Mapping[str, Rules] = MappingProxyType(
    {
        # A few words at a time, as social clips show them. Source: Subtitle Edit's
        # TikTok/Shorts profile for speed; HyperFrames groups 2 to 5 words.
        "social": Rules(),
        # Whole clauses on two lines. Source: Netflix Timed Text Style Guide (42 characters,
        # 2 lines, 20 characters per second, 5/6 to 7 s, half a second past the audio).
        "block": Rules(
            max_words=24,
            max_lines=2,
            line_characters=42,
            reading_speed=20.0,
            min_duration=5 / 6,
            max_duration=7.0,
            pause=1.2,
            linger=0.5,
            close_gap=0.5,
            min_gap=1 / 12,
        ),
    }
)
"""Rules by name: ``social`` and ``block``."""
