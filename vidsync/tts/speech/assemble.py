"""From what a service answered to a `Speech`.

The audio is examined first, so that times which can't be used cost nobody the audio:
they end as `TimestampsUnavailable` with the speech in it. Reading the times is the
timings room's work, finding them in the sound the alignment room's.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, get_args

from vidsync.audio import measure
from vidsync.errors import EngineError, FormatError, MediaError, TimestampsUnavailable, TimingError
from vidsync.timings import Entry, load
from vidsync.timings.reading import audio_payload
from vidsync.timings.reading.spans import find_spans, with_punctuation
from vidsync.transcript import Speech, Transcript, Turn, Word
from vidsync.tts.speech.text_stream import AudioChunk

Encoding = Literal["pcm_s16le", "pcm_f32le", "pcm_mulaw", "pcm_alaw"]

_SAMPLE_SIZES = {"pcm_s16le": 2, "pcm_f32le": 4, "pcm_mulaw": 1, "pcm_alaw": 1}
_LONGEST = 4 * 3600.0
_HAIR = 0.001
"""Seconds that neighbouring times may disagree by."""
_NEAR = 1000
"""Characters of the text in which the next words of a stream are looked for."""


@dataclass(frozen=True, slots=True)
class RawFormat:
    """What mono samples without a header are.

    Attributes:
        encoding: ``pcm_s16le``, ``pcm_f32le``, ``pcm_mulaw`` or ``pcm_alaw``.
        sample_rate: Hz.
    """

    encoding: Encoding
    sample_rate: int

    def __post_init__(self) -> None:
        if self.encoding not in _SAMPLE_SIZES:
            raise EngineError(
                f"there is no sample encoding {self.encoding!r}",
                hint=f"there are: {', '.join(get_args(Encoding))}",
            )

    @property
    def sample_size(self) -> int:
        """Bytes of one sample."""
        return _SAMPLE_SIZES[self.encoding]


class SampleChunks:
    """Samples that come in pieces cut anywhere, as chunks of whole ones.

    Args:
        raw: what they are.
    """

    def __init__(self, raw: RawFormat) -> None:
        self._raw = raw
        self._odd = b""

    def chunks(self, data: bytes) -> Iterator[AudioChunk]:
        """The whole samples so far, if there are any.

        Args:
            data: the next piece; a WAV header at its beginning is dropped, since
                services put one before each piece.
        """
        if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
            begin = data.find(b"data", 12)
            data = data[begin + 8 :] if begin >= 0 else b""
        data = self._odd + data
        whole = len(data) - len(data) % self._raw.sample_size
        self._odd = data[whole:]
        if whole:
            yield AudioChunk(data[:whole], "audio/pcm", self._raw.sample_rate, self._raw.encoding)


def wordless(
    name: str,
    audio: bytes,
    *,
    text: str,
    language: str = "",
    raw: RawFormat | None = None,
    turns: tuple[Turn, ...] = (),
    notices: tuple[str, ...] = (),
) -> Speech:
    """Audio as a speech that has no word times yet.

    Args:
        name: of the service, for errors.
        audio: a file, or samples if `raw` says what they are (they become a WAV file).
        text: what was spoken.
        language: BCP 47 tag, or ``""``.
        raw: how to read samples without a header.
        turns: of a conversation.
        notices: what the service had to say.

    Raises:
        EngineError: the audio is empty, of no known kind, broken, or endless.
    """
    if not audio:
        raise EngineError(f"{name} answered with no audio at all")
    kind = audio_payload.media_type(audio)
    if raw is not None and kind != "audio/wav":
        audio = audio_payload.wav_from_samples(audio, raw.encoding, raw.sample_rate)
        kind = "audio/wav"
    # Nothing else is opened: a playlist would make the decoder read other files.
    if not kind:
        raise EngineError(f"{name} sent something that is not audio of a known kind")
    if kind == "audio/wav" and _breaks_off(audio):
        raise EngineError(f"{name} sent a WAV file that breaks off before its end")
    try:
        duration, sample_rate = measure(io.BytesIO(audio))
    except MediaError as error:
        raise EngineError(error.message) from None
    if not 0 < duration < _LONGEST:
        raise EngineError(f"{name} sent audio that lasts {duration:g} s")
    silent = Transcript((), duration, text=text, language=language, turns=turns)
    return Speech(audio, kind, sample_rate, silent, notices)


def _breaks_off(wav: bytes) -> bool:
    """Whether a WAV file is shorter than it says; streams say 0 or a size beyond all."""
    size = int.from_bytes(wav[4:8], "little")
    return len(wav) < size + 8 and size < 0x7FFF_0000


def timed(
    name: str, speech: Speech, answer: dict[str, object] | list[object], *, format_name: str
) -> Speech:
    """A speech with the words that its answer times.

    Args:
        name: of the service, for errors.
        speech: without words yet.
        answer: the timing document, parsed.
        format_name: its name among the timing formats.

    Raises:
        TimestampsUnavailable: the answer has no times, or none that can be used; the
            speech is in it.
    """
    plain = speech.transcript
    try:
        transcript = load(
            answer,
            format=format_name,
            text=plain.text,
            language=plain.language,
            audio_duration=plain.duration,
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
    if plain.turns:
        if any(
            word.turn is not None and word.turn >= len(plain.turns) for word in transcript.words
        ):
            raise TimestampsUnavailable(
                f"{name} gave a word to a turn that does not exist", speech=speech
            )
        transcript = replace(transcript, turns=plain.turns)
    return replace(speech, transcript=transcript)


def without_times(transcript: Transcript) -> Transcript:
    """A transcript of the same text that says nothing about when it is heard."""
    return replace(transcript, words=(), pauses=(), visemes=(), spoken=())


class WordsInOrder:
    """Timed entries that come one after another, as words on the clock of all the audio.

    Args:
        name: of the service, for errors.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._latest = 0.0

    def words(self, entries: Iterable[Entry], *, offset: float = 0.0) -> Iterator[Word]:
        """The words among entries.

        Args:
            entries: as a timing format reads them.
            offset: seconds of audio before their clock began.

        Raises:
            TimestampsUnavailable: one comes before its predecessor, or ends before it
                starts.
        """
        for entry in entries:
            start = entry.start + offset
            end = start if entry.end is None else entry.end + offset
            if not entry.is_word:
                continue
            if start < self._latest - _HAIR or end < start - _HAIR:
                raise TimestampsUnavailable(
                    f"{self._name} gave word times that can't be used: {entry.name} is out of order"
                )
            self._latest = max(start, self._latest)
            yield Word(entry.text, self._latest, max(end, self._latest), phones=entry.phones)


class WordsInText:
    """Timed entries that come one after another, as words at their place in the text.

    A word waits for the one after it, which tells where it stands when something before
    it was spoken otherwise than it is written.

    Args:
        name: of the service, for errors.
        text: all that is spoken.
    """

    def __init__(self, name: str, text: str) -> None:
        self._ordered = WordsInOrder(name)
        self._text = text
        self._passed = 0
        self._waiting: list[Word] = []

    def words(self, entries: Iterable[Entry]) -> Iterator[Word]:
        """The words that are complete with some more entries.

        Raises:
            TimestampsUnavailable: as `WordsInOrder.words`.
        """
        self._waiting += self._ordered.words(entries)
        return self._released(self._waiting[:-1])

    def rest(self) -> Iterator[Word]:
        """The word that is left when no more come."""
        return self._released(self._waiting)

    def _released(self, words: list[Word]) -> Iterator[Word]:
        near = self._text[self._passed : self._passed + _NEAR]
        spans = find_spans([word.text for word in self._waiting], near)
        self._waiting = self._waiting[len(words) :]
        place = self._passed
        for word, found in zip(words, spans, strict=False):
            if found is None:
                yield word
                continue
            span = (found[0] + place, found[1] + place)
            self._passed = span[1]
            shown = with_punctuation(span, self._text)
            yield replace(word, span=span, text=shown if word.text in shown else word.text)


def unusable_times(name: str, error: FormatError | TimingError) -> TimestampsUnavailable:
    """The error for times in a stream that make no sense."""
    return TimestampsUnavailable(
        f"{name} gave word times that can't be used: {error.message}", hint=error.hint
    )
