"""Feeds a running ffmpeg through its standard input, from a thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import IO, BinaryIO, TypeAlias, cast

from vidsync.errors import FfmpegError

Feed: TypeAlias = Callable[[BinaryIO], None]
"""Writes all that ffmpeg reads from its standard input, then returns."""


class Feeder:
    """A thread that runs a feed.

    ffmpeg takes the bytes as it needs them, so that the feed waits and little is in memory.

    Args:
        feed: writes to ffmpeg; None writes nothing, and there is no thread.
        stream: ffmpeg's standard input, which is closed after the feed.
        stop: called if the feed fails, to end ffmpeg.
    """

    def __init__(self, feed: Feed | None, stream: IO[str] | None, stop: Callable[[], None]) -> None:
        self._feed = feed
        self._stream = stream
        self._stop = stop
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Start the thread."""
        if self._feed is not None:
            self._thread.start()

    def join(self) -> None:
        """Wait for the feed to end, after ffmpeg has ended."""
        if self._thread.ident is not None:
            self._thread.join()

    def raise_error(self) -> None:
        """Raise what the feed raised, other than that ffmpeg reads no more."""
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        assert self._feed is not None
        assert self._stream is not None
        # ffmpeg's streams are opened as text.
        stream = cast(BinaryIO, getattr(self._stream, "buffer", self._stream))
        try:
            self._feed(stream)
            stream.close()
        except ConnectionError:
            pass  # ffmpeg has ended: it has all it needs, or its log says why
        except OSError as error:
            self._error = FfmpegError(f"ffmpeg could not be fed: {error.strerror or error}")
            self._stop()
        except BaseException as error:
            # Raised again in the caller's thread.
            self._error = error
            self._stop()
        finally:
            with suppress(OSError):
                stream.close()
