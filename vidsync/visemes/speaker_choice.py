"""The speakers of a conversation, and the words of each."""

from __future__ import annotations

from dataclasses import replace

from vidsync.errors import InputError, near_matches
from vidsync.transcript import Transcript, Word

UNNAMED = "unnamed"
"""The speaker of words without a turn, or with a turn that has no name and no voice."""


def list_speakers(transcript: Transcript) -> tuple[str, ...]:
    """List the speakers who say something, in the order in which they first speak.

    A speaker is identified by name, or by the engine's voice if there is no name.
    """
    return tuple(dict.fromkeys(_speaker(transcript, word) for word in transcript.words))


def select_speaker(transcript: Transcript, speaker: str) -> Transcript:
    """Keep only the words of one speaker, with their times.

    The text stays whole, so that the words are still pronounced in context.

    Args:
        transcript: a conversation.
        speaker: one of `list_speakers`.

    Raises:
        InputError: there is no such speaker.
    """
    known = list_speakers(transcript)
    if speaker not in known:
        raise InputError(f"there is no speaker {speaker!r}", hint=near_matches(speaker, known))
    words, spoken = (
        tuple(word for word in each if _speaker(transcript, word) == speaker)
        for each in (transcript.words, transcript.spoken)
    )
    return replace(transcript, words=words, spoken=spoken)


def _speaker(transcript: Transcript, word: Word) -> str:
    turn = transcript.turns[word.turn] if word.turn is not None else None
    return (turn and (turn.speaker or turn.voice)) or UNNAMED
