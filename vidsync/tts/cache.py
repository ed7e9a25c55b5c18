"""Keep speech in a folder, so that the same request is made only once.

An entry is found by its request: engine and options, voice, language, speed and text.
Any number of processes may share a folder: entries are written whole, and an entry that
can't be read is ignored.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
import warnings
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from vidsync.errors import FormatError, InputError, OutputError, VidsyncWarning
from vidsync.output import whole_file
from vidsync.paths import PathLike
from vidsync.timings import loads
from vidsync.timings.formats.vidsync_json import VidsyncJsonFormat
from vidsync.transcript import BlendShapes, Speech

_MAGIC = b"vidsync speech 2\n"
_SUFFIX = ".speech"
_TEMPORARY = ".vidsync-*" + _SUFFIX
_ABANDONED_AFTER = 3600.0
_LARGEST_ENTRY = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class CacheKey:
    """Everything on which a speech depends.

    Attributes:
        engine: the repr of the engine: its class and options, but not its secret.
        lines: text, voice and speaker of each line; a plain text is one line.
        language: BCP 47 tag, if given.
        speed: 1 is the voice's own pace.
        timestamps: ``auto``, ``on`` or ``off``.
        gap: seconds between lines.
    """

    engine: str
    lines: tuple[tuple[str, str | None, str], ...]
    language: str | None
    speed: float
    timestamps: str
    gap: float = 0.0

    @property
    def digest(self) -> str:
        """A SHA-256 of all attributes, in hexadecimal."""
        text = json.dumps(asdict(self), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


class Cache:
    """A folder of speech.

    Args:
        folder: created if it does not exist.
        largest: bytes of all entries together. The entries that were not used for the
            longest time are removed first.

    Raises:
        InputError: the folder can't be created, or the size is negative.
    """

    def __init__(self, folder: PathLike, *, largest: int = 1 << 30) -> None:
        self.folder = Path(folder).expanduser()
        self.largest = largest
        if largest < 0:
            raise InputError(f"largest is {largest}: it must be 0 or a number of bytes above it")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(
                f"the cache folder {self.folder} can't be created: {error.strerror}"
            ) from error

    def __repr__(self) -> str:
        return f"Cache({str(self.folder)!r}, largest={self.largest})"

    def find(self, key: CacheKey) -> Speech | None:
        """Return the speech of a request, or None."""
        path = self._path(key)
        try:
            if path.stat().st_size > _LARGEST_ENTRY:
                return None
            speech = _unpack(path.read_bytes())
            # The time of last use, for `prune`.
            os.utime(path)
        except (OSError, InputError):
            return None
        return speech

    def store(self, key: CacheKey, speech: Speech) -> None:
        """Save a speech, whole or not at all.

        Warns:
            VidsyncWarning: the speech can't be written.
        """
        try:
            with whole_file(self._path(key), overwrite=True) as temporary:
                temporary.write_bytes(_pack(speech))
        except OutputError as error:
            warnings.warn(
                f"the speech is not saved in the cache: {error.message}",
                VidsyncWarning,
                stacklevel=2,
            )
            return
        self.prune()

    def prune(self) -> None:
        """Remove the entries that were not used for the longest time, down to the size limit.

        Unfinished files of interrupted writers are removed after an hour.
        """
        for unfinished in self.folder.glob(_TEMPORARY):
            with suppress(FileNotFoundError):
                if time.time() - unfinished.stat().st_mtime > _ABANDONED_AFTER:
                    unfinished.unlink()
        entries = sorted(self._entries(), key=lambda entry: entry[0], reverse=True)
        total = 0
        for _, size, path in entries:
            total += size
            if total > self.largest:
                path.unlink(missing_ok=True)

    def clear(self) -> None:
        """Remove every entry; other files in the folder stay."""
        for _, _, path in self._entries():
            path.unlink(missing_ok=True)

    def _path(self, key: CacheKey) -> Path:
        return self.folder / (key.digest + _SUFFIX)

    def _entries(self) -> list[tuple[float, int, Path]]:
        """Return the time of last use, the size and the path of each entry."""
        found = []
        for path in self.folder.glob(f"[0-9a-f]*{_SUFFIX}"):
            try:
                status = path.stat()
            except FileNotFoundError:  # another process has removed it
                continue
            found.append((status.st_mtime, status.st_size, path))
        return found


def open_cache(cache: Cache | PathLike) -> Cache:
    """Return the cache of a folder, or the cache itself."""
    return cache if isinstance(cache, Cache) else Cache(cache)


def _pack(speech: Speech) -> bytes:
    """Write a speech as magic, checksum, one line of JSON and the audio."""
    head = {
        "media_type": speech.media_type,
        "sample_rate": speech.sample_rate,
        "warnings": speech.warnings,
        "transcript": VidsyncJsonFormat().write(speech.transcript),
        "blend_shapes": speech.blend_shapes and asdict(speech.blend_shapes),
    }
    content = json.dumps(head).encode() + b"\n" + speech.audio
    return _MAGIC + hashlib.sha256(content).hexdigest().encode() + b"\n" + content


def _unpack(entry: bytes) -> Speech:
    """Read the speech in an entry.

    Raises:
        FormatError: the entry is damaged, or has another version.
    """
    checksum, _, content = entry.removeprefix(_MAGIC).partition(b"\n")
    if not entry.startswith(_MAGIC) or hashlib.sha256(content).hexdigest().encode() != checksum:
        raise FormatError("the cache entry is damaged")
    line, _, audio = content.partition(b"\n")
    try:
        head = json.loads(line)
        transcript = loads(json.dumps(head["transcript"]), format="vidsync")
        return Speech(
            audio,
            head["media_type"],
            head["sample_rate"],
            transcript,
            tuple(head["warnings"]),
            head["blend_shapes"] and _blend_shapes(**head["blend_shapes"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise FormatError("the cache entry has another version") from error


def _blend_shapes(names: list[str], frame_rate: float, frames: list[list[float]]) -> BlendShapes:
    return BlendShapes(tuple(names), frame_rate, tuple(map(tuple, frames)))
