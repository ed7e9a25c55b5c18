"""The characters of a word: cleaning, case, grapheme clusters, and spaces between words."""

from __future__ import annotations

import re
import unicodedata

from vidsync.captions.style.letter_case import Case
from vidsync.captions.text.addresses import is_address
from vidsync.writing import collapse_spaces

ZERO_WIDTH_JOINER = "\u200d"
_EMOJI_STYLE = "\ufe0f"

# Formatting characters that take part in shaping or ordering; all others are dropped.
_KEPT_FORMATS = frozenset(
    "\u200c\u200d\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
_TAGS = re.compile("(?<!\U0001f3f4)(?<![\U000e0020-\U000e007e])[\U000e0020-\U000e007f]+")
# More marks than this on one letter are an attack on the lines above, not writing.
_MOST_MARKS = 6
_GREEK = re.compile("[\u0370-\u03ff]")
# The word "or", and an accented vowel before one that it would otherwise be spoken with.
_GREEK_OR = re.compile(r"\W*\u0389\W*")
_GREEK_APART = re.compile(
    "(?:[\u0391\u0395\u039f\u03a5]\u0301\u0399|[\u0391\u0395\u039f\u0397]\u0301\u03a5)(?![\u0308\u0301])"
)


def clean_text(text: str, *, case: Case = "as-is", language: str = "") -> str:
    """Return a word's text as it can be drawn.

    Line ends and other white space become single spaces. Control characters and invisible ones
    that change nothing are dropped. Marks are composed (NFC) and limited to what writing
    systems use.

    Args:
        text: the original text.
        case: capitals or small letters, by the language's own rule for i and ı. Addresses,
            handles and hashtags keep their own.
        language: BCP 47 tag.

    Returns:
        The text; empty if nothing of it is visible.
    """
    if case != "as-is" and not is_address(text):
        text = _change_case(text, case, language)
    if text.isascii() and text.isprintable():
        return collapse_spaces(text)
    text = unicodedata.normalize("NFC", collapse_spaces(text))
    kept: list[str] = []
    marks = 0
    for character in text:
        category = unicodedata.category(character)
        if category == "Mn" or category == "Me":
            marks += 1
            if marks > _MOST_MARKS:
                continue
        else:
            marks = 0
        if category in ("Cc", "Cs", "Cn", "Zl", "Zp"):
            continue
        if category == "Cf" and character not in _KEPT_FORMATS and not _is_tag(character):
            continue
        kept.append(character)
    # A dropped character may have stood between spaces, or between a letter and its mark.
    text = unicodedata.normalize("NFC", _TAGS.sub("", "".join(kept)))
    text = collapse_spaces(text)
    visible = any(unicodedata.category(c) not in ("Cf", "Zs", "Mn", "Me") for c in text)
    return text if visible else ""


def split_clusters(text: str) -> list[str]:
    """Split text into grapheme clusters: what a reader takes for one character.

    Emoji sequences (families joined by ZWJ, flags, skin tones, keycaps) are one cluster each.
    These are the legacy clusters of Unicode Annex 29, with ZWJ sequences joined.
    """
    if text.isascii():
        return list(text)
    found: list[str] = []
    indicators = 0
    for character in text:
        is_indicator = "\U0001f1e6" <= character <= "\U0001f1ff"
        pairs_up = is_indicator and indicators % 2 == 1
        indicators = indicators + 1 if is_indicator else 0
        if found and (_extends(character) or pairs_up or found[-1].endswith(ZERO_WIDTH_JOINER)):
            found[-1] += character
        else:
            found.append(character)
    return found


def wants_emoji(cluster: str) -> bool:
    """Whether a cluster is shown as a picture by default, or asks for it.

    Source:
        Unicode Technical Standard 51: Emoji_Presentation, and variation selectors.
    """
    if "\ufe0e" in cluster:
        return False
    return _EMOJI_STYLE in cluster or bool(_EMOJI_BY_DEFAULT.match(cluster))


def _change_case(text: str, case: Case, language: str) -> str:
    dotted = language.split("-")[0].lower() in ("tr", "az")
    if case == "upper":
        capitals = (text.replace("i", "İ") if dotted else text).upper()
        return _without_greek_accents(capitals) if _GREEK.search(capitals) else capitals
    return (text.replace("I", "ı").replace("İ", "i") if dotted else text).lower()


def _without_greek_accents(capitals: str) -> str:
    """Return Greek capitals as they are written: without the accent, except on the word "ή".

    Where the accent showed that two vowels are spoken apart, a diaeresis shows it instead.
    """
    if _GREEK_OR.fullmatch(capitals):
        return capitals
    apart = _GREEK_APART.sub("\\g<0>\u0308", unicodedata.normalize("NFD", capitals))
    return unicodedata.normalize("NFC", apart.replace("\u0301", ""))


def _is_tag(character: str) -> bool:
    return "\U000e0020" <= character <= "\U000e007f"


def _extends(character: str) -> bool:
    return (
        character in "\u200c\u200d"
        or unicodedata.category(character) in ("Mn", "Me", "Mc")
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or _is_tag(character)
    )


_EMOJI_BY_DEFAULT = re.compile(
    "[\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693"
    "\u26a1\u26aa\u26ab\u26bd\u26be\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd"
    "\u2705\u270a\u270b\u2728\u274c\u274e\u2753-\u2755\u2757\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c"
    "\u2b50\u2b55\U0001f004\U0001f0cf\U0001f18e\U0001f191-\U0001f19a\U0001f1e6-\U0001f1ff"
    "\U0001f201\U0001f21a\U0001f22f\U0001f232-\U0001f236\U0001f238-\U0001f23a\U0001f250\U0001f251"
    "\U0001f300-\U0001faff]"
)
