"""Transcribes recordings of any length: finds speech, recognizes it, and finds the words' edges."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from vidsync.audio import AudioSource, Floats, measure, measure_delay
from vidsync.errors import InputError, VidsyncWarning
from vidsync.models import cache_folder
from vidsync.paths import PathLike
from vidsync.transcript import Transcript
from vidsync.transcription.kept_results import KeptResults
from vidsync.transcription.listener import Listening
from vidsync.transcription.listening.sound_blocks import read_blocks
from vidsync.transcription.recognizer import Recognizer, find_recognizer
from vidsync.transcription.report import Transcription
from vidsync.transcription.speakers.channels import channel_blocks, join_channels
from vidsync.transcription.speakers.voice_encoder import OnnxVoiceEncoder, VoiceEncoder
from vidsync.transcription.speakers.voices import Voices
from vidsync.transcription.terms import Terms, parse_terms, read_terms

Progress = Callable[[float, float], None]
Speakers: TypeAlias = Literal["channels", "auto"] | int | None

_MOST_CHANNELS = 16
_MOST_SPEAKERS = 50
# Of so many seconds of speech, words should fill at least this fraction.
_LONG_SPEECH = 20.0
_LITTLE_OF_SPEECH = 0.35


def transcribe(
    audio: AudioSource,
    *,
    language: str | None = None,
    model: PathLike | None = None,
    prompt: str | None = None,
    terms: Sequence[str] | PathLike = (),
    speakers: Speakers = None,
    speaker_model: PathLike | VoiceEncoder | None = None,
    recognizer: str | Recognizer | None = None,
    resume: bool = True,
    on_progress: Progress | None = None,
) -> Transcript:
    """Find out what is said in a recording, and when.

    Args:
        audio: a sound or video file of any length, an encoded file in memory, or samples.
        language: BCP 47 tag of what is spoken; None detects it.
        model: of Whisper: a size (``tiny``, ``base``, ``small``, ``medium``, ``large-v3``), one for
            English alone (``base.en``), or a model's folder; None is ``base``. Nothing is
            downloaded. Of a service: its name of a model; None is the usual one.
        prompt: text that could come before.
        terms: names and terms that may be spoken, or a file with one a line. They are prompted,
            and take the place of words that sound like them. ``"Nguyen = win"`` also says how
            a term sounds.
        speakers: ``channels`` if each speaker has a channel of the recording; the number of
            speakers, or ``auto``, to tell voices apart; None for one speaker.
        speaker_model: describes voices, for a number of speakers and ``auto``: an ONNX file of
            a speaker model, such as WeSpeaker's, or a `VoiceEncoder`.
        recognizer: a recognizer's name, or a `Recognizer`; None is Whisper with `model`.
        resume: keep what is recognized, so that an interrupted run goes on where it was.
        on_progress: called with the seconds done, and of the whole recording.

    Returns:
        Words with phones (IPA) and a confidence each; source ``aligned``. There are none if
        nobody speaks. A word has a turn if speakers are told apart.

    Raises:
        MediaError: the file can't be read, or has no sound.
        InputError: the model is not on this machine, or an option can't be used.
        DependencyError: the recognizer's package is not installed.
        EngineError: the recognizer failed.

    Warns:
        VidsyncWarning: most of the speech gave no words.
    """
    return transcribe_with_report(
        audio,
        language=language,
        model=model,
        prompt=prompt,
        terms=terms,
        speakers=speakers,
        speaker_model=speaker_model,
        recognizer=recognizer,
        resume=resume,
        on_progress=on_progress,
    ).transcript


def transcribe_with_report(
    audio: AudioSource,
    *,
    language: str | None = None,
    model: PathLike | None = None,
    prompt: str | None = None,
    terms: Sequence[str] | PathLike = (),
    speakers: Speakers = None,
    speaker_model: PathLike | VoiceEncoder | None = None,
    recognizer: str | Recognizer | None = None,
    review: bool = False,
    resume: bool = True,
    on_progress: Progress | None = None,
) -> Transcription:
    """Transcribe like `transcribe`, and report on the language and the doubtful words.

    Args:
        audio: as for `transcribe`, and so are all others but one.
        review: also find out what else the doubtful words could be, which takes longer.
    """
    _check_speakers(speakers)
    expected = _terms_of(terms)
    listener = choose_recognizer(recognizer, model).prepare(
        terms=[term.text for term in expected.terms] if expected else (),
        speakers=None if speakers == "channels" else speakers,
    )
    options = _Options(
        listener,
        language,
        prompt,
        expected,
        KeptResults(cache_folder().parent / "transcription") if resume else None,
        review,
    )
    duration = measure(audio)[0] + measure_delay(audio)
    report = on_progress or _ignore
    if speakers == "channels":
        heard = _listen_to_channels(audio, options, duration, report)
    else:
        voices = _voices_of(speakers, speaker_model, listener)
        blocks = (block.mean(axis=1) for block in read_blocks(audio))
        heard = _listen(options.start(voices), blocks, duration, report)
    if options.kept:
        options.kept.remove_old()
    _tell_left_out(heard)
    return heard


def _tell_left_out(heard: Transcription) -> None:
    """Warn if most of a long speech gave no words, such as a sentence said again and again."""
    words = heard.transcript.words
    written = sum(word.end - word.start for word in words)
    if words and heard.speech >= _LONG_SPEECH and written < _LITTLE_OF_SPEECH * heard.speech:
        warnings.warn(
            f"the words fill {written:.0f} s of {heard.speech:.0f} s in which somebody speaks: the "
            "rest is unclear, or repeats itself and was taken for a loop of the recognizer; "
            "if you have the text, vidsync align finds its words",
            VidsyncWarning,
            stacklevel=3,
        )


def _ignore(_done: float, _total: float) -> None:
    pass


@dataclass(frozen=True, slots=True)
class _Options:
    recognizer: Recognizer
    language: str | None
    prompt: str | None
    terms: Terms | None
    kept: KeptResults | None
    review: bool

    def start(self, voices: Voices | None = None) -> Listening:
        return Listening(
            self.recognizer,
            language=self.language,
            prompt=self.prompt,
            terms=self.terms,
            voices=voices,
            kept=self.kept,
            review=self.review,
        )


def _listen(
    listening: Listening, blocks: Iterable[Floats], duration: float, report: Progress
) -> Transcription:
    for window in listening.windows(blocks):
        listening.add(window)
        report(min(window.end, duration), duration)
    report(duration, duration)
    return listening.result(duration)


def _listen_to_channels(
    audio: AudioSource, options: _Options, duration: float, report: Progress
) -> Transcription:
    """Transcribe each channel by itself.

    Raises:
        InputError: there is one channel, or too many.
    """
    count = next((block.shape[1] for block in read_blocks(audio)), 1)
    if not 2 <= count <= _MOST_CHANNELS:
        raise InputError(
            f"speakers can't be told apart by channels: the recording has {count}",
            hint="give their number instead, or 'auto'",
        )
    heard = []
    for channel in range(count):
        done = channel * duration

        def report_channel(seconds: float, _total: float, done: float = done) -> None:
            report((done + seconds) / count, duration)

        blocks = channel_blocks(read_blocks(audio), channel)
        heard.append(_listen(options.start(), blocks, duration, report_channel))
        if options.language is None and heard[-1].transcript.words:
            options = replace(options, language=heard[-1].transcript.language)
    names = [f"Speaker {channel + 1}" for channel in range(count)]
    return join_channels(heard, names)


def _check_speakers(speakers: Speakers) -> None:
    if speakers in (None, "channels", "auto"):
        return
    if isinstance(speakers, bool) or not isinstance(speakers, int):
        raise InputError(
            f"speakers is {speakers!r}", hint="give their number, 'auto', or 'channels'"
        )
    if not 1 <= speakers <= _MOST_SPEAKERS:
        raise InputError(f"speakers is {speakers}: it must be 1 to {_MOST_SPEAKERS}")


def _voices_of(
    speakers: Speakers, model: PathLike | VoiceEncoder | None, recognizer: Recognizer
) -> Voices | None:
    """Return what tells voices apart, or None if nothing has to.

    Raises:
        InputError: it needs a model, and none is given.
    """
    if speakers is None or recognizer.finds_speakers:
        return None
    if model is None:
        raise InputError(
            "telling speakers apart by their voices needs a speaker model",
            hint="give an ONNX file, such as WeSpeaker's voxceleb_resnet34_LM.onnx: "
            "speaker_model='…'; or, if each speaker has a channel, speakers='channels'",
        )
    encoder = model if isinstance(model, VoiceEncoder) else OnnxVoiceEncoder(model)
    return Voices(encoder, speakers if isinstance(speakers, int) else None)


def _terms_of(terms: Sequence[str] | PathLike) -> Terms | None:
    if isinstance(terms, str | os.PathLike):
        return read_terms(terms)
    return parse_terms(terms) if terms else None


def choose_recognizer(
    recognizer: str | Recognizer | None, model: PathLike | None = None
) -> Recognizer:
    """Return a recognizer.

    Args:
        recognizer: a name, or a recognizer; None is Whisper.
        model: of the recognizer that is named; None is its usual one.

    Raises:
        DependencyError: its package is not installed.
        InputError: the model is not on this machine, or the recognizer has no models.
        EngineError: there is no recognizer of that name.
    """
    if isinstance(recognizer, Recognizer):
        return recognizer
    return find_recognizer(recognizer or "whisper", **({} if model is None else {"model": model}))
