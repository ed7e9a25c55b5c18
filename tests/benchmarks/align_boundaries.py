"""Train the network that finds boundaries between sounds; write `assets/alignment/boundaries.npz`.

Every voice labels the starts of sounds with a constant bias. The bias of a voice is the median
difference between its labels and the predictions of a network trained on other speakers. It is
removed before training, and the mean bias of all voices is added back. With `--held-out`,
nothing is written: each voice is measured with a network trained on the other speakers.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks import _align_truth as truth
from tests.benchmarks._align_noise import DEGRADATIONS
from tests.benchmarks._align_training import TRAIN
from tests.benchmarks._align_truth import Clip
from tests.benchmarks.align import voices_of
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
# Never trained on, so that the report has one voice that is new to the network.
_NOT_TRAINED_ON = ("m3",)
_SPEAKERS = (("slt", "rms"), ("kal",), ("awb", "ked", "klatt"), ("lp", "pc", "f2"))

_HIDDEN_UNITS = 48
_EPOCHS = 8
_BATCH_SIZE = 512
_LEARNING_RATE = 3e-3
# In frames: the standard deviation of the Gaussian target around a label, and the loss for
# each frame of distance from the label.
_TARGET_WIDTH = 2.4
_DISTANCE_LOSS = 0.1
# First columns of the measurements that have one value per band. The last two groups are
# levels, the others are changes.
_BAND_COLUMNS = (0, BANDS, 2 * BANDS, CHANGES, CHANGES + BANDS)
# Augmentation that simulates more voices: the relative change of vocal tract length, and the
# standard deviations of loudness and spectral colour, in the natural logarithm of power.
_TRACT_LENGTH = 0.12
_LOUDNESS = 0.7
_COLOUR = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Edges between sounds as the search placed them, and the distances to their labels.

    Attributes:
        voices: name of the voice of each edge.
        noisy: whether noise was added.
        before: number of the kind of the sound before the edge.
        after: number of the kind of the sound after the edge.
        measured: evidence in the frames around, of shape (edges, frames, measurements).
        away: seconds from the middle frame to the label.
    """

    voices: NDArray[np.str_]
    noisy: NDArray[np.bool_]
    before: NDArray[np.intp]
    after: NDArray[np.intp]
    measured: NDArray[np.float16]
    away: NDArray[np.float64]

    def select(self, which: NDArray[np.bool_]) -> Examples:
        return Examples(
            *(
                getattr(self, name)[which]
                for name in ("voices", "noisy", "before", "after", "measured", "away")
            )
        )


def main(argv: list[str]) -> int:
    """Train and write the network, or measure each voice with a network trained on the others."""
    parser = argparse.ArgumentParser(prog="align_boundaries", description=__doc__)
    parser.add_argument(
        "--held-out",
        action="store_true",
        help="measure each voice with a network trained on the others",
    )
    arguments = parser.parse_args(argv)
    examples = _collect_examples()
    aligned = _remove_bias(examples, _predict_held_out(examples, examples.away))
    if arguments.held_out:
        _print_report(examples, _predict_held_out(examples, aligned))
        return 0
    network = _train(examples, aligned)
    _print_report(examples, _predict(examples, network))
    folder = assets_folder("alignment")
    np.savez_compressed(
        folder / "boundaries.npz",
        hidden=network.hidden,
        before=network.before,
        after=network.after,
    )
    return 0


def _collect_examples() -> Examples:
    rows: list[tuple[object, ...]] = []
    recognizer = Recognizer("en-us")
    for language, sentences in TRAIN.items():
        for name, say in voices_of(language).items():
            if any(each in name for each in _NOT_TRAINED_ON):
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
                    pieces = _search(sound, text, language, recognizer)
                    rows += ((name, noisy, *edge) for edge in _labelled_edges(clip, pieces, sound))
            print(f"# {name}: {len(rows)}", file=sys.stderr, flush=True)
    return Examples(*(np.array(column) for column in zip(*rows, strict=True)))


def _search(sound: Floats, text: str, language: str, recognizer: Recognizer) -> list[PlacedPhone]:
    """Return the sounds of a text as the search alone places them; empty if it fails."""
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


def _labelled_edges(
    clip: Clip, pieces: Sequence[PlacedPhone], sound: Floats
) -> Iterator[tuple[int, int, NDArray[np.float16], float]]:
    """Yield the edges between two sounds that have a label."""
    spectra = Spectra.of(sound)
    placed = settle_at_pauses(pieces, spectra) if pieces else []
    measured = evidence(spectra).astype(np.float16)
    for (left, right), label in zip(pairwise(placed), _labels_of_edges(clip, placed), strict=True):
        searched = round((left.end + right.start) / 2 / HOP)
        away = 0.0 if label is None else label - searched * HOP
        if label is None or right.start > left.end or abs(away) > OFFSETS[-1] * HOP:
            continue
        frames = np.clip(searched + OFFSETS, 0, len(measured) - 1)
        yield kind(left.ipa[::-1]), kind(right.ipa), measured[frames], away


def _labels_of_edges(clip: Clip, placed: Sequence[PlacedPhone]) -> list[float | None]:
    """Return the labelled time of each edge between two sounds, or None where there is no label."""
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


def _predict_held_out(examples: Examples, away: NDArray[np.float64]) -> NDArray[np.float64]:
    """Predict the edges of each voice with a network trained on the other speakers."""
    predicted = np.zeros(len(away))
    for speakers in _SPEAKERS:
        held_out = np.array([any(each in voice for each in speakers) for voice in examples.voices])
        network = _train(examples.select(~held_out), away[~held_out])
        predicted[held_out] = _predict(examples.select(held_out), network)
    return predicted


def _remove_bias(examples: Examples, predicted: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the labels, each moved by the bias of its voice relative to the mean of all voices."""
    names, voice = np.unique(examples.voices, return_inverse=True)
    clean = ~examples.noisy
    off = np.array(
        [
            np.median((predicted - examples.away)[clean & (voice == each)])
            for each in range(len(names))
        ]
    )
    moved: NDArray[np.float64] = examples.away + (off - off.mean())[voice]
    return moved


def _train(examples: Examples, away: NDArray[np.float64]) -> BoundaryNetwork:
    """Train a softmax over the frames near an edge against a narrow Gaussian around its label."""
    choose = np.random.default_rng(0)
    kinds, width = len(KINDS), 2 * _HIDDEN_UNITS + CHANGES + 2
    inputs = examples.measured.shape[2]
    hidden = choose.normal(0, 0.5 / np.sqrt(inputs), (inputs, _HIDDEN_UNITS)).astype(np.float32)
    # Rows: the kinds before the edge, the kinds after it, and one shared by all kinds.
    own = np.zeros((2 * kinds + 1, width), np.float32)
    own[-1, _HIDDEN_UNITS : 2 * _HIDDEN_UNITS] = choose.normal(0, 0.1, _HIDDEN_UNITS)
    own[-1, -1] = -2.0
    weights = (hidden, own)
    mean, square = ([np.zeros_like(each) for each in weights] for _ in range(2))
    # Half of the texts also have a noisy version. Those edges count twice.
    rows = np.concatenate([np.arange(len(away)), np.flatnonzero(examples.noisy)])
    batches = -(-len(rows) // _BATCH_SIZE)
    for step in range(_EPOCHS * batches):
        if step % batches == 0:
            order = choose.permutation(rows)
        some = order[step % batches :: batches]
        gradients = _gradients(
            BoundaryNetwork(hidden, own[:kinds] + own[-1], own[kinds:-1]),
            _augment(examples.measured[some].astype(np.float32), choose),
            (examples.before[some], examples.after[some]),
            away[some] / HOP,
        )
        rate = _LEARNING_RATE * min(1.0, (step + 1) / 100) * (1 - step / (_EPOCHS * batches))
        for weight, gradient, first, second in zip(weights, gradients, mean, square, strict=True):
            # Adam (Kingma & Ba, 2015).
            first += 0.1 * (gradient - first)
            second += 0.001 * (np.square(gradient) - second)
            scale = np.sqrt(second / (1 - 0.999 ** (step + 1))) + 1e-8
            weight -= np.float32(rate / (1 - 0.9 ** (step + 1))) * first / scale
    return BoundaryNetwork(hidden, own[:kinds] + own[-1], own[kinds:-1])


def _augment(measured: Floats, choose: np.random.Generator) -> Floats:
    """Simulate another vocal tract length, another loudness and another microphone."""
    stretch = 1 + _TRACT_LENGTH * choose.uniform(-1, 1)
    centres = np.arange(BANDS)
    places = np.clip((centres + 0.5) * stretch - 0.5, 0, BANDS - 1)
    share = np.maximum(0, 1 - np.abs(places - centres[:, None])).astype(np.float32)
    for first in _BAND_COLUMNS:
        measured[:, :, first : first + BANDS] = measured[:, :, first : first + BANDS] @ share
    colour = choose.normal(0, _COLOUR, (len(measured), 1, BANDS))
    colour += choose.normal(0, _LOUDNESS, (len(measured), 1, 1))
    measured[:, :, CHANGES:] += np.tile(colour, 2).astype(np.float32)
    return measured


def _gradients(
    network: BoundaryNetwork,
    measured: Floats,
    kinds: tuple[NDArray[np.intp], NDArray[np.intp]],
    away: NDArray[np.float64],
) -> tuple[Floats, Floats]:
    """Return the gradients of the loss for the hidden weights and for the weights by kind."""
    before, after = kinds
    own = network.before[before] + network.after[after]
    active = np.tanh(measured @ network.hidden + own[:, None, :_HIDDEN_UNITS])
    counts = own[:, _HIDDEN_UNITS : 2 * _HIDDEN_UNITS]
    value = network.likelihood(before, after, measured)
    value = np.exp(value - value.max(axis=1, keepdims=True))
    value /= value.sum(axis=1, keepdims=True)
    far = np.abs(OFFSETS - away[:, None])
    target = np.exp(-0.5 * np.square(far / _TARGET_WIDTH))
    error = value - target / target.sum(axis=1, keepdims=True)
    error += _DISTANCE_LOSS * value * (far - (value * far).sum(axis=1, keepdims=True))
    error = (error / len(away)).astype(np.float32)[:, :, None]
    hidden_error = error * counts[:, None] * (1 - np.square(active))
    each = np.hstack(
        [
            hidden_error.sum(axis=1),
            (error * active).sum(axis=1),
            (error * measured[:, :, :CHANGES]).sum(axis=1),
            error[:, :, 0] @ nearness().T,
        ]
    )
    rows = np.zeros((2 * len(KINDS) + 1, len(away)), np.float32)
    rows[before, np.arange(len(away))] = 1.0
    rows[len(KINDS) + after, np.arange(len(away))] = 1.0
    rows[-1] = 1.0
    inputs = measured.shape[2]
    return measured.reshape(-1, inputs).T @ hidden_error.reshape(-1, _HIDDEN_UNITS), rows @ each


def _predict(examples: Examples, network: BoundaryNetwork) -> NDArray[np.float64]:
    """Return the seconds from the middle frame to where the network places each edge."""
    places: list[float] = []
    for some in np.array_split(
        np.arange(len(examples.away)), len(examples.away) // _BATCH_SIZE + 1
    ):
        found = network.likelihood(
            examples.before[some],
            examples.after[some],
            examples.measured[some].astype(np.float32),
        )
        places += (median_place(each) for each in found)
    return (np.array(places) + OFFSETS[0]) * HOP


def _print_report(examples: Examples, predicted: NDArray[np.float64]) -> None:
    """Print the median and 95th percentile of the absolute errors and the median error, in ms."""
    errors = 1000 * (predicted - examples.away)
    searched = -1000 * examples.away
    for voice in dict.fromkeys(examples.voices):
        for noisy in (False, True):
            which = (examples.voices == voice) & (examples.noisy == noisy)
            if which.any():
                figures = (
                    f"{np.median(np.abs(each[which])):5.1f} "
                    f"{np.percentile(np.abs(each[which]), 95):4.0f} {np.median(each[which]):+5.1f}"
                    for each in (searched, errors)
                )
                print(f"# {voice:16} {'noisy' if noisy else 'clean'}  {'  now '.join(figures)}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
