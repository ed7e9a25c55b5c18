"""Tells speech from silence, music and noise, in steps of 32 ms.

Source:
    Silero VAD v6 (MIT), whose network is in faster-whisper's wheel. Its context of 64 samples
    and its state go from one block of sound to the next.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from vidsync.audio import Floats

STEP = 512
"""Samples at 16 kHz that one probability is for."""

_CONTEXT = 64
# Sound below this level, in dB of full scale, is silence to `LevelDetector`.
_SILENCE_DB = -55.0


class Detector(Protocol):
    """Something that tells speech from other sounds, block by block."""

    def hear(self, block: Floats) -> NDArray[np.float32]:
        """Return the probability of speech in each step of the next block.

        Args:
            block: mono at 16 kHz; a multiple of `STEP` samples.
        """


class SileroDetector:
    """Silero's network, on one core: a minute of sound takes about a third of a second."""

    def __init__(self, model: Path) -> None:
        import onnxruntime  # slow to import, and only here with faster-whisper

        options = onnxruntime.SessionOptions()
        options.inter_op_num_threads = options.intra_op_num_threads = 1
        options.log_severity_level = 4
        self._network: Any = onnxruntime.InferenceSession(
            str(model), providers=["CPUExecutionProvider"], sess_options=options
        )
        self._state = {name: np.zeros((1, 1, 128), np.float32) for name in ("h", "c")}
        self._context = np.zeros(_CONTEXT, np.float32)

    def hear(self, block: Floats) -> NDArray[np.float32]:
        """Return the probability of speech in each step of the next block."""
        if not len(block):
            return np.zeros(0, np.float32)
        steps = block.reshape(-1, STEP)
        before = np.concatenate([self._context[None], steps[:-1, -_CONTEXT:]])
        inputs = np.concatenate([before, steps], axis=1).astype(np.float32)
        heard, self._state["h"], self._state["c"] = self._network.run(
            None, {"input": inputs, **self._state}
        )
        self._context = steps[-1, -_CONTEXT:]
        return np.asarray(heard, np.float32).reshape(-1)


class LevelDetector:
    """Takes every sound that is not silent for speech."""

    def hear(self, block: Floats) -> NDArray[np.float32]:
        """Return 1 for each step of the next block that is not silent, else 0."""
        power = np.mean(np.square(block.reshape(-1, STEP)), axis=1)
        return np.asarray(power > 10 ** (_SILENCE_DB / 10), np.float32)


def best_detector() -> Detector:
    """Return Silero's network where faster-whisper is installed, else a `LevelDetector`."""
    package = find_spec("faster_whisper")
    folders = (package.submodule_search_locations or ()) if package else ()
    models = sorted(path for folder in folders for path in Path(folder).glob("assets/silero*.onnx"))
    if not models or find_spec("onnxruntime") is None:
        return LevelDetector()
    return SileroDetector(models[-1])
