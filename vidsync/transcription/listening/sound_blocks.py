"""Reads a recording at 16 kHz in blocks, so that a long one needs little memory."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from vidsync.audio import AudioSource, Floats, decode_pieces, measure_delay

SAMPLE_RATE = 16_000
# Seconds after the picture at which a sound may begin; other times are wrong.
_LONGEST_DELAY = 600.0
_BLOCK = 10 * SAMPLE_RATE


def read_blocks(source: AudioSource) -> Iterator[Floats]:
    """Read a recording from the file's beginning.

    Sound that begins after the picture is preceded by silence, so that times are those of
    the file.

    Yields:
        Blocks of about 10 seconds, of shape (samples, channels).

    Raises:
        MediaError: the file can't be read, or has no audio.
    """
    delay = measure_delay(source)
    pending: list[Floats] = []
    count = 0
    for piece in decode_pieces(source, sample_rate=SAMPLE_RATE):
        if not pending and not count and 0 < delay <= _LONGEST_DELAY:
            pending.append(np.zeros((round(delay * SAMPLE_RATE), piece.channels), np.float32))
            delay = 0.0
        pending.append(piece.data)
        count += len(piece.data)
        if count >= _BLOCK:
            yield np.concatenate(pending)
            pending, count = [], 0
    if pending:
        yield np.concatenate(pending)
