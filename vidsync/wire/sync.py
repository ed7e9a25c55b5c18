"""Run coroutines and async iterators from blocking code.

They run on an event loop in another thread. So blocking code may call them from
anywhere, even inside a running event loop (a notebook).
"""

# anyio's blocking portal would be shorter, but it can't be used: after an interrupt it
# cancels the work again at every await, so the work can't close its connections.

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Coroutine, Generator
from typing import TypeVar

T = TypeVar("T")


def run_coroutine(work: Coroutine[object, object, T]) -> T:
    """Run a coroutine, and return its result.

    An interrupt (Ctrl-C) cancels the coroutine, waits until it has cleaned up, and is
    raised.
    """
    with _LoopThread() as loop:
        return loop.run(work)


def iterate(items: AsyncIterator[T]) -> Generator[T, None, None]:
    """Yield the items of an async iterator.

    Closing the generator closes the iterator as well.
    """
    end = object()

    async def fetch_next() -> T | object:
        return await anext(items, end)

    async def close_items() -> None:
        if close := getattr(items, "aclose", None):
            await close()

    with _LoopThread() as loop:
        try:
            while (item := loop.run(fetch_next())) is not end:
                yield item  # type: ignore[misc] # everything but the end is an item
        finally:
            loop.run(close_items())


class _LoopThread:
    """An event loop that runs in a thread while the context is open."""

    def __enter__(self) -> _LoopThread:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._loop.run_forever, name="vidsync-wire", daemon=True
        )
        self._thread.start()
        return self

    def run(self, work: Coroutine[object, object, T]) -> T:
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result()
        except BaseException:
            # An interrupt of this thread leaves the other running, with open connections.
            if not future.done():
                asyncio.run_coroutine_threadsafe(_cancel_others(), self._loop).result()
            raise

    def __exit__(self, *_: object) -> None:
        self.run(_shut_down())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


async def _shut_down() -> None:
    """End all other work of the running event loop."""
    await _cancel_others()
    loop = asyncio.get_running_loop()
    await loop.shutdown_asyncgens()
    await loop.shutdown_default_executor()


async def _cancel_others() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
