"""The parent's end of the worker process: requests out, checked answers back.

espeak-ng is never loaded here. One worker serves this process, one request at a
time; it is started at the first request and again after it failed.
"""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
import threading
import weakref
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from vidsync.errors import DependencyError, EngineError

SAMPLE_RATE = 22_050
_MAX_JSON = 64 << 20
_MAX_PCM = 2 * (1 << 27) + (1 << 16)
_WORKER = Path(__file__).with_name("worker.py")
_EVENT_KINDS = ("word", "sentence", "end", "phone")


@dataclass(frozen=True, slots=True)
class Event:
    """Something espeak-ng said about a point of its audio.

    Attributes:
        kind: ``word``, ``sentence``, ``end`` (of a clause) or ``phone``.
        position: offset in the text that was sent, in characters from 0.
        sample: index of the sample it belongs to.
        name: a phone in espeak-ng's IPA, ``""`` for a pause or another kind.
    """

    kind: str
    position: int
    sample: int
    name: str


@dataclass(frozen=True, slots=True)
class Utterance:
    """What espeak-ng answers to one text.

    Attributes:
        pcm: 16-bit little-endian mono samples, at `SAMPLE_RATE`.
        events: in time order; no sample is past the end.
    """

    pcm: bytes
    events: tuple[Event, ...]


class Worker:
    """A process that has espeak-ng loaded, restarted when it must be.

    Args:
        patience: seconds that any request may take.
        patience_per_character: seconds more for each character of the text.
    """

    def __init__(self, *, patience: float = 30.0, patience_per_character: float = 0.1) -> None:
        self._patience = patience
        self._patience_per_character = patience_per_character
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._finalizer: weakref.finalize[..., Worker] | None = None

    @property
    def process_id(self) -> int | None:
        """The id of the running process, or None when there is none."""
        return self._process.pid if self._process else None

    def speak(
        self, text: str, *, voice: str, rate: int, pitch: int, end_pause: bool = False
    ) -> Utterance:
        """Have a text spoken.

        Args:
            text: without NUL and surrogates.
            voice: espeak-ng's identifier of a voice, ``gmw/en-US`` or ``gmw/en-US+f3``.
            rate: words per minute.
            pitch: 0 to 99.
            end_pause: end with the pause that follows a sentence.

        Raises:
            EngineError: the worker failed, hung or answered nonsense; it is gone then,
                and the next request has a new one.
        """
        request = {
            "text": text,
            "voice": voice,
            "rate": rate,
            "pitch": pitch,
            "end_pause": end_pause,
        }
        patience = self._patience + self._patience_per_character * len(text)
        answer, pcm = self._ask(request, patience)
        try:
            return _utterance(answer, pcm, len(text))
        except (TypeError, ValueError, KeyError) as error:
            raise self._failure(f"gave an answer that makes no sense ({error})") from error

    def voices(self) -> list[dict[str, Any]]:
        """What espeak-ng says of each of its voices, as it says it."""
        answer, _ = self._ask({}, self._patience)
        found = answer.get("voices")
        if not isinstance(found, list) or not all(isinstance(voice, dict) for voice in found):
            raise self._failure("gave no list of voices")
        return found

    def close(self) -> None:
        """End the process, if there is one."""
        with self._lock:
            self._end()

    def _ask(self, request: dict[str, Any], patience: float) -> tuple[dict[str, Any], bytes]:
        with self._lock:
            process = self._running()
            late = threading.Event()

            def give_up() -> None:
                late.set()
                process.kill()

            watchdog = threading.Timer(patience, give_up)
            watchdog.daemon = True
            watchdog.start()
            try:
                answer, pcm = _exchange(process, request)
            except (OSError, EOFError, ValueError) as error:
                self._end()
                if late.is_set():
                    raise EngineError(
                        f"espeak-ng gave no answer within {patience:g} s and was stopped",
                        hint="try again, or speak the text in smaller parts",
                    ) from error
                text = str(request.get("text", ""))
                raise EngineError(
                    f"espeak-ng's process broke off ({error})"
                    + (f" at the text {text[:60]!r}" if text else ""),
                    hint="try again: a new process is started; if it breaks off again, "
                    "leave out what is odd in that text",
                ) from error
            except BaseException:
                # Interrupted between request and answer: the next one would read this answer.
                self._end()
                raise
            finally:
                watchdog.cancel()
        if "error" in answer:
            raise EngineError(
                f"espeak-ng failed: {str(answer['error'])[:500]}",
                hint="reinstall espeakng-loader if this goes on",
            )
        return answer, pcm

    def _failure(self, what: str) -> EngineError:
        self.close()
        return EngineError(f"espeak-ng {what}", hint="try again: a new process is started")

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._end()
        self._process = _start()
        self._finalizer = weakref.finalize(self, _stop, self._process, os.getpid())
        return self._process

    def _end(self) -> None:
        if self._finalizer is not None:
            self._finalizer()
        self._process = None


@cache
def shared_worker() -> Worker:
    """The worker of this process."""
    return Worker()


if hasattr(os, "register_at_fork"):
    # A forked child has its parent's pipes: two would talk to one worker.
    os.register_at_fork(after_in_child=shared_worker.cache_clear)


def _start() -> subprocess.Popen[bytes]:
    try:
        import espeakng_loader
    except ImportError as error:
        raise DependencyError(
            "espeakng-loader is not installed", hint="pip install espeakng-loader"
        ) from error
    command = [
        sys.executable,
        # Isolated, and without site-packages: it needs none, and starts in a third of the time.
        "-IS",
        str(_WORKER),
        espeakng_loader.get_library_path(),
        espeakng_loader.get_data_path(),
    ]
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError as error:
        raise EngineError(
            f"espeak-ng's process can't be started: {error.strerror or error}",
            hint=f"check that {sys.executable} can be run",
        ) from error


def _stop(process: subprocess.Popen[bytes], owner: int) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe:
            try:
                pipe.close()
            except OSError:
                continue  # what was not written yet can't be written now
    if os.getpid() != owner:
        # After a fork: the process is our parent's, not ours to end or to wait for.
        process.returncode = 0
        return
    # It holds nothing worth saving, and a stopped or hung one would not see its input end.
    process.kill()
    process.wait()


def _exchange(
    process: subprocess.Popen[bytes], request: dict[str, Any]
) -> tuple[dict[str, Any], bytes]:
    if process.stdin is None or process.stdout is None:
        raise EOFError("it has no pipes")
    content = json.dumps(request).encode()
    process.stdin.write(struct.pack("<I", len(content)) + content)
    process.stdin.flush()
    answer = json.loads(_frame(process, _MAX_JSON))
    pcm = _frame(process, _MAX_PCM)
    if not isinstance(answer, dict):
        raise ValueError("its answer is no object")
    return answer, pcm


def _frame(process: subprocess.Popen[bytes], limit: int) -> bytes:
    (length,) = struct.unpack("<I", _exactly(process, 4))
    if length > limit:
        raise ValueError(f"its answer has a part of {length} bytes")
    return _exactly(process, length)


def _exactly(process: subprocess.Popen[bytes], count: int) -> bytes:
    content = process.stdout.read(count) if process.stdout else b""
    if len(content) < count:
        raise EOFError("it ended")
    return content


def _utterance(answer: dict[str, Any], pcm: bytes, characters: int) -> Utterance:
    if answer["sample_rate"] != SAMPLE_RATE:
        raise ValueError(f"sample rate {answer['sample_rate']!r}")
    if len(pcm) % 2:
        raise ValueError("half a sample")
    frames = len(pcm) // 2
    events = []
    earliest = 0
    for kind, position, sample, name in answer["events"]:
        if kind not in _EVENT_KINDS or not isinstance(name, str):
            raise ValueError(f"an event {kind!r} {name!r}")
        if type(position) is not int or type(sample) is not int:
            raise ValueError(f"an event at {position!r}, {sample!r}")
        # Events may lag behind one another by a buffer's edge; they never go back in truth.
        earliest = min(max(sample, earliest), frames)
        events.append(Event(kind, min(max(position - 1, 0), characters), earliest, name))
    return Utterance(pcm, tuple(events))
