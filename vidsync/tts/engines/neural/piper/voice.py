"""A voice of Piper: the signs of a sentence in, sound and the times of its phones out.

Piper's networks draw random numbers, of which the sound depends. Here they are given to the
network instead, always the same, so that the same text has the same sound.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vidsync.audio import Samples
from vidsync.errors import VoiceError
from vidsync.tts.engines.neural.durations import Letter, place_phones, refine_phones
from vidsync.tts.engines.neural.onnx_edits import feed_instead, find_nodes
from vidsync.tts.engines.neural.onnx_model import (
    first_line,
    model_errors,
    open_model,
    read_model,
)
from vidsync.tts.engines.neural.piper.settings import read_settings
from vidsync.tts.engines.neural.sentence import SpokenSentence, fade_ends

_SEED = 1
_START, _END, _PAD = "^", "$", "_"
_FAST = 64
_MOST_FRAMES = 60_000


class PiperVoice:
    """A voice of Piper.

    Args:
        path: the file of its network, with its settings beside it.

    Raises:
        VoiceError: a file is missing, or is not a voice of Piper.
    """

    def __init__(self, path: Path) -> None:
        self.settings = read_settings(path)
        model = read_model(path)
        lengths, noises = find_nodes(model, "Ceil"), find_nodes(model, "RandomNormalLike")
        if len(lengths) != 1 or len(noises) > 2:
            raise VoiceError(
                f"the voice {path} tells no lengths of its sounds",
                hint="use a voice that was exported for Piper",
            )
        self._exact_lengths, self._lengths = lengths[0]
        self._sound_noise = noises.pop() if noises else None
        self._rhythm_noise = noises.pop()[1] if noises else ""
        inner = [*lengths[0]]
        for name in filter(None, (self._rhythm_noise, self._sound_noise and self._sound_noise[1])):
            model = feed_instead(model, name)
        if self._sound_noise:
            inner.append(self._sound_noise[0])
        self._network = open_model(path, model, inner=inner)
        names = {each.name for each in self._network.get_inputs()}
        if not {"input", "input_lengths", "scales"} <= names:
            raise VoiceError(f"the voice {path} is not a voice of Piper")
        self._output = self._network.get_outputs()[0].name
        self._takes_speaker = "sid" in names

    def speak(
        self,
        letters: Sequence[Letter],
        *,
        speed: float,
        marked: frozenset[int],
        speaker: int | None,
        noise: float | None,
    ) -> SpokenSentence:
        """Speak a sentence.

        Args:
            letters: phones in IPA, spaces and marks.
            speed: 1 is the voice's own pace.
            marked: the tokens that end with a mark that suggests a pause.
            speaker: number of a speaker, for a voice of several.
            noise: 0 to 2, in the place of the voice's own.
        """
        settings = self.settings
        numbers, counts = self._number_signs(letters)
        asked: dict[str, Any] = {
            "input": np.array([numbers], np.int64),
            "input_lengths": np.array([len(numbers)], np.int64),
            "scales": np.array(
                [
                    settings.noise if noise is None else noise,
                    settings.pace / speed,
                    settings.rhythm_noise if noise is None else noise,
                ],
                np.float32,
            ),
        }
        if self._takes_speaker:
            asked["sid"] = np.array([speaker or 0], np.int64)
        try:
            sound, lengths = self._run(asked)
        except model_errors() as error:
            raise VoiceError(f"the voice's network failed: {first_line(error)}") from error
        samples = fade_ends(np.ravel(sound).astype(np.float32), settings.sample_rate)
        edges = np.cumsum([0, *counts])
        durations = np.add.reduceat(np.ravel(lengths), edges[:-1]).tolist()
        unit = settings.hop / settings.sample_rate
        placed = place_phones(letters, durations, unit=unit)
        heard = Samples(samples[:, None], settings.sample_rate)
        return SpokenSentence(samples, refine_phones(placed, heard, unit=unit, marked=marked))

    def _number_signs(self, letters: Sequence[Letter]) -> tuple[list[int], list[int]]:
        """Return the network's numbers, and how many belong to the start, each letter, the end."""
        known = self.settings.numbers
        pad = known[_PAD]
        numbers = [*known[_START], *pad]
        counts = [len(numbers)]
        for letter in letters:
            before = len(numbers)
            for character in unicodedata.normalize("NFD", letter.sign):
                if character in known:
                    numbers += [*known[character], *pad]
            counts.append(len(numbers) - before)
        numbers += known[_END]
        counts.append(len(known[_END]))
        return numbers, counts

    def _run(self, asked: dict[str, Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        """Run the network twice: fast, which tells the lengths, then with noise of that length."""
        random = np.random.default_rng(_SEED)
        count = asked["input"].shape[1]
        given = dict(asked)
        if self._rhythm_noise:
            given[self._rhythm_noise] = random.standard_normal((1, 2, count), np.float32)
        if self._sound_noise:
            source, output = self._sound_noise
            given[output] = np.zeros((1, 1, 1), np.float32)
            # Products with a power of two are exact, so the second run has the same lengths.
            given["scales"] = asked["scales"] * np.array([1, 1 / _FAST, 1], np.float32)
            like, exact = self._network.run([source, self._exact_lengths], given)
            frames = int(np.ceil(exact * np.float32(_FAST)).sum())
            if frames > _MOST_FRAMES:
                raise VoiceError(f"the voice makes {frames:,} frames of one sentence")
            given["scales"] = asked["scales"]
            shape = (1, like.shape[1], frames)
            given[output] = random.standard_normal(shape, np.float32)
        sound, lengths = self._network.run([self._output, self._lengths], given)
        return sound, lengths


@lru_cache(maxsize=4)
def load_voice(path: Path) -> PiperVoice:
    """Return the voice of a file, which is read once."""
    return PiperVoice(path)
