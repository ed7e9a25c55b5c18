"""A small speaker model in ONNX, written byte by byte: the spread of each band over time."""

import struct


def _varint(value):
    out = b""
    while True:
        value, rest = value >> 7, value & 0x7F
        out += bytes([rest | (0x80 if value else 0)])
        if not value:
            return out


def _field(number, value):
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    content = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _node(kind, inputs, outputs, *attributes):
    parts = [_field(1, name) for name in inputs] + [_field(2, name) for name in outputs]
    return b"".join([*parts, _field(4, kind), *(_field(5, each) for each in attributes)])


def _ints(name, values):
    return _field(1, name) + b"".join(_field(8, value) for value in values) + _field(20, 7)


def _int(name, value):
    return _field(1, name) + _field(3, value) + _field(20, 2)


def _value(name, shape):
    dims = b"".join(
        _field(1, _field(2, size) if isinstance(size, str) else _field(1, size)) for size in shape
    )
    tensor = _field(1, 1) + _field(2, dims)
    return _field(1, name) + _field(2, _field(1, tensor))


def speaker_model(shape=(1, "frames", 80)):
    """Return a model whose vector is the mean square of each input band over time."""
    nodes = [
        _node("Mul", ["feats", "feats"], ["squares"]),
        _node("ReduceMean", ["squares"], ["spread"], _ints("axes", [1]), _int("keepdims", 0)),
        _node("Sqrt", ["spread"], ["root"]),
        _node("Sub", ["root", "usual"], ["embs"]),
    ]
    usual = _field(1, 1) + _field(2, 1) + _field(9, struct.pack("<f", 2.2)) + _field(8, "usual")
    graph = b"".join(_field(1, node) for node in nodes) + _field(2, "speaker") + _field(5, usual)
    graph += _field(11, _value("feats", shape)) + _field(12, _value("embs", (1, 80)))
    return _field(1, 8) + _field(8, _field(1, "") + _field(2, 13)) + _field(7, graph)
