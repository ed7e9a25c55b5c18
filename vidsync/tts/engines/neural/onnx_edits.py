"""Change which tensors go into and out of a network in the ONNX format, in its bytes.

Protocol buffers merge messages that are joined, so bytes after a model's own add to it.
"""

from __future__ import annotations

import re

_FLOAT = 1  # TensorProto.FLOAT

# Numbers of the fields in onnx.proto.
_MODEL_GRAPH = 7
_GRAPH_INPUT, _GRAPH_OUTPUT = 11, 12
_NODE_INPUT, _NODE_OUTPUT, _NODE_NAME, _NODE_KIND = 1, 2, 3, 4
_VALUE_NAME, _VALUE_TYPE = 1, 2
_TYPE_TENSOR = 1
_TENSOR_ELEMENT = 1


def find_nodes(model: bytes, kind: str) -> list[tuple[str, str]]:
    """Return the last input and the output of each node of a kind.

    Args:
        model: the content of its file.
        kind: the operation: ``Ceil``.
    """
    text = rb"([\x01-\x7f])([\w/.:]+)"
    fields = [
        _tag(_NODE_INPUT) + text,
        _tag(_NODE_OUTPUT) + text,
        b"(?:" + _tag(_NODE_NAME) + text + b")?",
        re.escape(_field(_NODE_KIND, kind.encode())),
    ]
    found = []
    for match in re.finditer(b"".join(fields), model, re.DOTALL | re.ASCII):
        lengths, names = match.groups()[::2], match.groups()[1::2]
        known = [(size, name) for size, name in zip(lengths, names, strict=True) if name]
        if all(len(name) == ord(size) for size, name in known):
            found.append((names[0].decode(), names[1].decode()))
    return found


def add_output(name: str) -> bytes:
    """Return what is joined to a model so that an inner tensor of floats is an output."""
    return _field(_MODEL_GRAPH, _field(_GRAPH_OUTPUT, _float_tensor(name)))


def feed_instead(model: bytes, name: str) -> bytes:
    """Return a model that is given a tensor of floats that a node of it would make.

    Args:
        model: the content of its file.
        name: the output of the node, which becomes an input of the model.
    """
    own = _field(_NODE_OUTPUT, name.encode())
    # Nothing reads the node's output under its other name, so the node is not run.
    other = _field(_NODE_OUTPUT, b"~" + name.encode()[1:])
    added = _field(_MODEL_GRAPH, _field(_GRAPH_INPUT, _float_tensor(name)))
    return model.replace(own, other, 1) + added


def _float_tensor(name: str) -> bytes:
    tensor = bytes([_TENSOR_ELEMENT << 3, _FLOAT])
    return _field(_VALUE_NAME, name.encode()) + _field(_VALUE_TYPE, _field(_TYPE_TENSOR, tensor))


def _field(number: int, content: bytes) -> bytes:
    """Return a field of a message: its key, its length and its content."""
    length = len(content)
    size = b""
    while length > 0x7F:
        size += bytes([length & 0x7F | 0x80])
        length >>= 7
    return _tag(number) + size + bytes([length]) + content


def _tag(number: int) -> bytes:
    return bytes([number << 3 | 2])
