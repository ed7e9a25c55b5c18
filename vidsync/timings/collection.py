"""Pauses garbage collection while a document is read."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def pause_collection() -> Iterator[None]:
    """Pause garbage collection, and turn it on again if it was on.

    A long document makes a million objects and no cycles, so that each pass of the collector
    looks at all of them and finds nothing. Without a pause this is a third of the reading time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
