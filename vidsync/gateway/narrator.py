"""The embedded engine behind a queue: text and voice settings in, sound and times out.

Speaking and encoding run in a few threads. The queue is bounded and served in order; the settings
say how many threads there are and how much may wait.
"""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

import numpy as np

from vidsync import audio, espeak
from vidsync.audio import Samples
from vidsync.errors import VidsyncError, VidsyncWarning, VoiceError
from vidsync.gateway.refusal import Refusal, refusal_of
from vidsync.gateway.settings import Settings
from vidsync.transcript import Transcript, Word
from vidsync.transcript import join as join_transcripts
from vidsync.writing import ends_sentence, has_letters

DEFAULT_VOICE = "en-us"
SAMPLE_RATE = 22050

_LEAD_SECONDS = 0.06
_TAIL_SECONDS = 0.24
_WORDS_PER_MINUTE = 175
_SLOWEST, _FASTEST = 80, 450
_NEUTRAL_PITCH = 50
# espeak-ng's pitches 0 and 99 are about an octave below and above its middle.
_PITCH_PER_SEMITONE = 49 / 12

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How something is to be said.

    Attributes:
        voice: the client's name of the voice.
        language: a tag, or a language's English name; ``""`` and ``auto`` leave it open.
        speed: 1 is normal, 2 twice as fast.
        semitones: higher, or lower if negative.
        volume: factor of the amplitude.
    """

    voice: str = ""
    language: str = ""
    speed: float = 1.0
    semitones: float = 0.0
    volume: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class SpokenText:
    """Spoken text.

    Attributes:
        samples: mono sound.
        transcript: the times of the words; its duration is that of the samples.
        warnings: what the engine had to degrade.
    """

    samples: Samples
    transcript: Transcript
    warnings: tuple[str, ...] = ()

    def resampled(self, sample_rate: int) -> SpokenText:
        """Return the same at another rate; its duration is that of its samples."""
        samples = self.samples.resampled(sample_rate)
        return replace(
            self, samples=samples, transcript=_set_duration(self.transcript, samples.duration)
        )

    def scaled(self, factor: float) -> SpokenText:
        """Return the same, louder or quieter; samples over full scale are clipped."""
        if factor == 1.0:
            return self
        data = np.clip(self.samples.data * np.float32(factor), -1.0, 1.0)
        return replace(self, samples=replace(self.samples, data=data))


def silence(seconds: float, sample_rate: int) -> SpokenText:
    """Return silence."""
    samples = Samples(np.zeros((round(seconds * sample_rate), 1), np.float32), sample_rate)
    return SpokenText(samples, Transcript((), samples.duration))


def join(utterances: Sequence[SpokenText], text: str) -> SpokenText:
    """Join utterances end to end.

    Args:
        utterances: at least one, all with the same rate, their spans pointing into `text`.
        text: the text of all of them together.
    """
    samples = audio.join([utterance.samples for utterance in utterances])
    whole = join_transcripts(
        [
            replace(utterance.transcript, text="", words=_without_spans(utterance))
            for utterance in utterances
        ]
    )
    spans = [word.span for utterance in utterances for word in utterance.transcript.words]
    words = tuple(replace(word, span=span) for word, span in zip(whole.words, spans, strict=True))
    return SpokenText(
        samples,
        _set_duration(replace(whole, words=words, text=text), samples.duration),
        tuple(dict.fromkeys(each for utterance in utterances for each in utterance.warnings)),
    )


def _without_spans(utterance: SpokenText) -> tuple[Word, ...]:
    return tuple(replace(word, span=None) for word in utterance.transcript.words)


def _set_duration(transcript_: Transcript, duration: float) -> Transcript:
    """Return a transcript with the sound's own duration; rounding to samples changes it."""
    ends = [word.end for word in transcript_.words]
    ends += [pause.end for pause in transcript_.pauses]
    ends += [phone.end for word in transcript_.words for phone in word.phones]
    if max(ends, default=0.0) > duration:
        transcript_ = transcript_.slice(0.0, duration)
    return replace(transcript_, duration=duration)


class Narrator:
    """Speaks for every service.

    Args:
        settings: of the gateway.
    """

    def __init__(self, settings: Settings) -> None:
        self._strict = settings.strict_voices
        self._pool = ThreadPoolExecutor(settings.workers, thread_name_prefix="vidsync-gateway")
        self._turnstile = asyncio.Semaphore(settings.workers)
        self._most_waiting = settings.waiting
        self._waiting = 0

    def close(self) -> None:
        """Finish what is being spoken, and drop the rest."""
        self._pool.shutdown(cancel_futures=True)

    async def run(self, work: Callable[[], T]) -> T:
        """Run work that takes processor time, when its turn comes.

        Raises:
            Refusal: too many are waiting already, or the engine refuses.
        """
        if self._waiting >= self._most_waiting:
            raise Refusal("too_many", "too many requests are waiting", retry_after=1.0)
        self._waiting += 1
        try:
            await self._turnstile.acquire()
        finally:
            self._waiting -= 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        except VidsyncError as error:
            raise refusal_of(error) from error
        except VidsyncWarning as warning:
            # Only where the process turns warnings into errors: they belong to the client.
            raise Refusal("invalid", str(warning)) from warning
        finally:
            self._turnstile.release()

    async def speak(self, text: str, manner: Manner) -> SpokenText:
        """Speak a text.

        Raises:
            Refusal: the voice is unknown and voices are strict, or the text cannot be spoken.
        """
        return await self.run(partial(self._synthesize, text, manner))

    def voice_named(self, name: str, language: str = "") -> str:
        """Return the embedded engine's voice for a client's name of a voice.

        Raises:
            Refusal: there is no such voice, and voices are strict.
        """
        try:
            return espeak.find_voice(name).name
        except VoiceError as error:
            if self._strict:
                raise refusal_of(error) from error
        try:
            return espeak.find_voice(language).name
        except VoiceError:
            return _voice_for_language_name(language)

    def _synthesize(self, text: str, manner: Manner) -> SpokenText:
        pitch = _NEUTRAL_PITCH + manner.semitones * _PITCH_PER_SEMITONE
        speech = espeak.synthesize(
            text,
            voice=self.voice_named(manner.voice, manner.language),
            rate=min(max(round(_WORDS_PER_MINUTE * manner.speed), _SLOWEST), _FASTEST),
            pitch=min(max(round(pitch), 0), 99),
        )
        samples = audio.decode(io.BytesIO(speech.audio), sample_rate=SAMPLE_RATE).mono()
        return _pad(samples, speech.transcript, speech.warnings).scaled(manner.volume)


def _pad(samples: Samples, spoken: Transcript, warnings: tuple[str, ...]) -> SpokenText:
    """Add the silence around speech that services leave, and that separates sentences."""
    lead = np.zeros((round(_LEAD_SECONDS * samples.sample_rate), 1), np.float32)
    tail = np.zeros((round(_TAIL_SECONDS * samples.sample_rate), 1), np.float32)
    whole = Samples(np.concatenate([lead, samples.data, tail]), samples.sample_rate)
    shifted = spoken.shift(len(lead) / samples.sample_rate)
    return SpokenText(whole, _set_duration(shifted, whole.duration), warnings)


def _voice_for_language_name(language: str) -> str:
    """Return the voice of a language's English name, such as "Chinese"; else the default."""
    wanted = language.strip().casefold()
    for voice in espeak.voices():
        if wanted and voice.label.partition(" (")[0].casefold() == wanted:
            return voice.name
    return DEFAULT_VOICE


def split_sentences(text: str) -> list[str]:
    """Split a text into sentences, each with the white space after it; joined, they are the text.

    What cannot be spoken alone ("?!", a dash) joins the sentence before it. A blank text has no
    sentence.
    """
    sentences: list[str] = []
    begun = ""
    for token in re.findall(r"\s*\S+\s*", text):
        begun += token
        if ends_sentence(token.strip()):
            sentences.append(begun)
            begun = ""
    sentences += [begun] if begun else []
    merged: list[str] = []
    for sentence in sentences:
        if merged and not (has_letters(sentence) and has_letters(merged[-1])):
            merged[-1] += sentence
        else:
            merged.append(sentence)
    return merged


def take_sentences(buffer: str) -> tuple[str, str]:
    """Split incoming text into what can be spoken now and the rest.

    A sentence is complete when white space follows its end, since "3." may go on as "3.5".

    Returns:
        The complete sentences, and the rest.
    """
    *complete, last = split_sentences(buffer) or [""]
    if last[-1:].isspace() and ends_sentence(last.strip()) and has_letters(last):
        complete.append(last)
    ready = "".join(complete)
    return ready, buffer[len(ready) :]
