"""A cue: its words on lines, and when it appears and disappears."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vidsync.transcript import Transcript, Turn, Word
from vidsync.transcript.spacing import join_words


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption on screen.

    Attributes:
        lines: words, line by line, as shown; each word has its own times.
        start: seconds from the start of the audio, when it appears.
        end: seconds, when it disappears.
        speaker: the speaker's name, or ``""``.
        word_times: whether the words have times of their own. If not, they share the cue's
            time, and caption formats do not write it.
    """

    lines: tuple[tuple[Word, ...], ...]
    start: float
    end: float
    speaker: str = ""
    word_times: bool = True

    @property
    def words(self) -> tuple[Word, ...]:
        """The words of all lines."""
        return tuple(word for line in self.lines for word in line)

    @property
    def text(self) -> str:
        """The lines as text, with line feeds between."""
        return "\n".join(join_words(line) for line in self.lines)

    @property
    def duration(self) -> float:
        """Seconds on screen."""
        return self.end - self.start


def cues_to_transcript(cues: Sequence[Cue], duration: float, language: str) -> Transcript:
    """Return the words of cues as a transcript.

    Args:
        cues: in time order; where they overlap, the later one's words begin later.
        duration: least number of seconds of the sound.
        language: BCP 47 tag of the words.

    Returns:
        The words in time order, each with its cue's speaker. The origin of the times is not
        known, so they count as estimated.
    """
    turns: list[Turn] = []
    words: list[Word] = []
    earliest = 0.0
    speaker: str | None = None
    for cue in cues:
        if cue.speaker != speaker:
            turns.append(Turn(cue.speaker))
            speaker = cue.speaker
        for word in cue.words:
            start = max(earliest, word.start)
            end = max(start, word.end)
            duration = max(duration, end)
            turn = len(turns) - 1
            words.append(replace(word, start=start, end=end, span=None, turn=turn, phones=()))
            earliest = start
    return Transcript(
        tuple(words), duration, language=language, turns=tuple(turns), source="estimated"
    )
