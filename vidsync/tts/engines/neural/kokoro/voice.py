"""A voice of Kokoro: the letters of a sentence in, sound and the times of its phones out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vidsync.audio import Samples
from vidsync.errors import VoiceError
from vidsync.tts.engines.neural.durations import Letter, place_phones, refine_phones
from vidsync.tts.engines.neural.kokoro.alphabet import label
from vidsync.tts.engines.neural.misaki import is_sound
from vidsync.tts.engines.neural.onnx_model import (
    first_line,
    model_errors,
    open_model,
    read_model,
)
from vidsync.tts.engines.neural.sentence import SpokenSentence, fade_ends

SAMPLE_RATE = 24000
UNIT = 0.025
"""Seconds of which the network's durations are multiples."""

_DURATIONS = "/encoder/Clip_output_0"
_STYLE = 256
_LARGEST_STYLE = 16 << 20
_MOST_SIGNS = 500
_PAD = 0

Spell = Callable[[str], str]


class KokoroVoice:
    """A voice of Kokoro.

    Args:
        model: the file of the network, which all voices share.
        style: the file of the voice: 256 float32 numbers for each length of a sentence.

    Raises:
        VoiceError: a file can't be read, or is not of Kokoro.
    """

    def __init__(self, model: Path, style: Path) -> None:
        self._network = _load_network(model)
        self._styles = _read_styles(style)
        names = [each.name for each in self._network.get_inputs()]
        self._tokens = "tokens" if "tokens" in names else "input_ids"
        if not {self._tokens, "style", "speed"} <= set(names):
            raise VoiceError(f"{model} is not the network of Kokoro: its inputs are {names}")
        self._output = self._network.get_outputs()[0].name
        self._numbers = _read_numbers()

    def speak(
        self,
        letters: Sequence[Letter],
        spell: Spell,
        *,
        speed: float,
        marked: frozenset[int],
    ) -> Iterator[SpokenSentence]:
        """Speak a sentence, in several parts if it is long.

        Args:
            letters: sounds, spaces and marks.
            spell: returns a letter in the network's alphabet, as no, one or several signs.
            speed: 1 is the voice's own pace.
            marked: the tokens that end with a mark that suggests a pause.
        """
        numbered = [
            (letter, [self._numbers[sign] for sign in spell(letter.sign) if sign in self._numbers])
            for letter in letters
        ]
        for part in _split(numbered):
            own = [Letter(label(letter.sign), letter.token) for letter, _ in part]
            numbers = [number for _, numbers in part for number in numbers]
            samples, lengths = self._run([_PAD, *numbers, _PAD], speed)
            counts = [1, *(len(numbers) for _, numbers in part), 1]
            edges = np.cumsum([0, *counts])
            sums = np.concatenate([[0.0], np.cumsum(lengths)])
            durations = (sums[edges[1:]] - sums[edges[:-1]]).tolist()
            placed = place_phones(own, durations, unit=UNIT)
            heard = Samples(samples[:, None], SAMPLE_RATE)
            yield SpokenSentence(samples, refine_phones(placed, heard, unit=UNIT, marked=marked))

    def _run(
        self, numbers: Sequence[int], speed: float
    ) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
        row = min(max(len(numbers) - 3, 0), len(self._styles) - 1)
        asked = {
            self._tokens: np.array([numbers], np.int64),
            "style": self._styles[row : row + 1],
            "speed": np.array([speed], np.float32),
        }
        try:
            sound, lengths = self._network.run([self._output, _DURATIONS], asked)
        except model_errors() as error:
            raise VoiceError(f"the voice's network failed: {first_line(error)}") from error
        samples = fade_ends(np.ravel(sound).astype(np.float32), SAMPLE_RATE)
        return samples, np.ravel(lengths).astype(np.float64)


@lru_cache(maxsize=8)
def load_voice(model: Path, style: Path) -> KokoroVoice:
    """Return the voice of two files, which are read once."""
    return KokoroVoice(model, style)


@lru_cache(maxsize=1)
def _load_network(model: Path) -> Any:
    content = read_model(model)
    if _DURATIONS.encode() not in content:
        raise VoiceError(
            f"{model} is not the network of Kokoro, or tells no lengths of its sounds",
            hint="use kokoro-v1.0.int8.onnx or kokoro-v1.0.onnx",
        )
    return open_model(model, content, inner=[_DURATIONS], threads=0)


def _read_styles(path: Path) -> NDArray[np.float32]:
    try:
        with path.open("rb") as stream:
            content = stream.read(_LARGEST_STYLE + 1)
    except OSError as error:
        raise VoiceError(f"the voice {path} can't be read: {error.strerror}") from error
    if not 0 < len(content) <= _LARGEST_STYLE or len(content) % (4 * _STYLE):
        raise VoiceError(
            f"{path} is not a voice of Kokoro: it has {len(content):,} bytes",
            hint="give one of its voices as a .bin file of 522,240 bytes",
        )
    styles = np.frombuffer(content, "<f4").reshape(-1, _STYLE)
    if not np.isfinite(styles).all():
        raise VoiceError(f"{path} is not a voice of Kokoro: it has values that are no numbers")
    return styles


@lru_cache(maxsize=1)
def _read_numbers() -> dict[str, int]:
    from hibari.tts import ASSETS  # hibari has Kokoro's alphabet

    numbers: dict[str, int] = json.loads((Path(ASSETS) / "vocab.json").read_text(encoding="utf-8"))
    return numbers


def _split(
    letters: Sequence[tuple[Letter, list[int]]],
) -> Iterator[Sequence[tuple[Letter, list[int]]]]:
    """Cut letters that are too many for the network, at a space where there is one."""
    start, count, space = 0, 0, 0
    for index, (letter, numbers) in enumerate(letters):
        if count + len(numbers) > _MOST_SIGNS:
            end = space if space > start else index
            yield letters[start:end]
            start, count = end, sum(len(each) for _, each in letters[end:index])
        count += len(numbers)
        if letter.sign == " ":
            space = index + 1
    if any(is_sound(letter.sign) for letter, _ in letters[start:]):
        yield letters[start:]
