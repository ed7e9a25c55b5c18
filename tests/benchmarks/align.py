"""Measure alignment against speech with known times: accuracy, robustness, confidence and speed."""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
import warnings
from collections.abc import Callable, Iterable
from functools import partial
from itertools import pairwise

import numpy as np

from tests.benchmarks import _align_texts as texts
from tests.benchmarks import _align_truth as truth
from tests.benchmarks._align_noise import DEGRADATIONS
from tests.benchmarks._align_truth import Clip
from tests.benchmarks.align_detection import print_table
from vidsync.alignment import Alignment, align_with_report
from vidsync.audio import Samples
from vidsync.errors import AlignmentError, VidsyncWarning

Say = Callable[[str], Clip | None]


def main(argv: list[str]) -> int:
    """Print the named tables, or all."""
    parser = argparse.ArgumentParser(prog="align", description=__doc__)
    parser.add_argument(
        "tables", nargs="*", choices=[*_TABLES, []], help="tables to print; default: all"
    )
    parser.add_argument("--tune", action="store_true", help="use the tuning sentences")
    arguments = parser.parse_args(argv)
    sentences = texts.TUNE if arguments.tune else texts.REPORT
    print(f"sentences: {'tuning' if arguments.tune else 'report (held out)'}")
    warnings.simplefilter("ignore", VidsyncWarning)
    for name in arguments.tables or _TABLES:
        print(f"\n## {name}\n")
        try:
            _TABLES[name](sentences)
        except truth.SynthesizerMissingError as error:
            print(f"missing: {error}\napt-get install {truth.DEBIAN_PACKAGES}")
            return 2
    return 0


def voices_of(language: str) -> dict[str, Say]:
    """Return the voices of a language. The aligner's reference voice is not among them."""
    voices: dict[str, Say] = {}
    if language == "en":
        voices |= {f"flite {name}": partial(truth.flite, voice=name) for name in truth.FLITE_VOICES}
        voices |= {
            f"Festival {name}": partial(_speak_with_festival, voice=voice)
            for name, voice in truth.FESTIVAL_VOICES.items()
        }
    if language == "it":
        return {
            f"Festival {name}": partial(_speak_with_festival, voice=voice)
            for name, voice in truth.FESTIVAL_ITALIAN.items()
        }
    base = "en-us" if language == "en" else language
    for variant in ("klatt", "f2", "m3"):
        voices[f"espeak {language}+{variant}"] = partial(
            truth.espeak, voice=f"{base}+{variant}", rate=160, pitch=45
        )
    return voices


def _speak_with_festival(text: str, voice: str) -> Clip | None:
    return truth.festival([text], voice)[0]


def _align(clip: Clip, text: str, language: str) -> Alignment | None:
    try:
        return align_with_report(clip.samples, text, language=language)
    except AlignmentError:
        return None


def _print_row(name: str, errors_ms: Iterable[float], *, lost: int = 0) -> None:
    size = np.abs(np.array([*errors_ms]))
    if not len(size):
        print(f"{name:22} no alignment")
        return
    print(
        f"{name:22} {len(size):5d} {np.median(size):7.1f} {np.percentile(size, 95):6.0f} "
        f"{np.mean(size <= 20):6.2f} {np.mean(size <= 50):6.3f} {size.max():6.0f} {lost:5d}",
        flush=True,
    )


def _print_header() -> None:
    print(
        f"{'set':22} {'n':>5} {'median':>7} {'p95':>6} {'≤20':>6} {'≤50':>6} {'max':>6} {'lost':>5}"
    )


def _start_errors(clip: Clip, found: Alignment) -> list[float]:
    """Return the error of each word start in milliseconds; empty if a word is missing."""
    words = found.transcript.words
    if len(words) != len(clip.words):
        return []
    return [1000 * (word.start - start) for word, (start, _) in zip(words, clip.words, strict=True)]


def _measure_accuracy(sentences: dict[str, tuple[str, ...]]) -> None:
    """Print the errors of word starts, word ends and phone starts, in milliseconds."""
    rows: dict[str, dict[str, list[float]]] = {"word starts": {}, "word ends": {}, "phones": {}}
    lost: dict[str, int] = {}
    for language, spoken in sentences.items():
        for name, say in voices_of(language).items():
            starts, ends, phones = (rows[kind].setdefault(name, []) for kind in rows)
            for text in truth.paragraphs(spoken, 2):
                clip = say(text)
                found = clip and _align(clip, text, language)
                if not clip:
                    continue
                if not found or len(found.transcript.words) != len(clip.words):
                    lost[name] = lost.get(name, 0) + len(clip.words)
                    continue
                starts += _start_errors(clip, found)
                words = found.transcript.words
                ends += (
                    1000 * (word.end - end)
                    for word, (_, end) in zip(words, clip.words, strict=True)
                )
                placed = [phone.start for word in words for phone in word.phones]
                if len(placed) == len(clip.phones):
                    phones += (1000 * (a - b) for a, b in zip(placed, clip.phones, strict=True))
    for kind, by_name in rows.items():
        print(f"{kind}, ms")
        _print_header()
        for name, errors in by_name.items():
            _print_row(name, errors, lost=lost.get(name, 0))
        print()


def _measure_numbers(_: dict[str, tuple[str, ...]]) -> None:
    """Print the errors of word starts in sentences with many numbers.

    Each voice reads the numbers by its own rules.
    """
    _print_header()
    for name in truth.FLITE_VOICES:
        errors: list[float] = []
        for text in texts.NUMBERS:
            clip = truth.flite(text, name)
            found = clip and _align(clip, text, "en")
            errors += _start_errors(clip, found) if clip and found else []
        _print_row(f"flite {name}", errors)


def _measure_robustness(sentences: dict[str, tuple[str, ...]]) -> None:
    """Print the errors of word starts under noise, in milliseconds, for flite's slt and rms."""
    _print_header()
    for name, change in DEGRADATIONS.items():
        errors: list[float] = []
        lost = 0
        for voice in ("slt", "rms"):
            for text in truth.paragraphs(sentences["en"], 3):
                clip = truth.flite(text, voice)
                if not clip:
                    continue
                changed = Clip(change(clip.samples), text, clip.words, clip.phones)
                found = _align(changed, text, "en")
                here = _start_errors(clip, found) if found else []
                lost += len(clip.words) - len(here)
                errors += here
        _print_row(name, errors, lost=lost)


def _measure_detection(sentences: dict[str, tuple[str, ...]]) -> None:
    """Print how often a mismatch is detected; `align_detection --cases N` runs more cases."""
    print_table(sentences, cases=40)


def _measure_confidence(sentences: dict[str, tuple[str, ...]]) -> None:
    """Print, by confidence, the share of words that start within 50 ms."""
    pairs: list[tuple[float, float]] = []
    for language, spoken in sentences.items():
        for say in voices_of(language).values():
            for change in ("clean", "white noise 20 dB", "pink noise 10 dB", "music 10 dB, struck"):
                for text in truth.paragraphs(spoken[:8], 4):
                    clip = say(text)
                    if not clip:
                        continue
                    changed = DEGRADATIONS[change](clip.samples)
                    found = _align(Clip(changed, text, clip.words, clip.phones), text, language)
                    if found:
                        confidences = [word.confidence or 0.0 for word in found.transcript.words]
                        pairs += zip(confidences, _start_errors(clip, found), strict=False)
    table = np.array(pairs)
    print(f"{'confidence':>14} {'words':>6} {'mean':>6} {'≤50 ms':>7} {'median':>7}")
    edges = (0.0, 0.8, 0.9, 0.95, 0.98, 0.99, 1.001)
    for low, high in pairwise(edges):
        here = table[(table[:, 0] >= low) & (table[:, 0] < high)]
        if len(here):
            size = np.abs(here[:, 1])
            share, median, mean = np.mean(size <= 50), np.median(size), here[:, 0].mean()
            line = f"{len(here):6d} {mean:6.2f} {share:7.2f} {median:7.1f}"
            print(f"{low:6.2f} – {min(high, 1):4.2f} {line}", flush=True)


def _make_sentences(count: int) -> list[str]:
    """Return different sentences of words drawn at random from the tuning sentences."""
    choose = random.Random(7)
    words = [word.strip(".,;").lower() for text in texts.TUNE["en"] for word in text.split()]
    lines = (" ".join(choose.choices(words, k=choose.randint(6, 14))) for _ in range(count))
    return [line.capitalize() + "." for line in lines]


def _measure_speed(_: dict[str, tuple[str, ...]]) -> None:
    """Print the speed relative to real time and the memory, for a few minutes and for an hour."""
    heads = f"{'x real time':>10} {'x CPU time':>11} {'MB':>8} {'max ms':>7}"
    print(f"{'audio':30} cores {heads}")
    spoken: dict[str, Say] = {
        "flite slt": partial(truth.flite, voice="slt"),
        "espeak en+m3 (warped)": partial(truth.espeak, voice="en-us+m3"),
    }
    for name, say in spoken.items():
        for minutes in (0.5, 5.0, 60.0) if name == "flite slt" else (0.5, 5.0):
            samples, text, starts = _make_long_speech(say, minutes)
            for workers in (1, 2) if minutes == 5 else (2,):
                began, used = time.perf_counter(), _cpu_seconds()
                found = align_with_report(samples, text, workers=workers)
                spent, used = time.perf_counter() - began, _cpu_seconds() - used
                memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
                words = found.transcript.words
                worst = (
                    max(abs(w.start - s) for w, s in zip(words, starts, strict=True)) * 1000
                    if len(words) == len(starts)
                    else float("nan")
                )
                label = f"{name}, {samples.duration / 60:.1f} min"
                cpu = (
                    f"{samples.duration / used:11.1f}" if workers == 1 or minutes < 2 else " " * 11
                )
                print(
                    f"{label:30} {workers:>3} {samples.duration / spent:10.1f} {cpu} "
                    f"{memory:8.0f} {worst:7.0f}",
                    flush=True,
                )


def _cpu_seconds() -> float:
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def _make_long_speech(say: Say, minutes: float) -> tuple[Samples, str, list[float]]:
    parts: list[np.ndarray] = []
    kept: list[str] = []
    starts: list[float] = []
    seconds = 0.0
    for text in truth.paragraphs(_make_sentences(round(minutes * 22)), 3):
        clip = say(text)
        if not clip or seconds >= minutes * 60:
            continue
        sound = clip.samples.resampled(16000).data
        starts += (start + seconds for start, _ in clip.words)
        seconds += len(sound) / 16000
        parts.append(sound)
        kept.append(text)
    return Samples(np.concatenate(parts), 16000), " ".join(kept), starts


_TABLES: dict[str, Callable[[dict[str, tuple[str, ...]]], None]] = {
    "accuracy": _measure_accuracy,
    "numbers": _measure_numbers,
    "robustness": _measure_robustness,
    "detection": _measure_detection,
    "confidence": _measure_confidence,
    "speed": _measure_speed,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
