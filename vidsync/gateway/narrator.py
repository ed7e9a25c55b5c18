"""The embedded engines behind a queue: text and voice settings in, sound and times out.

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

from vidsync import audio, espeak, tts
from vidsync.audio import Samples
from vidsync.errors import VidsyncError, VidsyncWarning, VoiceError
from vidsync.espeak import Voice
from vidsync.gateway.refusal import Refusal, refusal_of
from vidsync.gateway.settings import Settings
from vidsync.transcript import Transcript, Word
from vidsync.transcript import join as join_transcripts
from vidsync.tts.engines.embedded import choose, has_hibari
from vidsync.tts.engines.espeak import EspeakEngine
from vidsync.tts.engines.hibari import HibariEngine
from vidsync.writing import ends_sentence, has_letters

DEFAULT_VOICE = "heart"
SAMPLE_RATE = 22050

_LEAD_SECONDS = 0.06
_TAIL_SECONDS = 0.24
_FADE_SECONDS = 0.02
_WORDS_PER_MINUTE = 175
_SLOWEST, _FASTEST = 80, 450
_NEUTRAL_PITCH = 50
# espeak-ng's pitches 0 and 99 are about an octave below and above its middle.
_PITCH_PER_SEMITONE = 49 / 12

_NATURAL_SPEEDS = (0.5, 2.0)
_NATURAL = (
    Voice("heart", "en-US", "female", "Heart (America)", "heart"),
    Voice("heart+deep", "en-US", "male", "Heart, deep (America)", "heart+deep"),
    Voice("heart+high", "en-US", "female", "Heart, high (America)", "heart+high"),
    Voice("heart+low", "en-US", "female", "Heart, low (America)", "heart+low"),
)

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

    def voice_named(self, name: str, language: str = "", text: str = "") -> str:
        """Return the embedded engines' voice for a client's name of a voice.

        Args:
            name: of the client.
            language: a tag or an English name; ``""`` and ``auto`` leave it open.
            text: what will be spoken; the language is guessed from it if it is left open.

        Raises:
            Refusal: there is no such voice, and voices are strict.
        """
        if name in _natural_names():
            return name
        try:
            return espeak.find_voice(name).name
        except VoiceError as error:
            if self._strict:
                raise refusal_of(error) from error
        tag = _find_tag(language)
        choice = choose(text, voice=None, language=tag)
        if choice.engine == "hibari":
            return DEFAULT_VOICE
        return espeak.find_voice(choice.language or "en-us").name

    def _synthesize(self, text: str, manner: Manner) -> SpokenText:
        voice = self.voice_named(manner.voice, manner.language, text)
        if voice in _natural_names():
            engine: tts.Engine = HibariEngine(semitones=min(max(manner.semitones, -12.0), 12.0))
            speed = min(max(manner.speed, _NATURAL_SPEEDS[0]), _NATURAL_SPEEDS[1])
            speech = tts.speak(text, engine=engine, voice=voice, speed=speed)
        else:
            pitch = _NEUTRAL_PITCH + manner.semitones * _PITCH_PER_SEMITONE
            engine = EspeakEngine(
                rate=min(max(round(_WORDS_PER_MINUTE * manner.speed), _SLOWEST), _FASTEST),
                pitch=min(max(round(pitch), 0), 99),
            )
            speech = tts.speak(text, engine=engine, voice=voice)
        samples = audio.decode(io.BytesIO(speech.audio), sample_rate=SAMPLE_RATE).mono()
        return _pad(samples, speech.transcript, speech.warnings).scaled(manner.volume)


def embedded_voices() -> list[Voice]:
    """Return the voices of all embedded engines, the natural ones first."""
    return [*(_NATURAL if has_hibari() else ()), *espeak.voices()]


def _natural_names() -> list[str]:
    return [voice.name for voice in _NATURAL] if has_hibari() else []


def _pad(samples: Samples, spoken: Transcript, warnings: tuple[str, ...]) -> SpokenText:
    """Give speech the silence around it that services leave, and that separates sentences.

    Silence of a voice's own counts, and is cut where it is longer.
    """
    rate = samples.sample_rate
    first, last = (spoken.words[0].start, spoken.words[-1].end) if spoken.words else (0.0, 0.0)
    before = round((_LEAD_SECONDS - first) * rate)
    after = round((_TAIL_SECONDS - (samples.duration - last)) * rate)
    kept = samples.data[max(-before, 0) : len(samples.data) - max(-after, 0)]
    data = np.pad(kept, ((max(before, 0), max(after, 0)), (0, 0)))
    if after < 0:
        fade = round(_FADE_SECONDS * rate)
        data[-fade:] *= np.linspace(1.0, 0.0, len(data[-fade:]), dtype=np.float32)[:, None]
    whole = Samples(data, rate)
    moved = spoken.shift(before / rate)
    return SpokenText(whole, _set_duration(moved, whole.duration), warnings)


def _find_tag(language: str) -> str | None:
    """Return the tag of a language that is given by its tag or its English name, if it is known."""
    wanted = language.strip().casefold()
    if wanted in ("", "auto"):
        return None
    try:
        return espeak.find_voice(wanted).language
    except VoiceError:
        labels = {voice.label.partition(" (")[0].casefold(): voice for voice in espeak.voices()}
        return labels[wanted].language if wanted in labels else None


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
