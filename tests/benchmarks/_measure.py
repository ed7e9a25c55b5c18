"""Shared by the benchmarks: the cost of a process, and ratios that tolerate a noisy machine."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Cost:
    """Resources used by a process and the child processes that it waited for.

    cpu and wall are in seconds; peak_mb is the largest single process among them.
    """

    cpu: float
    wall: float
    peak_mb: float


def cost_of(command: Sequence[str], *, env: dict[str, str] | None = None) -> Cost:
    """Run a command to its end and return its cost as the kernel reports it."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=env,
    )
    assert process.stderr is not None
    complaint = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode:
        sys.exit(f"{command[0]} failed:\n{complaint.decode(errors='replace')[-2000:]}")
    return Cost(
        cpu=usage.ru_utime + usage.ru_stime,
        wall=time.perf_counter() - started,
        peak_mb=usage.ru_maxrss / 1024,
    )


def in_turns(runs: int, *measures: Callable[[], Cost]) -> list[list[Cost]]:
    """Run every measure once to warm up, then all of them in turn: A B C, A B C, …

    The speed of the machine drifts, so only measurements close in time can be compared.
    """
    for measure in measures:
        measure()
    rounds = [[measure() for measure in measures] for _ in range(runs)]
    return [list(column) for column in zip(*rounds, strict=True)]


def median_ratio(costs: list[Cost], baseline: list[Cost], field: str) -> float:
    """Return the median of the ratios, pair by pair."""
    pairs = zip(costs, baseline, strict=True)
    return statistics.median(getattr(a, field) / getattr(b, field) for a, b in pairs)


def row(*cells: object, widths: Sequence[int]) -> str:
    """Return one line of a table."""
    return "  ".join(f"{cell!s:<{width}}" for cell, width in zip(cells, widths, strict=False))
