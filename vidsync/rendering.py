"""The main job: a video and a speech in, a captioned and narrated video out."""

from __future__ import annotations

import os
import warnings
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from vidsync.checks import check_choice
from vidsync.errors import CaptionError, InputError
from vidsync.output import check_writable
from vidsync.paths import PathLike
from vidsync.speech_times import cut_at_end, expect_estimates, find_end, fit_speech
from vidsync.transcript import Speech, Transcript

if TYPE_CHECKING:
    from vidsync.audio import Samples
    from vidsync.captions import Box, Captions, Preset
    from vidsync.captions.canvas import Region
    from vidsync.media import Drawing, Encoding, Longer, Mix, Progress, Sound
    from vidsync.mouths import MouthInput


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptionOptions:
    """How captions are shown on a video.

    Attributes:
        brand: a TOML file of fonts and colours that override the preset's.
        settings: single values that override both, by the name of their table and key:
            ``{"text.size": 9, "place.position": "top", "rules.max_words": 3}``.
        second: the same speech in another language, with times. It gets captions of its
            own, smaller and below the others, and a subtitle track of its own.
        avoid: regions that captions keep clear of where they can, such as a face or a
            logo: left, top, right and bottom as fractions of the picture.
        burn: draw the captions on the picture. Without it, and if nothing else changes
            the picture, the video stream is copied.
        soft: also add the captions as a subtitle track that viewers can switch on.
        sounds: play the preset's sound effects, if it has any and is burned in.
    """

    brand: PathLike | None = None
    settings: Mapping[str, object] | None = None
    second: Transcript | None = None
    avoid: Sequence[Region | Box] = ()
    burn: bool = True
    soft: bool = False
    sounds: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixing:
    """How a narration is combined with a video.

    Attributes:
        original: the video's own sound under a narration: ``duck`` lowers it while
            somebody speaks, ``over`` keeps its level, ``replace`` removes it.
        longer: what happens if the narration is longer than the video: ``hold`` its last
            frame, ``loop`` it, or ``cut`` the narration.

    Raises:
        InputError: a value is not one of these.
    """

    original: Mix = "duck"
    longer: Longer = "hold"

    def __post_init__(self) -> None:
        from vidsync.media import Longer, Mix  # brings ffmpeg-python

        check_choice("mix", self.original, get_args(Mix))
        check_choice("longer", self.longer, get_args(Longer))


@dataclass(frozen=True, slots=True)
class Rendering:
    """A finished video and what it was made of.

    Attributes:
        path: the video.
        duration: seconds.
        captions: the captions. If they were not drawn, they are laid out on first use.
        drawn: whether the captions are in the picture.
        copied_video: whether the video stream was copied instead of encoded.
        copied_audio: whether the audio stream was copied instead of encoded.
    """

    path: Path
    duration: float
    captions: Captions
    drawn: bool
    copied_video: bool
    copied_audio: bool


def render(
    video: PathLike,
    output: PathLike,
    speech: Speech | Transcript | PathLike,
    *,
    audio: PathLike | bytes | Samples | None = None,
    preset: PathLike | Preset | Mapping[str, object] = "pop",
    platform: str | None = None,
    captions: CaptionOptions | None = None,
    mouth: MouthInput | None = None,
    mixing: Mixing | None = None,
    encoding: Encoding | None = None,
    listen: bool = True,
    ffmpeg: PathLike | None = None,
    overwrite: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
    **renamed: Any,
) -> Rendering:
    """Caption a video word by word, and narrate it, in one pass of ffmpeg.

    Args:
        video: any video file that ffmpeg can read.
        output: .mp4, .m4v, .mov, .mkv or .webm.
        speech: a `Speech` is played and captioned. A `Transcript` captions the sound that
            is there: `audio` if given, else the video's own. A path is a timing document;
            audio inside the document is played.
        audio: the narration that a `Transcript` belongs to.
        preset: the look of the captions: a preset's name, a TOML file, a mapping of the
            keys that such a file has, or a `Preset`.
        platform: keep captions inside this platform's safe area: ``tiktok``, ``reels``, …
            None chooses one from the aspect ratio.
        captions: further options of the captions.
        mouth: a mouth that speaks the words: a set's name or a folder of pictures, a
            `Mouth` with its place, or one for each speaker of a conversation (`Mouth`
            values, or a mapping by speaker). Captions keep clear of a mouth that has a
            place; a mouth without one is placed clear of the captions.
        mixing: how the narration is combined with the video.
        encoding: encoder and quality. None is H.264 at a quality hard to tell from the
            source.
        listen: if the times of the words are estimated, as those of an SRT file are, find
            the words in the sound first. Words that cannot be found keep their times.
        ffmpeg: the ffmpeg to use instead of the one that vidsync installs.
        overwrite: replace `output` if it exists.
        on_progress: called about twice a second.
        renamed: options by their names before 0.2.0: `brand`, `second`, `avoid`, `burn`,
            `soft` and `sounds` of `CaptionOptions`; `mix` and `longer` of `Mixing`.

    Returns:
        What was made. The output is written completely or not at all.

    Raises:
        MediaError: a file cannot be used.
        TimingError: all words are past the end of the sound they belong to.
        PresetError: the preset or mouth set does not exist, or has a mistake in it.
        InputError: an option cannot be used; a mouth's folder cannot be used, or its
            speaker says nothing.
        CaptionError: there is no word to show, or one cannot be laid out.
        FontError: a font cannot be used.
        OutputError: the output cannot be written.
        FfmpegError: ffmpeg fails.

    Warns:
        VidsyncWarning: words are past the end of the sound, and cut or left out; the times of
            the words stay estimated; something of the video is lost.
        DeprecationWarning: an option was given by its old name.
    """
    # These bring numpy, PyAV and HarfBuzz, which `import vidsync` must not load.
    from vidsync.captions import Canvas, caption
    from vidsync.media import Narration, SubtitleTrack, compose, find_ffmpeg, probe
    from vidsync.mouths import assign_mouths

    options, mix = _apply_renamed(captions or CaptionOptions(), mixing or Mixing(), renamed)
    output = Path(output)
    check_writable(output, overwrite=overwrite)
    if isinstance(speech, str | os.PathLike):
        with expect_estimates() if listen else nullcontext():
            speech = read_speech(speech, audio=audio, listen=listen)
    if not isinstance(speech, Speech | Transcript):
        raise InputError(
            f"a {type(speech).__name__} is not a speech",
            hint="give a Speech, a Transcript or the path of a timing document",
        )
    if isinstance(speech, Speech) and audio is not None:
        raise InputError(
            "the speech has its own audio", hint="give speech.transcript together with audio"
        )
    executable = find_ffmpeg(ffmpeg)
    media = probe(video)
    sound = speech.audio if isinstance(speech, Speech) else audio
    fitted = fit_speech(speech, media, audio=audio, listen=listen)
    transcript = fitted.transcript if isinstance(fitted, Speech) else fitted
    second = options.second
    if second is not None:
        own = (transcript.duration, "the speech") if isinstance(fitted, Speech) else None
        second = cut_at_end(second, *(own or find_end(media, audio)))
    mouths = assign_mouths(transcript, mouth)

    width, height = media.canvas
    canvas = Canvas(
        width,
        height,
        frame_rate=None if media.variable_frame_rate else media.frame_rate,
        safe_area=platform,
        matrix=media.color_matrix,
        avoid=tuple(options.avoid),
    )
    canvas = replace(canvas, avoid=(*canvas.avoid, *mouths.regions(canvas)))
    made = caption(
        transcript,
        preset=preset,
        brand=options.brand,
        settings=options.settings,
        canvas=canvas,
        second=second,
    )
    # Subtitles need no fonts: captions that are not drawn are not laid out.
    if not (made.cues if options.burn else made.blocks):
        raise CaptionError("the words have no visible character to show")
    lanes = [lane for lane in (made, made.second) if lane is not None] if options.soft else []
    tracks = [SubtitleTrack(lane.to_srt(), language=lane.transcript.language) for lane in lanes]
    result = compose(
        media,
        output,
        drawing=drawing_of(made) if options.burn else (),
        sprites=mouths.sprites(canvas, made if options.burn else None),
        narration=None if sound is None else Narration(sound),
        mix=mix.original,
        longer=mix.longer,
        sounds=sounds_of(made) if options.burn and options.sounds else (),
        subtitles=tracks,
        encoding=encoding,
        ffmpeg=executable,
        overwrite=overwrite,
        on_progress=on_progress,
    )
    return Rendering(
        result.path,
        result.duration,
        made,
        options.burn,
        result.copied_video,
        result.copied_audio,
    )


def read_speech(
    timings: PathLike,
    *,
    audio: PathLike | bytes | Samples | None = None,
    unit: str | None = None,
    fps: float | None = None,
    offset: float = 0.0,
    scale: float = 1.0,
    encoding: str = "",
    listen: bool = False,
) -> Speech | Transcript:
    """Read a timing document for `render`.

    Args:
        timings: the document; its format is detected.
        audio: the narration that the document belongs to. Its length bounds the times.
        unit: of the document's times: ``s``, ``ms``, ``us``, ``ticks`` or ``frames``; None is
            seconds.
        fps: frames per second, for times that count frames.
        offset: seconds that are added to every time.
        scale: every time is multiplied by it first.
        encoding: of a text file that is not UTF-8; ``""`` detects it.
        listen: keep estimated words past the end of `audio`, since `fit_speech` listens for
            them.

    Returns:
        A `Speech` if the document carries audio and `audio` is None, else a `Transcript`.

    Raises:
        FormatError: the document is of no known format.
        TimingError: its times contradict each other.
    """
    from vidsync.timings import load_document
    from vidsync.timings.documents import load, load_for_listening

    if audio is not None:
        from vidsync.audio import measure

        read = load_for_listening if listen else load
        return read(
            timings,
            audio_duration=measure(audio)[0],
            unit=unit,
            fps=fps,
            offset=offset,
            scale=scale,
            text_encoding=encoding,
        )
    document = load_document(
        timings, unit=unit, fps=fps, offset=offset, scale=scale, text_encoding=encoding
    )
    if document.audio is None:
        return document.transcript
    return Speech(
        document.audio,
        document.media_type,
        document.sample_rate or 0,
        document.transcript,
        document.warnings,
    )


def drawing_of(captions: Captions) -> Drawing:
    """Return the ASS script of captions and the fonts it needs.

    Raises:
        CaptionError: a word cannot be laid out.
        FontError: a font cannot be used.
    """
    from vidsync.media import Drawing

    return Drawing(captions.to_ass(), captions.font_files, captions.font_names)


def sounds_of(captions: Captions) -> list[Sound]:
    """Return the sound effects of captions, with their times.

    An effect that is repeated differs a little each time.
    """
    from vidsync.media import Sound
    from vidsync.sound_effects import EFFECTS, VARIANTS, effect

    uses: Counter[str] = Counter()
    sounds = []
    for cue in captions.sounds:
        if cue.sound not in EFFECTS:
            sounds.append(Sound(Path(cue.sound), cue.time, gain_db=cue.gain_db))
            continue
        variant = effect(cue.sound, uses[cue.sound] % VARIANTS)
        uses[cue.sound] += 1
        sounds.append(Sound(variant.samples, cue.time, gain_db=cue.gain_db, onset=variant.onset))
    return sounds


# The names before 0.2.0, and where each option is now.
_RENAMED = {
    "brand": "captions=CaptionOptions(brand=…)",
    "second": "captions=CaptionOptions(second=…)",
    "avoid": "captions=CaptionOptions(avoid=…)",
    "burn": "captions=CaptionOptions(burn=…)",
    "soft": "captions=CaptionOptions(soft=…)",
    "sounds": "captions=CaptionOptions(sounds=…)",
    "mix": "mixing=Mixing(original=…)",
    "longer": "mixing=Mixing(longer=…)",
}


def _apply_renamed(
    captions: CaptionOptions, mixing: Mixing, renamed: Mapping[str, Any]
) -> tuple[CaptionOptions, Mixing]:
    """Apply options that were given by their old names, with a warning for each.

    Raises:
        TypeError: a name never was an option.
    """
    for name, value in renamed.items():
        if name not in _RENAMED:
            raise TypeError(f"render() got an unexpected keyword argument {name!r}")
        warnings.warn(
            f"render({name}=…) will be removed in 0.3.0: use {_RENAMED[name]}",
            DeprecationWarning,
            stacklevel=3,
        )
        if name == "mix":
            mixing = replace(mixing, original=value)
        elif name == "longer":
            mixing = replace(mixing, longer=value)
        else:
            captions = replace(captions, **{name: value})
    return captions, mixing
