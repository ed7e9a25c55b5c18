"""For moviepy's users: captions and narration as clips of their own compositions.

moviepy composes frames in Python; the captions come to it ready drawn, as a clip with
a mask that libass has painted in one go. Where nothing else is composed,
`vidsync.rendering` makes the same video many times faster.
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from moviepy import AudioFileClip, CompositeAudioClip, CompositeVideoClip, VideoFileClip

from vidsync.captions import Canvas, Preset, caption
from vidsync.errors import CaptionError
from vidsync.media import find_ffmpeg, write_overlay
from vidsync.output import write_bytes
from vidsync.rendering import drawing_of
from vidsync.transcript import Speech, Transcript


def caption_clip(
    transcript: Transcript,
    *,
    size: tuple[int, int],
    frame_rate: float = 30.0,
    duration: float | None = None,
    preset: str | Path | Preset = "pop",
    ffmpeg: str | Path | None = None,
) -> VideoFileClip:
    """Captions as a moviepy clip with a mask, to be laid over others.

    Args:
        transcript: words with times; 0 is the clip's start.
        size: width and height in pixels, of the composition.
        frame_rate: frames per second.
        duration: seconds; None goes to the end of the last cue.
        preset: the captions' look.
        ffmpeg: another ffmpeg than the one that came with vidsync.

    Returns:
        A `VideoFileClip`. Its frames lie in a temporary file, which goes when the clip
        and its copies are forgotten.

    Raises:
        CaptionError: there is no word to show, or one can't be laid out.

    Example:
        >>> captions = caption_clip(transcript, size=clip.size)    # doctest: +SKIP
        >>> CompositeVideoClip([clip, captions])                   # doctest: +SKIP
    """
    canvas = Canvas(*size, matrix="None")
    captions = caption(transcript, preset=preset, canvas=canvas)
    if not captions.cues:
        raise CaptionError("there is nothing visible in the words")
    drawing = drawing_of(captions)
    with _folder_for_a_reader() as folder:
        path = write_overlay(
            drawing,
            folder / "captions.mov",
            size=size,
            frame_rate=frame_rate,
            duration=duration or max(cue.end for cue in captions.cues),
            ffmpeg=find_ffmpeg(ffmpeg),
        )
        return _kept_by(VideoFileClip(str(path), has_mask=True, audio=False), folder)


def captioned(
    clip: Any,
    speech: Speech | Transcript,
    *,
    preset: str | Path | Preset = "pop",
    ffmpeg: str | Path | None = None,
) -> CompositeVideoClip:
    """A clip with captions laid over it, and the narration in its sound.

    Args:
        clip: any moviepy video clip with a duration.
        speech: a `Speech` is heard, over the clip's own sound at half its level; a
            `Transcript` only captions.
        preset: the captions' look.
        ffmpeg: another ffmpeg than the one that came with vidsync.

    Returns:
        A composition as long as the clip; captions and narration are cut at its end.
    """
    transcript = speech.transcript if isinstance(speech, Speech) else speech
    overlay = caption_clip(
        transcript,
        size=(int(clip.w), int(clip.h)),
        frame_rate=clip.fps or 30.0,
        duration=clip.duration,
        preset=preset,
        ffmpeg=ffmpeg,
    )
    composed = CompositeVideoClip([clip, overlay])
    if isinstance(speech, Speech):
        voice = narration_clip(speech)
        voice = voice.subclipped(0, min(voice.duration, clip.duration))
        own = [clip.audio.with_volume_scaled(0.5)] if clip.audio else []
        composed = composed.with_audio(CompositeAudioClip([*own, voice]))
    return composed


def narration_clip(speech: Speech) -> AudioFileClip:
    """A speech's audio as a moviepy clip."""
    with _folder_for_a_reader() as folder:
        path = folder / "narration"
        write_bytes(path, speech.audio)
        return _kept_by(AudioFileClip(str(path)), folder)


@contextmanager
def _folder_for_a_reader() -> Iterator[Path]:
    """A temporary folder that stays if the block succeeds, for `_kept_by` to clear away."""
    folder = Path(tempfile.mkdtemp(prefix="vidsync-moviepy-"))
    try:
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _kept_by(clip: Any, folder: Path) -> Any:
    """The clip, its folder cleared away once nothing can read it any more.

    moviepy's effects make copies of a clip that share its reader, and may outlive it.
    """
    weakref.finalize(clip.reader, shutil.rmtree, folder, ignore_errors=True)
    return clip
