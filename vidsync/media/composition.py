"""The single pass that makes a video: decode, draw, mix, encode, mux.

What need not be encoded is copied: the picture if nothing is drawn on it, the sound
if nothing is mixed into it.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import ffmpeg as graphs

from vidsync.checks import check_choice
from vidsync.errors import MediaError, OutputError, VidsyncWarning
from vidsync.media.encoding import (
    Container,
    Encoding,
    audio_options,
    container_for,
    has_transparency,
    video_arguments,
)
from vidsync.media.ffmpeg.executable import Ffmpeg, find_ffmpeg
from vidsync.media.ffmpeg.graph import arguments_of
from vidsync.media.ffmpeg.process import Progress, file_url, run, workspace
from vidsync.media.picture.drawing import Drawing, FontWatch, draw
from vidsync.media.picture.frames import prepared_frames
from vidsync.media.picture.sprites import Sprite, lay
from vidsync.media.probing import Media
from vidsync.media.sound.narration import (
    Mix,
    Narration,
    audio_file,
    narrated_sound,
    sound_with_sounds,
)
from vidsync.media.sound.short_sounds import Sound, sounds_stream
from vidsync.media.sound.voice_measurement import Voice, measure_voice
from vidsync.media.subtitles import SubtitleTrack
from vidsync.output import check_writable, whole_file

Longer = Literal["hold", "loop", "cut"]

# A narration that outlasts the video by less than this does not extend it by a frame.
_SAME_LENGTH = 0.04
# Seconds; a last frame that is held longer is reported.
_LONG_HOLD = 2.0
# A drawing can change only where there is a frame to draw it on, so the frames of a slide
# show or a screen recording are repeated.
_LONGEST_DRAWN_ON = 0.101


@dataclass(frozen=True, slots=True)
class Result:
    """The finished output.

    Attributes:
        path: the output.
        duration: seconds.
        copied_video: whether the video stream was copied.
        copied_audio: whether the audio stream was copied; False if there is none.
        voice: the measurements of the narration, if there was one.
    """

    path: Path
    duration: float
    copied_video: bool
    copied_audio: bool
    voice: Voice | None = None


@dataclass(frozen=True, slots=True)
class _Plan:
    """The work of one pass, after all checks."""

    media: Media
    drawings: Sequence[Drawing]
    sprites: Sequence[Sprite]
    narration: Narration | None
    voice: Voice | None
    mix: Mix
    longer: Longer
    sounds: Sequence[Sound]
    subtitles: Sequence[SubtitleTrack]
    encoding: Encoding | None
    container: Container
    ffmpeg: Ffmpeg
    folder: Path

    @property
    def narration_end(self) -> float:
        if self.narration is None or self.voice is None:
            return 0.0
        return self.narration.start + self.voice.duration

    @property
    def extended(self) -> bool:
        """Whether the output has to be longer than the video."""
        beyond = self.narration_end - self.media.duration
        return self.longer != "cut" and beyond > _SAME_LENGTH

    @property
    def duration(self) -> float:
        return self.narration_end if self.extended else self.media.duration

    @property
    def holds_last_frame(self) -> bool:
        """Whether the output goes on after the last frame with more to draw on it."""
        if self.extended:
            return self.longer == "hold"
        stands = self.media.duration - self.media.last_frame
        return self.draws and stands > _LONGEST_DRAWN_ON

    @property
    def draws(self) -> bool:
        """Whether anything is drawn on the picture."""
        return bool(self.drawings or self.sprites)

    @property
    def copies_video(self) -> bool:
        return not (self.draws or self.extended or self.encoding) and (
            self.container.holds_video(self.media.codec)
        )

    @property
    def copies_audio(self) -> bool:
        return (
            self.voice is None
            and not self.sounds
            and bool(self.media.audio)
            and all(self.container.holds_audio(stream.codec) for stream in self.media.audio)
        )


def compose(
    media: Media,
    output: Path,
    *,
    drawing: Drawing | Sequence[Drawing] = (),
    sprites: Sequence[Sprite] = (),
    narration: Narration | None = None,
    mix: Mix = "duck",
    longer: Longer = "hold",
    sounds: Sequence[Sound] = (),
    subtitles: Sequence[SubtitleTrack] = (),
    encoding: Encoding | None = None,
    ffmpeg: Ffmpeg | None = None,
    overwrite: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
) -> Result:
    """Make a video from a video, drawings, a narration and subtitles, in one pass.

    The picture comes out upright, in square pixels, of even size, progressive and in
    limited range. HDR is tone-mapped to BT.709 with a warning. Frames keep their times; a
    long-standing frame that is drawn on is repeated. A copied picture keeps all of its
    properties. With a narration there is one stereo sound track. Without one, all of the
    video's tracks are kept, and sounds are mixed into the first.

    Args:
        media: the video.
        output: an .mp4, .m4v, .mov, .mkv or .webm file.
        drawing: ASS scripts to draw on the frames, the lowest first.
        sprites: pictures that change, below the drawings; the lowest first.
        narration: a voice.
        mix: the video's own sound under the narration: ``duck`` lowers it during speech,
            ``over`` leaves it unchanged, ``replace`` removes it.
        longer: what happens if the narration ends after the video: ``hold`` the last
            frame, ``loop`` the video, or ``cut`` the narration.
        sounds: short sounds with their times. `mix` does not change them.
        subtitles: soft tracks. If something is drawn, none is shown by default; MP4 and
            MOV always mark the first one, and the player decides.
        encoding: None copies what can be copied and encodes the rest with defaults. A
            given encoding always encodes the picture.
        ffmpeg: the ffmpeg to use; None finds one.
        overwrite: replace `output` if it exists.
        on_progress: called about twice a second.

    Returns:
        The output, and which of its streams were copied.

    Raises:
        OutputError: the output exists, is the input, or cannot be written.
        InputError: the container cannot hold what is asked for.
        MediaError: the narration cannot be used, or the video breaks off.
        FontError: libass would draw with another font, or a font lacks a glyph.
        FfmpegError: ffmpeg lacks a feature, or failed.
    """
    output = Path(output)
    check_writable(output, overwrite=overwrite)
    _check_distinct(output, media, narration)
    check_choice("mix", mix, get_args(Mix))
    check_choice("longer", longer, get_args(Longer))
    container = container_for(output)
    drawings = (drawing,) if isinstance(drawing, Drawing) else tuple(drawing)
    ffmpeg = ffmpeg or find_ffmpeg()
    if drawings:
        ffmpeg.require(filters=["ass"])
    if sprites:
        ffmpeg.require(filters=["overlay"])
    with workspace() as folder:
        voice = None
        if narration is not None:
            voice = measure_voice(audio_file(narration, folder), folder=folder, ffmpeg=ffmpeg)
        plan = _Plan(
            media=media,
            drawings=drawings,
            sprites=sprites,
            narration=narration,
            voice=voice,
            mix=mix,
            longer=longer,
            sounds=sounds,
            subtitles=subtitles,
            encoding=encoding,
            container=container,
            ffmpeg=ffmpeg,
            folder=folder,
        )
        _warn_of_losses(plan)
        with whole_file(output, overwrite=overwrite) as temporary:
            last = run(
                ffmpeg,
                _arguments(plan, temporary),
                folder=folder,
                task=f"making {output.name}",
                total_seconds=plan.duration,
                on_progress=on_progress,
                watch=FontWatch(drawings),
            )
            _check_length(plan, last)
    return Result(output, plan.duration, plan.copies_video, plan.copies_audio, voice)


def _check_distinct(output: Path, media: Media, narration: Narration | None) -> None:
    inputs = [media.path]
    if narration is not None and isinstance(narration.audio, str | os.PathLike):
        inputs.append(Path(narration.audio))
    for path in inputs:
        if output.exists() and path.exists() and output.samefile(path):
            raise OutputError(f"{output} is the input itself", hint="write to another name")


def _warn_of_losses(plan: _Plan) -> None:
    media, name = plan.media, plan.media.path.name
    losses = []
    if media.hdr and not plan.copies_video:
        losses.append(f"{name} is HDR ({media.hdr}): it is toned down to SDR (BT.709)")
    if media.subtitles:
        losses.append(f"{name} has subtitle tracks of its own: they are left out")
    if plan.voice is not None and len(media.audio) > 1 and plan.mix != "replace":
        losses.append(f"{name} has {len(media.audio)} sound tracks: only the first is kept")
    beyond = plan.narration_end - media.duration
    if plan.longer == "cut" and beyond > _SAME_LENGTH:
        losses.append(f"the narration is {beyond:.2f} s too long for {name}: its end is cut off")
    if plan.longer == "hold" and beyond > _LONG_HOLD:
        losses.append(
            f"the narration is {beyond:.2f} s longer than {name}: its last frame is held that "
            "long (the video can be looped, or the narration cut)"
        )
    for loss in losses:
        warnings.warn(loss, VidsyncWarning, stacklevel=3)


def _arguments(plan: _Plan, temporary: Path) -> list[str]:
    """Return ffmpeg's arguments for the whole pass."""
    options: dict[str, Any] = {
        "format": plan.container.muxer,
        **plan.container.options,
        "map_metadata": "0",
    }
    source = graphs.input(
        file_url(plan.media.path),
        protocol_whitelist="file",
        **({"stream_loop": -1} if plan.extended and plan.longer == "loop" else {}),
    )
    streams = [_video(plan, source, options), *_audio(plan, source, options)]
    described: list[tuple[str, str]] = []
    for number, track in enumerate(plan.subtitles):
        streams.append(_subtitle(plan, number, track, options))
        described += [(f"metadata:s:s:{number}", line) for line in _description(track)]
    if plan.extended or plan.holds_last_frame or plan.voice is not None or plan.sounds:
        options["t"] = f"{plan.duration:.6f}"
    output = graphs.output(*streams, file_url(temporary), **options)
    return arguments_of(output, repeated=described)


def _video(plan: _Plan, source: Any, options: dict[str, Any]) -> Any:
    media = plan.media
    stream = source[f"v:{media.video_index}"]
    if plan.copies_video:
        options["c:v"] = "copy"
        if media.codec == "hevc" and plan.container.muxer in ("mp4", "mov"):
            options["tag:v"] = "hvc1"  # Apple's players accept only this one of the two tags
        return stream
    chosen = video_arguments(plan.encoding or Encoding(), plan.container, plan.ffmpeg)
    if has_transparency(media.pixel_format):
        warnings.warn(
            f"{media.path.name} is transparent, and the output is opaque. Captions alone can be "
            "written as a transparent .mov, to lay over it in an editor",
            VidsyncWarning,
            stacklevel=2,
        )
    options |= {"c:v": chosen.encoder, **chosen.options, "fps_mode": "vfr"}
    frames = prepared_frames(stream, media, pixel_format=chosen.pixel_format, ffmpeg=plan.ffmpeg)
    if plan.draws and media.longest_frame > _LONGEST_DRAWN_ON:
        frames = frames.filter("fps", str(min(60, max(30, media.frame_rate))))
    elif media.variable_frame_rate:
        # By default ffmpeg rounds times to a grid of the average frame rate.
        options["enc_time_base:v"] = "demux"
    if plan.holds_last_frame:
        frames = frames.filter("tpad", stop=-1, stop_mode="clone")
    if plan.sprites:
        frames = lay(
            frames,
            plan.sprites,
            folder=plan.folder,
            pixel_format=chosen.pixel_format,
            media=media,
        )
    return draw(frames, plan.drawings, folder=plan.folder) if plan.drawings else frames


def _audio(plan: _Plan, source: Any, options: dict[str, Any]) -> list[Any]:
    media = plan.media
    if plan.copies_audio:
        options["c:a"] = "copy"
        return [source[f"a:{index}"] for index in range(len(media.audio))]
    if plan.voice is None and not media.audio and not plan.sounds:
        return []
    options |= audio_options(plan.encoding or Encoding(), plan.container, plan.ffmpeg)
    tracks = [source[f"a:{index}"] for index in range(len(media.audio))]
    channels = media.audio[0].channels if media.audio else 0
    sounds = None
    if plan.sounds:
        sounds = sounds_stream(plan.sounds, duration=plan.duration, folder=plan.folder)
    if plan.narration is None or plan.voice is None:
        if sounds is not None:
            first = tracks[0] if tracks else None
            tracks[:1] = [sound_with_sounds(first, channels, sounds, duration=plan.duration)]
        return tracks
    mixed = narrated_sound(
        plan.narration,
        plan.voice,
        path=audio_file(plan.narration, plan.folder),
        original=tracks[0] if tracks else None,
        original_channels=channels,
        mix=plan.mix,
        duration=plan.duration,
        folder=plan.folder,
        sounds=sounds,
    )
    return [mixed]


def _subtitle(plan: _Plan, number: int, track: SubtitleTrack, options: dict[str, Any]) -> Any:
    name = f"subtitles-{number}.{track.kind}"
    (plan.folder / name).write_text(track.text, encoding="utf-8", newline="\n")
    options[f"c:s:{number}"] = plan.container.subtitle_encoders[track.kind]
    options[f"disposition:s:{number}"] = "0" if number or plan.drawings else "default"
    return graphs.input(name)["s:0"]


def _description(track: SubtitleTrack) -> list[str]:
    if not track.title:
        return [f"language={track.iso_639_2}"]
    # MP4 players show a track's handler where Matroska players show its title.
    titles = [f"{key}={track.title}" for key in ("title", "handler_name")]
    return [f"language={track.iso_639_2}", *titles]


def _check_length(plan: _Plan, last: Progress) -> None:
    """Refuse an output that is too short: ffmpeg takes a damaged file's early end for the end."""
    missing = plan.duration - last.done_seconds
    if missing > max(1.0, 0.02 * plan.duration):
        raise MediaError(
            f"{plan.media.path} breaks off: {last.done_seconds:.1f} s of "
            f"{plan.duration:.1f} s could be read",
            hint="copy or record it again",
        )
