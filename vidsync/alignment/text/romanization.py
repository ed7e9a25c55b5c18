"""Converts words to Latin letters, for networks that know no others.

Latin scripts lose their diacritics. For every other script the package `uroman` is used, with
which the networks of Meta's MMS were trained.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Any

from vidsync.errors import DependencyError

# Latin letters that are not a plain letter with diacritics.
_LATIN = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ð": "d", "þ": "th", "ł": "l", "đ": "d", "ı": "i"}
)


def romanize(word: str) -> str:
    """Return a word in the letters a to z, as closely as possible.

    Raises:
        DependencyError: the word is in another script, and uroman is not installed.
    """
    plain = plain_letters(word)
    if all(letter.isascii() or not letter.isalpha() for letter in plain):
        return plain
    return str(_uroman().romanize_string(word)).casefold()


def plain_letters(word: str) -> str:
    """Return a word in lower case without diacritics, in its own script."""
    plain = unicodedata.normalize("NFKD", word.casefold().translate(_LATIN))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


@cache
def _uroman() -> Any:
    try:
        from uroman import Uroman
    except ImportError as error:
        raise DependencyError(
            "this network knows only Latin letters, and uroman, which converts other scripts, "
            "is not installed",
            hint="pip install 'vidsync[neural]'",
        ) from error
    return Uroman()
