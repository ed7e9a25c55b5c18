"""Keeps what was recognized in each window, so that an interrupted run goes on where it was.

A result is found by the window's sound and everything else that it depends on. Results that are
older than a month are removed.
"""

from __future__ import annotations

import hashlib
import json
import time
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from vidsync.audio import Samples
from vidsync.errors import InputError, OutputError
from vidsync.output import write_text
from vidsync.transcript import Turn, Word
from vidsync.transcription.recognition import Recognition

# Part of every key: raise it when a window's result changes for other reasons than its options.
_REVISION = 1
_SUFFIX = ".heard.json"
_OLDEST = 30 * 86400.0
_LARGEST = 4 << 20


class KeptResults:
    """A folder with one small file for each window.

    Args:
        folder: made when the first result is kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def key(self, sound: Samples, *facts: object) -> str:
        """Return the name under which the result of a window is kept.

        Args:
            sound: the window.
            facts: everything else that the result depends on; their repr counts.
        """
        digest = hashlib.sha256(repr((_REVISION, sound.sample_rate, *facts)).encode())
        digest.update(np.ascontiguousarray(sound.data).data)
        return digest.hexdigest()

    def find(self, key: str) -> Recognition | None:
        """Return a kept result; None if there is none that can be read."""
        path = self._folder / (key + _SUFFIX)
        try:
            if path.stat().st_size > _LARGEST:
                return None
            return _read(json.loads(path.read_bytes()))
        except (OSError, ValueError, TypeError, KeyError, AttributeError, InputError):
            return None

    def keep(self, key: str, result: Recognition) -> None:
        """Save a result. Where the folder can't be written to, nothing is kept."""
        with suppress(OSError, OutputError):
            self._folder.mkdir(parents=True, exist_ok=True)
            text = json.dumps(asdict(result), ensure_ascii=False)
            write_text(self._folder / (key + _SUFFIX), text, overwrite=True)

    def remove_old(self) -> None:
        """Remove the results that are older than a month."""
        for path in self._folder.glob("*" + _SUFFIX):
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > _OLDEST:
                    path.unlink()


def _read(value: Any) -> Recognition:
    words = tuple(
        Word(
            str(word["text"]),
            float(word["start"]),
            float(word["end"]),
            turn=None if word["turn"] is None else int(word["turn"]),
            confidence=None if word["confidence"] is None else float(word["confidence"]),
            gap=None if word["gap"] is None else str(word["gap"]),
        )
        for word in value["words"]
    )
    sure = value["language_confidence"]
    return Recognition(
        words,
        None if value["language"] is None else str(value["language"]),
        None if sure is None else float(sure),
        tuple(Turn(str(turn["speaker"]), str(turn["voice"])) for turn in value["turns"]),
        tuple(tuple(map(str, others)) for others in value["alternatives"]),
    )
