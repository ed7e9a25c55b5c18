"""One caption on screen: its words on lines, and when it comes and goes."""

from __future__ import annotations

from dataclasses import dataclass

from vidsync.captions.text import joined
from vidsync.transcript import Word


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption on screen.

    Attributes:
        lines: words, line by line, as shown; each word has its own times.
        start: seconds from the start of the audio, when it comes on.
        end: seconds, when it goes off.
        speaker: who says it, or ``""``.
    """

    lines: tuple[tuple[Word, ...], ...]
    start: float
    end: float
    speaker: str = ""

    @property
    def words(self) -> tuple[Word, ...]:
        """The words of all lines."""
        return tuple(word for line in self.lines for word in line)

    @property
    def text(self) -> str:
        """The lines as text, with line feeds between."""
        return "\n".join(joined([word.text for word in line]) for line in self.lines)

    @property
    def duration(self) -> float:
        """Seconds on screen."""
        return self.end - self.start
