"""Spell sentences for Kokoro, in each of its languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial
from typing import NamedTuple

from vidsync.errors import VoiceError
from vidsync.tts.engines.neural.hibari.pronunciation import Pronouncer
from vidsync.tts.engines.neural.kokoro.alphabet import from_espeak
from vidsync.tts.engines.neural.sentences import split_tokens
from vidsync.tts.engines.neural.spelled import SpelledSentence, spell_sentence
from vidsync.writing import ends_clause, is_speakable


class KokoroLanguage(NamedTuple):
    """A language that Kokoro's voices speak.

    Attributes:
        tag: BCP 47.
        voice: of espeak-ng, which pronounces it; ``""`` where another part does.
    """

    tag: str
    voice: str


LANGUAGES = {
    "a": KokoroLanguage("en-US", ""),
    "b": KokoroLanguage("en-GB", ""),
    "e": KokoroLanguage("es", "es"),
    "f": KokoroLanguage("fr-FR", "fr-fr"),
    "h": KokoroLanguage("hi", "hi"),
    "i": KokoroLanguage("it", "it"),
    "j": KokoroLanguage("ja", ""),
    "p": KokoroLanguage("pt-BR", "pt-br"),
    "z": KokoroLanguage("zh", ""),
}
"""The first letter of a voice's name, and its language."""

SpellSentence = Callable[[str], SpelledSentence]


def find_language(name: str, language: str | None) -> str:
    """Return the letter of the language that a voice speaks a text in.

    Args:
        name: of the voice: ``af_heart``.
        language: BCP 47 tag, if given.

    Raises:
        VoiceError: the voice does not speak it, or its name tells no language.
    """
    letter = name[:1] if re.match(r"[a-z][fm]_", name) and name[0] in LANGUAGES else ""
    if not language:
        if letter:
            return letter
        raise VoiceError(
            f"the name of the voice {name} does not tell its language",
            hint="give the language: --language en, or language='en'",
        )
    wanted = language.casefold().replace("_", "-")
    main = wanted.partition("-")[0].replace("cmn", "zh")
    able = [key for key, each in LANGUAGES.items() if each.tag.partition("-")[0] == main]
    exact = [key for key in able if LANGUAGES[key].tag.casefold() == wanted]
    if letter and letter not in able:
        raise VoiceError(
            f"the voice {name} speaks {LANGUAGES[letter].tag}, not {language}",
            hint="choose a voice of the text's language, as `vidsync voices` lists them",
        )
    if not able:
        known = ", ".join(each.tag for each in LANGUAGES.values())
        raise VoiceError(f"Kokoro does not speak {language}", hint=f"it speaks {known}")
    return letter or (exact or able)[0]


def find_spelling(letter: str) -> tuple[SpellSentence, Callable[[str], str]]:
    """Return what spells a sentence, and what writes a letter of it in Kokoro's alphabet."""
    if letter in ("a", "b"):
        return partial(_spell_english, british=letter == "b"), str
    if letter == "j":
        from vidsync.tts.engines.neural.kokoro.japanese import spell_japanese

        return spell_japanese, str
    if letter == "z":
        from vidsync.tts.engines.neural.kokoro.chinese import spell_chinese

        return spell_chinese, str
    return partial(spell_sentence, voice=LANGUAGES[letter].voice), from_espeak


def _spell_english(sentence: str, *, british: bool) -> SpelledSentence:
    tokens = split_tokens(sentence)
    texts = [sentence[token.start : token.end] for token in tokens]
    letters = _load_pronouncer(british).pronounce(texts) if is_speakable(sentence) else []
    marked = frozenset(number for number, text in enumerate(texts) if ends_clause(text))
    return SpelledSentence(tokens, letters, marked)


@lru_cache(maxsize=2)
def _load_pronouncer(british: bool) -> Pronouncer:
    return Pronouncer(british=british)
