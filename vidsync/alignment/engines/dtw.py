"""Alignment with espeak-ng's own speech of the text, by dynamic time warping.

espeak-ng speaks the text and knows its own times to the sample. The sound is matched with that
speech frame by frame. No acoustic model is needed, so it works for any language, and for voices
that resemble espeak-ng it is more exact. It tells poorly whether sound and text belong together.
"""

from __future__ import annotations

import io
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from vidsync.alignment.edges.pause_edges import Piece, settle
from vidsync.alignment.long.windows import Outcome, tokens_of
from vidsync.alignment.sound.features import SAMPLE_RATE, Floats, Spectra, normalize
from vidsync.alignment.text.tokens import Token
from vidsync.audio import decode
from vidsync.espeak import synthesize

_HOP = 160
_WINDOW = 512
_CEPSTRA = 10
_BANDS = 26
_FRAME = _HOP / SAMPLE_RATE
# Level below loud speech that counts as silence, in dB.
_QUIET = 35.0
# The score of a skipped sound.
_NOT_HEARD = -2.0
# The score at which one word in two is misplaced, and how fast that changes.
_HALF_SURE = -1.35
_STEEPNESS = 0.12


@dataclass(frozen=True, slots=True)
class DtwRules:
    """Costs of the moves, in units of the median of each frame's lowest cost.

    Attributes:
        stay: for each further frame of the sound on the same frame of the reference.
        skip: for each frame of the reference that is left out; at most two.
        silence: of a quiet frame between two words.
        loud_silence: of a loud frame between two words.
        enter: for a pause between two words.
        rate: speaking rate of the reference, in words per minute.
    """

    stay: float = 1.0
    skip: float = 1.0
    silence: float = 0.4
    loud_silence: float = 4.0
    enter: float = 5.0
    rate: int = 140


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """The text as espeak-ng speaks it, without pauses.

    Attributes:
        features: of shape (frames, 2 * cepstra), normalized.
        phones: (IPA, token, first frame), in order; frames count from 0 without gaps.
    """

    features: Floats
    phones: tuple[tuple[str, int, int], ...]


class DtwSolver:
    """Places tokens by warping espeak-ng's speech of them onto the sound.

    Args:
        voice: espeak-ng's voice or language.
        rules: costs of the moves.
    """

    characters_per_second = 20.0

    def __init__(self, voice: str, rules: DtwRules = DtwRules()) -> None:
        self._voice = voice
        self._rules = rules

    def solve(self, sound: Floats, tokens: Sequence[Token], *, whole: bool) -> Outcome:
        """Place tokens in a window; see `Solver`."""
        return self.solve_measured(sound, Spectra.of(sound), tokens, whole=whole)

    def solve_measured(
        self, sound: Floats, spectra: Spectra, tokens: Sequence[Token], *, whole: bool
    ) -> Outcome:
        """Place tokens in a sound whose spectra are known."""
        reference = speak_reference(tokens, self._voice, self._rules.rate)
        path, cost = warp(sound, reference, self._rules, whole=whole)
        marked = {number for number, token in enumerate(tokens) if token.ends_clause}
        pieces = settle(_pieces(path, reference, cost), spectra, marked=marked)
        placed = tokens_of(pieces, half_sure=_HALF_SURE, steepness=_STEEPNESS)
        heard = {each.token for each in placed}
        last = len(tokens) if whole else max(heard, default=0)
        return Outcome(placed, [index for index in range(last) if index not in heard], [])


def speak_reference(tokens: Sequence[Token], voice: str, rate: int) -> Reference:
    """Let espeak-ng speak the tokens.

    Raises:
        VoiceError: espeak-ng does not have the voice.
        InputError: espeak-ng cannot speak any of the tokens.
    """
    starts: list[int] = []
    text = ""
    for token in tokens:
        starts.append(len(text))
        text += token.text + " "
    speech = synthesize(text, voice=voice, rate=rate)
    sound = normalize(decode(io.BytesIO(speech.audio)))
    features, _ = _features(sound)
    times = np.arange(len(features)) * _FRAME
    kept: list[NDArray[np.intp]] = []
    phones: list[tuple[str, int, int]] = []
    count = 0
    for word in speech.transcript.words:
        number = bisect_right(starts, word.span[0]) - 1 if word.span else 0
        for phone in word.phones:
            inside = np.flatnonzero((times >= phone.start) & (times < phone.end))
            if len(inside):
                phones.append((phone.ipa, number, count))
                kept.append(inside)
                count += len(inside)
    chosen = features[np.concatenate(kept)]
    return Reference(_standardized(chosen, np.ones(len(chosen), bool)), tuple(phones))


@cache
def _cosines() -> Floats:
    bands = np.arange(_BANDS) + 0.5
    orders = np.arange(1, _CEPSTRA + 1)
    return np.asarray(np.cos(np.pi / _BANDS * np.outer(bands, orders)), np.float32)


@cache
def _filters() -> Floats:
    low, high = (1127.0 * np.log1p(hertz / 700.0) for hertz in (100.0, 7000.0))
    edges = 700.0 * np.expm1(np.linspace(low, high, _BANDS + 2) / 1127.0)
    bins = np.fft.rfftfreq(_WINDOW, 1 / SAMPLE_RATE)[:, None]
    rising = (bins - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - bins) / (edges[2:] - edges[1:-1])
    return np.asarray(np.maximum(0.0, np.minimum(rising, falling)), np.float32)


def _features(sound: Floats) -> tuple[Floats, Floats]:
    """Return cepstra with their slopes every 10 ms, and the energy of each frame in dB."""
    half = _WINDOW // 2
    emphasized = np.append(sound[:1], sound[1:] - np.float32(0.97) * sound[:-1])
    padded = np.pad(emphasized, half)
    windows = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::_HOP]
    spectrum = np.abs(np.fft.rfft(windows * np.hamming(_WINDOW).astype(np.float32), axis=1))
    power = np.square(spectrum, dtype=np.float32)
    bands = np.log(power @ _filters() + np.float32(1e-4))
    cepstra = bands @ _cosines()
    padded_cepstra = np.pad(cepstra, ((2, 2), (0, 0)), mode="edge")
    slopes = (
        2 * (padded_cepstra[4:] - padded_cepstra[:-4])
        + (padded_cepstra[3:-1] - padded_cepstra[1:-3])
    ) / 10
    energy = 10 * np.log10(power.sum(axis=1) + 1e-9)
    return np.asarray(np.hstack([cepstra, slopes]), np.float32), np.asarray(energy, np.float32)


def _standardized(features: Floats, speech: NDArray[np.bool_]) -> Floats:
    chosen = features[speech] if speech.any() else features
    spread = chosen.std(axis=0) + np.float32(1e-3)
    return np.asarray((features - chosen.mean(axis=0)) / spread, np.float32)


def warp(
    sound: Floats, reference: Reference, rules: DtwRules, *, whole: bool
) -> tuple[NDArray[np.int32], Floats]:
    """Match every 10 ms of a sound with a frame of the reference.

    Args:
        sound: normalized, at 16 kHz.
        reference: at least one frame.
        rules: costs of the moves.
        whole: whether all of the reference is spoken; otherwise it may end after any word.

    Returns:
        For every 10 ms, the frame of the reference (-1: silence) and its cost (NaN in
        silence); 1 is about the difference between two voices.
    """
    features, energy = _features(sound)
    quiet = energy < np.percentile(energy, 95) - _QUIET
    features = _standardized(features, ~quiet)
    squares = np.square(reference.features).sum(axis=1)
    width = len(reference.features)
    firsts = np.array(_word_starts(reference))
    lasts = np.append(firsts[1:], width) - 1
    # In place: there are millions of them.
    cost = np.square(features).sum(axis=1)[:, None] + squares[None, :]
    cost -= 2 * features @ reference.features.T
    np.maximum(cost, 0.0, out=cost)
    cost /= np.float32(features.shape[1])
    np.sqrt(cost, out=cost)
    unit = float(np.median(cost.min(axis=1)))
    pause = np.where(quiet, rules.silence, rules.loud_silence).astype(np.float32) * unit
    return _viterbi(cost, pause, firsts, lasts, unit, rules, whole=whole)


def _word_starts(reference: Reference) -> list[int]:
    starts: list[int] = []
    previous = -1
    for _, token, first in reference.phones:
        if token != previous:
            starts.append(first)
        previous = token
    return starts


def _viterbi(
    cost: Floats,
    pause: Floats,
    firsts: NDArray[np.intp],
    lasts: NDArray[np.intp],
    unit: float,
    rules: DtwRules,
    *,
    whole: bool,
) -> tuple[NDArray[np.int32], Floats]:
    """Return the cheapest path; pauses are states of their own before, between and after words."""
    frames, width = cost.shape
    words = len(firsts)
    infinite = np.float32(1e30)
    stay, skip, enter = (np.float32(x * unit) for x in (rules.stay, rules.skip, rules.enter))
    # Three more columns on the left, so that every move can be read from a slice.
    here = np.full(width + 3, infinite, np.float32)
    silent = np.full(words + 1, infinite, np.float32)
    here[3] = cost[0, 0]
    silent[0] = pause[0]
    moves = np.zeros((frames, width), np.uint8)
    pauses = np.zeros((frames, words + 1), bool)
    best_of, option_of = np.empty((2, width), np.float32)
    better_of = np.empty(width, bool)
    words_begun = np.searchsorted(firsts, 3 * np.arange(frames + 1), side="right")
    words_ended = np.searchsorted(lasts, 3 * np.arange(frames + 1), side="right")
    for frame in range(1, frames):
        # No move is longer than three frames: states beyond that cannot be reached yet.
        reach = min(width, 3 * frame + 1)
        first_frames, last_frames = firsts[: words_begun[frame]], lasts[: words_ended[frame]]
        best, option, better = best_of[:reach], option_of[:reach], better_of[:reach]
        move = moves[frame, :reach]
        np.add(here[3 : reach + 3], stay, out=best)
        for step, price in ((1, np.float32(0)), (2, skip), (3, 2 * skip)):
            np.add(here[3 - step : reach + 3 - step], price, out=option)
            np.less(option, best, out=better)
            np.minimum(best, option, out=best)
            # If two steps are better, the later one is the longer one, and the best.
            np.maximum(move, better.view(np.uint8) * np.uint8(step), out=move)
        from_pause = silent[: len(first_frames)]
        better_start = from_pause < best[first_frames]
        chosen = first_frames[better_start]
        best[chosen] = from_pause[better_start]
        move[chosen] = 4
        after = silent[1 : len(last_frames) + 1]
        entering = here[3 + last_frames] + enter
        pauses[frame, 1 : len(last_frames) + 1] = entering < after
        np.minimum(after, entering, out=after)
        silent += pause[frame]
        np.add(best, cost[frame, :reach], out=here[3 : reach + 3])
    return _traced(cost, here[3:], silent, moves, pauses, firsts, lasts, whole=whole)


def _traced(
    cost: Floats,
    here: Floats,
    silent: Floats,
    moves: NDArray[np.uint8],
    pauses: NDArray[np.bool_],
    firsts: NDArray[np.intp],
    lasts: NDArray[np.intp],
    *,
    whole: bool,
) -> tuple[NDArray[np.int32], Floats]:
    ends = here[lasts]
    totals = np.minimum(ends, silent[1:])
    word = len(firsts) - 1 if whole else int(np.argmin(totals))
    in_pause = bool(silent[word + 1] < ends[word])
    state = int(lasts[word])
    gap = word + 1
    path = np.full(len(cost), -1, np.int32)
    spent = np.full(len(cost), np.nan, np.float32)
    for frame in range(len(cost) - 1, -1, -1):
        if in_pause:
            if pauses[frame, gap]:
                in_pause = False
                state = int(lasts[gap - 1])
            continue
        path[frame] = state
        spent[frame] = cost[frame, state]
        move = int(moves[frame, state])
        if move == 4:
            gap = int(np.searchsorted(firsts, state))
            in_pause = True
        else:
            state -= move
    return path, spent


def _pieces(path: NDArray[np.int32], reference: Reference, cost: Floats) -> list[Piece]:
    """Return the reference's phones with the times of the path."""
    spoken = np.flatnonzero(path >= 0)
    if not len(spoken):
        return []
    spoken_frames = path[spoken]
    reached = spoken_frames[-1]
    firsts = [first for _, _, first in reference.phones]
    pieces: list[Piece] = []
    for index, (ipa, token, first) in enumerate(reference.phones):
        if first > reached:
            break
        following = firsts[index + 1] if index + 1 < len(firsts) else int(reached) + 1
        position = int(np.searchsorted(spoken_frames, first))
        end_position = max(position, int(np.searchsorted(spoken_frames, following)) - 1)
        start = spoken[min(position, len(spoken) - 1)] * _FRAME - _FRAME / 2
        end = (spoken[min(end_position, len(spoken) - 1)] + 1) * _FRAME - _FRAME / 2
        if pieces:
            start = max(start, pieces[-1].end)
        spent = cost[spoken[position : end_position + 1]]
        score = -float(spent.mean()) if len(spent) else _NOT_HEARD
        pieces.append(Piece(ipa, max(start, 0.0), max(end, start, 0.0), token, score))
    return pieces
