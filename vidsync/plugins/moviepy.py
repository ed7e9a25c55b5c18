"""Captions and narration as moviepy clips.

moviepy composes frames in Python. The captions reach it as a clip with a mask, drawn
beforehand by libass in one run. If nothing else is composed, `vidsync.render` makes the
same video many times faster.
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
from vidsync.paths import PathLike
from vidsync.rendering import drawing_of
from vidsync.transcript import Speech, Transcript


def caption_clip(
    transcript: Transcript,
    *,
    size: tuple[int, int],
    frame_rate: float = 30.0,
    duration: float | None = None,
    preset: PathLike | Preset = "pop",
    ffmpeg: PathLike | None = None,
) -> VideoFileClip:
    """Make captions as a moviepy clip with a mask, to lay over other clips.

    Args:
        transcript: words with times; 0 is the clip's start.
        size: width and height of the composition in pixels.
        frame_rate: frames per second.
        duration: seconds; None ends with the last cue.
        preset: the look of the captions.
        ffmpeg: the ffmpeg to use instead of the one that vidsync installs.

    Returns:
        A `VideoFileClip`. Its frames are in a temporary file, which is deleted when the
        clip and its copies are garbage-collected.

    Raises:
        CaptionError: there is no word to show, or one cannot be laid out.

    Example:
        >>> captions = caption_clip(transcript, size=clip.size)    # doctest: +SKIP
        >>> CompositeVideoClip([clip, captions])                   # doctest: +SKIP
    """
    canvas = Canvas(*size, matrix="None")
    captions = caption(transcript, preset=preset, canvas=canvas)
    if not captions.cues:
        raise CaptionError("the words have no visible character to show")
    drawing = drawing_of(captions)
    with _make_folder() as folder:
        path = write_overlay(
            drawing,
            folder / "captions.mov",
            size=size,
            frame_rate=frame_rate,
            duration=duration or max(cue.end for cue in captions.cues),
            ffmpeg=find_ffmpeg(ffmpeg),
        )
        return _delete_with_clip(VideoFileClip(str(path), has_mask=True, audio=False), folder)


def captioned(
    clip: Any,
    speech: Speech | Transcript,
    *,
    preset: PathLike | Preset = "pop",
    ffmpeg: PathLike | None = None,
) -> CompositeVideoClip:
    """Lay captions over a clip, and add the narration to its sound.

    Args:
        clip: any moviepy video clip with a duration.
        speech: a `Speech` is played, over the clip's own sound at half its level; a
            `Transcript` only adds captions.
        preset: the look of the captions.
        ffmpeg: the ffmpeg to use instead of the one that vidsync installs.

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
    """Return the audio of a speech as a moviepy clip."""
    with _make_folder() as folder:
        path = folder / "narration"
        write_bytes(path, speech.audio)
        return _delete_with_clip(AudioFileClip(str(path)), folder)


@contextmanager
def _make_folder() -> Iterator[Path]:
    """Make a temporary folder. It is removed only if the block fails; see `_delete_with_clip`."""
    folder = Path(tempfile.mkdtemp(prefix="vidsync-moviepy-"))
    try:
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _delete_with_clip(clip: Any, folder: Path) -> Any:
    """Return the clip; remove its folder once nothing can read the folder any more.

    moviepy's effects copy a clip, and the copies share its reader and may outlive it.
    """
    weakref.finalize(clip.reader, shutil.rmtree, folder, ignore_errors=True)
    return clip
