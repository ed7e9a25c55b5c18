"""What an exporter is."""

from __future__ import annotations

from typing import ClassVar

from vidsync.errors import FormatError
from vidsync.lipsync.track import Track


class Exporter:
    """One way to write a track.

    To add one: write a subclass in a file of its own with `title`, `suffix` and
    `export`, and put an instance of it into `EXPORTERS`. A package outside vidsync names
    the class as an entry point in the group ``vidsync.exporters`` instead.
    """

    title: ClassVar[str]
    """What it is for, in a few words for a list."""

    suffix: ClassVar[str]
    """Of its files, with the dot."""

    viseme_set: ClassVar[str | None] = None
    """The only set that it can hold; None for any."""

    def export(self, track: Track) -> str:
        """The file's content.

        Raises:
            FormatError: the track is of a set that the target can't hold.
        """
        if self.viseme_set is not None and track.set != self.viseme_set:
            raise FormatError(
                f"{self.title} has the shapes of {self.viseme_set!r}, not of {track.set!r}",
                hint=f"make the track with set={self.viseme_set!r}",
            )
        return self.text(track)

    def text(self, track: Track) -> str:
        """The file's content, for a track that it can hold."""
        raise NotImplementedError
