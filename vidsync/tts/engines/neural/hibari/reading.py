"""Write a text as it is read out: "$5 million" as "5 million dollars", and "😀" by its name.

hibari's own rules write the words. Its rules see a whole sentence, and say nothing of which words
became which. But where the words of two halves, joined, are the words of the whole, no rule
reached over the cut between them. So a sentence is cut into the smallest such parts.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from vidsync.writing import HAN

# A number with more digits than this is read digit by digit.
_LONGEST_NUMBER = 15
_DIGITS = re.compile(rf"\d{{{_LONGEST_NUMBER + 1},}}")
# The parts of a longer token (an address) are read one by one: hibari's time grows with the cube
# of their number.
_LONGEST_TOKEN = 40
_SIGN_WITHIN = re.compile(r"(?<=\w)[^\w\s'’](?=\w)|[/&=?#@]")
_NAMES = {".": " dot ", "/": " slash ", "_": " ", "-": " "}
# Web and mail addresses. Other tokens with a dot are most often abbreviations, or two sentences
# without a space between them.
_ADDRESS = re.compile(
    r"\w@\w[\w-]*\.\w|\bwww\.\w|\w\.(com|org|net|edu|gov|info)(?!\w)", re.IGNORECASE
)
_SCHEME = re.compile(r"\bhttps?://", re.IGNORECASE)
_WWW = re.compile(r"\bwww\b", re.IGNORECASE)
# The most tokens that one rule is expected to read together.
_LONGEST_PART = 6
# Angle brackets of markup are silent, as espeak-ng has them; hibari would read "less than".
_TAG_EDGES = re.compile(r"<(?=[/!?A-Za-z])|(?<=[\w\"'/-])>")
_FEET = re.compile(r"(\d)['′’](?=\d)")
_EMPHASIS = re.compile(r"^[*_~`]+|[*_~`]+$")
_BRACKETS = str.maketrans("[]{}", "()()")
_PICTURES = re.compile("[\U0001f000-\U0001faff⌚⌛⏩-⏳☀-➿⬅-⬇⭐⭕]")
_HAN = re.compile(f"[{HAN}]")
_REGIONAL_A = 0x1F1E6
# What the names of pictures in Unicode say of their form.
_SHAPE = re.compile(r"\b(heavy|white|medium|sign|symbol)\b|-")
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_INVISIBLE = frozenset(("Cc", "Cf", "Cn", "Co", "Cs", "Me"))


@dataclass(frozen=True, slots=True)
class Reading:
    """The words that are read out for one or more tokens.

    Attributes:
        text: the words; empty if nothing is read out.
        first: number of the first token.
        count: how many tokens; more than one only where they can't be told apart ("USD 5" is
            read as "5 dollars").
        space: what stands between these words and the ones before: a space, or nothing.
    """

    text: str
    first: int
    count: int = 1
    space: str = " "


def read_tokens(tokens: Sequence[str]) -> list[Reading]:
    """Return the readings of the tokens of a sentence, in order.

    Args:
        tokens: without white space.
    """
    plain = [_prepare(token) for token in tokens]
    readings: list[Reading] = []
    for part in _split_into_parts(plain):
        own = plain[part.first : part.first + part.count]
        readings += _share_out(part, own)
    return readings


def _prepare(token: str) -> str:
    """Return a token without what would be read wrongly: markup, pictures, odd digits."""
    text = _EMPHASIS.sub("", _TAG_EDGES.sub(" ", token)) if len(token) > 1 else token
    text = _FEET.sub(r"\1 foot ", text)
    text = _PICTURES.sub(lambda found: f" {_name_picture(found[0])} ", text)
    text = "".join(map(_replace_sign, text)).translate(_BRACKETS)
    if _ADDRESS.search(text):
        text = _WWW.sub("W W W", _SCHEME.sub("", text))
        text = _SIGN_WITHIN.sub(_name_sign, text)
    if len(text) > _LONGEST_TOKEN:
        text = _SIGN_WITHIN.sub(_name_sign, text)
    return " ".join(_DIGITS.sub(lambda found: " ".join(found[0]), text).split())


def _name_sign(found: re.Match[str]) -> str:
    return _NAMES.get(found[0], f" {found[0]} ")


def _replace_sign(sign: str) -> str:
    kind = unicodedata.category(sign)
    if kind in _INVISIBLE or sign in "\ufe0e\ufe0f":
        return ""
    if _HAN.match(sign):
        # As espeak-ng's English voices have it; their sounds can't tell characters apart.
        return " Chinese letter "
    if kind in ("Nd", "No", "Nl") and sign not in "²³" and not sign.isascii():
        plain = unicodedata.normalize("NFKC", sign)
        if "\u2044" in plain:
            return " " + plain.replace("\u2044", "/")
        return str(unicodedata.digit(sign, plain))
    return sign


@cache
def _name_picture(sign: str) -> str:
    number = ord(sign)
    if _REGIONAL_A <= number < _REGIONAL_A + 26:
        return chr(number - _REGIONAL_A + ord("A"))
    if number in _SKIN_TONES and number < 0x1F3FB + 5:
        return ""
    if sign == "❤":
        return "red heart"
    return _SHAPE.sub(" ", unicodedata.name(sign, "").casefold())


def _split_into_parts(plain: Sequence[str]) -> Iterator[Reading]:
    """Yield the smallest runs of tokens that are read together, with their words."""
    first, space = 0, " "
    whole = _normalize(plain)
    while first < len(plain):
        for count in range(1, min(_LONGEST_PART, len(plain) - first) + 1):
            words = _normalize(plain[first : first + count])
            rest = _normalize(plain[first + count :])
            between = _space_between(words, rest, whole)
            if between is not None:
                break
        else:
            between = " "
        yield Reading(words, first, count, space)
        first, space, whole = first + count, between, rest


def _space_between(left: str, right: str, whole: str) -> str | None:
    """Return what joins two texts to a whole; None if they are not its halves."""
    if not (left and right):
        return " " if left + right == whole else None
    return next((space for space in (" ", "") if left + space + right == whole), None)


def _normalize(plain: Sequence[str]) -> str:
    from hibari.g2p.normalize import normalize

    return str(normalize(" ".join(plain)))


def _share_out(part: Reading, plain: Sequence[str]) -> list[Reading]:
    """Share the words of a part out to its tokens, as long as their order is the same."""
    words = part.text.split()
    if len(plain) == 1:
        return [part]
    best = max(
        _divisions(len(words), len(plain)),
        key=lambda edges: _count_kept(words, plain, edges),
        default=None,
    )
    if best is None or _is_reordered(words, plain, best):
        return [part]
    pieces = [" ".join(words[start:end]) for start, end in itertools.pairwise(best)]
    spaces = [part.space, *" " * (len(plain) - 1)]
    return [
        Reading(text, part.first + index, 1, space)
        for index, (text, space) in enumerate(zip(pieces, spaces, strict=True))
    ]


def _divisions(words: int, tokens: int) -> Iterator[tuple[int, ...]]:
    """Yield all ways to give each token at least one of the words, the later ones first."""
    if tokens == 1:
        yield (0, words)
        return
    for edge in range(words - 1, tokens - 2, -1):
        for edges in _divisions(edge, tokens - 1):
            yield (*edges, words)


def _count_kept(words: Sequence[str], plain: Sequence[str], edges: Sequence[int]) -> int:
    """Return how many tokens are still in their own words."""
    return sum(
        any(_is_kept(token, word) for word in words[start:end])
        for token, start, end in zip(plain, edges[:-1], edges[1:], strict=True)
    )


def _is_reordered(words: Sequence[str], plain: Sequence[str], edges: Sequence[int]) -> bool:
    """Whether a token is among the words, but of another token."""
    return any(
        any(_is_kept(token, word) for word in words)
        and not any(_is_kept(token, word) for word in words[start:end])
        for token, start, end in zip(plain, edges[:-1], edges[1:], strict=True)
    )


def _is_kept(token: str, word: str) -> bool:
    """Whether a word is a token, or the long form of one: "Jan." is "January"."""
    short, long = (re.sub(r"[\W_]", "", text.casefold()) for text in (token, word))
    return bool(short) and (long == short or (len(short) > 2 and long.startswith(short)))
