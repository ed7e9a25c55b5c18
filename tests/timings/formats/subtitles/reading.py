"""Reads documents in the tests of subtitles."""

from __future__ import annotations

import warnings

from vidsync.errors import VidsyncWarning
from vidsync.timings import loads


def read(document, **options):
    """Return the transcript of a document, without warnings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", VidsyncWarning)
        return loads(document, **options)


def words(transcript):
    """Return the words with their times in milliseconds' precision."""
    return [(w.text, round(w.start, 3), round(w.end, 3)) for w in transcript.words]


def shown(transcript):
    """Return the texts of the words."""
    return [w.text for w in transcript.words]
