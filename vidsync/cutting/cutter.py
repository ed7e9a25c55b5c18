"""Cuts a video or a sound file by its text."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vidsync.cutting.options import CutOptions
from vidsync.cutting.plan import CutPlan, plan_recording
from vidsync.errors import VidsyncWarning
from vidsync.output import check_writable
from vidsync.paths import PathLike
from vidsync.speech_times import cut_at_end, expect_estimates, fit_transcript
from vidsync.timings import load
from vidsync.transcript import Speech, Transcript
from vidsync.transcript.speech import require_transcript

if TYPE_CHECKING:
    from vidsync.media import Encoding, Progress
    from vidsync.media.splicing import Recording


@dataclass(frozen=True, slots=True)
class Cutting:
    """A finished cut.

    Attributes:
        path: the output.
        duration: seconds of it.
        plan: what was removed, and the words at their new times.
    """

    path: Path
    duration: float
    plan: CutPlan

    @property
    def transcript(self) -> Transcript | None:
        """The words at their new times; None if there were none."""
        return self.plan.transcript


def plan_cut(
    source: PathLike,
    transcript: Transcript | Speech | PathLike | None = None,
    options: CutOptions | None = None,
    *,
    sound_only: bool = False,
    on_progress: Callable[[float], None] | None = None,
) -> CutPlan:
    """Plan which stretches of a recording stay, without writing anything.

    Args:
        source: a video or sound file.
        transcript: its words with their times, or the path of a timing document. If the times
            of a document are estimated, as those of an SRT file are, its words are found in the
            sound first. None is enough to shorten silences and to remove stretches of time.
        options: what is cut out; None is hesitations, and pauses longer than 0.6 s.
        sound_only: cut at samples, not at frames.
        on_progress: called with the part of the sound that is measured, 0 to 1.

    Returns:
        The plan, which `cut` takes too.

    Raises:
        InputError: an option can't be used, a phrase is not said, or nothing would be left.
        MediaError: the source cannot be read.
    """
    from vidsync.media.splicing import open_recording

    recording = open_recording(source, sound_only=sound_only)
    return _plan(recording, transcript, options, on_progress)


def cut(
    source: PathLike,
    output: PathLike,
    transcript: Transcript | Speech | PathLike | None = None,
    options: CutOptions | None = None,
    *,
    plan: CutPlan | None = None,
    encoding: Encoding | None = None,
    ffmpeg: PathLike | None = None,
    overwrite: bool = False,
    on_measured: Callable[[float], None] | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Cutting:
    """Cut a video or a sound file by its text, in one pass of ffmpeg.

    Picture, sound and words stay in step: cuts are at frames, the sound is cut at the same
    moments with a crossfade of 8 ms, and the words, phones and mouth shapes of the transcript
    move along. No word that stays is cut.

    Args:
        source: a video or sound file.
        output: .mp4, .m4v, .mov, .mkv or .webm; or .wav, .flac, .mp3, .m4a, .aac, .ogg or
            .opus for the sound alone.
        transcript: its words with their times, or the path of a timing document. If the times
            of a document are estimated, as those of an SRT file are, its words are found in the
            sound first. None is enough to shorten silences and to remove stretches of time.
        options: what is cut out; None is hesitations, and pauses longer than 0.6 s.
        plan: a plan of `plan_cut` for this source, in the place of `transcript` and `options`.
        encoding: encoder and quality. None is H.264 (HEVC for HDR) with the depth and colour of
            the source, at a quality hard to tell from it.
        ffmpeg: the ffmpeg to use instead of the one that vidsync installs.
        overwrite: replace `output` if it exists.
        on_measured: called with the part of the sound that is measured, 0 to 1.
        on_progress: called about twice a second while the output is written.

    Returns:
        What was made. The output is written completely or not at all.

    Raises:
        InputError: an option can't be used, a phrase is not said, or nothing would be left.
        MediaError: the source cannot be read.
        OutputError: the output cannot be written.
        FfmpegError: ffmpeg fails.

    Warns:
        VidsyncWarning: there is nothing to cut; the source has something that the output lacks.
    """
    from vidsync.media import find_ffmpeg
    from vidsync.media.spliced_output import is_sound_file
    from vidsync.media.splicing import open_recording, splice

    target = Path(output)
    check_writable(target, overwrite=overwrite)
    executable = find_ffmpeg(ffmpeg)
    recording = open_recording(source, sound_only=is_sound_file(target))
    if plan is None:
        plan = _plan(recording, transcript, options, on_measured)
    if not plan.removed:
        warnings.warn(f"nothing was found to cut in {source}", VidsyncWarning, stacklevel=2)
    duration = splice(
        recording,
        target,
        plan.kept,
        encoding=encoding,
        ffmpeg=executable,
        overwrite=overwrite,
        on_progress=on_progress,
    )
    return Cutting(target, duration, plan)


def _plan(
    recording: Recording,
    transcript: Transcript | Speech | PathLike | None,
    options: CutOptions | None,
    on_progress: Callable[[float], None] | None,
) -> CutPlan:
    if isinstance(transcript, str | os.PathLike):
        transcript = _read(transcript, recording)
    elif transcript is not None:
        words = require_transcript(transcript)
        transcript = cut_at_end(words, float(recording.duration), str(recording.path))
    if options is None:
        options = CutOptions(silences=0.6, fillers=transcript is not None)
    return plan_recording(recording, transcript, options, on_progress=on_progress)


def _read(document: PathLike, recording: Recording) -> Transcript:
    from vidsync.timings.documents import load_for_listening

    duration = float(recording.duration)
    if not recording.sound.tracks:
        return cut_at_end(load(document), duration, str(recording.path))
    with expect_estimates():
        words = load_for_listening(document, audio_duration=duration)
    return fit_transcript(words, recording.path)
