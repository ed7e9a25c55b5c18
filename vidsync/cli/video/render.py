"""`vidsync render`: caption and narrate a video."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated

import typer

from vidsync.cli import options
from vidsync.cli.console import Console, Json, Quiet
from vidsync.cli.look import Settings, with_look_options
from vidsync.cli.mouths import mouth as mouths
from vidsync.cli.speech import recognizing, speaking
from vidsync.cli.timings import listen_in_video
from vidsync.cli.video import encoder_options
from vidsync.errors import InputError

if TYPE_CHECKING:
    from vidsync.transcript import Speech, Transcript


@with_look_options
def command(
    video: Annotated[Path, typer.Argument(help="The video to caption.")],
    output: options.VideoOutput,
    text: Annotated[
        str | None, typer.Option("--text", help="The text to speak, or the text of --audio.")
    ] = None,
    text_file: options.TextFile = None,
    timings: Annotated[
        Path | None, typer.Option("--timings", help="A timing document; its format is detected.")
    ] = None,
    audio: Annotated[
        Path | None, typer.Option("--audio", help="The narration that the timings belong to.")
    ] = None,
    engine: speaking.Engine = "auto",
    voice: speaking.Voice = "",
    language: options.Language = "",
    model: recognizing.Model = "",
    recognizer: recognizing.RecognizerName = "whisper",
    terms: recognizing.Terms = None,
    speakers: recognizing.SpeakersOption = "",
    speaker_model: recognizing.SpeakerModel = None,
    speed: speaking.Speed = 1.0,
    engine_option: speaking.EngineOptions = None,
    preset: options.Preset = "pop",
    brand: options.Brand = None,
    settings: Settings = MappingProxyType({}),
    platform: Annotated[
        str, typer.Option("--platform", help="Keep captions in this platform's safe area.")
    ] = "",
    second: options.Second = None,
    avoid: options.Avoid = None,
    mouth: mouths.Mouths = None,
    mouth_at: mouths.MouthAt = "",
    mouth_width: mouths.MouthWidth = None,
    mouth_hides: mouths.MouthHides = False,
    no_listen: options.NoListen = False,
    no_burn: Annotated[
        bool, typer.Option("--no-burn", help="Do not draw captions on the picture; implies --soft.")
    ] = False,
    soft: Annotated[
        bool, typer.Option("--soft", help="Also add a subtitle track that viewers can switch on.")
    ] = False,
    no_sounds: Annotated[
        bool, typer.Option("--no-sounds", help="Leave out the preset's sound effects.")
    ] = False,
    mix: Annotated[
        str, typer.Option("--mix", help="The video's own sound: duck, over or replace.")
    ] = "duck",
    longer: Annotated[
        str, typer.Option("--longer", help="If the narration is longer: hold, loop or cut.")
    ] = "hold",
    encoder: encoder_options.Encoder = "",
    encoder_preset: encoder_options.EncoderPreset = "",
    crf: encoder_options.Crf = None,
    pixel_format: Annotated[
        str, typer.Option("--pixel-format", help="yuv420p by default; yuv420p10le keeps 10 bits.")
    ] = "",
    ffmpeg: options.FfmpegPath = None,
    frame_rate: options.TimesFrameRate = None,
    unit: options.TimeUnit = None,
    offset: options.TimeOffset = 0.0,
    scale: options.TimeScale = 1.0,
    encoding: options.TextEncoding = "",
    overwrite: options.Overwrite = False,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Caption a video word by word, and narrate it.

    The words come from one of:
    --text, which is spoken and heard in the video;
    --text with --audio, which are aligned;
    --timings with --audio, or with audio inside the document;
    --timings alone, which captions the video's own sound;
    none of these: what is said in the video is written down, as by vidsync transcribe.
    Words without times of their own, as in an SRT file, are found in the sound.

    Example: vidsync render in.mp4 --text "Look at this." -o out.mp4
    """
    # Imported late: numpy and PyAV would slow `--help` down.
    from vidsync import timings as documents
    from vidsync.media import Longer, Mix, probe
    from vidsync.output import check_writable
    from vidsync.rendering import CaptionOptions, Mixing, read_speech, render
    from vidsync.speech_times import expect_estimates

    check_writable(output, overwrite=overwrite)
    if not video.is_file():
        raise InputError(f"{video} does not exist, or is not a file")
    speaking_mouths = mouths.asked_for(mouth, mouth_at, mouth_width, hides=mouth_hides)
    regions = options.parse_regions(avoid)
    console = Console(quiet=quiet, json=json)
    words = options.read_text(text, text_file)
    speech: Speech | Transcript
    narration: Path | None = None
    if timings is not None:
        if words is not None:
            raise InputError("both a text and timings were given", hint="leave one of them out")
        narration = audio
        with nullcontext() if no_listen else expect_estimates():
            speech = read_speech(
                timings,
                audio=audio,
                unit=unit,
                fps=frame_rate,
                offset=offset,
                scale=scale,
                encoding=encoding,
                listen=not no_listen,
            )
    elif words is None:
        narration = audio
        speech = recognizing.transcribed_for_video(
            console,
            video,
            audio=audio,
            language=language,
            model=model,
            recognizer=recognizer,
            terms=terms,
            speakers=speakers,
            speaker_model=speaker_model,
        )
    elif audio is not None:
        speech, narration = _align(console, audio, words, language), audio
    else:
        speech = speaking.spoken(
            console,
            words,
            engine=engine,
            voice=voice,
            language=language,
            speed=speed,
            engine_options=engine_option,
        )
    if timings is not None and not no_listen:
        speech = listen_in_video(console, probe(video), speech, narration, language)
    with console.progress("Rendering") as advance:
        made = render(
            video,
            output,
            speech,
            audio=narration,
            preset=preset,
            platform=platform or None,
            captions=CaptionOptions(
                brand=brand,
                settings=settings,
                second=documents.load(second) if second else None,
                avoid=regions,
                burn=not no_burn,
                soft=soft or no_burn,
                sounds=not no_sounds,
            ),
            mouth=speaking_mouths or None,
            mixing=Mixing(
                original=options.choice(mix, "--mix", Mix),
                longer=options.choice(longer, "--longer", Longer),
            ),
            encoding=encoder_options.read_encoding(encoder, encoder_preset, crf, pixel_format),
            listen=False,
            ffmpeg=ffmpeg,
            overwrite=overwrite,
            on_progress=lambda progress: advance(progress.fraction or 0.0),
        )
    console.results(
        {"video": made.path},
        duration=round(made.duration, 3),
        cues=len(made.captions.cues if made.drawn else made.captions.blocks),
        copied_video=made.copied_video,
        copied_audio=made.copied_audio,
    )


def _align(console: Console, audio: Path, text: str, language: str) -> Transcript:
    from vidsync.alignment import align

    with console.progress("Aligning"):
        return align(audio, text, language=language or "en")
