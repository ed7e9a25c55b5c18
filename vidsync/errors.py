"""The one error tree, and the warnings.

Every error carries what happened and to which thing, and, where there is one, a
hint that says what to do. The command line prints both and leaves with 2; any
other exception is a fault of vidsync itself and leaves with 1.

    VidsyncError
    ├── InputError              a file, a text or an option that can't be used
    │   ├── MediaError          not a video, no such stream, corrupt, unreadable
    │   ├── TimingError         a word's times break the transcript's rules
    │   ├── FormatError         a document is not of a known format, or malformed
    │   └── PresetError         no such preset, or a preset file with a mistake
    ├── OutputError             the output exists, or its folder can't be written
    ├── CaptionError            captions can't be made from these words
    │   └── FontError           a font is missing, or lacks glyphs that are needed
    ├── EngineError             a speech engine failed
    │   ├── AuthenticationError no key for a service, or one that it refuses
    │   ├── CreditError         the account has no credit left
    │   ├── VoiceError          no such voice or language
    │   └── TimestampsUnavailable   speech came, its word times did not
    ├── AlignmentError          audio and text do not fit each other
    ├── FfmpegError             ffmpeg is missing, lacks a feature, or failed
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
    """Something the user can understand and mend.

    Attributes:
        message: what happened, and to which thing.
        hint: what to do about it; empty if the message says it all.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message


class InputError(VidsyncError):
    """A file, a text or an option that can't be used as given."""


class MediaError(InputError):
    """A media file that is missing, corrupt, or lacks the stream that is needed."""


class TimingError(InputError):
    """A word's times break the transcript's rules and the repair is not certain."""


class FormatError(InputError):
    """A document that is of no known format, or not well formed."""


class PresetError(InputError):
    """A preset that does not exist, or a preset file with a mistake in it."""


class OutputError(VidsyncError):
    """An output that exists already, or can't be written."""


class CaptionError(VidsyncError):
    """Captions that can't be made from these words under these rules."""


class FontError(CaptionError):
    """A font that is missing, is not what it seems, or lacks glyphs."""


class EngineError(VidsyncError):
    """A speech engine that failed, or gave an answer that can't be used.

    Attributes:
        status: the HTTP status a service answered with, if it did.
        code: the service's own name for what is wrong, or ``""``.
    """

    def __init__(
        self, message: str, *, hint: str = "", status: int | None = None, code: str = ""
    ) -> None:
        super().__init__(message, hint=hint)
        self.status = status
        self.code = code


class AuthenticationError(EngineError):
    """A service's key that is missing, or that the service refuses."""


class CreditError(EngineError):
    """An account with a service that has no credit left."""


class VoiceError(EngineError):
    """A voice or language that the engine does not have."""


class TimestampsUnavailable(EngineError):  # noqa: N818 - the services' own name for it
    """Speech was made, but its word times could not be had.

    Attributes:
        speech: the speech without times, if the engine gave one.
    """

    def __init__(self, message: str, *, hint: str = "", speech: Speech | None = None) -> None:
        super().__init__(message, hint=hint)
        self.speech = speech


class AlignmentError(VidsyncError):
    """Audio and text that do not fit each other."""


class FfmpegError(VidsyncError):
    """An ffmpeg that is missing, lacks a feature, or failed."""


class DependencyError(VidsyncError):
    """An optional package that is needed here and not installed."""


class VidsyncWarning(UserWarning):
    """Something was repaired or degraded, and the work went on."""


def near_matches(name: str, known: Iterable[str]) -> str:
    """A hint that names the known names closest to a wrong one.

    Args:
        name: what was asked for.
        known: what there is.

    Returns:
        ``did you mean 'pop'?`` or, with nothing close, the whole list (shortened
        past twelve).
    """
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=3, cutoff=0.6)
    if close:
        return "did you mean " + " or ".join(repr(match) for match in close) + "?"
    shown = ", ".join(names[:12]) + (f", … ({len(names)} in all)" if len(names) > 12 else "")
    return f"there are: {shown}" if names else "there are none"
