"""Alignment: how often a mismatch of audio and text is told, and how often wrongly."""

from __future__ import annotations

import argparse
import random
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from tests.benchmarks import align_texts as texts
from tests.benchmarks import align_truth as truth
from tests.benchmarks.align_truth import Clip
from vidsync.alignment import Alignment, align_with_report
from vidsync.audio import Samples
from vidsync.errors import AlignmentError, VidsyncWarning

Say = Callable[[str], Clip | None]
RATES = (120, 145, 170, 195, 220)
PITCHES = (30, 45, 60)


def main(argv: list[str]) -> int:
    """Print how many clean cases were taken for such, and how many mismatches were told."""
    parser = argparse.ArgumentParser(prog="align_detection", description=__doc__)
    parser.add_argument(
        "--cases", type=int, default=40, help="clean ones; a tenth of each other, 20 at least"
    )
    parser.add_argument("--tune", action="store_true", help="use the sentences to tune with")
    parser.add_argument("--verbose", action="store_true", help="name each case that goes wrong")
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
    """Something said, and the text that it is said to be."""

    said: str
    text: str


def _middle_left_out(own: Sequence[str], _: Sequence[str]) -> Case:
    return Case(f"{own[0]} {own[2]}", " ".join(own[:3]))


def _middle_added(own: Sequence[str], _: Sequence[str]) -> Case:
    return Case(" ".join(own[:3]), f"{own[0]} {own[2]}")


def _middle_swapped(own: Sequence[str], _: Sequence[str]) -> Case:
    return Case(" ".join(own[:3]), f"{own[0]} {own[3]} {own[2]}")


def _all_swapped(own: Sequence[str], _: Sequence[str]) -> Case:
    return Case(f"{own[0]} {own[2]}", f"{own[1]} {own[3]}")


def _other_language(own: Sequence[str], other: Sequence[str]) -> Case:
    return Case(f"{own[0]} {own[2]}", f"{other[0]} {other[1]}")


MISMATCHES: dict[str, Callable[[Sequence[str], Sequence[str]], Case]] = {
    "a sentence not said": _middle_left_out,
    "a sentence too many": _middle_added,
    "a sentence swapped": _middle_swapped,
    "another text": _all_swapped,
    "another language": _other_language,
}


def print_table(
    sentences: dict[str, tuple[str, ...]], *, cases: int, verbose: bool = False
) -> None:
    """The table of all kinds of cases, and what is not a speech at all."""
    print(f"{'case':22} {'right':>6} {'of':>4}")
    choose = random.Random(11)
    right = 0
    done = 0
    while done < cases:
        language, name, say = _voice(done, choose)
        own = choose.sample(sentences[language], 3)
        clip = say(" ".join(own[: 1 + done % 3]))
        if clip is None:
            continue
        done += 1
        found = aligned(clip, clip.text, language)
        fits = found is not None and not found.report.warnings
        right += fits
        if not fits and verbose:
            print(f"  {name}: {found.report.warnings if found else 'refused'}: {clip.text}")
    print(f"{'clean':22} {right:6d} {done:4d}", flush=True)
    for kind, make in MISMATCHES.items():
        told = done = 0
        while done < max(20, cases // 10):
            language, name, say = _voice(done, choose)
            own = choose.sample(sentences[language], min(4, len(sentences[language])))
            other = choose.sample(sentences["it" if language != "it" else "de"], 2)
            case = make([*own, own[0]], other)
            clip = say(case.said)
            if clip is None:
                continue
            done += 1
            found = aligned(clip, case.text, language)
            tells = found is None or bool(found.report.missing or found.report.extra)
            told += tells
            if not tells and verbose:
                print(f"  {name}: {found and found.report}: {case}")
        print(f"{kind:22} {told:6d} {done:4d}", flush=True)
    _not_speech(sentences["en"])


def aligned(clip: Clip, text: str, language: str) -> Alignment | None:
    try:
        return align_with_report(clip.samples, text, language=language)
    except AlignmentError:
        return None


def _voice(number: int, choose: random.Random) -> tuple[str, str, Say]:
    """Half of the cases in English, the rest in four other languages, by all their voices."""
    language = ("en", "de", "en", "es", "en", "fr", "en", "it")[number % 8]
    recorded: list[tuple[str, Say]] = []
    if language == "en":
        recorded += [
            (f"flite {voice}", partial(truth.flite, voice=voice)) for voice in truth.FLITE_VOICES
        ]
    names = truth.FESTIVAL_VOICES if language == "en" else truth.FESTIVAL_ITALIAN
    if language in ("en", "it"):
        recorded += [
            (f"Festival {name}", partial(_festival, voice=voice)) for name, voice in names.items()
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


def _festival(text: str, voice: str) -> Clip | None:
    return truth.festival([text], voice)[0]


def _not_speech(sentences: Sequence[str]) -> None:
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
            aligned(Clip(samples, text, (), ()), text, "en") is None for text in sentences[:5]
        )
        print(f"{name:22} {refused:6d} {5:4d}", flush=True)
