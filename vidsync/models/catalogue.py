"""The catalogue of models that can be fetched: where each is, how large, and its licence.

It is the TOML files in ``assets/models``, one for each engine. A file whose SHA-256 is known
has it there. For others the server has to publish a hash.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from vidsync.errors import InputError, near_matches
from vidsync.resources import assets_folder

_SAFE_PART = re.compile(r"[^\W_][\w.+-]*")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of a model.

    Attributes:
        path: where it is kept, below the cache folder.
        url: where it is fetched from.
        size: bytes. If the hash is unknown, the size may have changed since.
        sha256: in hexadecimal, or ``""`` if it is unknown.

    Raises:
        InputError: the path leads out of the folder, or another value is malformed.
    """

    path: str
    url: str
    size: int
    sha256: str = ""

    def __post_init__(self) -> None:
        parts = self.path.split("/")
        if not all(_SAFE_PART.fullmatch(part) for part in parts):
            raise InputError(f"the path {self.path!r} of a model's file is not allowed")
        if self.size <= 0:
            raise InputError(f"the size of {self.path} is {self.size}: it must be above 0")
        if self.sha256 and not _SHA256.fullmatch(self.sha256):
            raise InputError(f"the SHA-256 of {self.path} is {self.sha256!r}")

    @property
    def name(self) -> str:
        """The last part of the path."""
        return PurePosixPath(self.path).name


@dataclass(frozen=True, slots=True)
class Model:
    """A voice or a recognizer that can be fetched.

    Attributes:
        name: unique in the catalogue.
        engine: the engine that uses it: ``piper``, ``kokoro``, ``whisper``, …
        languages: BCP 47 tags; empty if it is for any language.
        gender: of a voice, or ``""``.
        licence: SPDX identifier, or ``research only``; ``""`` if only the page says it.
        page: address of a page about it.
        place: what the engine opens, below the cache folder: a file, or a folder.
        files: at least one. Several models may share a file.
    """

    name: str
    engine: str
    languages: tuple[str, ...]
    gender: str
    licence: str
    page: str
    place: str
    files: tuple[ModelFile, ...]

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(file.size for file in self.files)


@cache
def models() -> tuple[Model, ...]:
    """Return the models of the catalogue, in order of engine and name."""
    found: list[Model] = []
    for path in sorted(assets_folder("models").glob("*.toml")):
        found += _read_engine(tomllib.loads(path.read_text(encoding="utf-8")))
    return tuple(found)


def find_model(name: str) -> Model:
    """Return the model of a name.

    Raises:
        InputError: the catalogue has no such model.
    """
    named = {model.name: model for model in models()}
    if name not in named:
        raise InputError(
            f"the catalogue has no voice or model {name!r}", hint=near_matches(name, named)
        )
    return named[name]


def _read_engine(document: dict[str, Any]) -> list[Model]:
    """Read the models of one engine.

    Files that all models of the engine need are listed once, as ``files``.
    """
    common = [_read_file(document, entry) for entry in document.get("files", ())]
    return [
        Model(
            name=name,
            engine=document["engine"],
            languages=tuple(entry["languages"]),
            gender=entry.get("gender", ""),
            licence=entry.get("licence", document["licence"]),
            page=entry.get("page", document.get("page", "")),
            place=f"{document['engine']}/{entry['place']}",
            files=(*(_read_file(document, each) for each in entry["files"]), *common),
        )
        for name, entry in sorted(document["models"].items())
    ]


def _read_file(document: dict[str, Any], entry: list[Any]) -> ModelFile:
    path, url, size, *sha256 = entry
    return ModelFile(
        path=f"{document['engine']}/{path}",
        url=url if "://" in url else document["address"] + url,
        size=size,
        sha256=sha256[0] if sha256 else "",
    )
