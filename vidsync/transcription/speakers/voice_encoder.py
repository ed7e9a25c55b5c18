"""Networks that turn the sound of a voice into numbers, near to each other for one speaker."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

import numpy as np

from vidsync.audio import Floats
from vidsync.errors import DependencyError, InputError
from vidsync.paths import PathLike
from vidsync.transcription.speakers.filter_banks import BANDS, filter_banks


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
        DependencyError: onnxruntime is not installed.
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
        found = np.asarray(self._network.run(None, {self._input: given[None]})[0], np.float32)
        return found.reshape(-1)


def _load(path: Path) -> Any:
    try:
        import onnxruntime
    except ImportError as error:
        raise DependencyError(
            "telling speakers apart needs onnxruntime", hint="pip install onnxruntime"
        ) from error
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(
            str(path), providers=["CPUExecutionProvider"], sess_options=options
        )
    # onnxruntime's errors derive from RuntimeError, or from Exception alone.
    except Exception as error:
        if not type(error).__module__.startswith("onnxruntime") and not isinstance(
            error, RuntimeError
        ):
            raise
        raise InputError(f"{path} is not an ONNX model: {str(error)[:200]}") from error
