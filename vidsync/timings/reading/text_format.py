"""The base class of timing formats that are plain text, not JSON."""

from __future__ import annotations

from vidsync.timings.base import TimingFormat


class TextFormat(TimingFormat):
    """A format of plain text documents.

    `recognises` and `read` receive the whole text as a string, without a byte order mark;
    everything else is as in `TimingFormat`.
    """
