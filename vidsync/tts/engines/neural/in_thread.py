"""Run a function that takes long in a thread, so that it can be cancelled."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

Progress = Callable[[int, int], None]


async def run_in_thread(function: Callable[[Progress], T], on_progress: Progress | None) -> T:
    """Return the result of a function that runs in another thread.

    Args:
        function: is given a function to call with what is done and the whole.
        on_progress: called with the same, in that thread.
    """
    cancelled = threading.Event()

    def report(done: int, total: int) -> None:
        if cancelled.is_set():
            raise asyncio.CancelledError
        if on_progress:
            on_progress(done, total)

    try:
        return await asyncio.to_thread(function, report)
    except asyncio.CancelledError:
        # A thread can't be cancelled: this makes it stop at its next report.
        cancelled.set()
        raise
