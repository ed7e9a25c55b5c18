"""Measure hibari's word times against the aligner and against the energy of the sound.

The 300 sentences in tests/data/voices have numbers, dates, money, names, quotes and emoji. The
aligner hears the same audio, and is told the words as they are read out ("5 kilometers" for
"5 km"). An onset is where the sound after a pause first exceeds a level far below loud speech for
20 ms; a plosive is left out, since it begins with its silent closure.
"""

import argparse
import io
import re
import time
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from tests.benchmarks._measure import row
from vidsync import audio, tts
from vidsync.alignment import align
from vidsync.transcript import Speech, Transcript
from vidsync.tts.engines.neural.hibari.reading import read_tokens

SENTENCES = Path(__file__).parents[1] / "data" / "voices" / "sentences.txt"
_PLOSIVES = tuple("pbtdkɡ")
_PAUSE = 0.1
_STEP = 0.0025
_BELOW_LOUD_DB = 40.0
_STEADY = 8  # steps


@dataclass
class Found:
    """What was measured in some sentences.

    Attributes:
        words: number of words.
        unspanned: words without a span, or with one whose text differs.
        empty: words without duration.
        unequal: sentences whose audio is not as long as their transcript.
        starts: differences of word starts from the aligner's, in ms.
        onsets: differences of word starts from the onset of energy after a pause, in ms.
        seconds: of the audio.
        cpu: seconds that speaking took.
        misses: the words that differ most, to read.
    """

    words: int = 0
    unspanned: int = 0
    empty: int = 0
    unequal: int = 0
    starts: list[float] = field(default_factory=list)
    onsets: list[float] = field(default_factory=list)
    seconds: float = 0.0
    cpu: float = 0.0
    misses: list[tuple[float, str, str]] = field(default_factory=list)


def sentences() -> list[str]:
    """Return the 300 sentences."""
    return SENTENCES.read_text(encoding="utf-8").splitlines()


def measure(texts: Sequence[str]) -> Found:
    """Speak sentences and compare their times."""
    found = Found()
    tts.speak("Warm up.", engine="hibari")
    for text in texts:
        before = time.process_time()
        speech = tts.speak(text, engine="hibari")
        found.cpu += time.process_time() - before
        sound = audio.decode(io.BytesIO(speech.audio))
        found.seconds += sound.duration
        found.unequal += abs(sound.duration - speech.transcript.duration) > 1e-6
        _check_words(found, speech.transcript)
        found.onsets += _onsets(speech.transcript, sound)
        _compare(found, text, speech)
    return found


def _check_words(found: Found, transcript: Transcript) -> None:
    ends = [0]
    for word in transcript.words:
        span = word.span or (0, 0)
        found.words += 1
        found.unspanned += transcript.text[slice(*span)] != word.text or span[0] < ends[-1]
        found.empty += word.duration <= 0 or not word.phones
        ends.append(span[1])
    # No token of the text is left out.
    found.unspanned += len("".join(transcript.text.split())) != sum(
        len("".join(word.text.split())) for word in transcript.words
    )


def _compare(found: Found, text: str, speech: Speech) -> None:
    """Compare word starts with those of the aligner."""
    tokens = [(match.start(), match[0]) for match in re.finditer(r"\S+", text)]
    said, places, owners = "", [], []
    for reading in read_tokens([token for _, token in tokens]):
        if reading.text:
            said += reading.space if said else ""
            places.append(len(said))
            owners.append(tokens[reading.first][0])
            said += reading.text
    heard: dict[int, float] = {}
    for word in align(speech.audio, said, language="en").words:
        if word.span:
            heard.setdefault(owners[bisect_right(places, word.span[0]) - 1], word.start)
    for word in speech.transcript.words:
        assert word.span
        begun = re.search(r"[^\W_]|[$£€#&½<❤]|[^\x00-\u2fff]", word.text)
        place = word.span[0]
        if place in heard and begun:
            difference = (word.start - heard[place]) * 1000
            found.starts.append(difference)
            found.misses.append((abs(difference), word.text, said))


def _onsets(transcript: Transcript, sound: audio.Samples) -> list[float]:
    data = sound.data[:, 0]
    step = round(_STEP * sound.sample_rate)
    levels = 10 * np.log10(
        np.square(data[: len(data) // step * step]).reshape(-1, step).mean(1) + 1e-12
    )
    loud = levels > np.percentile(levels, 95) - _BELOW_LOUD_DB
    found, last = [], 0.0
    for word in transcript.words:
        if word.start - last >= _PAUSE and not word.phones[0].ipa.lstrip("ˈˌ").startswith(
            _PLOSIVES
        ):
            place = round((last + word.start) / 2 / _STEP)
            while place < len(loud) - _STEADY and not loud[place : place + _STEADY].all():
                place += 1
            found.append((word.start - place * _STEP) * 1000)
        last = word.end
    return found


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="only every Nth sentence")
    parser.add_argument("--show", type=int, default=10, help="how many of the worst words to show")
    chosen = parser.parse_args(arguments)
    found = measure(sentences()[:: chosen.every])
    starts, onsets = np.abs(found.starts), np.abs(found.onsets)
    widths = (52, 20)
    for name, value in (
        ("words", f"{found.words}"),
        ("without a span, without duration", f"{found.unspanned}, {found.empty}"),
        ("sentences whose audio is not as long as they are", f"{found.unequal}"),
        ("word starts against the aligner: compared", f"{len(starts)}"),
        ("median", f"{np.median(starts):.1f} ms"),
        ("under 60 ms", f"{np.mean(starts < 60):.2%}"),
        ("onsets after a pause: compared", f"{len(onsets)}"),
        ("within 20 ms", f"{np.mean(onsets <= 20):.2%}"),
        ("worst", f"{onsets.max():.0f} ms"),
        ("times real time, one core", f"{found.seconds / found.cpu:.0f}"),
    ):
        print(row(name, value, widths=widths))
    for difference, word, said in sorted(found.misses, reverse=True)[: chosen.show]:
        print(f"{difference:5.0f} ms  {word!r} in {said!r}")
    return 0
