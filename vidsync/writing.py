"""Rules of writing: scripts without spaces, sentence and clause ends, and what can be spoken."""

from __future__ import annotations

import re
import unicodedata

HAN = (
    "\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
"""Chinese characters, as a range of a regular expression."""

HIRAGANA = "\u3040-\u309f"
KATAKANA = "\u30a0-\u30ff\u31f0-\u31ff\uff66-\uff9f"
THAI_AND_LAO = "\u0e00-\u0eff"

BURMESE_AND_KHMER = "\u1000-\u109f\u1780-\u17ff"

SPACELESS = f"{HAN}{HIRAGANA}{KATAKANA}{THAI_AND_LAO}{BURMESE_AND_KHMER}"
"""The letters of all scripts that are written without spaces."""

NO_BREAK_SPACES = "\u00a0\u2007\u202f"
"""White space at which a line may not end."""

DASHES = "-–—―"
"""Marks that begin a line of dialogue, or stand between clauses."""

OPENERS = "\"'“‘«([{‹「『（¿¡"
"""Quotes, brackets and marks that stand before a word."""

CLOSERS = "\"'”’»)]}›」』）"
"""Quotes and brackets that stand after a word."""

SPACELESS_SENTENCE_MARKS = "。！？"
"""Marks that end a sentence without white space after them."""

_BREAKABLE = re.compile(rf"[^\S{NO_BREAK_SPACES}]+")
_SPACELESS = re.compile(f"[{SPACELESS}]")
# The same with the marks between them, and full-width forms.
_SPACELESS_OR_MARK = re.compile(f"[{SPACELESS}\u2e80-\u312f\u31a0-\u9fff\uff00-\uffef]")

_SENTENCE_END = tuple(".?!…。！？؟۔।॥")
_COMMAS = tuple(",;:—–、，；：،؛")
# German and other quotes close with a mark that opens in English.
_ANY_CLOSERS = CLOSERS + "“‘«"
# Words that end in a full stop without ending a sentence; single letters ("J.") too.
_ABBREVIATIONS = set(
    "mr mrs ms dr prof sr jr st vs etc e.g i.e vol fig inc ltd co dept approx cf "  # noqa: SIM905
    "hr fr frl nr bzw z.b d.h sra srta ud uds mme mlle p.ej".split()
)
# Signs that are read out by a name.
_NAMED_SIGNS = frozenset("%&@#*/\\§¶†‡•‰′″°")


def is_spaceless(text: str) -> bool:
    """Whether a text has letters of a script that is written without spaces.

    These are Han, kana, Thai, Lao, Khmer and Burmese. Hangul is written with spaces.
    """
    return _SPACELESS.search(text) is not None


def space_between(left: str, right: str) -> bool:
    """Whether a space is usually written between two words.

    There is none next to a letter of a script without spaces: 我用Python写.
    """
    return not (_SPACELESS_OR_MARK.match(left[-1]) or _SPACELESS_OR_MARK.match(right[0]))


def collapse_spaces(text: str) -> str:
    """Return a text with one space for each run of white space; no-break spaces are kept."""
    return _BREAKABLE.sub(" ", text.strip())


def split_words(text: str) -> list[tuple[str, str]]:
    """Split a text into words at its spaces.

    Punctuation that stands alone belongs to the word before it, or to the one after it if it
    opens or begins a line of dialogue. A no-break space next to a sign or between two numbers
    is part of the word: ``10 000 €``.

    Returns:
        For each word what is written before it (``""``, a space or a no-break space), and the
        word. A text of punctuation alone is one word.
    """
    words: list[tuple[str, str]] = []
    held: tuple[str, int] | None = None  # punctuation that belongs to the next word
    end = 0
    for match in re.finditer(r"\S+", text):
        space, token = text[end : match.start()], match[0]
        gap = "" if not end else space[0] if set(space) <= set(NO_BREAK_SPACES) else " "
        end = match.end()
        if held is not None:
            gap, begin = held
            token = text[begin:end]
        if not has_core(token):
            if (
                words
                and held is None
                and not (is_opening(token) or (token in DASHES and ends_sentence(words[-1][1])))
            ):
                words[-1] = (words[-1][0], words[-1][1] + space + token)
            else:
                held = (gap, match.start() if held is None else held[1])
            continue
        if (
            words
            and held is None
            and gap in NO_BREAK_SPACES
            and _is_held_together(words[-1][1], token)
        ):
            words[-1] = (words[-1][0], words[-1][1] + space + token)
        else:
            words.append((gap, token))
        held = None
    if held is not None:
        rest = text[held[1] : end]
        words[-1:] = [(words[-1][0], words[-1][1] + held[0] + rest)] if words else [("", rest)]
    return words


def _is_held_together(left: str, right: str) -> bool:
    """Whether a no-break space holds two parts together as one word."""
    if left[-1].isdigit() and right[0].isdigit():
        return True
    return not (has_letters(left) and has_letters(right))


def ends_sentence(word: str) -> bool:
    """Whether a word, as it is shown, ends a sentence: "end." does, "Dr." does not."""
    bare = word.rstrip().rstrip(_ANY_CLOSERS).rstrip()
    if not bare.endswith(_SENTENCE_END):
        return False
    if not bare.endswith(".") or bare.endswith(".."):
        return True
    stem = bare[:-1].lstrip(OPENERS).casefold()
    return not (stem in _ABBREVIATIONS or (len(stem) == 1 and stem.isalpha()))


def ends_clause(word: str) -> bool:
    """Whether a word, as it is shown, ends in a mark that suggests a pause."""
    return word.rstrip().rstrip(_ANY_CLOSERS).rstrip().endswith(_SENTENCE_END + _COMMAS)


def ends_with_comma(word: str) -> bool:
    """Whether a word, as it is shown, ends in a comma, a colon, a dash or the like."""
    return word.rstrip(CLOSERS).endswith(_COMMAS)


def has_letters(text: str) -> bool:
    """Whether a text has a letter or a digit, so that a reader expects to hear it."""
    return any(character.isalnum() for character in text)


def is_speakable(text: str, *, emoji: bool = True) -> bool:
    """Whether a text has a letter, a digit or a sign with a name, such as % or €.

    Args:
        text: the text.
        emoji: whether emoji and other pictures count. espeak-ng reads their names; other
            voices are silent there.
    """
    signs = ("Sc", "Sm", "So", "Sk") if emoji else ("Sc", "Sm")
    return any(
        (kind := unicodedata.category(character))[0] in "LN"
        or kind in signs
        or character in _NAMED_SIGNS
        for character in text
    )


def has_core(text: str) -> bool:
    """Whether a text has more than punctuation and white space.

    The core of a word is its letters with their marks, digits and symbols.
    """
    # Most words begin with a letter, which is faster to test.
    return text[:1].isalpha() or any(
        unicodedata.category(character)[0] in "LMNS" for character in text
    )


def is_opening(text: str) -> bool:
    """Whether a text is only punctuation that opens: brackets, curly quotes, "¿" and "¡"."""
    return all(
        unicodedata.category(character) in ("Ps", "Pi") or character in "¿¡" for character in text
    )
