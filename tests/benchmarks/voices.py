"""Compare the word times of a voice on this machine with the aligner's, and measure its speed.

Each sentence is spoken alone, and aligned with its text as if nothing were known of its
times. A word that starts after a pause is also compared with where the sound becomes loud.
"""

import argparse
import io
import time
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np

import vidsync
from tests.benchmarks._measure import row
from vidsync import audio, tts
from vidsync.errors import AlignmentError
from vidsync.transcript import Speech

SENTENCES = Path(__file__).parents[1] / "data" / "voices" / "sentences.txt"
HEADINGS = ("words", "median", "95 %", "within 60 ms", "worst", "onset", "x real time")
WIDTHS = (24, *(max(len(heading), 8) for heading in HEADINGS))
PAUSE = 0.1
WINDOW = 0.005


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser("voices", description=__doc__)
    parser.add_argument("--engine", default="hibari")
    parser.add_argument("--voice", help="a name, or the path of a file")
    parser.add_argument("--count", type=int, default=60, help="how many sentences are spoken")
    parser.add_argument("--every", type=int, default=5, help="take every n-th sentence")
    parser.add_argument("--worst", type=int, default=0, help="show so many of the worst words")
    options = parser.parse_args(arguments)
    lines = SENTENCES.read_text(encoding="utf-8").splitlines()
    chosen = lines[:: options.every][: options.count]
    tts.speak("One.", engine=options.engine, voice=options.voice)  # loads the network
    offsets: list[tuple[float, str]] = []
    onsets: list[float] = []
    spoken = spent = 0.0
    for text in chosen:
        begun = time.perf_counter()
        speech = tts.speak(text, engine=options.engine, voice=options.voice)
        spent += time.perf_counter() - begun
        spoken += speech.transcript.duration
        offsets += compare(speech, text)
        onsets += find_onsets(speech)
    times = np.abs([offset for offset, _ in offsets]) * 1000
    figures = (
        len(times),
        f"{np.median(times):.1f}",
        f"{np.percentile(times, 95):.0f}",
        f"{(times < 60).mean():.1%}",
        f"{times.max():.0f}",
        f"{np.median(np.abs(onsets)) * 1000:.1f}",
        f"{spoken / spent:.1f}",
    )
    print(row("voice", *HEADINGS, widths=WIDTHS))
    print(row(options.voice or options.engine, *figures, widths=WIDTHS))
    for offset, where in sorted(offsets, key=lambda each: -abs(each[0]))[: options.worst]:
        print(f"{offset * 1000:7.0f} ms  {where}")
    return 0


def compare(speech: Speech, text: str) -> list[tuple[float, str]]:
    """Return how much later each word starts than the aligner says, in seconds, and its place."""
    language = speech.transcript.language
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            aligned = vidsync.align(speech.audio, text, language=language)
        except AlignmentError as error:
            print(f"not aligned: {text!r}: {error.message}")
            return []
    starts = {word.span: word.start for word in aligned.words}
    return [
        (word.start - starts[word.span], f"{word.text!r} in {text!r}")
        for word in speech.transcript.words
        if word.span in starts
    ]


def find_onsets(speech: Speech) -> list[float]:
    """Return how much later the words after pauses start than the sound, in seconds.

    Plosives are left out: they start with their silent closure.
    """
    sound = audio.decode(io.BytesIO(speech.audio))
    size = round(WINDOW * sound.sample_rate)
    data = sound.data[:, 0]
    level = np.sqrt((data[: len(data) // size * size].reshape(-1, size) ** 2).mean(axis=1))
    loud = 0.1 * np.percentile(level, 95)
    found = []
    before = 0.0
    for word in speech.transcript.words:
        is_plosive = word.phones[0].ipa.lstrip("ˈˌ")[:1] in tuple("pbtdkɡg")
        if word.start - before >= PAUSE and not is_plosive:
            first = int(before / WINDOW)
            above = np.flatnonzero(level[first:] > loud)
            if len(above):
                found.append(word.start - (first + int(above[0])) * WINDOW)
        before = word.end
    return found
