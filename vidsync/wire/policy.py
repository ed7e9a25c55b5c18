"""Time-outs, retries and size limits for requests to services.

All engines and recognizers follow one `Policy`. `retry` repeats an attempt under it, and
`with_deadline` limits the time spent on a stream.
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
        read_timeout: seconds of silence within a response.
        total_timeout: seconds that a request may keep the caller waiting, including
            retries and the pauses between them. In a stream, time that the caller
            spends between items does not count.
        attempts: the most attempts at one request.
        first_pause: seconds before the second attempt; doubled for each further one.
        longest_pause: seconds at which the doubling stops.
        longest_wait: the longest ``retry-after`` that is obeyed, in seconds.
        largest_answer: bytes of a response; for a stream, of all of it.
        sleep: waits some seconds; replaced together with `clock` to simulate time.
        clock: a monotonic time in seconds.
        chance: a random number from 0 to 1; it spreads the pauses of many clients.
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

    def pause(self, attempt: int, retry_after: float | None) -> float:
        """Return the seconds to wait after an attempt.

        Args:
            attempt: number of the attempt, from 1.
            retry_after: seconds that the service asked for. They are obeyed up to
                `longest_wait`. Without them, the pause doubles with each attempt, and a
                random share of up to a quarter is taken off.
        """
        if retry_after is not None:
            return min(max(retry_after, 0.0), self.longest_wait)
        doubled = self.first_pause * 2.0 ** (attempt - 1)
        return min(doubled, self.longest_pause) * (1 - 0.25 * self.chance())


class FailedAttempt(Exception):  # noqa: N818 - never shown to the caller, who gets `error`
    """A failed attempt at a request.

    Attributes:
        error: raised if this was the last attempt.
        can_retry: whether another attempt may help.
        retry_after: seconds that the service asked to wait, if it did.
    """

    def __init__(
        self, error: EngineError, *, can_retry: bool, retry_after: float | None = None
    ) -> None:
        super().__init__(error.message)
        self.error = error
        self.can_retry = can_retry
        self.retry_after = retry_after


async def retry(attempt: Callable[[], Awaitable[T]], policy: Policy, name: str) -> T:
    """Repeat an attempt until it succeeds, and return its result.

    Args:
        attempt: makes one attempt; raises `FailedAttempt` when it fails.
        policy: how often, how soon and how long.
        name: the service's name, for the error.

    Raises:
        EngineError: the error of the last attempt, or the time is up.
    """
    deadline = policy.clock() + policy.total_timeout
    number = 1
    while True:
        try:
            async with asyncio.timeout(max(0.0, deadline - policy.clock())):
                return await attempt()
        except TimeoutError:
            raise build_timeout_error(name, policy) from None
        except FailedAttempt as failure:
            pause = policy.pause(number, failure.retry_after)
            is_in_time = policy.clock() + pause < deadline
            if not (failure.can_retry and is_in_time and number < policy.attempts):
                raise failure.error from None
        await policy.sleep(pause)
        number += 1


async def with_deadline(
    pieces: AsyncIterator[T], policy: Policy, name: str
) -> AsyncGenerator[T, None]:
    """Yield pieces as they arrive, with a limit to the time spent waiting for them.

    Raises:
        EngineError: one piece, or all of them together, took too long.
    """
    left = policy.total_timeout
    while True:
        started = policy.clock()
        try:
            async with asyncio.timeout(min(left, policy.read_timeout)):
                piece = await anext(pieces)
        except StopAsyncIteration:
            return
        except TimeoutError:
            raise build_timeout_error(name, policy) from None
        left = max(0.0, left - (policy.clock() - started))
        yield piece


def build_timeout_error(name: str, policy: Policy) -> EngineError:
    """Build the error for a response that takes too long."""
    return EngineError(
        f"{name} sent nothing for {policy.read_timeout:g} s, or took over "
        f"{policy.total_timeout:g} s in all",
        hint="try again, send less at a time, or pass a policy with longer time-outs",
    )
