"""Hashes of files: SHA-256, and git's hash of a blob."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_PIECE = 1 << 20
_ETAG = re.compile(r'(?:W/)?"?([0-9a-f]{40}|[0-9a-f]{64})"?')


@dataclass(frozen=True, slots=True)
class Digest:
    """A hash that a file must have.

    Attributes:
        hexadecimal: 64 digits are a SHA-256, 40 digits are git's hash of a blob.
    """

    hexadecimal: str

    def matches(self, path: Path) -> bool:
        """Whether a file has this hash."""
        is_git = len(self.hexadecimal) == 40
        found = hashlib.sha1(usedforsecurity=False) if is_git else hashlib.sha256()
        if is_git:
            found.update(f"blob {path.stat().st_size}\0".encode())
        with path.open("rb") as stream:
            while piece := stream.read(_PIECE):
                found.update(piece)
        return found.hexdigest() == self.hexadecimal


def read_published_digest(headers: Mapping[str, str]) -> Digest | None:
    """Return the hash in the headers of a Hugging Face hub's answer, if there is one.

    Source:
        The hub names the SHA-256 of a large file in ``X-Linked-Etag``; the ``ETag`` of a
        small file is git's hash of it.
    """
    for header in ("x-linked-etag", "etag"):
        if match := _ETAG.fullmatch(headers.get(header, "").strip()):
            return Digest(match[1])
    return None
