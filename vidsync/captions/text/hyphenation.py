"""Where a word may be split at the end of a line: by its language's patterns, or anywhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from vidsync.captions.text.text import split_clusters

if TYPE_CHECKING:
    from pyphen import Pyphen

# Fewer letters than these before or after a hyphen look like a mistake.
_FEWEST = 3
# Letters of scripts that are split with a hyphen: Latin, Greek, Cyrillic, Armenian, Georgian.
# Scripts that join letters, run from right to left or have no spaces are not.
_LETTERS = r"[^\W\d_]"
_HYPHENATES = re.compile(
    "[A-Za-z\u00aa\u00b5\u00ba\u00c0-\u02af\u0370-\u0587\u10a0-\u10ff\u1c90-\u1cbf"
    "\u1e00-\u1fff\u0300-\u036f'’\u2010-]+"
)
# A word with the punctuation around it.
_WORD = re.compile(
    rf"(?P<before>[^\w@#]*)(?P<word>{_LETTERS}.*{_LETTERS}|{_LETTERS})(?P<after>\W*)"
)


def is_hyphenated(text: str) -> bool:
    """Whether a part of a word is followed by a hyphen where it is cut.

    It is not in addresses, handles and numbers, where a hyphen would look like a part of them,
    nor in scripts without hyphens.
    """
    match = _WORD.fullmatch(text)
    return match is not None and _HYPHENATES.fullmatch(match["word"]) is not None


def syllables(text: str, language: str) -> list[str]:
    """Split a word into the parts that a line may end after.

    Args:
        text: one word, with its punctuation.
        language: BCP 47 tag.

    Returns:
        Parts that join to the text, without hyphens; the text alone if it cannot be split well.

    Source:
        Liang, Word Hy-phen-a-tion by Com-put-er (1983), with the patterns of LibreOffice.
    """
    match = _WORD.fullmatch(text)
    if match is None or not is_hyphenated(text):
        return [text]
    cuts: list[int] = []
    start = match.start("word")
    for piece in re.split("(?<=[-\u2010])", match["word"]):
        cuts += [start + cut for cut in _cuts(piece, language)]
        start += len(piece)
        cuts.append(start)
    edges = [0, *cuts[:-1], len(text)]
    return [text[a:b] for a, b in pairwise(edges) if a < b]


def even_parts(widths: Sequence[float], room: float) -> list[int]:
    """Find where to cut into the fewest parts that fit, of about equal width.

    Args:
        widths: of the indivisible pieces, in order.
        room: the width of a part; a wider piece is a part by itself.

    Returns:
        The index after the last piece of each part.
    """
    # For each number of pieces: parts, unevenness, and where the last part begins.
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)]
    for end in range(1, len(widths) + 1):
        ways = []
        width = 0.0
        for start in range(end - 1, -1, -1):
            width += widths[start]
            if width > room and start < end - 1:
                break
            parts, uneven, _ = best[start]
            ways.append((parts + 1, uneven + width * width, start))
        best.append(min(ways))
    ends = [len(widths)]
    while best[ends[-1]][2]:
        ends.append(best[ends[-1]][2])
    return ends[::-1]


def _cuts(word: str, language: str) -> list[int]:
    """Return where a word that consists of letters may be split."""
    patterns = _patterns(language)
    letters = word.rstrip("-\u2010")
    # Letters whose number changes with their case would shift the positions.
    if patterns is None or len(letters.lower()) != len(letters):
        return []
    whole = set()
    place = 0
    for cluster in split_clusters(letters):
        whole.add(place)
        place += len(cluster)
    return [int(cut) for cut in patterns.positions(letters) if int(cut) in whole]


@cache
def _patterns(language: str) -> Pyphen | None:
    """Return the patterns of a language, if there are any."""
    # Imported late: only a word that does not fit needs it.
    from pyphen import Pyphen, language_fallback

    known = language_fallback(language.replace("-", "_")) if language else None
    return Pyphen(lang=known, left=_FEWEST, right=_FEWEST) if known else None
