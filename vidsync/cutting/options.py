"""What is cut out of a recording, and what stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from math import isfinite

from vidsync.errors import InputError

# No recording has a pause, a padding or a crossfade that is longer, in seconds.
_LONGEST = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CutOptions:
    """What is cut out of a recording, and what stays.

    What `keep` and `keep_ranges` name stays, whatever else would remove it.

    Attributes:
        silences: shorten pauses that are longer than this many seconds. A pause is where
            nobody speaks and the sound is quiet.
        leave: seconds that are left of a shortened pause; None is `silences`.
        silence_level_db: sound below this level is quiet, in dBFS; None measures the level
            between the words.
        fillers: remove hesitations ("uh", "um") of the transcript's language.
        more_fillers: further words or phrases that count as fillers: ``("like", "you know")``.
        repeats: remove what is said twice: stuttered words, restarted phrases, and sentences
            that are repeated. The last one stays.
        remove: phrases that are removed wherever they are said.
        remove_words: indices of single words that are removed.
        remove_ranges: start and end in seconds of stretches that are removed. A word of
            which less than half is in a stretch stays.
        keep: phrases that stay.
        keep_ranges: start and end in seconds of stretches that stay.
        from_word: remove everything before this phrase.
        to_word: remove everything after this phrase, which comes after `from_word`.
        edited: the transcript's text without the words to remove. Corrected words are
            taken over; words that are not spoken are an error.
        padding: seconds that stay around the words that stay, where there is a pause.
        shortest: a stretch without words between two cuts that is shorter than this many
            seconds is removed too.

    Raises:
        InputError: a value is out of range, or a phrase has no words.
    """

    silences: float | None = None
    leave: float | None = None
    silence_level_db: float | None = None
    fillers: bool = False
    more_fillers: Sequence[str] = ()
    repeats: bool = False
    remove: Sequence[str] = ()
    remove_words: Sequence[int] = ()
    remove_ranges: Sequence[tuple[float, float]] = ()
    keep: Sequence[str] = ()
    keep_ranges: Sequence[tuple[float, float]] = ()
    from_word: str = ""
    to_word: str = ""
    edited: str | None = None
    padding: float = 0.06
    shortest: float = 0.2

    def __post_init__(self) -> None:
        limits = {
            "silences": (0.05, _LONGEST),
            "leave": (0.0, _LONGEST),
            "silence_level_db": (-120.0, 0.0),
            "padding": (0.0, 10.0),
            "shortest": (0.0, 60.0),
        }
        for name, (low, high) in limits.items():
            value = getattr(self, name)
            if value is not None and not (isfinite(value) and low <= value <= high):
                raise InputError(f"{name} is {value}: it must be {low:g} to {high:g}")
        if self.leave is not None and (self.silences is None or self.leave > self.silences):
            raise InputError(
                f"leave is {self.leave:g}, and silences is {self.silences}",
                hint="pauses longer than silences are shortened to leave, which is not longer",
            )
        for name in ("remove_ranges", "keep_ranges"):
            for start, end in getattr(self, name):
                if not (isfinite(start) and isfinite(end) and 0 <= start < end):
                    raise InputError(
                        f"{name}: {start:g} to {end:g} s is not a stretch of time",
                        hint="give a start, and an end after it",
                    )

    @property
    def left_of_pause(self) -> float | None:
        """Seconds that are left of a long pause; None if pauses are not shortened."""
        return self.silences if self.leave is None else self.leave

    @property
    def needs_words(self) -> bool:
        """Whether any of the options needs a transcript."""
        return bool(
            self.fillers
            or self.more_fillers
            or self.repeats
            or self.remove
            or self.remove_words
            or self.keep
            or self.from_word
            or self.to_word
            or self.edited is not None
        )

    @property
    def removes_nothing(self) -> bool:
        """Whether no option removes anything."""
        neutral = {"keep", "keep_ranges", "padding", "shortest", "leave", "silence_level_db"}
        return not any(
            getattr(self, field.name) not in (None, False, "", ())
            and getattr(self, field.name) != []
            for field in fields(self)
            if field.name not in neutral
        )
