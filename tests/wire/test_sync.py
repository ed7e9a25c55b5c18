"""Blocking calls of async code: threads, clean-up and interrupts."""

import asyncio
import contextvars
import threading
from concurrent.futures import Future

import pytest

from vidsync import tts
from vidsync.wire import sync

TEXT = "Hello there, my friend."


def test_a_sync_call_works_inside_a_running_loop_and_in_any_thread():
    async def inside():
        return tts.speak(TEXT, engine="espeak")

    from_loop = asyncio.run(inside())
    found = []
    thread = threading.Thread(target=lambda: found.append(tts.speak(TEXT, engine="espeak")))
    thread.start()
    thread.join()
    assert from_loop == found[0] == tts.speak(TEXT, engine="espeak")


def test_no_thread_and_no_task_is_left_behind():
    before = threading.active_count()
    closed = []

    async def numbers():
        try:
            for number in range(5):
                yield number
        finally:
            await asyncio.sleep(0)
            closed.append(True)

    generator = sync.iterate(numbers())
    assert [next(generator), next(generator)] == [0, 1]
    generator.close()
    assert closed == [True]
    assert list(sync.iterate(numbers())) == [0, 1, 2, 3, 4]
    assert threading.active_count() == before


@pytest.fixture
def interrupt(monkeypatch):
    """Interrupts the first wait for a result, after the work has started."""
    begun = threading.Event()
    real = Future.result
    interrupted = []

    def result(self, timeout=None):
        if not interrupted:
            interrupted.append(True)
            begun.wait(5)
            raise KeyboardInterrupt
        return real(self, timeout)

    monkeypatch.setattr(Future, "result", result)
    return begun


def test_an_interrupt_is_raised_after_the_work_has_cleaned_up(interrupt):
    ended = []

    async def work():
        interrupt.set()
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append(True)

    with pytest.raises(KeyboardInterrupt):
        sync.run_coroutine(work())
    assert ended == [True]


def test_an_interrupt_is_raised_after_a_stream_has_cleaned_up(interrupt):
    ended = []

    async def items():
        interrupt.set()
        try:
            await asyncio.Event().wait()
            yield 1
        finally:
            await asyncio.sleep(0)
            ended.append(True)

    with pytest.raises(KeyboardInterrupt):
        next(sync.iterate(items()))
    assert ended == [True]


def test_the_work_sees_context_variables():
    name = contextvars.ContextVar("name", default="none")
    name.set("set")

    async def read():
        return name.get()

    assert sync.run_coroutine(read()) == "set"
