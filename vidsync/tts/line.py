"""The lines of a conversation."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """Text that one speaker says without interruption in a conversation.

    Attributes:
        text: what to say.
        voice: the engine's name of a voice; None for its default.
        speaker: a name to show, or ``""``.
    """

    text: str
    voice: str | None = None
    speaker: str = ""
