"""Learns what boundaries between sounds look like; prints the table of `alignment.boundaries`.

Every voice has its own idea of where a sound begins: what its labels are off by throughout
is taken out before, and the mean over the voices is put back. With `--held-out`, each
voice is measured by what the others teach, in the group of those that share a speaker.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks import align_texts as texts
from tests.benchmarks import align_truth as truth
from tests.benchmarks.align import voices_of
from tests.benchmarks.align_noise import DEGRADATIONS
from tests.benchmarks.align_truth import Clip
from vidsync.alignment.boundaries import KINDS, REACH, evidence, kind
from vidsync.alignment.denoising import denoised
from vidsync.alignment.edges import Piece, at_pauses
from vidsync.alignment.engines import chosen
from vidsync.alignment.grammar import Grammar
from vidsync.alignment.readings import tokenize
from vidsync.alignment.spectra import HOP, PADDING, Floats, Spectra, normalized, padded_pcm
from vidsync.alignment.sphinx import Recognizer

_NOISES = ("white noise 20 dB", "pink noise 10 dB", "small room")
# Unlike the others in the report: no voice of it teaches.
_LEFT_OUT = ("m3",)
_SPEAKERS = (("slt", "rms"), ("kal",), ("awb", "ked", "klatt"), ("lp", "pc"))
_AWAY = np.arange(-round(REACH / HOP), round(REACH / HOP) + 1)
_ROUNDS = 400


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Edges as a search found them, and where they are.

    Attributes:
        voices: name of the voice of each.
        noisy: whether noise was added.
        before: kind of the sound before, as a number.
        after: kind of the sound after.
        measured: evidence in the frames around, of shape (edges, frames, measurements).
        away: seconds from the frame in the middle to the label.
    """

    voices: NDArray[np.str_]
    noisy: NDArray[np.bool_]
    before: NDArray[np.intp]
    after: NDArray[np.intp]
    measured: Floats
    away: NDArray[np.float64]

    def chosen(self, which: NDArray[np.bool_]) -> Examples:
        return Examples(
            *(
                getattr(self, name)[which]
                for name in ("voices", "noisy", "before", "after", "measured", "away")
            )
        )


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Weights by the kind before and by the kind after, of shape (kinds, measurements + 2)."""

    before: NDArray[np.float64]
    after: NDArray[np.float64]


def main(argv: list[str]) -> int:
    """Print the table, or how well each voice is served by the others."""
    parser = argparse.ArgumentParser(prog="align_boundaries", description=__doc__)
    parser.add_argument("--held-out", action="store_true", help="measure, leaving voices out")
    arguments = parser.parse_args(argv)
    examples = _collected()
    if arguments.held_out:
        for speakers in _SPEAKERS:
            of_them = np.array(
                [any(each in voice for each in speakers) for voice in examples.voices]
            )
            table = _learned(examples.chosen(~of_them))
            _report(examples.chosen(of_them), table)
        return 0
    table = _learned(examples)
    _report(examples, table)
    for name, weights in (("_BEFORE", table.before), ("_AFTER", table.after)):
        print(f"{name}: Mapping[str, tuple[int, ...]] = {{")
        for label, row in zip((*KINDS, "other"), np.round(weights * 100).astype(int), strict=True):
            print(f'    "{label}": ({", ".join(map(str, row))}),')
        print("}  # fmt: skip")
    return 0


def _collected() -> Examples:
    rows: list[tuple[object, ...]] = []
    recognizer = Recognizer("en-us")
    for language, sentences in texts.TRAIN.items():
        for name, say in voices_of(language).items():
            if any(each in name for each in _LEFT_OUT):
                continue
            for number, text in enumerate(truth.paragraphs(sentences, 2)):
                clip = say(text)
                if not clip:
                    continue
                sound = normalized(clip.samples)
                pieces = _searched(sound, text, language, recognizer)
                kinds = [(False, Spectra.of(sound))]
                if number % 2 == 0:
                    noise = DEGRADATIONS[_NOISES[number // 2 % len(_NOISES)]]
                    kinds.append((True, Spectra.of(denoised(normalized(noise(clip.samples))))))
                for noisy, spectra in kinds:
                    rows += ((name, noisy, *edge) for edge in _edges(clip, pieces, spectra))
            print(f"# {name}: {len(rows)}", file=sys.stderr, flush=True)
    return Examples(*(np.array(column) for column in zip(*rows, strict=True)))


def _searched(sound: Floats, text: str, language: str, recognizer: Recognizer) -> list[Piece]:
    """The sounds of a text as the search alone places them; none if it fails."""
    tokens = tokenize(text, language)
    choice = chosen(sound, tokens, language=language, engine="sphinx")
    grammar = Grammar.of([token.readings for token in tokens])
    found = recognizer.search(padded_pcm(sound), grammar, choice.pronunciations) or []
    return [
        Piece(phone.ipa, max(phone.start - PADDING, 0.0), phone.end - PADDING, word.token)
        for word in found
        for phone in word.phones
    ]


def _edges(
    clip: Clip, pieces: Sequence[Piece], spectra: Spectra
) -> Iterator[tuple[int, int, Floats, float]]:
    """The edges between two sounds whose label is known."""
    placed = at_pauses(pieces, spectra) if pieces else []
    labels = _labels(clip, placed)
    measured = evidence(spectra)
    for (left, right), label in zip(pairwise(placed), labels, strict=True):
        middle = round((left.end + right.start) / 2 / HOP)
        if label is None or right.start > left.end or abs(label - middle * HOP) > REACH:
            continue
        frames = np.clip(middle + _AWAY, 0, len(measured) - 1)
        names = (*KINDS, "other")
        before, after = names.index(kind([*left.ipa][::-1])), names.index(kind([*right.ipa]))
        yield before, after, measured[frames], label - middle * HOP


def _labels(clip: Clip, placed: Sequence[Piece]) -> list[float | None]:
    """Where each edge between two sounds is, by the voice's own labels, if they tell."""
    sounds = [
        [phone for phone in clip.phones if start - 1e-6 <= phone < end - 1e-6]
        for start, end in clip.words
    ]
    numbers = sorted({piece.word for piece in placed})
    if len(numbers) != len(sounds):
        return [None] * (len(placed) - 1)
    starts: list[float | None] = []
    for word, labelled in zip(numbers, sounds, strict=True):
        count = sum(piece.word == word for piece in placed)
        paused = word > 0 and clip.words[word][0] - clip.words[word - 1][1] > 0.01
        first = None if paused else labelled[0]
        same = len(labelled) == count
        starts += [first, *(labelled[1:] if same else [None] * (count - 1))]
    return starts[1:]


def _learned(examples: Examples) -> Table:
    """A softmax over the frames near an edge, against a narrow bell around its label."""
    names, voice = np.unique(examples.voices, return_inverse=True)
    clean = ~examples.noisy
    guess = np.zeros(len(voice))
    table = Table(np.zeros((1, 1)), np.zeros((1, 1)))
    for _ in range(2):
        off = np.array(
            [
                np.median((guess - examples.away)[clean & (voice == each)])
                for each in range(len(names))
            ]
        )
        table = _fitted(examples, examples.away + (off - off.mean())[voice])
        guess = _found(examples, table)
    return table


def _fitted(examples: Examples, away: NDArray[np.float64]) -> Table:
    near = (_AWAY * HOP / REACH).astype(np.float32)
    spread = examples.measured.std(axis=(0, 1))
    measured = examples.measured / spread
    bell = np.exp(-0.5 * np.square((_AWAY * HOP - away[:, None]) / 0.006))
    bell = (bell / bell.sum(axis=1, keepdims=True)).astype(np.float32)
    kinds = len(KINDS) + 1
    which = np.zeros((2 * kinds + 1, len(away)), np.float32)
    which[examples.before, np.arange(len(away))] = 1.0
    which[kinds + examples.after, np.arange(len(away))] = 1.0
    # What all kinds have in common is the last row, and costs little.
    which[-1] = 1.0
    price = np.full((2 * kinds + 1, 1), 6e-3, np.float32)
    price[-1] = 2e-4
    width = measured.shape[2]
    weights = np.zeros((2 * kinds + 1, width + 2), np.float32)
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    shape = np.stack([near, near**2], axis=1)
    for step in range(1, _ROUNDS + 1):
        own = which.T @ weights
        value = np.einsum("ntf,nf->nt", measured, own[:, :width]) + own[:, width:] @ shape.T
        value = np.exp(value - value.max(axis=1, keepdims=True))
        wrong = (value / value.sum(axis=1, keepdims=True) - bell) / np.float32(len(away))
        slope = np.hstack([np.einsum("nt,ntf->nf", wrong, measured), wrong @ shape])
        slope = which @ slope + price * weights
        mean = 0.9 * mean + 0.1 * slope
        square = 0.99 * square + 0.01 * np.square(slope)
        pace = 0.03 * (1 - step / (_ROUNDS + 1))
        fair = np.sqrt(square / (1 - 0.99**step)) + 1e-8
        weights -= (pace * mean / (1 - 0.9**step) / fair).astype(np.float32)
    plain = weights / np.append(spread, [1.0, 1.0])
    return Table(plain[:kinds] + plain[-1], plain[kinds:-1])


def _found(examples: Examples, table: Table) -> NDArray[np.float64]:
    own = table.before[examples.before] + table.after[examples.after]
    near = _AWAY * HOP / REACH
    width = examples.measured.shape[2]
    value = np.einsum("ntf,nf->nt", examples.measured, own[:, :width])
    value += own[:, width:] @ np.stack([near, near**2])
    return _AWAY[value.argmax(axis=1)] * HOP


def _report(examples: Examples, table: Table) -> None:
    """Median and 95th percentile of the errors in milliseconds, and what is off throughout."""
    errors = 1000 * (_found(examples, table) - examples.away)
    searched = -1000 * examples.away
    for voice in dict.fromkeys(examples.voices):
        for noisy in (False, True):
            which = (examples.voices == voice) & (examples.noisy == noisy)
            if which.any():
                told = (
                    f"{np.median(np.abs(each[which])):5.1f} "
                    f"{np.percentile(np.abs(each[which]), 95):4.0f} {np.median(each[which]):+5.1f}"
                    for each in (searched, errors)
                )
                print(f"# {voice:16} {'noisy' if noisy else 'clean'}  {'  now '.join(told)}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
