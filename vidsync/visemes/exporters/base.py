"""What an exporter is: what it says of itself, what it is given, what it gives back.

Which exporters there are is said in the package itself.
"""

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
"""Of curves that are keyed for no certain rate: what game engines and cameras use."""

Proof = Literal["proven in the real program", "read by an independent reader", "by specification"]


@dataclass(frozen=True, slots=True)
class ExporterInfo:
    """What an exporter says of itself, for a list.

    Attributes:
        title: what it is for, in a few words.
        suffix: of its files, with the dot.
        status: what has accepted its files in vidsync's own tests: the program it is for,
            its makers' player or validator; else a reader of somebody else; else nothing
            but readers of the tests' own.
        sets: the only viseme sets that it can hold; none for any.
        usual_set: the set that such files are mostly of, where any can be.
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
        """The set to make where none is asked for."""
        return self.sets[0] if self.sets else self.usual_set


@dataclass(frozen=True, slots=True)
class SpeakerTrack:
    """One speaker of a conversation.

    Attributes:
        name: to show.
        track: the speaker's own mouth, over the whole conversation.
        words: what the speaker says, in time order.
    """

    name: str
    track: Track
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What a file says beyond the movement itself. Each exporter uses what it has a place for.

    Attributes:
        frame_rate: frames per second of a target that counts in frames; None is the one
            that is usual there.
        name: of the clip, take or action.
        target: what is animated, as the program names it: a mesh, a node path, a slot, a
            layer; empty is what is usual there.
        sound: the audio's file name, for formats that name it.
        words: for formats that hold words; in time order.
        speakers: the speakers of a conversation, for formats that have a place for each;
            they are written instead of the one track and its words.
        model: an existing model that the movement is written into, where the format can
            hold both.
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
            raise FormatError(f"a frame rate of {self.frame_rate} is not within 1 and 1000")


class Exporter(ABC):
    """One way to write a mouth's movement; a subclass of `CueExporter` or `KeyExporter`.

    To add one: write a subclass with `info` and `text` (or `content`, if its files are
    binary) in a file of its own, and put an instance of it into `EXPORTERS`. A package
    outside vidsync names the class as an entry point in the group ``vidsync.exporters``
    instead.
    """

    info: ClassVar[ExporterInfo]

    @abstractmethod
    def export(
        self, source: Track | MouthAnimation, options: ExportOptions = ExportOptions()
    ) -> bytes:
        """The file's content; see the subclasses."""

    def check_set(self, name: str) -> None:
        """Refuse a viseme set that the target has no shapes for.

        Raises:
            FormatError: it can't hold the set.
        """
        if self.info.sets and name not in self.info.sets:
            known = " or ".join(repr(known) for known in self.info.sets)
            raise FormatError(
                f"{self.info.title} has the shapes of {known}, not of {name!r}",
                hint=f"make it with set={self.info.sets[0]!r}",
            )


class CueExporter(Exporter):
    """For targets that show one shape at a time."""

    blends: ClassVar[bool] = False
    """Whether a cue of no shape at all, or of several, has a place there."""

    def export(
        self, source: Track | MouthAnimation, options: ExportOptions = ExportOptions()
    ) -> bytes:
        """The file's content.

        Args:
            source: a track; keys of curves have no cues.
            options: what the file says beyond the movement.

        Raises:
            FormatError: the source is not a track, or of a set that the target can't hold.
        """
        if not isinstance(source, Track):
            raise FormatError(f"{self.info.title} shows one shape at a time: it has no curves")
        for track in (source, *(voice.track for voice in options.speakers)):
            self.check_set(track.set)
        if not source.rest and not self.blends:
            raise FormatError(
                f"{self.info.title} shows one shape at a time, and {source.set!r} blends: "
                "it has no shape of rest",
                hint="make it with set='rhubarb'",
            )
        return self.text(source, options).encode("utf-8", "replace")

    @abstractmethod
    def text(self, track: Track, options: ExportOptions) -> str:
        """The file's content, for a track that it can hold."""


class KeyExporter(Exporter):
    """For targets that have a curve for each shape."""

    def export(
        self, source: Track | MouthAnimation, options: ExportOptions = ExportOptions()
    ) -> bytes:
        """The file's content.

        Args:
            source: keys of curves; a track is keyed as its `animation` does by itself.
            options: what the file says beyond the movement.

        Raises:
            FormatError: the source is of a set that the target can't hold, or an option
                can't be used.
        """
        self.check_set(source.set)
        if isinstance(source, Track):
            source = source.animation(frame_rate=options.frame_rate or FRAME_RATE)
        return self.content(source, options)

    def content(self, animation: MouthAnimation, options: ExportOptions) -> bytes:
        """The file's content, for an animation that it can hold."""
        return self.text(animation, options).encode("utf-8", "replace")

    def text(self, animation: MouthAnimation, options: ExportOptions) -> str:
        """The content of a text file."""
        raise NotImplementedError
