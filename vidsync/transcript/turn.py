"""The turns of a conversation."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Turn:
    """One speaker's part of a conversation.

    Attributes:
        speaker: the name to show, or ``""``.
        voice: the engine's voice, or ``""``.
    """

    speaker: str = ""
    voice: str = ""
