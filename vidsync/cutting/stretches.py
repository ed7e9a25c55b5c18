"""Arithmetic with stretches of time: join, subtract, keep the rest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

Stretch: TypeAlias = tuple[float, float]
"""Start and end in seconds."""


def join_overlapping(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return stretches in order, those that touch or overlap joined."""
    joined: list[Stretch] = []
    for start, end in sorted(stretches):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def subtract(stretch: Stretch, others: Iterable[Stretch]) -> list[Stretch]:
    """Return what is left of a stretch outside others, which are in order and do not overlap."""
    left: list[Stretch] = []
    start, end = stretch
    for first, last in others:
        if last <= start or first >= end:
            continue
        if first > start:
            left.append((start, first))
        start = max(start, last)
    return [*left, (start, end)] if start < end else left


def rest_of(duration: float, removed: Iterable[Stretch]) -> list[Stretch]:
    """Return what is left of a recording of some seconds outside what is removed."""
    return subtract((0.0, duration), join_overlapping(removed))
