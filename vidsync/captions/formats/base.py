"""The base class of caption formats, and the value that they write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from vidsync.captions.cues.cue import Cue


@dataclass(frozen=True, slots=True)
class Subtitles:
    """Cues with the properties of a file as a whole.

    Attributes:
        cues: in time order.
        language: BCP 47 tag, or ``""``.
        duration: seconds of the sound; 0 if it is not known.
    """

    cues: tuple[Cue, ...]
    language: str = ""
    duration: float = 0.0

    def __repr__(self) -> str:
        words = sum(len(cue.words) for cue in self.cues)
        return f"<Subtitles {len(self.cues)} cues, {words} words>"


class CaptionFormat:
    """A type of caption file.

    To add one, write a subclass in a file of its own with `name`, `title`, `suffixes` and
    `write`, and put an instance of it into `FORMATS` in ``registry.py``.
    """

    name: ClassVar[str]
    """Its name for ``format=``."""

    title: ClassVar[str]
    """A short description for a list."""

    suffixes: ClassVar[tuple[str, ...]]
    """File names end in one of these; the first is written by default."""

    one_at_a_time: ClassVar[bool] = False
    """Whether players show a single cue at a time, so that overlapping cues are merged."""

    def write(self, subtitles: Subtitles) -> str:
        """Return the file's text, with line feeds."""
        raise NotImplementedError
