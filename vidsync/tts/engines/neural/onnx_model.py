"""Load a network in the ONNX format, with inner tensors among its outputs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from vidsync.errors import VoiceError
from vidsync.tts.engines.neural.onnx_edits import add_output


def load_model(path: Path, *, inner: Sequence[str] = ()) -> Any:
    """Load a network that runs on one processor core.

    Args:
        path: the file of the network.
        inner: names of tensors of floats inside the graph. They follow the network's own
            outputs.

    Returns:
        An ``onnxruntime.InferenceSession``.

    Raises:
        VoiceError: the file can't be read, is not a network, or has no such tensor.
    """
    return open_model(path, read_model(path), inner=inner)


def read_model(path: Path) -> bytes:
    """Return the content of a network's file.

    Raises:
        VoiceError: it can't be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise VoiceError(f"the voice {path} can't be read: {error.strerror}") from error


def open_model(path: Path, model: bytes, *, inner: Sequence[str] = (), threads: int = 1) -> Any:
    """As `load_model`, from the content of the file, which may be changed.

    Args:
        path: for errors.
        model: the content.
        inner: as for `load_model`.
        threads: the most that it runs on; 0 for as many as there are cores.
    """
    import onnxruntime  # slow to import

    options = onnxruntime.SessionOptions()
    # One thread for small networks: the sums of one thread never change.
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    # Waiting threads would take the processor from other programs.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 4
    added = b"".join(map(add_output, inner))
    try:
        return onnxruntime.InferenceSession(
            model + added, options, providers=["CPUExecutionProvider"]
        )
    except model_errors() as error:
        raise VoiceError(
            f"the voice {path} is not a network of the expected kind: {first_line(error)}",
            hint="give the voice's .onnx file, complete and unchanged",
        ) from error


def model_errors() -> tuple[type[Exception], ...]:
    """Return the errors that onnxruntime raises for a network or its input."""
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    return (
        state.Fail,
        state.InvalidArgument,
        state.InvalidGraph,
        state.InvalidProtobuf,
        state.NotImplemented,
        state.RuntimeException,
    )


def first_line(error: Exception) -> str:
    """Return what an error of onnxruntime says, without the places in its sources."""
    return str(error).partition("\n")[0][:200]
