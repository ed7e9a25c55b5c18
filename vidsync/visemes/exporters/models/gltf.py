"""glTF documents: reading a GLB file, adding data to it and writing it."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vidsync.errors import FormatError, InputError

FLOAT, UNSIGNED_SHORT = 5126, 5123
CUBIC = "CUBICSPLINE"

_MAGIC = b"glTF"
_JSON, _BINARY = b"JSON", b"BIN\0"
_LARGEST = 1 << 30
_TYPES = {1: "SCALAR", 3: "VEC3"}
_DTYPES: dict[int, str] = {FLOAT: "<f4", UNSIGNED_SHORT: "<u2"}


class GltfDocument:
    """A glTF document with its binary data."""

    def __init__(self, content: dict[str, Any] | None = None, binary: bytes = b"") -> None:
        self.content: dict[str, Any] = content or {
            "asset": {"version": "2.0", "generator": "vidsync"}
        }
        self._binary = bytearray(binary)

    @classmethod
    def read(cls, path: Path) -> GltfDocument:
        """Read a GLB file.

        Raises:
            InputError: the file cannot be read.
            FormatError: it is not a GLB of glTF 2.0, or its data is in another file.
        """
        try:
            if path.stat().st_size > _LARGEST:
                raise FormatError(f"{path} is over {_LARGEST >> 30} GiB")
            data = path.read_bytes()
        except OSError as error:
            raise InputError(f"{path} cannot be read: {error.strerror}") from error
        if len(data) < 20 or data[:4] != _MAGIC or struct.unpack_from("<I", data, 4)[0] != 2:
            raise FormatError(
                f"{path} is not a GLB file of glTF 2.0", hint="save the model as .glb"
            )
        chunks = dict(_chunks(path, data))
        try:
            content = json.loads(chunks[_JSON].decode("utf-8"), parse_constant=_refuse_constant)
        except (KeyError, ValueError, RecursionError) as error:
            raise FormatError(f"{path}: its JSON is damaged: {error}") from None
        if not isinstance(content, dict) or any(
            not isinstance(content.get(key, []), list)
            or not all(isinstance(entry, dict) for entry in content.get(key, []))
            for key in ("nodes", "meshes", "accessors", "bufferViews", "buffers", "animations")
        ):
            raise FormatError(f"{path}: its JSON is not glTF")
        buffers = content.get("buffers", [])
        if buffers and "uri" in buffers[0]:
            raise FormatError(
                f"{path}: its first buffer is another file", hint="save the model as one .glb"
            )
        return cls(content, chunks.get(_BINARY, b""))

    def add(self, key: str, entry: dict[str, Any]) -> int:
        """Append an entry to one of the document's lists.

        Returns:
            The index of the entry.
        """
        entries: list[dict[str, Any]] = self.content.setdefault(key, [])
        entries.append(entry)
        return len(entries) - 1

    def add_accessor(
        self,
        values: NDArray[Any],
        *,
        component: int = FLOAT,
        target: int | None = None,
        bounds: bool = False,
    ) -> int:
        """Append numbers.

        Args:
            values: scalars of shape (count,), or vectors of shape (count, 3).
            component: glTF's code for the type of the numbers.
            target: glTF's code for the use of the buffer view; None for animations.
            bounds: whether to write the least and the greatest value.

        Returns:
            The accessor's index.
        """
        stored = np.ascontiguousarray(values, _DTYPES[component])
        self._binary += bytes(-len(self._binary) % 4)
        view = {"buffer": 0, "byteOffset": len(self._binary), "byteLength": stored.nbytes}
        if target is not None:
            view["target"] = target
        self._binary += stored.tobytes()
        accessor: dict[str, Any] = {
            "bufferView": self.add("bufferViews", view),
            "componentType": component,
            "count": len(stored),
            "type": _TYPES[1 if stored.ndim == 1 else stored.shape[1]],
        }
        if bounds:
            accessor["min"] = np.atleast_1d(stored.min(axis=0)).tolist()
            accessor["max"] = np.atleast_1d(stored.max(axis=0)).tolist()
        return self.add("accessors", accessor)

    def glb(self) -> bytes:
        """Return the content of the GLB file."""
        binary = bytes(self._binary)
        if binary:
            buffers = self.content.setdefault("buffers", [{}])
            buffers[0]["byteLength"] = len(binary)
        text = json.dumps(self.content, ensure_ascii=False, separators=(",", ":")).encode()
        chunks = [_chunk(_JSON, text, b" ")]
        if binary:
            chunks.append(_chunk(_BINARY, binary, b"\0"))
        length = 12 + sum(map(len, chunks))
        return b"".join([_MAGIC, struct.pack("<II", 2, length), *chunks])


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number")


def _chunks(path: Path, data: bytes) -> list[tuple[bytes, bytes]]:
    found: list[tuple[bytes, bytes]] = []
    position = 12
    while position + 8 <= len(data):
        length, kind = struct.unpack_from("<I4s", data, position)
        if position + 8 + length > len(data):
            raise FormatError(f"{path} ends in the middle of its data")
        found.append((kind, data[position + 8 : position + 8 + length]))
        position += 8 + length
    return found


def _chunk(kind: bytes, data: bytes, padding: bytes) -> bytes:
    padded = data + padding * (-len(data) % 4)
    return struct.pack("<I", len(padded)) + kind + padded
