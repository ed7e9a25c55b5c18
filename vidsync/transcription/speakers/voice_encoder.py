"""Networks that turn the sound of a voice into numbers, near to each other for one speaker."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

import numpy as np

from vidsync.audio import Floats
from vidsync.errors import InputError
from vidsync.paths import PathLike
from vidsync.transcription.speakers.filter_banks import BANDS, filter_banks
from vidsync.tts.engines.neural.onnx_model import first_line, model_errors

# Numbers that describe a voice; those of speaker models are 128 to 512.
_LONGEST = 8192


class VoiceEncoder(ABC):
    """Something that describes a voice by numbers."""

    @abstractmethod
    def encode(self, sound: Floats) -> Floats:
        """Return the description of the voice in a sound: a vector of any length.

        The cosine between two vectors is high for one speaker and low for two.

        Args:
            sound: one-dimensional, at 16 kHz, half a second or longer.
        """


class OnnxVoiceEncoder(VoiceEncoder):
    """A speaker model in an ONNX file, run on the processor.

    It takes either filter banks, of shape (1, frames, 80), as models of WeSpeaker and 3D-Speaker
    do, or plain samples at 16 kHz, of shape (1, samples).

    Args:
        model: the file.

    Raises:
        InputError: the file is missing, or is not such a model.
    """

    def __init__(self, model: PathLike) -> None:
        path = Path(model).expanduser()
        if not path.is_file():
            raise InputError(f"the speaker model {path} does not exist, or is not a file")
        self._path = path
        self._network = _load(path)
        inputs = self._network.get_inputs()
        self._input = inputs[0].name
        shape = inputs[0].shape
        takes_banks = (len(shape) == 3 and shape[2] in (BANDS, None)) or shape[-1:] == [BANDS]
        if len(inputs) != 1 or not (takes_banks or len(shape) == 2):
            raise InputError(
                f"{path} is not a speaker model: its input has the shape {shape}",
                hint=f"give a model that takes filter banks (1, frames, {BANDS}) or samples",
            )
        self._takes_banks = len(shape) == 3

    def __repr__(self) -> str:
        return f"OnnxVoiceEncoder({str(self._path)!r})"

    def encode(self, sound: Floats) -> Floats:
        """Return the description of the voice in a sound."""
        given = filter_banks(sound) if self._takes_banks else sound.astype(np.float32)
        try:
            found = self._network.run(None, {self._input: given[None]})[0]
        except model_errors() as error:
            raise InputError(
                f"the speaker model {self._path} can't take {len(sound) / 16000:.1f} s of sound: "
                f"{first_line(error)}"
            ) from error
        vector = np.asarray(found, np.float32).reshape(-1)
        if not 1 <= len(vector) <= _LONGEST or not np.isfinite(vector).all():
            raise InputError(
                f"{self._path} is not a speaker model: it describes a voice by "
                f"{len(vector)} numbers, or by some that are none"
            )
        return vector


def _load(path: Path) -> Any:
    import onnxruntime  # slow to import

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(
            str(path), providers=["CPUExecutionProvider"], sess_options=options
        )
    except model_errors() as error:
        raise InputError(f"{path} is not an ONNX model: {first_line(error)}") from error
