"""How patient to be with a speech service, and how much to accept from it.

The one policy of all engines, and the loop that repeats an attempt under it. What an
attempt is, over HTTP or a websocket, is not known here.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from vidsync.errors import EngineError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Policy:
    """Time-outs, retries and limits.

    Attributes:
        connect_timeout: seconds to reach the service.
        read_timeout: seconds of silence within an answer.
        total_timeout: seconds that a request may keep the caller waiting, retries and
            their pauses included; in a stream, the caller's own time does not count.
        attempts: how often a request is made at most.
        first_pause: seconds before the second attempt; doubled for each further one.
        longest_pause: seconds that the doubling stops at.
        longest_wait: seconds up to which a service's ``retry-after`` is obeyed.
        largest_answer: bytes of an answer, all of a stream counted.
        sleep: waits some seconds; replaced together with `clock` to simulate time.
        clock: seconds that only grow.
        chance: a number from 0 to 1, which spreads the pauses of many clients.
    """

    connect_timeout: float = 5.0
    read_timeout: float = 120.0
    total_timeout: float = 300.0
    attempts: int = 3
    first_pause: float = 0.5
    longest_pause: float = 8.0
    longest_wait: float = 60.0
    largest_answer: int = 64 * 1024 * 1024
    sleep: Callable[[float], Awaitable[None]] = field(default=asyncio.sleep, repr=False)
    clock: Callable[[], float] = field(default=time.monotonic, repr=False)
    chance: Callable[[], float] = field(default=random.random, repr=False)

    def pause(self, attempt: int, asked: float | None) -> float:
        """Seconds to wait after an attempt, counted from 1.

        What the service asked for, up to `longest_wait`; else a pause that doubles, less
        up to a quarter of it by chance.
        """
        if asked is not None:
            return min(max(asked, 0.0), self.longest_wait)
        doubled = self.first_pause * 2.0 ** (attempt - 1)
        return min(doubled, self.longest_pause) * (1 - 0.25 * self.chance())


class Fault(Exception):  # noqa: N818 - what an attempt ended with; its error is inside
    """A failed attempt.

    Attributes:
        error: what the caller sees if it was the last one.
        again: whether another attempt may help.
        wait: seconds that the service asked to wait, if it did.
    """

    def __init__(self, error: EngineError, *, again: bool, wait: float | None = None) -> None:
        super().__init__(error.message)
        self.error = error
        self.again = again
        self.wait = wait


async def retried(attempt: Callable[[], Awaitable[T]], policy: Policy, name: str) -> T:
    """The first success of something that may be repeated.

    Args:
        attempt: makes one attempt; raises `Fault` when it fails.
        policy: how often, how soon and how long.
        name: of the service, for the error.

    Raises:
        EngineError: the last attempt's, or that the time is up.
    """
    deadline = policy.clock() + policy.total_timeout
    number = 1
    while True:
        try:
            async with asyncio.timeout(max(0.0, deadline - policy.clock())):
                return await attempt()
        except TimeoutError:
            raise too_slow(name, policy) from None
        except Fault as fault:
            pause = policy.pause(number, fault.wait)
            in_time = policy.clock() + pause < deadline
            if not (fault.again and in_time and number < policy.attempts):
                raise fault.error from None
        await policy.sleep(pause)
        number += 1


async def unhurried(pieces: AsyncIterator[T], policy: Policy, name: str) -> AsyncGenerator[T, None]:
    """Pieces as they come, with a limit to the time spent waiting for them all.

    Raises:
        EngineError: a piece, or all together, kept the caller waiting too long.
    """
    left = policy.total_timeout
    while True:
        asked = policy.clock()
        try:
            async with asyncio.timeout(min(left, policy.read_timeout)):
                piece = await anext(pieces)
        except StopAsyncIteration:
            return
        except TimeoutError:
            raise too_slow(name, policy) from None
        left = max(0.0, left - (policy.clock() - asked))
        yield piece


def too_slow(name: str, policy: Policy) -> EngineError:
    """The error for an answer that takes too long."""
    return EngineError(
        f"{name} sent nothing for {policy.read_timeout:g} s, or took over "
        f"{policy.total_timeout:g} s in all",
        hint="try again, speak a shorter text, or allow more time with a policy of your own",
    )
