"""The report on an alignment: the engine, the confidence, and what did not match."""

from __future__ import annotations

from dataclasses import dataclass

from vidsync.transcript import Transcript


@dataclass(frozen=True, slots=True)
class MissingText:
    """Words of the text that are not heard in the audio.

    Attributes:
        span: character range in the source text, end exclusive.
        text: the text in that range.
        time: when they would have been spoken, in seconds.
    """

    span: tuple[int, int]
    text: str
    time: float


@dataclass(frozen=True, slots=True)
class ExtraSpeech:
    """Speech that the text does not contain: from `start` to `end`, in seconds."""

    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Report:
    """The report on an alignment.

    Attributes:
        engine: the engine: ``sphinx``, ``dtw``, ``ctc``, ``mms`` or ``whisper``.
        confidence: 0 to 1: the share of words that are likely placed within 50 ms.
        missing: stretches of text that are not heard.
        extra: stretches of speech that the text does not contain.
        warnings: sentences for the user, in the order of the audio.
    """

    engine: str
    confidence: float
    missing: tuple[MissingText, ...] = ()
    extra: tuple[ExtraSpeech, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def fits(self) -> bool:
        """Whether audio and text match, as far as can be heard."""
        return not self.missing and not self.extra and self.confidence >= 0.5


@dataclass(frozen=True, slots=True)
class Alignment:
    """Words with times, and the report on them."""

    transcript: Transcript
    report: Report
