"""Load a network in the ONNX format, with inner tensors among its outputs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from vidsync.errors import VoiceError

_FLOAT = 1  # TensorProto.FLOAT

# Numbers of the fields in onnx.proto.
_MODEL_GRAPH = 7
_GRAPH_OUTPUT = 12
_VALUE_NAME, _VALUE_TYPE = 1, 2
_TYPE_TENSOR = 1
_TENSOR_ELEMENT = 1


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
    import onnxruntime  # slow to import

    options = onnxruntime.SessionOptions()
    # One thread: the networks are small, and the sums of one thread never change.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        data = path.read_bytes()
    except OSError as error:
        raise VoiceError(f"the voice {path} can't be read: {error.strerror}") from error
    added = b"".join(map(_output_named, inner))
    try:
        return onnxruntime.InferenceSession(
            data + added, options, providers=["CPUExecutionProvider"]
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


def _output_named(name: str) -> bytes:
    """Return a message that adds an output to a model.

    Protocol buffers merge messages that are joined, so bytes after a model's own add to it.
    """
    tensor = bytes([_TENSOR_ELEMENT << 3, _FLOAT])
    value = _field(_VALUE_NAME, name.encode()) + _field(_VALUE_TYPE, _field(_TYPE_TENSOR, tensor))
    return _field(_MODEL_GRAPH, _field(_GRAPH_OUTPUT, value))


def _field(number: int, content: bytes) -> bytes:
    """Return a field of a message: its key, its length and its content."""
    length = len(content)
    size = b""
    while length > 0x7F:
        size += bytes([length & 0x7F | 0x80])
        length >>= 7
    return bytes([number << 3 | 2]) + size + bytes([length]) + content
