"""The base classes of exporters, and their options."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from vidsync.errors import FormatError
from vidsync.timecode import FrameRate
from vidsync.transcript import Word
from vidsync.visemes.track import Track

if TYPE_CHECKING:
    from vidsync.visemes.keys.keyframes import MouthAnimation

FRAME_RATE = 60
"""The default for curves, in frames per second."""

Proof = Literal["proven in the real program", "read by an independent reader", "by specification"]


@dataclass(frozen=True, slots=True)
class ExporterInfo:
    """The description of an exporter, for a list.

    Attributes:
        title: the program or format, in a few words.
        suffix: of its files, with the dot.
        status: what accepts its files in vidsync's tests: the program itself, or its
            maker's player or validator; an independent reader; or only the readers that
            the tests have themselves.
        sets: the only viseme sets that a file can hold; empty for any set.
        usual_set: the set that is most common in these files, where any set is possible.
        has_speakers: whether a file has a place for each speaker of a conversation.
    """

    title: str
    suffix: str
    status: Proof = "by specification"
    sets: tuple[str, ...] = ()
    usual_set: str = "oculus"
    has_speakers: bool = False

    @property
    def default_set(self) -> str:
        """The set to make if the user names none."""
        return self.sets[0] if self.sets else self.usual_set


@dataclass(frozen=True, slots=True)
class SpeakerTrack:
    """The track and the words of one speaker of a conversation.

    Attributes:
        name: of the speaker.
        track: the speaker's mouth, over the whole conversation.
        words: of the speaker, in time order.
    """

    name: str
    track: Track
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What a file has besides the movement. An exporter ignores what its format cannot hold.

    Attributes:
        frame_rate: frames per second, for a format that counts in frames; None uses the
            format's usual rate.
        name: of the clip, take or action.
        target: the name of what is animated in the program: a mesh, a node path, a slot or
            a layer; empty uses the program's usual name.
        sound: the file name of the audio.
        words: in time order.
        speakers: the speakers of a conversation. Where the format has a place for each,
            they are written instead of the one track and its words.
        model: an existing model that the movement is written into.
    """

    frame_rate: FrameRate | None = None
    name: str = "speech"
    target: str = ""
    sound: str = ""
    words: tuple[Word, ...] = ()
    speakers: tuple[SpeakerTrack, ...] = ()
    model: Path | None = None

    def __post_init__(self) -> None:
        if self.frame_rate is not None and not 1 <= self.frame_rate <= 1000:
            raise FormatError(f"the frame rate is {self.frame_rate}, not 1 to 1000")


class Exporter(ABC):
    """Writes mouth movement in the format of one program.

    To add an exporter, write a subclass of `CueExporter` or `KeyExporter` in a file of its
    own, with `info` and `text` (or `content` for a binary format), and add a line for it to
    `EXPORTERS`. Another package names its class as an entry point in the group
    ``vidsync.exporters`` instead.
    """

    info: ClassVar[ExporterInfo]

    @abstractmethod
    def export(
        self, source: Track | MouthAnimation, options: ExportOptions = ExportOptions()
    ) -> bytes:
        """Return the content of the file; see the subclasses."""

    def check_set(self, name: str) -> None:
        """Check that the format can hold a viseme set.

        Raises:
            FormatError: it cannot.
        """
        if self.info.sets and name not in self.info.sets:
            known = " or ".join(repr(known) for known in self.info.sets)
            raise FormatError(
                f"{self.info.title} holds the set {known}, not {name!r}",
                hint=f"use set={self.info.sets[0]!r}",
            )


class CueExporter(Exporter):
    """For programs that show one shape at a time."""

    blends: ClassVar[bool] = False
    """Whether a cue may have no shape, or several."""

    def export(
        self, source: Track | MouthAnimation, options: ExportOptions = ExportOptions()
    ) -> bytes:
        """Return the content of the file.

        Args:
            source: a track; an animation has no cues.
            options: what the file has besides the movement.

        Raises:
            FormatError: the source is not a track, or the format cannot hold its set.
        """
        if not isinstance(source, Track):
            raise FormatError(
                f"{self.info.title} shows one shape at a time and holds no curves",
                hint="export the track, not its animation",
            )
        for track in (source, *(speaker.track for speaker in options.speakers)):
            self.check_set(track.set)
        if not source.rest and not self.blends:
            raise FormatError(
                f"{self.info.title} shows one shape at a time, and {source.set!r} blends shapes: "
                "it has no shape of rest",
                hint="use set='rhubarb'",
            )
        return self.text(source, options).encode("utf-8", "replace")

    @abstractmethod
    def text(self, track: Track, options: ExportOptions) -> str:
        """Return the content of the file for a track of a set that the format can hold."""


class KeyExporter(Exporter):
    """For programs that have a curve for each shape."""

    def export(
        self, source: Track | MouthAnimation, options: ExportOptions = ExportOptions()
    ) -> bytes:
        """Return the content of the file.

        Args:
            source: an animation; a track gets the keys of `Track.animation`.
            options: what the file has besides the movement.

        Raises:
            FormatError: the format cannot hold the set, or a name cannot be written in it.
        """
        self.check_set(source.set)
        if isinstance(source, Track):
            source = source.animation(frame_rate=options.frame_rate or FRAME_RATE)
        return self.content(source, options)

    def content(self, animation: MouthAnimation, options: ExportOptions) -> bytes:
        """Return the content of the file for an animation of a set that the format can hold."""
        return self.text(animation, options).encode("utf-8", "replace")

    def text(self, animation: MouthAnimation, options: ExportOptions) -> str:
        """Return the content of a text file."""
        raise NotImplementedError
