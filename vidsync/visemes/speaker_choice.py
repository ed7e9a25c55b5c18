"""Who speaks in a conversation, and what each of them says.

A mouth belongs to one speaker. What is said by the others stays in the text, so that
words are still pronounced in their context; it only moves no lips.
"""

from __future__ import annotations

from dataclasses import replace

from vidsync.errors import InputError, near_matches
from vidsync.transcript import Transcript, Word

UNNAMED = "unnamed"
"""Who says words that belong to no turn, or to one without a name and a voice."""


def list_speakers(transcript: Transcript) -> tuple[str, ...]:
    """All who say something, in the order in which they first speak.

    A speaker is known by name, or by the engine's voice where no name was given.
    """
    return tuple(dict.fromkeys(_speaker(transcript, word) for word in transcript.words))


def select_speaker(transcript: Transcript, speaker: str) -> Transcript:
    """The words of one speaker, at their times in the whole.

    Args:
        transcript: a conversation.
        speaker: one of `speakers`.

    Raises:
        InputError: nobody of that name says anything.
    """
    known = list_speakers(transcript)
    if speaker not in known:
        raise InputError(f"nobody called {speaker!r} speaks", hint=near_matches(speaker, known))
    said = tuple(word for word in transcript.words if _speaker(transcript, word) == speaker)
    return replace(transcript, words=said)


def _speaker(transcript: Transcript, word: Word) -> str:
    turn = transcript.turns[word.turn] if word.turn is not None else None
    return (turn and (turn.speaker or turn.voice)) or UNNAMED
