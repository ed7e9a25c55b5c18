"""The worker process that has espeak-ng: starting it, sending requests, checking answers.

One worker serves this process, one request at a time. It starts with the first request,
and again after a failure.
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
class EspeakEvent:
    """An event that espeak-ng reports at a point of its audio.

    Attributes:
        kind: ``word``, ``sentence``, ``end`` (of a clause) or ``phone``.
        position: offset in the text that was sent, in characters from 0.
        sample: index of its sample.
        name: a phone in espeak-ng's IPA; ``""`` for a pause or another kind.
    """

    kind: str
    position: int
    sample: int
    name: str


@dataclass(frozen=True, slots=True)
class EspeakResult:
    """espeak-ng's speech for one text.

    Attributes:
        pcm: 16-bit little-endian mono samples, at `SAMPLE_RATE`.
        events: in time order; no sample is past the end.
    """

    pcm: bytes
    events: tuple[EspeakEvent, ...]


@dataclass(frozen=True, slots=True)
class EspeakClause:
    """A clause of a text, in espeak-ng's IPA.

    Attributes:
        ipa: its words, with spaces between them; without punctuation.
        end: offset in the text after the clause and its mark, in characters.
    """

    ipa: str
    end: int


class Worker:
    """A process that has espeak-ng loaded. It is restarted after a failure.

    Args:
        timeout: seconds for any request.
        timeout_per_character: further seconds for each character of the text.
    """

    def __init__(self, *, timeout: float = 30.0, timeout_per_character: float = 0.1) -> None:
        self._timeout = timeout
        self._timeout_per_character = timeout_per_character
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._finalizer: weakref.finalize[..., Worker] | None = None

    @property
    def process_id(self) -> int | None:
        """The id of the running process, or None when there is none."""
        return self._process.pid if self._process else None

    def speak(
        self, text: str, *, voice: str, rate: int, pitch: int, end_pause: bool = False
    ) -> EspeakResult:
        """Speak a text.

        Args:
            text: without NUL and surrogates.
            voice: espeak-ng's identifier of a voice, ``gmw/en-US`` or ``gmw/en-US+f3``.
            rate: words per minute.
            pitch: 0 to 99.
            end_pause: whether to end with the pause after a sentence.

        Raises:
            EngineError: the process failed, did not answer in time, or gave an invalid
                answer. It has ended, and the next request starts a new one.
        """
        request = {
            "text": text,
            "voice": voice,
            "rate": rate,
            "pitch": pitch,
            "end_pause": end_pause,
        }
        timeout = self._timeout + self._timeout_per_character * len(text)
        answer, pcm = self._request(request, timeout)
        try:
            return _check_result(answer, pcm, len(text))
        except (TypeError, ValueError, KeyError) as error:
            raise self._fail(f"gave an invalid answer ({error})") from error

    def phonemize(self, text: str, *, voice: str) -> tuple[EspeakClause, ...]:
        """Return the clauses of a text in IPA.

        Args:
            text: without NUL and surrogates.
            voice: as for `speak`.

        Raises:
            EngineError: as for `speak`.
        """
        timeout = self._timeout + self._timeout_per_character * len(text)
        answer, _ = self._request({"phonemize": text, "voice": voice}, timeout)
        try:
            return tuple(
                EspeakClause(str(ipa), min(max(int(end), 0), len(text)))
                for ipa, end in answer["clauses"]
            )
        except (TypeError, ValueError, KeyError) as error:
            raise self._fail(f"gave an invalid answer ({error})") from error

    def voices(self) -> list[dict[str, Any]]:
        """Return espeak-ng's description of each of its voices, unchanged."""
        answer, _ = self._request({}, self._timeout)
        found = answer.get("voices")
        if not isinstance(found, list) or not all(isinstance(voice, dict) for voice in found):
            raise self._fail("gave no list of voices")
        return found

    def close(self) -> None:
        """End the process, if there is one."""
        with self._lock:
            self._end()

    def _request(self, request: dict[str, Any], timeout: float) -> tuple[dict[str, Any], bytes]:
        with self._lock:
            process = self._ensure_process()
            timed_out = threading.Event()

            def give_up() -> None:
                timed_out.set()
                process.kill()

            watchdog = threading.Timer(timeout, give_up)
            watchdog.daemon = True
            watchdog.start()
            try:
                answer, pcm = _exchange(process, request)
            except (OSError, EOFError, ValueError) as error:
                self._end()
                if timed_out.is_set():
                    raise EngineError(
                        f"espeak-ng gave no answer within {timeout:g} s and was stopped",
                        hint="try again, or speak the text in smaller parts",
                    ) from error
                text = str(request.get("text", request.get("phonemize", "")))
                raise EngineError(
                    f"espeak-ng's process broke off ({error})"
                    + (f" at the text {text[:60]!r}" if text else ""),
                    hint="try again: a new process is started; if it breaks off again, "
                    "remove unusual characters from that text",
                ) from error
            except BaseException:
                # After an interrupt here, the next request would read this request's answer.
                self._end()
                raise
            finally:
                watchdog.cancel()
        if "error" in answer:
            raise EngineError(
                f"espeak-ng failed: {str(answer['error'])[:500]}",
                hint="if this happens again, reinstall espeakng-loader",
            )
        return answer, pcm

    def _fail(self, what: str) -> EngineError:
        self.close()
        return EngineError(f"espeak-ng {what}", hint="try again: a new process is started")

    def _ensure_process(self) -> subprocess.Popen[bytes]:
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
    # A forked child has its parent's pipes, so both would use one worker.
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
        # Isolated and without site-packages, which it does not need: it starts in a third of
        # the time.
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
                continue  # unwritten data is lost
    if os.getpid() != owner:
        # After a fork, the worker belongs to the parent process, which will end it.
        process.returncode = 0
        return
    # There is nothing to save, and a stopped or hung process would not see its input end.
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
    answer = json.loads(_read_frame(process, _MAX_JSON))
    pcm = _read_frame(process, _MAX_PCM)
    if not isinstance(answer, dict):
        raise ValueError("its answer is not an object")
    return answer, pcm


def _read_frame(process: subprocess.Popen[bytes], limit: int) -> bytes:
    (length,) = struct.unpack("<I", _read_exactly(process, 4))
    if length > limit:
        raise ValueError(f"its answer has a part of {length} bytes")
    return _read_exactly(process, length)


def _read_exactly(process: subprocess.Popen[bytes], count: int) -> bytes:
    content = process.stdout.read(count) if process.stdout else b""
    if len(content) < count:
        raise EOFError("it ended")
    return content


def _check_result(answer: dict[str, Any], pcm: bytes, characters: int) -> EspeakResult:
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
        # At the edge of a buffer, an event may report an earlier sample than the one before it.
        earliest = min(max(sample, earliest), frames)
        events.append(EspeakEvent(kind, min(max(position - 1, 0), characters), earliest, name))
    return EspeakResult(pcm, tuple(events))
