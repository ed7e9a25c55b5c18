"""Retries, pauses and time-outs."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidsync.errors import EngineError
from vidsync.wire.policy import FailedAttempt, Policy, retry, with_deadline


class Simulated:
    """A clock that advances only when something waits."""

    def __init__(self):
        self.now = 0.0
        self.waits = []

    async def sleep(self, seconds):
        self.waits.append(seconds)
        self.now += seconds

    def policy(self, **changes):
        clock = {"sleep": self.sleep, "clock": lambda: self.now, "chance": lambda: 0.0}
        return Policy(**{**clock, **changes})


def failing(times, *, retry_after=None, can_retry=True):
    left = [times]

    async def attempt():
        if left[0] == 0:
            return "done"
        left[0] -= 1
        raise FailedAttempt(EngineError("no"), can_retry=can_retry, retry_after=retry_after)

    return attempt


def test_pauses_double_up_to_a_longest_one():
    time = Simulated()
    policy = time.policy(attempts=8, first_pause=1.0, longest_pause=10.0)
    assert asyncio.run(retry(failing(6), policy, "Acme")) == "done"
    assert time.waits == [1.0, 2.0, 4.0, 8.0, 10.0, 10.0]


@given(st.floats(0, 1), st.integers(1, 12))
def test_a_random_share_of_up_to_a_quarter_is_taken_off_a_pause(chance, attempt):
    pause = Policy(chance=lambda: chance).pause(attempt, None)
    full = Policy(chance=lambda: 0.0).pause(attempt, None)
    assert 0.75 * full <= pause <= full


@pytest.mark.parametrize(("asked", "waited"), [(3.0, 3.0), (0.0, 0.0), (-5.0, 0.0), (900.0, 60.0)])
def test_retry_after_is_obeyed_up_to_a_limit(asked, waited):
    time = Simulated()
    asyncio.run(retry(failing(1, retry_after=asked), time.policy(), "Acme"))
    assert time.waits == [waited]


def test_no_pause_exceeds_the_total_time():
    time = Simulated()
    with pytest.raises(EngineError, match="no"):
        asyncio.run(retry(failing(1, retry_after=50.0), time.policy(total_timeout=40.0), "Acme"))
    assert time.waits == []


def test_a_final_failure_is_not_retried():
    time = Simulated()
    with pytest.raises(EngineError):
        asyncio.run(retry(failing(1, can_retry=False), time.policy(), "Acme"))
    assert time.waits == []


def test_an_attempt_that_never_ends_is_a_timeout():
    async def forever():
        await asyncio.Event().wait()

    with pytest.raises(EngineError, match="Acme sent nothing"):
        asyncio.run(retry(forever, Policy(total_timeout=0.02), "Acme"))


def test_the_time_of_a_stream_is_limited_but_not_its_readers():
    time = Simulated()

    async def slow_pieces():
        for piece in range(5):
            time.now += 3.0
            yield piece

    async def read(policy):
        got = []
        async for piece in with_deadline(slow_pieces(), policy, "Acme"):
            time.now += 100.0
            got.append(piece)
        return got

    assert asyncio.run(read(time.policy(total_timeout=20.0))) == [0, 1, 2, 3, 4]
