"""Measure transcription: word errors, word starts, words in music and silence, a whole video."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
import warnings
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np

from tests.benchmarks import _transcribe_speech as speech
from tests.benchmarks._align_truth import DEBIAN_PACKAGES, SynthesizerMissingError
from vidsync.alignment.text.tokens import tokenize
from vidsync.audio import AudioSource, Samples, encode
from vidsync.errors import VidsyncWarning
from vidsync.transcript import Word
from vidsync.transcript.spacing import join_words
from vidsync.transcription import Recognition, Recognizer, find_recognizer, transcribe
from vidsync.transcription.listener import Listening

_MEDIA = Path(__file__).resolve().parents[3] / "shared" / "media"
_NARRATION = (
    "This is the story of a very large rabbit. He lives under an old tree, in a meadow full of "
    "butterflies, and he sleeps until ten in the morning. Nobody has ever seen him angry. "
    "But today three small animals have a plan, and the plan is not a kind one. "
    "Watch what happens when the first apple falls from the tree."
)
# British spellings of the sentences, as an American recognizer writes them.
_SPELLINGS = {"harbour": "harbor", "neighbour": "neighbor", "theatre": "theater"}


def main(argv: list[str]) -> int:
    """Print the named tables, or all."""
    parser = argparse.ArgumentParser(prog="transcribe", description=__doc__)
    parser.add_argument("tables", nargs="*", choices=[*_TABLES, []], help="default: all")
    parser.add_argument("--model", action="append", required=True, help="a size, or its folder")
    parser.add_argument("--sentences", type=int, default=50, help="for each of four synthesizers")
    parser.add_argument("--voices", type=int, default=2, help="of flite and of Festival")
    parser.add_argument("--minutes", type=float, default=10.0, help="of music, noise and silence")
    parser.add_argument("--media", type=Path, default=_MEDIA, help="has big_buck_bunny.webm")
    arguments = parser.parse_args(argv)
    warnings.simplefilter("ignore", VidsyncWarning)
    for model in arguments.model:
        recognizer = _Listener(find_recognizer("whisper", model=model))
        for name in arguments.tables or _TABLES:
            print(f"\n## {name}, {Path(model).name}\n")
            try:
                _TABLES[name](recognizer, arguments)
            except SynthesizerMissingError as error:
                print(f"missing: {error}\napt-get install {DEBIAN_PACKAGES}")
                return 2
            sys.stdout.flush()
    return 0


class _Listener(Recognizer):
    """A recognizer that keeps what it heard last."""

    def __init__(self, recognizer: Recognizer) -> None:
        self._recognizer = recognizer
        self.max_window = recognizer.max_window  # type: ignore[misc]
        self.heard: tuple[Word, ...] = ()

    def recognize(
        self, sound: Samples, *, language: str | None = None, prompt: str | None = None
    ) -> Recognition:
        found = self._recognizer.recognize(sound, language=language, prompt=prompt)
        self.heard = found.words
        return found


def read_out(text: str) -> list[str]:
    """Return the words of a text as they are spoken, so that 20 and twenty are the same."""
    words = [word for token in tokenize(text, "en") for word in token.readings[0]]
    words = [part for word in words for part in word.replace("-", " ").split()]
    return [_SPELLINGS.get(word, word) for word in words if word != "and"]


def count_errors(wanted: Sequence[str], heard: Sequence[str]) -> int:
    """Return the least number of words to replace, insert or delete (Levenshtein)."""
    row = list(range(len(heard) + 1))
    for index, word in enumerate(wanted, 1):
        before, row[0] = row[0], index
        for place, other in enumerate(heard, 1):
            change = before + (word != other)
            before = row[place]
            row[place] = min(change, before + 1, row[place - 1] + 1)
    return row[-1]


@dataclass
class _Tally:
    """Sums over all recordings of a synthesizer."""

    words: int = 0
    errors: int = 0
    seconds: float = 0.0
    taken: float = 0.0
    own: list[float] = field(default_factory=list)
    aligned: list[float] = field(default_factory=list)


def _print_speech(recognizer: _Listener, arguments: argparse.Namespace) -> None:
    """Print the word error rate and the error of word starts."""
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    for recording in speech.recordings(arguments.sentences, arguments.voices):
        for name in (recording.voice.split()[0], "all"):
            tallies[name].seconds += recording.sound.duration
        before = time.perf_counter()
        own, aligned = _listen(recognizer, recording.sound)
        taken = time.perf_counter() - before
        wanted = read_out(recording.text)
        errors = count_errors(wanted, read_out(join_words(aligned)))
        for name in (recording.voice.split()[0], "all"):
            tally = tallies[name]
            tally.words += len(wanted)
            tally.errors += errors
            tally.taken += taken
            if recording.starts:
                texts = recording.text.split()
                tally.own += _start_errors(texts, recording.starts, own)
                tally.aligned += _start_errors(texts, recording.starts, aligned)
    rows = [
        [
            name,
            str(tally.words),
            f"{100 * tally.errors / tally.words:.1f} %",
            f"{tally.seconds / tally.taken:.1f}",
            *_describe(tally.own),
            *_describe(tally.aligned),
        ]
        for name, tally in sorted(tallies.items(), key=lambda item: item[0] == "all")
    ]
    heads = ["voices", "words", "word errors", "x real time"]
    heads += ["own median", "own 95 %", "aligned median", "aligned 95 %"]
    _print_table(heads, rows)


def _listen(recognizer: _Listener, sound: Samples) -> tuple[list[Word], list[Word]]:
    """Return the words with the recognizer's own times, and with those of the aligner."""
    listening = Listening(recognizer, language="en")
    own: list[Word] = []
    for window in listening.windows([sound.data[:, 0]]):
        listening.add(window)
        own += [
            Word(word.text, word.start + window.start, word.end + window.start)
            for word in recognizer.heard
        ]
    return own, list(listening.result(sound.duration).transcript.words)


def _start_errors(
    texts: Sequence[str], starts: Sequence[float], heard: Sequence[Word]
) -> list[float]:
    """Return the errors in milliseconds of the words that were heard right."""
    plain = [[_plain(text) for text in texts], [_plain(word.text) for word in heard]]
    errors: list[float] = []
    for first, second, size in SequenceMatcher(None, *plain, autojunk=False).get_matching_blocks():
        errors += (
            abs(heard[second + index].start - starts[first + index]) * 1000 for index in range(size)
        )
    return errors


def _plain(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _describe(errors: Sequence[float]) -> list[str]:
    if not errors:
        return ["", ""]
    return [f"{np.median(errors):.0f} ms", f"{np.percentile(errors, 95):.0f} ms"]


def _print_silence(recognizer: _Listener, arguments: argparse.Namespace) -> None:
    """Print how many words are heard where nobody speaks."""
    sounds: list[tuple[str, AudioSource]] = [*speech.without_speech(arguments.minutes)]
    film = arguments.media / "big_buck_bunny.webm"
    sounds += [("a film's music", film)] if film.exists() else []
    rows = []
    for name, sound in sounds:
        words = transcribe(sound, recognizer=recognizer, resume=False).words
        rows.append([name, str(len(words)), join_words(words)[:60]])
    _print_table(["sound", "words", "which"], rows)


def _print_video(recognizer: _Listener, arguments: argparse.Namespace) -> None:
    """Print the words that differ after a narration was mixed over a film's music."""
    sound = speech.footage_with_narration(arguments.media / "big_buck_bunny.webm", _NARRATION)
    words = transcribe(sound, recognizer=recognizer, resume=False).words
    wanted, heard = read_out(_NARRATION), read_out(join_words(words))
    errors = count_errors(wanted, heard)
    _print_table(
        ["words", "different", "share"],
        [[str(len(wanted)), str(errors), f"{100 * errors / len(wanted):.1f} %"]],
    )
    print(f"\nheard: {join_words(words)}")


_DEAF = """
import sys, time
from vidsync.transcription import Recognition, Recognizer, transcribe

class Deaf(Recognizer):
    max_window = 29.0

    def recognize(self, sound, *, language=None, prompt=None):
        return Recognition((), "en")

transcribe(sys.argv[1], recognizer=Deaf(), language="en", resume=False)
# The kernel's record of the largest size, since getrusage tells that of the parent too.
(peak,) = [row for row in open("/proc/self/status") if row.startswith("VmHWM")]
print(time.process_time(), int(peak.split()[1]) / 1024)
"""


def _print_length(_: _Listener, arguments: argparse.Namespace) -> None:
    """Print what it costs to read a recording and find its speech, for two lengths."""
    recording = next(speech.recordings(arguments.sentences, 1))
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for minutes in (3, 60):
            path = Path(folder, f"{minutes}.flac")
            length = minutes * 60 * speech.RATE
            data = np.resize(recording.sound.data, (length, 1))
            path.write_bytes(encode(Samples(data, speech.RATE), ".flac"))
            command = [sys.executable, "-c", _DEAF, str(path)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            seconds, peak_mb = map(float, done.stdout.split())
            rows.append([f"{minutes} min", f"{seconds:.1f} s", f"{peak_mb:.0f} MB"])
    _print_table(["length", "CPU", "memory"], rows)


def _print_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    for cells in (heads, ["---"] * len(heads), *rows):
        print("| " + " | ".join(cells) + " |")


_TABLES = {
    "speech": _print_speech,
    "silence": _print_silence,
    "video": _print_video,
    "length": _print_length,
}
