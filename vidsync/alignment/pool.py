"""The worker processes that align parts of long audio.

They are programs of their own, started by name, so that the caller's main module never runs a
second time as with `multiprocessing`. They are kept for the next file and end with this process.
"""

from __future__ import annotations

import os
import pickle
import queue
import subprocess
import sys
import weakref
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import cache
from typing import Any

from vidsync.alignment.worker import Request
from vidsync.errors import AlignmentError, VidsyncError

_PROGRAM = "import sys; sys.path[:] = {path!r}; from vidsync.alignment.worker import main; main()"
# A worker does one thing at a time: its libraries need no threads.
_SINGLE_THREADED = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)


class Pool:
    """Worker processes, started when they are needed."""

    def __init__(self) -> None:
        self._idle: queue.LifoQueue[subprocess.Popen[bytes]] = queue.LifoQueue()

    def run(
        self,
        requests: Sequence[Request],
        *,
        workers: int,
        on_done: Callable[[int], None] | None = None,
    ) -> list[Any]:
        """Run requests in worker processes.

        Args:
            requests: in any order.
            workers: how many run at once; at least 1.
            on_done: called with a request's index when it is done.

        Returns:
            The answers in the requests' order.

        Raises:
            AlignmentError: a worker stopped unexpectedly.
            VidsyncError: the error of a request.
        """
        busy: set[subprocess.Popen[bytes]] = set()
        with ThreadPoolExecutor(min(workers, len(requests))) as threads:
            futures = {
                threads.submit(self._send, request, busy): index
                for index, request in enumerate(requests)
            }
            answers: list[Any] = [None] * len(requests)
            try:
                for future in as_completed(futures):
                    answers[futures[future]] = future.result()
                    if on_done:
                        on_done(futures[future])
            except BaseException:
                threads.shutdown(wait=False, cancel_futures=True)
                # Nothing waits for their results: the threads end with them.
                for process in [*busy]:
                    process.kill()
                raise
        return answers

    def _send(self, request: Request, busy: set[subprocess.Popen[bytes]]) -> Any:
        try:
            process = self._idle.get_nowait()
        except queue.Empty:
            process = self._start()
        if process.stdin is None or process.stdout is None:
            raise AlignmentError("an alignment process has no pipes")
        busy.add(process)
        try:
            pickle.dump(request, process.stdin, protocol=pickle.HIGHEST_PROTOCOL)
            process.stdin.flush()
            answer = pickle.load(process.stdout)
            busy.discard(process)
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            _stop(process, os.getpid())
            raise AlignmentError(
                f"an alignment process stopped unexpectedly ({error or 'it ended'})",
                hint="try again; with little memory, use fewer workers",
            ) from error
        except BaseException:
            # Interrupted between request and answer: the next request would read this answer.
            _stop(process, os.getpid())
            raise
        self._idle.put(process)
        if isinstance(answer, VidsyncError):
            raise answer
        return answer

    def _start(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM.format(path=sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **_SINGLE_THREADED},
        )
        weakref.finalize(self, _stop, process, os.getpid())
        return process


@cache
def shared_pool() -> Pool:
    """Return the pool of this process."""
    return Pool()


if hasattr(os, "register_at_fork"):
    # A forked child shares its parent's pipes: two processes would talk to one worker.
    os.register_at_fork(after_in_child=shared_pool.cache_clear)


def _stop(process: subprocess.Popen[bytes], owner: int) -> None:
    if os.getpid() != owner:
        # After a fork the worker belongs to the parent, which waits for it.
        process.returncode = 0
        return
    process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            try:
                pipe.close()
            except OSError:
                continue  # what was not written yet cannot be written now
    process.wait()
