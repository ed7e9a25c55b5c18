"""The errors and the warning of vidsync.

Every error has a message (what happened, and to which thing) and sometimes a hint (what
to do). The command line prints both and exits with 2. Any other exception is a bug in
vidsync and exits with 1.

    VidsyncError
    ├── InputError              a file, a text or an option can't be used
    │   ├── MediaError          not a video, no such stream, corrupt, unreadable
    │   ├── TimingError         a word's times break the transcript's rules
    │   ├── FormatError         a document has no known format, or is malformed
    │   └── PresetError         no such preset, or a preset file with a mistake
    ├── OutputError             the output exists, or its folder can't be written
    ├── CaptionError            captions can't be made from these words
    │   └── FontError           a font is missing, or lacks glyphs that are needed
    ├── EngineError             a speech engine or a recognizer failed
    │   ├── AuthenticationError no key for a service, or the service refuses it
    │   ├── CreditError         the account has no credit left
    │   ├── VoiceError          no such voice or language
    │   └── TimestampsUnavailable   there is speech, but without word times
    ├── AlignmentError          audio and text do not match
    ├── FfmpegError             ffmpeg is missing, lacks a feature, or failed
    ├── FetchError              a voice or a model can't be fetched
    └── DependencyError         an optional package is not installed

    VidsyncWarning              something was repaired or degraded; work went on
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vidsync.transcript import Speech


class VidsyncError(Exception):
    """An error that the user can understand and correct.

    Attributes:
        message: what happened, and to which thing.
        hint: what to do about it; empty if the message is enough.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message


class InputError(VidsyncError):
    """A file, a text or an option can't be used as given."""


class MediaError(InputError):
    """A media file is missing, corrupt, or lacks a stream that is needed."""


class TimingError(InputError):
    """A word's times break the transcript's rules, and no repair is certain."""


class FormatError(InputError):
    """A document has no known format, or is malformed."""


class PresetError(InputError):
    """A preset does not exist, or a preset file has a mistake."""


class OutputError(VidsyncError):
    """An output exists already, or can't be written."""


class CaptionError(VidsyncError):
    """Captions can't be made from these words under these rules."""


class FontError(CaptionError):
    """A font is missing, is not a valid font, or lacks glyphs."""


class EngineError(VidsyncError):
    """A speech engine or a recognizer failed, or returned an answer that can't be used.

    Attributes:
        status: the HTTP status of the service's answer, if there was one.
        code: the service's own name for the error, or ``""``.
    """

    def __init__(
        self, message: str, *, hint: str = "", status: int | None = None, code: str = ""
    ) -> None:
        super().__init__(message, hint=hint)
        self.status = status
        self.code = code


class AuthenticationError(EngineError):
    """A service's key is missing, or the service refuses it."""


class CreditError(EngineError):
    """An account with a service has no credit left."""


class VoiceError(EngineError):
    """The engine does not have a voice or a language."""


class TimestampsUnavailable(EngineError):  # noqa: N818 - the services' own name for it
    """There is speech, but no word times for it.

    Attributes:
        speech: the speech without times, if the engine returned it.
    """

    def __init__(self, message: str, *, hint: str = "", speech: Speech | None = None) -> None:
        super().__init__(message, hint=hint)
        self.speech = speech


class AlignmentError(VidsyncError):
    """Audio and text do not match."""


class FfmpegError(VidsyncError):
    """ffmpeg is missing, lacks a feature, or failed."""


class FetchError(VidsyncError):
    """A voice or a model can't be fetched, or is not the one that was expected."""


class DependencyError(VidsyncError):
    """An optional package is needed and not installed."""


class VidsyncWarning(UserWarning):
    """Something was repaired or degraded, and the work went on."""


def near_matches(name: str, known: Iterable[str]) -> str:
    """Return a hint with the known names that are closest to a wrong one.

    Args:
        name: the name that was given.
        known: the names that exist.

    Returns:
        ``did you mean 'pop'?``; if no name is close, the whole list (shortened
        after twelve).
    """
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=3, cutoff=0.6)
    if close:
        return "did you mean " + " or ".join(repr(match) for match in close) + "?"
    shown = ", ".join(names[:12]) + (f", … ({len(names)} in all)" if len(names) > 12 else "")
    return f"there are: {shown}" if names else "there are none"
