"""What a mouth does over time, as values: cues of one pose each.

Saving them for a program is the exporters' work.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

Pose = tuple[tuple[str, float], ...]
"""Shapes and their weights, 0 to 1; the heaviest first."""


@dataclass(frozen=True, slots=True)
class VisemeCue:
    """One pose of the mouth and when it is held.

    Attributes:
        start: seconds from the start of the audio.
        end: seconds; where the next cue starts.
        weights: shapes of the set and how much of each, 0 to 1; the heaviest first.
    """

    start: float
    end: float
    weights: Pose

    @property
    def viseme(self) -> str:
        """The shape with the greatest weight."""
        return self.weights[0][0]

    @property
    def weight(self) -> float:
        """The weight of `viseme`."""
        return self.weights[0][1]

    @property
    def duration(self) -> float:
        """Seconds from start to end."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Track:
    """A mouth's cues over a whole audio.

    Attributes:
        set: the name of the viseme set.
        shapes: all shapes of the set.
        rest: the shape of a mouth that says nothing; what follows after the end.
        cues: without gaps or overlaps, from 0 to `duration`; neighbours differ.
        duration: seconds.
        lead: seconds by which the cues come before their sound.
    """

    set: str
    shapes: tuple[str, ...]
    rest: str
    cues: tuple[VisemeCue, ...]
    duration: float
    lead: float = 0.0

    def __repr__(self) -> str:
        return f"<Track {self.set}, {len(self.cues)} cues, {self.duration:.2f} s>"

    def weights_at(self, seconds: float) -> Pose:
        """The pose that is held at a time; rest before 0 and from the end on."""
        index = bisect_right(self.cues, seconds, key=attrgetter("start")) - 1
        if index < 0 or seconds >= self.duration:
            return ((self.rest, 1.0),)
        return self.cues[index].weights

    def save(
        self,
        path: str | os.PathLike[str],
        *,
        to: str | None = None,
        overwrite: bool = False,
    ) -> None:
        """Write the track for a program, whole or not at all.

        Args:
            path: the file; its suffix chooses the exporter (``.json``, ``.tsv``).
            to: an exporter's name, where the suffix does not say enough.
            overwrite: replace a file that is there.

        Raises:
            FormatError: no exporter of that name or suffix, or one that can't hold
                this set.
            OutputError: the file exists, or can't be written.
        """
        # The exporters know tracks; a track finds them only when it is saved.
        from vidsync.lipsync.exporters import exporter_for
        from vidsync.output import write_text

        target = Path(path)
        write_text(target, exporter_for(target, to).export(self), overwrite=overwrite)
