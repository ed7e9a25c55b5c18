"""The main job: a video and a speech in, a captioned and narrated video out.

This is the one place where captions, mouths and media meet. It decides nothing about
any: it fits captions and mouths to the video's picture, checks that times and sound belong
together, and hands all to the one ffmpeg pass.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from vidsync.errors import CaptionError, InputError, TimingError
from vidsync.output import check_writable
from vidsync.transcript import Speech, Transcript

if TYPE_CHECKING:
    from vidsync.captions import Box, Captions
    from vidsync.media import Drawing, Encoding, Longer, Media, Mix, Progress, Sound
    from vidsync.mouths import Given

# Containers round lengths to a packet or a frame; a word may end that much past them.
_TOLERANCE = 0.1


@dataclass(frozen=True, slots=True)
class Rendering:
    """A finished video, and what went into it.

    Attributes:
        path: the video.
        duration: seconds.
        captions: what was drawn; if it was not, they are laid out when they are asked for.
        drawn: whether the captions are in the picture.
        copied_video: whether the picture was copied, not encoded anew.
        copied_audio: whether the sound was.
    """

    path: Path
    duration: float
    captions: Captions
    drawn: bool
    copied_video: bool
    copied_audio: bool


def render(
    video: str | Path,
    output: str | Path,
    speech: Speech | Transcript,
    *,
    audio: str | Path | None = None,
    preset: str | Path = "pop",
    brand: str | Path | None = None,
    second: Transcript | None = None,
    avoid: Sequence[Box] = (),
    mouth: Given | None = None,
    burn: bool = True,
    sounds: bool = True,
    soft: bool = False,
    platform: str | None = None,
    mix: Mix = "duck",
    longer: Longer = "hold",
    encoding: Encoding | None = None,
    ffmpeg: str | Path | None = None,
    overwrite: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
) -> Rendering:
    """Caption a video word by word, and narrate it, in one pass of ffmpeg.

    Args:
        video: any file that ffmpeg can read.
        output: .mp4, .m4v, .mov, .mkv or .webm.
        speech: a `Speech` is heard and captioned; a `Transcript` captions the sound that
            is there: `audio` if that is given, else the video's own.
        audio: the narration that a `Transcript` belongs to.
        preset: the captions' look: a preset's name or a TOML file.
        brand: a TOML file of fonts and colours that override any preset's.
        second: the same speech in another language, with times: captions of its own, smaller,
            below the others, and a subtitle track of its own.
        avoid: regions of the picture, in pixels, that captions keep clear of where they can.
        mouth: a mouth that speaks the words, under the captions: a set's name or a folder of
            pictures, a `Mouth` with its place, or one for each speaker of a conversation
            (`Mouth`s, or a mapping by speaker). Captions keep clear of one that has a place;
            one without stands clear of them.
        burn: draw the captions on the picture. If not, and nothing else changes the
            picture, the video stream is copied as it is.
        sounds: let the preset's sound effects be heard, if it has any and is burned in.
        soft: also add the captions as a subtitle track that viewers can switch on.
        platform: whose safe area to keep: ``tiktok``, ``reels``, …; None goes by shape.
        mix: what becomes of the video's own sound under a narration: ``duck``, ``over``
            or ``replace``.
        longer: if the narration outlasts the video: ``hold`` its last frame, ``loop`` it,
            or ``cut`` the narration.
        encoding: encoder and quality; None is H.264 at a quality hard to tell from the
            source.
        ffmpeg: another ffmpeg than the one that came with vidsync.
        overwrite: replace `output` if it is there.
        on_progress: called some twice a second.

    Returns:
        What was made. The output is complete or not there at all.

    Raises:
        MediaError: a file can't be used; TimingError: words lie past the end of the
            sound they belong to.
        PresetError: there is no such preset or mouth set, or it has a mistake.
        InputError: a mouth's folder can't be used, or its speaker says nothing.
        CaptionError: there is no word to show, or one can't be laid out; FontError: a
            font fails.
        OutputError: the output can't be written; FfmpegError: ffmpeg fails.
    """
    # The rooms bring numpy, PyAV and HarfBuzz; `import vidsync` is to be cheap.
    from vidsync.captions import Canvas, caption
    from vidsync.media import Narration, SubtitleTrack, compose, find_ffmpeg, probe
    from vidsync.mouths import cast

    output = Path(output)
    check_writable(output, overwrite=overwrite)
    transcript = speech.transcript if isinstance(speech, Speech) else speech
    if isinstance(speech, Speech) and audio is not None:
        raise InputError("a speech brings its own audio", hint="give its transcript and the audio")
    executable = find_ffmpeg(ffmpeg)
    media = probe(video)
    sound = speech.audio if isinstance(speech, Speech) else audio
    said = [transcript, second] if second is not None else [transcript]
    _check_fit(said, media, audio=Path(audio) if audio is not None else None, heard=sound)
    company = cast(transcript, mouth)

    width, height = media.canvas
    canvas = Canvas(
        width,
        height,
        frame_rate=None if media.variable_frame_rate else media.frame_rate,
        safe_area=platform,
        matrix=media.color_matrix,
    )
    canvas = replace(canvas, avoid=(*avoid, *company.regions(canvas)))
    captions = caption(transcript, preset=preset, brand=brand, canvas=canvas, second=second)
    # Subtitles need no fonts: what isn't drawn isn't laid out.
    if not (captions.cues if burn else captions.blocks):
        raise CaptionError("there is nothing visible in the words")
    lanes = [lane for lane in (captions, captions.second) if lane is not None] if soft else []
    tracks = [SubtitleTrack(lane.to_srt(), language=lane.transcript.language) for lane in lanes]
    narration = None
    if sound is not None:
        narration = Narration(sound if isinstance(sound, bytes) else Path(sound))
    made = compose(
        media,
        output,
        drawing=drawing_of(captions) if burn else (),
        sprites=company.sprites(canvas, captions if burn else None),
        narration=narration,
        mix=mix,
        longer=longer,
        sounds=sounds_of(captions) if burn and sounds else (),
        subtitles=tracks,
        encoding=encoding,
        ffmpeg=executable,
        overwrite=overwrite,
        on_progress=on_progress,
    )
    return Rendering(made.path, made.duration, captions, burn, made.copied_video, made.copied_audio)


def drawing_of(captions: Captions) -> Drawing:
    """Captions as the media room takes them: a script, and the fonts it may be drawn with.

    Raises:
        CaptionError: a word can't be laid out; FontError: a font fails.
    """
    from vidsync.media import Drawing

    return Drawing(captions.to_ass(), captions.font_files, captions.font_names)


def sounds_of(captions: Captions) -> list[Sound]:
    """What is heard with captions, as the media room takes it.

    An effect that is heard again is a little different each time.
    """
    from vidsync.media import Sound
    from vidsync.sound_effects import EFFECTS, VARIANTS, effect

    heard: Counter[str] = Counter()
    sounds = []
    for cue in captions.sounds:
        if cue.sound not in EFFECTS:
            sounds.append(Sound(Path(cue.sound), cue.time, gain_db=cue.gain_db))
            continue
        take = effect(cue.sound, heard[cue.sound] % VARIANTS)
        heard[cue.sound] += 1
        sounds.append(Sound(take.samples, cue.time, gain_db=cue.gain_db, onset=take.onset))
    return sounds


def _check_fit(
    said: Sequence[Transcript],
    media: Media,
    *,
    audio: Path | None,
    heard: bytes | str | Path | None,
) -> None:
    """Refuse words that lie past the end of the sound they are said to be in."""
    from vidsync.audio import measure

    if audio is not None:
        end, where, hint = measure(audio)[0], str(audio), "are the timings of this audio?"
    elif heard is None:
        end, where = media.duration, str(media.path)
        hint = "are the timings of this video? If they are of a narration, give its audio"
    else:
        # A speech's own transcript has been checked against its audio.
        end, where, hint = said[0].duration, "the speech", "are the timings of this speech?"
    for word in (word for transcript in said for word in transcript.words):
        if word.end > end + _TOLERANCE:
            raise TimingError(
                f"{word.text[:40]!r} ends at {word.end:.2f} s, but {where} ends at {end:.2f} s",
                hint=hint,
            )
