"""Pronounce an English text with hibari's dictionaries, token by token.

A token is what stands between white space. Each gets the letters of its own reading: "$3.50"
those of "three dollars and fifty cents", and "km" in "5 km" those of "kilometers".
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

from vidsync.errors import EngineError, InputError
from vidsync.espeak import pronounce
from vidsync.tts.engines.neural.durations import Letter
from vidsync.tts.engines.neural.hibari.reading import Reading, read_tokens
from vidsync.tts.engines.neural.misaki import from_ipa, is_sound
from vidsync.writing import has_letters

_CLAUSE_MARKS = frozenset(",;:—")
# What hibari's rules raise for text that they were not made for.
_MISTAKES = (ValueError, IndexError, KeyError, TypeError, AttributeError)


class Pronouncer:
    """Pronounces English.

    Args:
        british: whether to use the British dictionary.
    """

    def __init__(self, *, british: bool) -> None:
        from hibari.g2p import G2P  # reads its dictionaries, which takes half a second

        self._g2p: Any = G2P(british=british)
        self._voice = "en-gb" if british else "en-us"

    def pronounce(self, tokens: Sequence[str]) -> list[Letter]:
        """Return the letters of a sentence, with spaces and punctuation.

        Args:
            tokens: of the sentence, without white space.
        """
        readings = read_tokens(tokens)
        try:
            letters = self._spell_out(readings)
        except _MISTAKES:
            letters = [letter for reading in readings for letter in self._spell_alone(reading)]
        return self._add_unknown(letters, readings, tokens)

    def _spell_alone(self, reading: Reading) -> list[Letter]:
        try:
            return [*self._spell_out([reading]), Letter(" ", reading.first)]
        except _MISTAKES:
            return []

    def _spell_out(self, readings: Sequence[Reading]) -> list[Letter]:
        """Return the letters of readings, which are pronounced in one context."""
        text = ""
        owners: list[int] = []  # of what stands between spaces, which hibari never joins
        for reading in readings:
            words = reading.text.split()
            joined = bool(text and words) and not reading.space
            text += "" if joined or not (text and words) else " "
            text += " ".join(words)
            owners += [reading.first] * (len(words) - joined)
        letters: list[Letter] = []
        place = 0
        for token in self._find_phonemes(text):
            owner = owners[place]
            letters += [Letter(sign, owner) for sign in token.phonemes or ""]
            if token.whitespace:
                letters.append(Letter(" ", owner))
                place += 1
        return letters

    def _find_phonemes(self, text: str) -> Iterator[Any]:
        """Yield hibari's tokens with their phonemes; each is followed by one space or none."""
        clause: list[Any] = []
        for token in self._g2p.tokenize(text):
            clause.append(token)
            # Across a comma, hibari would read the currency of one amount with the next number.
            if token.text in _CLAUSE_MARKS and token.whitespace:
                yield from self._g2p.phonemize_tokens(clause)
                clause = []
        yield from self._g2p.phonemize_tokens(clause)

    def _add_unknown(
        self, letters: Sequence[Letter], readings: Sequence[Reading], tokens: Sequence[str]
    ) -> list[Letter]:
        """Add the tokens that have no sound, such as those in another script."""
        owned: dict[int, list[Letter]] = {}
        for letter in letters:
            owned.setdefault(letter.token, []).append(letter)
        complete: list[Letter] = []
        for reading in readings:
            own = owned.get(reading.first, [])
            written = tokens[reading.first]
            if has_letters(written) and not any(is_sound(letter.sign) for letter in own):
                asked = self._ask_espeak(reading.text or written, reading.first)
                own = [*asked, *own, Letter(" ", reading.first)]
            complete += own
        while complete and complete[-1].sign == " ":
            complete.pop()
        return complete

    def _ask_espeak(self, text: str, number: int) -> list[Letter]:
        plain = unicodedata.normalize("NFKC", text)
        text = "".join(sign if sign.isalnum() else " " for sign in plain)
        try:
            words = pronounce(text, voice=self._voice).words
        except (InputError, EngineError):
            return []
        spoken = " ".join("".join(from_ipa(phone.ipa) for phone in word.phones) for word in words)
        return [Letter(sign, number) for sign in spoken]
