"""Alignment by the user's own Whisper model, run by faster-whisper.

Whisper hears words with times that are 50 to 100 ms off, and tells which words of the text are
where. The acoustic model then finds their exact edges and phones. Where the two disagree by far,
Whisper's places stay.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from vidsync.alignment.edges.pause_edges import PlacedPhone
from vidsync.alignment.engines.match_words import HeardText, HeardWord, Place, locate_words
from vidsync.alignment.engines.sphinx_solver import SphinxSolver
from vidsync.alignment.long.windows import WindowResult
from vidsync.alignment.placement import PlacedToken
from vidsync.alignment.sound.features import SAMPLE_RATE, Floats
from vidsync.alignment.text.tokens import Token
from vidsync.errors import InputError
from vidsync.models.whisper import find_whisper

# Largest error of a time from Whisper, in seconds.
_MAX_DIFFERENCE = 0.3
# Shortest length of a word, in seconds.
_MIN_DURATION = 0.02
# Factor for the confidence of a place that the acoustic model did not confirm.
_UNCONFIRMED = 0.5

Listener = Callable[[Floats], list[HeardWord]]
"""A function that hears words in sound, normalized, at 16 kHz."""


class WhisperSolver:
    """Places tokens where a recognizer heard them, with edges from the acoustic model.

    Args:
        hear: the recognizer.
        acoustic: the acoustic model.
        language: BCP 47 tag.
    """

    characters_per_second = 30.0

    def __init__(self, hear: Listener, acoustic: SphinxSolver, language: str) -> None:
        self._hear = hear
        self._acoustic = acoustic
        self._language = language

    def solve(self, sound: Floats, tokens: Sequence[Token], *, whole: bool) -> WindowResult:
        """Place tokens in a window; see `Solver`."""
        heard = locate_words(
            self._hear(sound),
            tokens,
            language=self._language,
            length=len(sound) / SAMPLE_RATE,
            whole=whole,
        )
        if not heard.places:
            return WindowResult([], [*range(len(tokens))] if whole else [], [])
        kept = sorted({*heard.places, *heard.misheard})
        exact = self._acoustic.solve(sound, [tokens[index] for index in kept], whole=True)
        found = {kept[placed.token]: placed for placed in exact.placed}
        placed = _merge(heard, found)
        known = {each.token for each in placed}
        missing = sorted({*heard.missing, *(index for index in kept if index not in known)})
        return WindowResult(placed, missing, sorted({*heard.extra}))


def _merge(heard: HeardText, found: Mapping[int, PlacedToken]) -> list[PlacedToken]:
    """Return each token where the model found it, if that is where it was heard."""
    result: list[PlacedToken] = []
    time = 0.0
    for token in sorted({*heard.places, *found}):
        place, exact = heard.places.get(token), found.get(token)
        lost = exact is None or exact.start < time
        if (
            exact
            and not lost
            and (place is None or abs(exact.start - place.start) <= _MAX_DIFFERENCE)
        ):
            result.append(exact.shift(0.0, token - exact.token))
        elif place:
            result.append(_place_as_heard(token, place, time))
        else:
            continue
        time = result[-1].end
    return result


def _place_as_heard(token: int, place: Place, earliest: float) -> PlacedToken:
    start = max(place.start, earliest)
    piece = PlacedPhone("", start, max(place.end, start + _MIN_DURATION), token)
    return PlacedToken(token, (piece,), place.probability - 1.0, _UNCONFIRMED * place.probability)


@cache
def load_listener(model: Path | str, language: str) -> Listener:
    """Load a Whisper model.

    Args:
        model: the folder of a model converted for CTranslate2, or the name of one that
            was fetched (``small``). Nothing is downloaded.
        language: BCP 47 tag.

    Raises:
        InputError: the model is not on this machine, or cannot be loaded.
        DependencyError: faster-whisper is not installed.
    """
    whisper = _load(model)
    base = language.partition("-")[0].lower()
    if base not in whisper.supported_languages:
        raise InputError(
            f"the Whisper model {model} does not know the language {language!r}",
            hint="use a multilingual model: its name does not end in .en",
        )

    def hear(sound: Floats) -> list[HeardWord]:
        segments, _ = whisper.transcribe(
            sound,
            language=base,
            word_timestamps=True,
            # One temperature: sampling would give another answer every time.
            temperature=0.0,
            condition_on_previous_text=False,
        )
        length = len(sound) / SAMPLE_RATE
        return [
            HeardWord(
                word.word.strip(), min(word.start, length), min(word.end, length), word.probability
            )
            for segment in segments
            for word in segment.words or ()
        ]

    return hear


def _load(model: Path | str) -> Any:
    folder = find_whisper(model)
    import faster_whisper

    try:
        return faster_whisper.WhisperModel(str(folder), local_files_only=True)
    # The errors of CTranslate2.
    except (OSError, ValueError, RuntimeError) as error:
        raise InputError(
            f"the Whisper model {model} cannot be loaded: {str(error)[:200]}"
        ) from error
