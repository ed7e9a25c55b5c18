"""Builds the transcript and the report from the result of a search.

The engine's own confidence tells whether audio and text belong together. If they do, the words
get a calibrated confidence.
"""

from __future__ import annotations

from collections.abc import Sequence

from vidsync.alignment.calibration import calibrate
from vidsync.alignment.placement import Placements
from vidsync.alignment.report import Alignment, ExtraSpeech, MissingText, Report
from vidsync.alignment.text.tokens import Token, join_tokens
from vidsync.errors import AlignmentError
from vidsync.transcript import Phone, Transcript, Word

# At least this share of the text must be heard, with this mean confidence.
_MIN_HEARD = 0.5
_MIN_CONFIDENCE = 0.35
# Below this mean confidence the report says that the times are uncertain.
MIN_RELIABLE = 0.6


def build_report(
    placements: Placements,
    tokens: Sequence[Token],
    *,
    text: str,
    language: str,
    duration: float,
    engine: str,
    contrast: float,
) -> Alignment:
    """Build the transcript and the report on it.

    Args:
        placements: the engine's result.
        tokens: the text's tokens.
        text: the caller's text.
        language: BCP 47 tag.
        duration: the audio's, in seconds.
        engine: the engine's name.
        contrast: how far loud speech exceeds the noise, in dB.

    Raises:
        AlignmentError: too little of the text is heard, or none of it with confidence.
    """
    heard = sum(len(tokens[placed.token].text) for placed in placements.placed)
    total = sum(len(token.text) for token in tokens)
    confidences = [placed.confidence for placed in placements.placed]
    overall = sum(confidences) / max(1, len(confidences))
    if heard < _MIN_HEARD * total or overall < _MIN_CONFIDENCE:
        raise AlignmentError(
            f"the audio does not match the text: {heard / total:.0%} of it is heard, "
            f"with a confidence of {overall:.2f}",
            hint="check that audio, text and language belong together",
        )
    if overall >= MIN_RELIABLE:
        confidences = [
            calibrate(
                placed.confidence,
                engine=engine,
                contrast=contrast,
                seconds=placed.end - placed.start,
            )
            for placed in placements.placed
        ]
        overall = sum(confidences) / max(1, len(confidences))
    words = [
        Word(
            token.text,
            min(placed.start, duration),
            min(placed.end, duration),
            token.span,
            # Resampling may have made the sound one sample longer.
            phones=tuple(
                Phone(piece.ipa, min(piece.start, duration), min(piece.end, duration))
                for piece in placed.phones
                if piece.ipa
            ),
            confidence=round(confidence, 3),
        )
        for placed, confidence, token in zip(
            placements.placed,
            confidences,
            _join_silent_tokens(placements, tokens, text),
            strict=True,
        )
    ]
    missing = _find_missing(placements, tokens, text)
    extra = tuple(
        ExtraSpeech(max(start, 0.0), min(end, duration)) for start, end in placements.extra
    )
    notes = describe_missing(missing) + [
        f"speech that is not in the text: {each.start:.1f} s to {each.end:.1f} s" for each in extra
    ]
    if overall < MIN_RELIABLE:
        notes.append(f"the times are uncertain: confidence {overall:.2f}")
    transcript = Transcript(tuple(words), duration, text, language, source="aligned")
    return Alignment(transcript, Report(engine, round(overall, 3), missing, extra, tuple(notes)))


def describe_missing(missing: Sequence[MissingText]) -> list[str]:
    """Return a sentence for each stretch of text that is not heard."""
    return [f"not heard at {each.time:.1f} s: {_shorten(each.text)}" for each in missing]


def _join_silent_tokens(placements: Placements, tokens: Sequence[Token], text: str) -> list[Token]:
    """Join heard tokens with the silent tokens after them."""
    missing = set(placements.missing)
    kept: list[Token] = []
    for placed in placements.placed:
        token = tokens[placed.token]
        following = placed.token + 1
        while following in missing and () in tokens[following].readings:
            token = join_tokens(token, tokens[following], text)
            following += 1
        kept.append(token)
    return kept


def _find_missing(
    placements: Placements, tokens: Sequence[Token], text: str
) -> tuple[MissingText, ...]:
    """Return the runs of words that should be heard but are not."""
    runs: list[tuple[int, int]] = []
    for index in sorted(placements.missing):
        if () in tokens[index].readings:
            continue
        if runs and runs[-1][1] == index:
            runs[-1] = (runs[-1][0], index + 1)
        else:
            runs.append((index, index + 1))
    missing_texts: list[MissingText] = []
    for first, end in runs:
        time = max((each.end for each in placements.placed if each.token < first), default=0.0)
        span = (tokens[first].span[0], tokens[end - 1].span[1])
        missing_texts.append(MissingText(span, text[span[0] : span[1]], time))
    return tuple(missing_texts)


def _shorten(text: str) -> str:
    plain = " ".join(text.split())
    return repr(plain if len(plain) <= 60 else plain[:59] + "…")
