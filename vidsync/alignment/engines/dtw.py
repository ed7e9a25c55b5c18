"""Alignment with espeak-ng's own speech of the text, by dynamic time warping.

espeak-ng speaks the text and knows its own times to the sample. The sound is matched with that
speech frame by frame. No acoustic model is needed, so it works for any language, and for voices
that resemble espeak-ng it is more exact. It tells poorly whether sound and text belong together.
"""

from __future__ import annotations

import io
from bisect import bisect_right
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vidsync.alignment.edges.pause_edges import PlacedPhone
from vidsync.alignment.edges.settling import settle
from vidsync.alignment.engines.warping import DtwRules, Reference, warp
from vidsync.alignment.long.windows import WindowResult
from vidsync.alignment.placement import group_tokens
from vidsync.alignment.sound.cepstra import FRAME, measure_cepstra, standardize
from vidsync.alignment.sound.features import Floats, Spectra, normalize
from vidsync.alignment.text.tokens import Token
from vidsync.audio import decode
from vidsync.espeak import synthesize

_RULES = DtwRules()
# The score of a skipped phone.
_SKIPPED_SCORE = -2.0
# The score at which one word in two is misplaced, and how fast that changes.
_HALF_SURE = -1.35
_STEEPNESS = 0.12


class DtwSolver:
    """Places tokens by warping espeak-ng's speech of them onto the sound.

    Args:
        voice: espeak-ng's voice or language.
        rules: costs of the moves.
    """

    characters_per_second = 20.0

    def __init__(self, voice: str, rules: DtwRules = _RULES) -> None:
        self._voice = voice
        self._rules = rules

    def solve(self, sound: Floats, tokens: Sequence[Token], *, whole: bool) -> WindowResult:
        """Place tokens in a window; see `Solver`."""
        return self.solve_measured(sound, Spectra.of(sound), tokens, whole=whole)

    def solve_measured(
        self, sound: Floats, spectra: Spectra, tokens: Sequence[Token], *, whole: bool
    ) -> WindowResult:
        """Place tokens in a sound whose spectra are known."""
        reference = speak_reference(tokens, self._voice, self._rules.rate)
        path, cost = warp(sound, reference, self._rules, whole=whole)
        marked = {number for number, token in enumerate(tokens) if token.ends_clause}
        phones_placed = settle(_place_phones(path, reference, cost), spectra, marked=marked)
        placed = group_tokens(phones_placed, half_sure=_HALF_SURE, steepness=_STEEPNESS)
        return WindowResult.of(placed, len(tokens), whole=whole)


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
    features, _ = measure_cepstra(sound)
    times = np.arange(len(features)) * FRAME
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
    return Reference(standardize(chosen, np.ones(len(chosen), bool)), tuple(phones))


def _place_phones(path: NDArray[np.int32], reference: Reference, cost: Floats) -> list[PlacedPhone]:
    """Return the reference's phones with the times of the path."""
    spoken = np.flatnonzero(path >= 0)
    if not len(spoken):
        return []
    spoken_frames = path[spoken]
    reached = spoken_frames[-1]
    firsts = [first for _, _, first in reference.phones]
    phones_placed: list[PlacedPhone] = []
    for index, (ipa, token, first) in enumerate(reference.phones):
        if first > reached:
            break
        following = firsts[index + 1] if index + 1 < len(firsts) else int(reached) + 1
        position = int(np.searchsorted(spoken_frames, first))
        end_position = max(position, int(np.searchsorted(spoken_frames, following)) - 1)
        start = spoken[min(position, len(spoken) - 1)] * FRAME - FRAME / 2
        end = (spoken[min(end_position, len(spoken) - 1)] + 1) * FRAME - FRAME / 2
        if phones_placed:
            start = max(start, phones_placed[-1].end)
        spent = cost[spoken[position : end_position + 1]]
        score = -float(spent.mean()) if len(spent) else _SKIPPED_SCORE
        phones_placed.append(PlacedPhone(ipa, max(start, 0.0), max(end, start, 0.0), token, score))
    return phones_placed
