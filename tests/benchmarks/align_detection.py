"""Measure how often a mismatch of audio and text is detected, and how often falsely."""

from __future__ import annotations

import argparse
import random
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from tests.benchmarks import _align_texts as texts
from tests.benchmarks import _align_truth as truth
from tests.benchmarks._align_truth import Clip
from vidsync.alignment import Alignment, align_with_report
from vidsync.audio import Samples
from vidsync.errors import AlignmentError, VidsyncWarning

Say = Callable[[str], Clip | None]
RATES = (120, 145, 170, 195, 220)
PITCHES = (30, 45, 60)


def main(argv: list[str]) -> int:
    """Print the clean cases without a false alarm and the mismatches detected."""
    parser = argparse.ArgumentParser(prog="align_detection", description=__doc__)
    parser.add_argument(
        "--cases", type=int, default=40, help="clean cases; of each other kind a tenth, at least 20"
    )
    parser.add_argument("--tune", action="store_true", help="use the tuning sentences")
    parser.add_argument("--verbose", action="store_true", help="print each case that fails")
    arguments = parser.parse_args(argv)
    warnings.simplefilter("ignore", VidsyncWarning)
    sentences = texts.TUNE if arguments.tune else texts.REPORT
    try:
        print_table(sentences, cases=arguments.cases, verbose=arguments.verbose)
    except truth.SynthesizerMissingError as error:
        print(f"missing: {error}\napt-get install {truth.DEBIAN_PACKAGES}")
        return 2
    return 0


@dataclass(frozen=True, slots=True)
class Case:
    """A spoken text, and the text to align it with."""

    said: str
    text: str


def _leave_out_middle(own: Sequence[str], _: Sequence[str]) -> Case:
    return Case(f"{own[0]} {own[2]}", " ".join(own[:3]))


def _add_middle(own: Sequence[str], _: Sequence[str]) -> Case:
    return Case(" ".join(own[:3]), f"{own[0]} {own[2]}")


def _swap_middle(own: Sequence[str], _: Sequence[str]) -> Case:
    return Case(" ".join(own[:3]), f"{own[0]} {own[3]} {own[2]}")


def _swap_all(own: Sequence[str], _: Sequence[str]) -> Case:
    return Case(f"{own[0]} {own[2]}", f"{own[1]} {own[3]}")


def _use_other_language(own: Sequence[str], other: Sequence[str]) -> Case:
    return Case(f"{own[0]} {own[2]}", f"{other[0]} {other[1]}")


MISMATCHES: dict[str, Callable[[Sequence[str], Sequence[str]], Case]] = {
    "a sentence left out": _leave_out_middle,
    "a sentence added": _add_middle,
    "a sentence swapped": _swap_middle,
    "another text": _swap_all,
    "another language": _use_other_language,
}


def print_table(
    sentences: dict[str, tuple[str, ...]], *, cases: int, verbose: bool = False
) -> None:
    """Print the table of all kinds of cases, and of audio that is not speech."""
    print(f"{'case':22} {'right':>6} {'of':>4}")
    choose = random.Random(11)
    right = 0
    done = 0
    while done < cases:
        language, name, say = _choose_voice(done, choose)
        own = choose.sample(sentences[language], 3)
        clip = say(" ".join(own[: 1 + done % 3]))
        if clip is None:
            continue
        done += 1
        found = align(clip, clip.text, language)
        fits = found is not None and not found.report.warnings
        right += fits
        if not fits and verbose:
            print(f"  {name}: {found.report.warnings if found else 'refused'}: {clip.text}")
    print(f"{'clean':22} {right:6d} {done:4d}", flush=True)
    for kind, make in MISMATCHES.items():
        detected = done = 0
        while done < max(20, cases // 10):
            language, name, say = _choose_voice(done, choose)
            own = choose.sample(sentences[language], min(4, len(sentences[language])))
            other = choose.sample(sentences["it" if language != "it" else "de"], 2)
            case = make([*own, own[0]], other)
            clip = say(case.said)
            if clip is None:
                continue
            done += 1
            found = align(clip, case.text, language)
            is_detected = found is None or bool(found.report.missing or found.report.extra)
            detected += is_detected
            if not is_detected and verbose:
                print(f"  {name}: {found and found.report}: {case}")
        print(f"{kind:22} {detected:6d} {done:4d}", flush=True)
    _print_not_speech(sentences["en"])


def align(clip: Clip, text: str, language: str) -> Alignment | None:
    try:
        return align_with_report(clip.samples, text, language=language)
    except AlignmentError:
        return None


def _choose_voice(number: int, choose: random.Random) -> tuple[str, str, Say]:
    """Choose a language and one of its voices: half of the cases are English.

    The other half is shared by four other languages.
    """
    language = ("en", "de", "en", "es", "en", "fr", "en", "it")[number % 8]
    recorded: list[tuple[str, Say]] = []
    if language == "en":
        recorded += [
            (f"flite {voice}", partial(truth.flite, voice=voice)) for voice in truth.FLITE_VOICES
        ]
    names = truth.FESTIVAL_VOICES if language == "en" else truth.FESTIVAL_ITALIAN
    if language in ("en", "it"):
        recorded += [
            (f"Festival {name}", partial(_speak_with_festival, voice=voice))
            for name, voice in names.items()
        ]
    base = "en-us" if language == "en" else language
    rate, pitch = choose.choice(RATES), choose.choice(PITCHES)
    spoken = [
        (
            f"espeak {base}+{variant} at {rate}",
            partial(truth.espeak, voice=f"{base}+{variant}", rate=rate, pitch=pitch),
        )
        for variant in ("klatt", "f2", "m3", "m7")
    ]
    name, say = choose.choice([*recorded, *spoken])
    return language, name, say


def _speak_with_festival(text: str, voice: str) -> Clip | None:
    return truth.festival([text], voice)[0]


def _print_not_speech(sentences: Sequence[str]) -> None:
    generator = np.random.default_rng(9)
    noises = {
        "white noise": generator.standard_normal((80000, 1)) * 0.1,
        "a tone": np.sin(np.arange(80000) / 6)[:, None] * 0.3,
        "silence": np.zeros((80000, 1)),
        "faint hum": np.sin(np.arange(80000) / 51)[:, None] * 1e-3,
    }
    for name, data in noises.items():
        samples = Samples(data.astype(np.float32), 16000)
        refused = sum(
            align(Clip(samples, text, (), ()), text, "en") is None for text in sentences[:5]
        )
        print(f"{name:22} {refused:6d} {5:4d}", flush=True)
