"""The engines' coroutines for callers that don't await: one bridge for all of them.

Work runs on an event loop in a thread of its own, so it may be called from anywhere,
also from inside a running loop (a notebook), where it blocks like any other call.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Coroutine, Generator
from typing import TypeVar

T = TypeVar("T")


def run(work: Coroutine[object, object, T]) -> T:
    """The result of a coroutine, waited for.

    An interrupt (Ctrl-C) cancels the work, waits until it has cleaned up, and goes on.
    """
    with _LoopThread() as loop:
        return loop.result(work)


def iterate(items: AsyncIterator[T]) -> Generator[T, None, None]:
    """The items of an async iterator, one by one.

    Closing the generator, or leaving it before its end, closes the iterator as well.
    """
    end = object()

    async def following() -> T | object:
        return await anext(items, end)

    async def closed() -> None:
        if close := getattr(items, "aclose", None):
            await close()

    with _LoopThread() as loop:
        try:
            while (item := loop.result(following())) is not end:
                yield item  # type: ignore[misc] # what is not the end is an item
        finally:
            loop.result(closed())


class _LoopThread:
    """An event loop that runs in a thread while the context is open."""

    def __enter__(self) -> _LoopThread:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._loop.run_forever, name="vidsync-tts", daemon=True
        )
        self._thread.start()
        return self

    def result(self, work: Coroutine[object, object, T]) -> T:
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result()
        except BaseException:
            # Interrupted here, the work goes on there, and has connections to close.
            if not future.done():
                asyncio.run_coroutine_threadsafe(_end_others(), self._loop).result()
            raise

    def __exit__(self, *_: object) -> None:
        self.result(_wound_up())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


async def _wound_up() -> None:
    """Everything on the running loop but this brought to its end."""
    await _end_others()
    loop = asyncio.get_running_loop()
    await loop.shutdown_asyncgens()
    await loop.shutdown_default_executor()


async def _end_others() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
