"""Changing the inputs and outputs of a small network, which then runs."""

import numpy as np
import onnxruntime
import pytest

from vidsync.tts.engines.neural.onnx_edits import add_output, feed_instead, find_nodes


def field(number: int, content: bytes | int) -> bytes:
    if isinstance(content, int):
        return bytes([number << 3, content])
    assert len(content) < 0x80 * 0x80
    length = len(content)
    size = bytes([length]) if length < 0x80 else bytes([length & 0x7F | 0x80, length >> 7])
    return bytes([number << 3 | 2]) + size + content


def node(kind: str, inputs: list[str], output: str) -> bytes:
    names = b"".join(field(1, name.encode()) for name in inputs)
    named = field(3, f"node_{output}".encode())
    return field(1, names + field(2, output.encode()) + named + field(4, kind.encode()))


def value(name: str) -> bytes:
    shape = field(2, field(1, field(2, b"N")))
    return field(1, name.encode()) + field(2, field(1, field(1, 1) + shape))


@pytest.fixture(scope="module")
def model() -> bytes:
    """y = x + noise, and inside it the rounded x."""
    graph = (
        node("RandomNormalLike", ["x"], "/noise_0")
        + node("Ceil", ["x"], "/Ceil_output_0")
        + node("Add", ["x", "/noise_0"], "sum")
        + node("Add", ["sum", "/Ceil_output_0"], "y")
        + field(2, b"small")
        + field(11, value("x"))
        + field(12, value("y"))
    )
    return field(1, 8) + field(7, graph) + field(8, field(1, b"") + field(2, 15))


X = np.array([0.25, 1.5], np.float32)


def test_nodes_are_found_with_their_tensors(model):
    assert find_nodes(model, "Ceil") == [("x", "/Ceil_output_0")]
    assert find_nodes(model, "RandomNormalLike") == [("x", "/noise_0")]
    assert find_nodes(model, "Add") == [("/noise_0", "sum"), ("/Ceil_output_0", "y")]
    assert find_nodes(model, "Floor") == []


def test_an_inner_tensor_becomes_an_output(model):
    session = onnxruntime.InferenceSession(model + add_output("/Ceil_output_0"))
    assert session.run(["/Ceil_output_0"], {"x": X})[0].tolist() == [1.0, 2.0]


def test_a_random_tensor_becomes_an_input(model):
    session = onnxruntime.InferenceSession(feed_instead(model, "/noise_0"))
    given = {"x": X, "/noise_0": np.array([10, 20], np.float32)}
    assert session.run(["y"], given)[0].tolist() == [11.25, 23.5]
