"""Speech that was spoken before, kept in a folder.

Opt-in. An entry is found by what was asked for: engine and options, voice, language,
speed and text; so a second render of the same script asks no service. Any number of
processes may share a folder: entries appear whole, and one that can't be read counts as
not there. What goes in and when is decided by the callers.
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
from vidsync.timings import loads
from vidsync.timings.formats.vidsync_json import VidsyncJson
from vidsync.transcript import BlendShapes, Speech

_MAGIC = b"vidsync speech 2\n"
_SUFFIX = ".speech"
_TEMPORARY = ".vidsync-*" + _SUFFIX
_FORGOTTEN = 3600.0
_LARGEST_ENTRY = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Identity:
    """Everything that a speech depends on.

    Attributes:
        engine: its class and options, as its repr has them; never a key.
        lines: text, voice and speaker of each line; a plain text is one.
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
        """A name for it that no other identity has."""
        text = json.dumps(asdict(self), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


class Cache:
    """A folder of speech.

    Args:
        folder: made if it is not there.
        largest: bytes that all entries may take together; the ones not used for the
            longest time go first.

    Raises:
        InputError: the folder can't be made, or the size is no size.
    """

    def __init__(self, folder: str | os.PathLike[str], *, largest: int = 1 << 30) -> None:
        self.folder = Path(folder).expanduser()
        self.largest = largest
        if largest < 0:
            raise InputError(f"a cache of {largest} bytes can hold nothing")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(
                f"the cache folder {self.folder} can't be made: {error.strerror}"
            ) from error

    def __repr__(self) -> str:
        return f"Cache({str(self.folder)!r}, largest={self.largest})"

    def find(self, identity: Identity) -> Speech | None:
        """What was spoken for an identity, or None."""
        path = self._path(identity)
        try:
            if path.stat().st_size > _LARGEST_ENTRY:
                return None
            speech = _unpacked(path.read_bytes())
            # The time of last use, which `prune` goes by.
            os.utime(path)
        except (OSError, InputError):
            return None
        return speech

    def store(self, identity: Identity, speech: Speech) -> None:
        """Keep a speech, whole or not at all.

        Warns:
            VidsyncWarning: it can't be written; the speech itself is none the worse.
        """
        try:
            with whole_file(self._path(identity), overwrite=True) as temporary:
                temporary.write_bytes(_packed(speech))
        except OutputError as error:
            warnings.warn(
                f"the speech is not kept in the cache: {error.message}",
                VidsyncWarning,
                stacklevel=2,
            )
            return
        self.prune()

    def prune(self) -> None:
        """Remove what was not used for the longest time until the rest is small enough.

        What an interrupted writer left behind goes as well, once it is an hour old.
        """
        for left in self.folder.glob(_TEMPORARY):
            with suppress(FileNotFoundError):
                if time.time() - left.stat().st_mtime > _FORGOTTEN:
                    left.unlink()
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

    def _path(self, identity: Identity) -> Path:
        return self.folder / (identity.digest + _SUFFIX)

    def _entries(self) -> list[tuple[float, int, Path]]:
        """Time of last use, size and path of each entry."""
        found = []
        for path in self.folder.glob(f"[0-9a-f]*{_SUFFIX}"):
            try:
                status = path.stat()
            except FileNotFoundError:  # another process has pruned it
                continue
            found.append((status.st_mtime, status.st_size, path))
        return found


def opened(cache: Cache | str | os.PathLike[str]) -> Cache:
    """A cache, if it is not one already."""
    return cache if isinstance(cache, Cache) else Cache(cache)


def _packed(speech: Speech) -> bytes:
    """A speech as magic, checksum, one line of JSON and the audio."""
    head = {
        "media_type": speech.media_type,
        "sample_rate": speech.sample_rate,
        "warnings": speech.warnings,
        "transcript": VidsyncJson().write(speech.transcript),
        "blend_shapes": speech.blend_shapes and asdict(speech.blend_shapes),
    }
    content = json.dumps(head).encode() + b"\n" + speech.audio
    return _MAGIC + hashlib.sha256(content).hexdigest().encode() + b"\n" + content


def _unpacked(entry: bytes) -> Speech:
    """The speech in an entry.

    Raises:
        FormatError: it is damaged, or of another version.
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
        raise FormatError("the cache entry is of another version") from error


def _blend_shapes(names: list[str], frame_rate: float, frames: list[list[float]]) -> BlendShapes:
    return BlendShapes(tuple(names), frame_rate, tuple(map(tuple, frames)))
