"""The embedded engine: espeak-ng, in a process of its own.

Speech with the times of words and phones for some hundred languages, without a
network and without a system package. The GPL library runs in a worker process and is
never loaded into this one. Engines of services live in the tts room.
"""

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
    token with nothing to say (a lone dash) joins the word before it, an opening
    bracket or what comes first the word after it. Markup is spoken as the text it is.
    Where a script writes no spaces, a word is what espeak-ng's dictionary holds to be
    one (Chinese), a run of one script (Japanese: a new word where hiragana ends), or
    a stretch up to the next vowel that is written first (Thai, Lao); the spans of
    such words touch. The same text and options give the same bytes every time.

    Args:
        text: of any length.
        voice: a name, or a BCP 47 language tag, see `find_voice`.
        rate: words per minute, 80 to 450.
        pitch: 0 to 99.
        on_progress: called with the characters done and their number.

    Returns:
        A 16-bit mono WAV of 22,050 Hz, and its transcript with phones. A phone starts
        where it is heard, a plosive with its closure.

    Raises:
        InputError: nothing in the text can be spoken, or an option is out of range.
        VoiceError: there is no such voice or language.
        EngineError: espeak-ng failed.
    """
    # numpy is loaded when something is spoken, not when vidsync is imported.
    from vidsync.espeak.synthesis import spoken

    _check("rate", rate, _RATES, " words per minute")
    _check("pitch", pitch, _PITCHES, "")
    return spoken(text, find_voice(voice), rate=rate, pitch=pitch, on_progress=on_progress)


def pronounce(text: str, *, voice: str = "en-us") -> Transcript:
    """How a text is pronounced: the transcript that `synthesize` gives, without the audio.

    Args:
        text: of any length.
        voice: a name, or a BCP 47 language tag, see `find_voice`.

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
