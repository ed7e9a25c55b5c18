"""What a recognizer heard in a window of sound."""

from __future__ import annotations

from dataclasses import dataclass

from vidsync.transcript import Turn, Word


@dataclass(frozen=True, slots=True)
class Recognition:
    """The words of a window of sound.

    Attributes:
        words: in time order, with rough times in seconds from the window's start. Their
            `confidence` says how sure the recognizer is, and their `gap` what is written before
            them, where the script writes no spaces. `Word.turn` points into `turns`.
        language: BCP 47 tag of what was spoken; None if the recognizer does not tell.
        language_confidence: 0 to 1; None if the recognizer does not tell.
        turns: the speakers' turns, if the recognizer tells speakers apart.
        alternatives: for each word, what else it could be, the likeliest first; empty if the
            recognizer gives none.
    """

    words: tuple[Word, ...]
    language: str | None = None
    language_confidence: float | None = None
    turns: tuple[Turn, ...] = ()
    alternatives: tuple[tuple[str, ...], ...] = ()
