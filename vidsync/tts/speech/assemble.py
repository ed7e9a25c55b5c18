"""Build a `Speech` from a service's response.

The audio is checked before the word times. So if the times can't be used, the caller
still gets the audio: it is in the `TimestampsUnavailable` that is raised.
"""

from __future__ import annotations

import io
from dataclasses import replace

from vidsync.audio import measure
from vidsync.errors import EngineError, FormatError, MediaError, TimestampsUnavailable, TimingError
from vidsync.timings import load
from vidsync.timings.reading import audio_payload
from vidsync.transcript import Speech, Transcript, Turn
from vidsync.tts.speech.samples import RawFormat

_LONGEST = 4 * 3600.0


def build_untimed_speech(
    name: str,
    audio: bytes,
    *,
    text: str,
    language: str = "",
    raw: RawFormat | None = None,
    turns: tuple[Turn, ...] = (),
    notices: tuple[str, ...] = (),
) -> Speech:
    """Build a speech without word times from its audio.

    Args:
        name: the service's name, for errors.
        audio: a file, or samples in the format `raw`, which become a WAV file.
        text: what was spoken.
        language: BCP 47 tag, or ``""``.
        raw: the format of samples without a header.
        turns: of a conversation.
        notices: the service's warnings.

    Raises:
        EngineError: the audio is empty, of an unknown kind, broken, or over four hours
            long.
    """
    if not audio:
        raise EngineError(f"{name} answered with empty audio")
    kind = audio_payload.detect_media_type(audio)
    if raw is not None and kind != "audio/wav":
        audio = audio_payload.build_wav(audio, raw.encoding, raw.sample_rate)
        kind = "audio/wav"
    # No other kind is opened: a playlist would make the decoder read other files.
    if not kind:
        raise EngineError(f"{name} sent something that is not audio of a known kind")
    if kind == "audio/wav" and _is_cut_short(audio):
        raise EngineError(f"{name} sent a WAV file that breaks off before its end")
    try:
        duration, sample_rate = measure(io.BytesIO(audio))
    except MediaError as error:
        raise EngineError(error.message) from None
    if not 0 < duration < _LONGEST:
        raise EngineError(f"{name} sent audio that lasts {duration:g} s")
    untimed = Transcript((), duration, text=text, language=language, turns=turns)
    return Speech(audio, kind, sample_rate, untimed, notices)


def _is_cut_short(wav: bytes) -> bool:
    """Whether a WAV file is shorter than its header says.

    In streamed files the header says 0 or a size near 4 GiB.
    """
    size = int.from_bytes(wav[4:8], "little")
    return len(wav) < size + 8 and size < 0x7FFF_0000


def add_word_times(
    name: str, speech: Speech, answer: dict[str, object] | list[object], *, format_name: str
) -> Speech:
    """Add the word times in a response to a speech.

    Args:
        name: the service's name, for errors.
        speech: without words.
        answer: the timing document, parsed.
        format_name: the name of its timing format.

    Raises:
        TimestampsUnavailable: the response has no times, or times that can't be used. The
            error has the speech.
    """
    untimed = speech.transcript
    try:
        transcript = load(
            answer,
            format=format_name,
            text=untimed.text,
            language=untimed.language,
            audio_duration=untimed.duration,
        )
    except TimestampsUnavailable as error:
        raise TimestampsUnavailable(f"{name} gave no word times", speech=speech) from error
    except (FormatError, TimingError) as error:
        raise TimestampsUnavailable(
            f"{name} gave word times that can't be used: {error.message}",
            hint=error.hint,
            speech=speech,
        ) from None
    if not transcript.words:
        raise TimestampsUnavailable(f"{name} gave no word times", speech=speech)
    if untimed.turns:
        if any(
            word.turn is not None and word.turn >= len(untimed.turns) for word in transcript.words
        ):
            raise TimestampsUnavailable(
                f"{name} gave a word to a turn that does not exist", speech=speech
            )
        transcript = replace(transcript, turns=untimed.turns)
    return replace(speech, transcript=transcript)


def remove_times(transcript: Transcript) -> Transcript:
    """Return a transcript of the same text without words, pauses, visemes and times."""
    return replace(transcript, words=(), pauses=(), visemes=(), spoken=())
