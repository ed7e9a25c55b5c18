"""Learns what boundaries between sounds look like; writes `assets/alignment/boundaries.npz`.

Every voice has its own idea of where a sound begins: what its labels are off by throughout,
by the account of the others, is taken out before, and the mean over the voices is put back.
With `--held-out`, nothing is written: each voice is measured by what the others teach, in
the group of those that share a speaker.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks import align_truth as truth
from tests.benchmarks.align import voices_of
from tests.benchmarks.align_noise import DEGRADATIONS
from tests.benchmarks.align_training import TRAIN
from tests.benchmarks.align_truth import Clip
from vidsync.alignment.edges.boundary_network import (
    BANDS,
    CHANGES,
    KINDS,
    OFFSETS,
    BoundaryNetwork,
    evidence,
    kind,
    median_place,
    nearness,
)
from vidsync.alignment.edges.pause_edges import PlacedPhone, settle_at_pauses
from vidsync.alignment.engines.grammar import Grammar
from vidsync.alignment.engines.registry import choose_engine
from vidsync.alignment.engines.sphinx_decoder import Recognizer
from vidsync.alignment.engines.sphinx_solver import SphinxRules
from vidsync.alignment.sound.denoise import remove_noise
from vidsync.alignment.sound.features import HOP, PADDING, Floats, Spectra, normalize, padded_pcm
from vidsync.alignment.text.tokens import tokenize
from vidsync.resources import assets_folder

_NOISES = ("white noise 20 dB", "pink noise 10 dB", "small room")
# Unlike the others in the report: no voice of it teaches.
_LEFT_OUT = ("m3",)
_SPEAKERS = (("slt", "rms"), ("kal",), ("awb", "ked", "klatt"), ("lp", "pc", "f2"))

_UNITS = 48
_ROUNDS = 8
_BATCH = 512
_PACE = 3e-3
# Frames: the width of the bell around a label; what a frame of distance from it costs.
_BELL = 2.4
_DISTANCE = 0.1
# Where the measurements that are by bands begin; the last two are levels, not rises.
_BY_BANDS = (0, BANDS, 2 * BANDS, CHANGES, CHANGES + BANDS)
# Other voices than there are: a throat so much longer or shorter, another loudness and
# another colour, in the natural logarithm of power.
_THROAT = 0.12
_LOUDNESS = 0.7
_COLOUR = 0.3


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
    measured: NDArray[np.float16]
    away: NDArray[np.float64]

    def chosen(self, which: NDArray[np.bool_]) -> Examples:
        return Examples(
            *(
                getattr(self, name)[which]
                for name in ("voices", "noisy", "before", "after", "measured", "away")
            )
        )


def main(argv: list[str]) -> int:
    """Learn and write, or tell how well each voice is served by the others."""
    parser = argparse.ArgumentParser(prog="align_boundaries", description=__doc__)
    parser.add_argument("--held-out", action="store_true", help="measure, leaving voices out")
    arguments = parser.parse_args(argv)
    examples = _collected()
    aligned = _without_habits(examples, _by_others(examples, examples.away))
    if arguments.held_out:
        _report(examples, _by_others(examples, aligned))
        return 0
    network = _learned(examples, aligned)
    _report(examples, _found(examples, network))
    folder = assets_folder("alignment")
    np.savez_compressed(
        folder / "boundaries.npz",
        hidden=network.hidden,
        before=network.before,
        after=network.after,
    )
    return 0


def _collected() -> Examples:
    rows: list[tuple[object, ...]] = []
    recognizer = Recognizer("en-us")
    for language, sentences in TRAIN.items():
        for name, say in voices_of(language).items():
            if any(each in name for each in _LEFT_OUT):
                continue
            for number, text in enumerate(truth.paragraphs(sentences, 2)):
                clip = say(text)
                if not clip:
                    continue
                sounds = [(False, normalize(clip.samples))]
                if number % 2 == 0:
                    noise = DEGRADATIONS[_NOISES[number // 2 % len(_NOISES)]]
                    sounds.append((True, remove_noise(normalize(noise(clip.samples)))))
                for noisy, sound in sounds:
                    pieces = _searched(sound, text, language, recognizer)
                    rows += ((name, noisy, *edge) for edge in _edges(clip, pieces, sound))
            print(f"# {name}: {len(rows)}", file=sys.stderr, flush=True)
    return Examples(*(np.array(column) for column in zip(*rows, strict=True)))


def _searched(sound: Floats, text: str, language: str, recognizer: Recognizer) -> list[PlacedPhone]:
    """The sounds of a text as the search alone places them; none if it fails."""
    tokens = tokenize(text, language)
    choice = choose_engine(sound, tokens, language=language, engine="sphinx")
    grammar = Grammar.of([token.readings for token in tokens])
    marked = [place for place, token in enumerate(tokens, 1) if token.ends_clause]
    grammar.expect_pauses(marked, *SphinxRules().pause)
    found = recognizer.search(padded_pcm(sound), grammar, choice.pronunciations) or []
    return [
        PlacedPhone(phone.ipa, max(phone.start - PADDING, 0.0), phone.end - PADDING, word.token)
        for word in found
        for phone in word.phones
    ]


def _edges(
    clip: Clip, pieces: Sequence[PlacedPhone], sound: Floats
) -> Iterator[tuple[int, int, NDArray[np.float16], float]]:
    """The edges between two sounds whose label is known."""
    spectra = Spectra.of(sound)
    placed = settle_at_pauses(pieces, spectra) if pieces else []
    measured = evidence(spectra).astype(np.float16)
    for (left, right), label in zip(pairwise(placed), _labels(clip, placed), strict=True):
        searched = round((left.end + right.start) / 2 / HOP)
        away = 0.0 if label is None else label - searched * HOP
        if label is None or right.start > left.end or abs(away) > OFFSETS[-1] * HOP:
            continue
        frames = np.clip(searched + OFFSETS, 0, len(measured) - 1)
        yield kind(left.ipa[::-1]), kind(right.ipa), measured[frames], away


def _labels(clip: Clip, placed: Sequence[PlacedPhone]) -> list[float | None]:
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
        first = None if paused or not labelled else labelled[0]
        same = len(labelled) == count
        starts += [first, *(labelled[1:] if same else [None] * (count - 1))]
    return starts[1:]


def _by_others(examples: Examples, away: NDArray[np.float64]) -> NDArray[np.float64]:
    """Where the edges of each voice are by what the others teach."""
    guess = np.zeros(len(away))
    for speakers in _SPEAKERS:
        theirs = np.array([any(each in voice for each in speakers) for voice in examples.voices])
        network = _learned(examples.chosen(~theirs), away[~theirs])
        guess[theirs] = _found(examples.chosen(theirs), network)
    return guess


def _without_habits(examples: Examples, guess: NDArray[np.float64]) -> NDArray[np.float64]:
    """The labels, moved by what each voice is off by throughout from the mean of all."""
    names, voice = np.unique(examples.voices, return_inverse=True)
    clean = ~examples.noisy
    off = np.array(
        [np.median((guess - examples.away)[clean & (voice == each)]) for each in range(len(names))]
    )
    moved: NDArray[np.float64] = examples.away + (off - off.mean())[voice]
    return moved


def _learned(examples: Examples, away: NDArray[np.float64]) -> BoundaryNetwork:
    """A softmax over the frames near an edge, against a narrow bell around its label."""
    choose = np.random.default_rng(0)
    kinds, width = len(KINDS), 2 * _UNITS + CHANGES + 2
    inputs = examples.measured.shape[2]
    hidden = choose.normal(0, 0.5 / np.sqrt(inputs), (inputs, _UNITS)).astype(np.float32)
    # By the kind before, by the kind after, and what all kinds have in common.
    own = np.zeros((2 * kinds + 1, width), np.float32)
    own[-1, _UNITS : 2 * _UNITS] = choose.normal(0, 0.1, _UNITS)
    own[-1, -1] = -2.0
    weights = (hidden, own)
    mean, square = ([np.zeros_like(each) for each in weights] for _ in range(2))
    # Half of the texts are heard under noise too: these count twice.
    rows = np.concatenate([np.arange(len(away)), np.flatnonzero(examples.noisy)])
    batches = -(-len(rows) // _BATCH)
    for step in range(_ROUNDS * batches):
        if step % batches == 0:
            order = choose.permutation(rows)
        some = order[step % batches :: batches]
        slopes = _slopes(
            BoundaryNetwork(hidden, own[:kinds] + own[-1], own[kinds:-1]),
            _varied(examples.measured[some].astype(np.float32), choose),
            (examples.before[some], examples.after[some]),
            away[some] / HOP,
        )
        pace = _PACE * min(1.0, (step + 1) / 100) * (1 - step / (_ROUNDS * batches))
        for weight, slope, first, second in zip(weights, slopes, mean, square, strict=True):
            # Kingma & Ba (2015), Adam.
            first += 0.1 * (slope - first)
            second += 0.001 * (np.square(slope) - second)
            fair = np.sqrt(second / (1 - 0.999 ** (step + 1))) + 1e-8
            weight -= np.float32(pace / (1 - 0.9 ** (step + 1))) * first / fair
    return BoundaryNetwork(hidden, own[:kinds] + own[-1], own[kinds:-1])


def _varied(measured: Floats, choose: np.random.Generator) -> Floats:
    """The same sounds from another throat, at another loudness, through another microphone."""
    stretch = 1 + _THROAT * choose.uniform(-1, 1)
    centres = np.arange(BANDS)
    places = np.clip((centres + 0.5) * stretch - 0.5, 0, BANDS - 1)
    share = np.maximum(0, 1 - np.abs(places - centres[:, None])).astype(np.float32)
    for first in _BY_BANDS:
        measured[:, :, first : first + BANDS] = measured[:, :, first : first + BANDS] @ share
    colour = choose.normal(0, _COLOUR, (len(measured), 1, BANDS))
    colour += choose.normal(0, _LOUDNESS, (len(measured), 1, 1))
    measured[:, :, CHANGES:] += np.tile(colour, 2).astype(np.float32)
    return measured


def _slopes(
    network: BoundaryNetwork,
    measured: Floats,
    kinds: tuple[NDArray[np.intp], NDArray[np.intp]],
    away: NDArray[np.float64],
) -> tuple[Floats, Floats]:
    """What the loss rises by with the weights: the hidden ones, and those by kind."""
    before, after = kinds
    own = network.before[before] + network.after[after]
    active = np.tanh(measured @ network.hidden + own[:, None, :_UNITS])
    counts = own[:, _UNITS : 2 * _UNITS]
    value = network.likelihood(before, after, measured)
    value = np.exp(value - value.max(axis=1, keepdims=True))
    value /= value.sum(axis=1, keepdims=True)
    far = np.abs(OFFSETS - away[:, None])
    bell = np.exp(-0.5 * np.square(far / _BELL))
    wrong = value - bell / bell.sum(axis=1, keepdims=True)
    wrong += _DISTANCE * value * (far - (value * far).sum(axis=1, keepdims=True))
    wrong = (wrong / len(away)).astype(np.float32)[:, :, None]
    bent = wrong * counts[:, None] * (1 - np.square(active))
    each = np.hstack(
        [
            bent.sum(axis=1),
            (wrong * active).sum(axis=1),
            (wrong * measured[:, :, :CHANGES]).sum(axis=1),
            wrong[:, :, 0] @ nearness().T,
        ]
    )
    rows = np.zeros((2 * len(KINDS) + 1, len(away)), np.float32)
    rows[before, np.arange(len(away))] = 1.0
    rows[len(KINDS) + after, np.arange(len(away))] = 1.0
    rows[-1] = 1.0
    inputs = measured.shape[2]
    return measured.reshape(-1, inputs).T @ bent.reshape(-1, _UNITS), rows @ each


def _found(examples: Examples, network: BoundaryNetwork) -> NDArray[np.float64]:
    """Seconds from the middle to where the network puts each edge."""
    places: list[float] = []
    for some in np.array_split(np.arange(len(examples.away)), len(examples.away) // _BATCH + 1):
        found = network.likelihood(
            examples.before[some],
            examples.after[some],
            examples.measured[some].astype(np.float32),
        )
        places += (median_place(each) for each in found)
    return (np.array(places) + OFFSETS[0]) * HOP


def _report(examples: Examples, guess: NDArray[np.float64]) -> None:
    """Median and 95th percentile of the errors in milliseconds, and what is off throughout."""
    errors = 1000 * (guess - examples.away)
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
