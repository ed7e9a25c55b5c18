"""A voice of hibari: letters in, sound and the times of the phones out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vidsync.audio import Samples
from vidsync.errors import VoiceError
from vidsync.tts.engines.neural.durations import Letter, place_phones, refine_phones
from vidsync.tts.engines.neural.hibari.voice_shape import VoiceShape
from vidsync.tts.engines.neural.misaki import is_sound
from vidsync.tts.engines.neural.onnx_model import first_line, load_model, model_errors
from vidsync.tts.engines.neural.sentence import SpokenSentence, fade_ends
from vidsync.tts.speech.loudness import find_gain

SAMPLE_RATE = 24000
UNIT = 0.025
"""Seconds of which the network's durations are multiples."""

_DURATIONS = "/Clip_output_0"
# hibari's own limit: its voices never heard longer sentences.
_MOST_LETTERS = 400
_PAD = 0
_SEED = 1
# "Nobody could say why the invoice came to fifty dollars, and so we laughed."
_MEASURED = "nˈObədi kʊd sˈA wˌI ði ˈɪnvˌYs kˈAm tə fˈɪfti dˈɑləɹz, ænd sˌO wi lˈæft."
_CLAUSE_MARKS = frozenset(",;:.!?—…")


class HibariVoice:
    """A voice of hibari.

    Args:
        path: the file of its network.

    Raises:
        VoiceError: the file is not a voice of hibari.
    """

    def __init__(self, path: Path) -> None:
        from hibari.tts import ASSETS

        self._network = load_model(path, inner=[_DURATIONS])
        inputs = sorted(each.name for each in self._network.get_inputs())
        if inputs != ["ids", "speed"] or len(self._network.get_outputs()) != 7:
            raise VoiceError(f"the voice {path} is not a voice of hibari")
        self._gains: dict[VoiceShape, float] = {}
        self._numbers: dict[str, int] = json.loads(
            (Path(ASSETS) / "vocab.json").read_text(encoding="utf-8")
        )

    def speak(
        self,
        letters: Sequence[Letter],
        *,
        speed: float,
        shape: VoiceShape,
        marked: frozenset[int],
    ) -> Iterator[SpokenSentence]:
        """Speak a sentence, in several parts if it is long.

        Args:
            letters: of the sentence; those that are not in the voice's alphabet are left out.
            speed: 1 is the voice's own pace.
            shape: how the voice is changed.
            marked: the tokens that end with a mark that suggests a pause.
        """
        known = [letter for letter in letters if letter.sign in self._numbers]
        for part in _split_letters(known):
            samples, durations = self._run(self._numbers_of(part), speed, shape)
            placed = place_phones(part, durations, unit=UNIT)
            phones = refine_phones(
                placed, Samples(samples[:, None], SAMPLE_RATE), unit=UNIT, marked=marked
            )
            yield SpokenSentence(samples, phones)

    def _numbers_of(self, letters: Sequence[Letter]) -> list[int]:
        return [_PAD, *(self._numbers[letter.sign] for letter in letters), _PAD]

    def find_gain(self, shape: VoiceShape) -> float:
        """Return the factor that brings most speech of the voice to the usual loudness."""
        if shape not in self._gains:
            letters = [Letter(sign, 0) for sign in _MEASURED if sign in self._numbers]
            samples, _ = self._run(self._numbers_of(letters), 1.0, shape)
            self._gains[shape] = find_gain(Samples(samples[:, None], SAMPLE_RATE))
        return self._gains[shape]

    def _run(
        self, ids: Sequence[int], speed: float, shape: VoiceShape
    ) -> tuple[NDArray[np.float32], list[float]]:
        from hibari import dsp

        asked = {"ids": np.array([ids], np.int64), "speed": np.array([speed], np.float32)}
        try:
            *outputs, durations = self._network.run(None, asked)
        except model_errors() as error:
            raise VoiceError(f"the voice's network failed: {first_line(error)}") from error
        spectrum = shape.change([output[0] for output in outputs])
        # The noise of breath and consonants; the same for each sentence, wherever it stands.
        noise = np.random.default_rng(_SEED)
        samples: Any = dsp.synth(*spectrum, noise)
        return fade_ends(samples, SAMPLE_RATE), np.ravel(durations).tolist()


@lru_cache(maxsize=4)
def load_voice(path: Path) -> HibariVoice:
    """Return the voice of a file, which is read once."""
    return HibariVoice(path)


def _split_letters(letters: Sequence[Letter]) -> Iterator[Sequence[Letter]]:
    """Cut a long sentence at clauses, else between words, else anywhere."""
    rest = letters
    while len(rest) > _MOST_LETTERS:
        spaces = [
            place for place in range(_MOST_LETTERS, 0, -1) if rest[place].sign == " " and place > 40
        ]
        clauses = (place for place in spaces if rest[place - 1].sign in _CLAUSE_MARKS)
        cut = next(clauses, spaces[0] if spaces else _MOST_LETTERS)
        yield rest[:cut]
        rest = rest[cut:]
        while rest and rest[0].sign == " ":
            rest = rest[1:]
    if any(is_sound(letter.sign) for letter in rest):
        yield rest
