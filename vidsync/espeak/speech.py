"""The public functions that speak and pronounce a text."""

from __future__ import annotations

from collections.abc import Callable

from vidsync.errors import InputError
from vidsync.espeak.voice_list import find_voice
from vidsync.transcript import Speech, Transcript

_RATES = (80, 450)
_PITCHES = (0, 99)


def synthesize(
    text: str,
    *,
    voice: str = "en-us",
    rate: int = 175,
    pitch: int = 50,
    on_progress: Callable[[int, int], None] | None = None,
) -> Speech:
    """Speak a text.

    Every whitespace-separated token of the text is one word with its punctuation. A
    silent token (a lone dash) joins the word before it. An opening bracket, or a silent
    token at the start, joins the word after it. Markup is spoken as text.

    In scripts without spaces, a word is a word of espeak-ng's dictionary (Chinese), a run
    of one script (Japanese: a new word starts where hiragana ends), or the text up to the
    next vowel that is written before its consonant (Thai, Lao). The spans of such words
    touch.

    The same text and options give the same bytes every time.

    Args:
        text: of any length.
        voice: a name, or a BCP 47 language tag; see `find_voice`.
        rate: words per minute, 80 to 450.
        pitch: 0 to 99.
        on_progress: called with the number of characters done and the number of all.

    Returns:
        A 16-bit mono WAV of 22,050 Hz, and its transcript with phones. A phone starts
        where it is heard, and a plosive with its closure.

    Raises:
        InputError: nothing in the text can be spoken, or an option is out of range.
        VoiceError: there is no such voice or language.
        EngineError: espeak-ng failed.
    """
    # Imported here because it loads numpy.
    from vidsync.espeak.synthesis import synthesize_with

    _check("rate", rate, _RATES, " words per minute")
    _check("pitch", pitch, _PITCHES, "")
    return synthesize_with(text, find_voice(voice), rate=rate, pitch=pitch, on_progress=on_progress)


def pronounce(text: str, *, voice: str = "en-us") -> Transcript:
    """Return the pronunciation of a text: the transcript of `synthesize`.

    Args:
        text: of any length.
        voice: a name, or a BCP 47 language tag; see `find_voice`.

    Raises:
        InputError: nothing in the text can be spoken.
        VoiceError: there is no such voice or language.
        EngineError: espeak-ng failed.
    """
    return synthesize(text, voice=voice).transcript


def _check(name: str, value: int, limits: tuple[int, int], unit: str) -> None:
    lowest, highest = limits
    if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
        raise InputError(
            f"{name} is {value!r}: it must be a whole number from {lowest} to {highest}{unit}"
        )
