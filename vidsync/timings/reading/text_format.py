"""Formats that are text of their own and no JSON: what tells them from the others."""

from __future__ import annotations

from vidsync.timings.base import TimingFormat


class TextFormat(TimingFormat):
    """A format whose documents are plain text.

    `recognises` and `read` are given the whole text as a string, without a byte order
    mark; everything else is as in `TimingFormat`.
    """
