"""What else the words of a recognizer could be, from other texts for the same sound."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from vidsync.writing import is_spaceless

_MOST = 4
# A word may be as many words in another text: "cooper netties" for "Kubernetes".
_MOST_WORDS = 3


def find_other_readings(
    words: Sequence[str], texts: Sequence[str], wanted: Sequence[bool]
) -> tuple[tuple[str, ...], ...]:
    """Return for each word what stands in its place in other texts.

    Args:
        words: the words that were recognized.
        texts: other texts for the same sound, the likeliest first.
        wanted: for which words it matters.

    Returns:
        For each word its other readings, the likeliest first, at most four.
    """
    others: list[dict[str, None]] = [{} for _ in words]
    plain = [_plain(word) for word in words]
    for text in texts:
        # Scripts without spaces are compared letter by letter, as their words are.
        said = list(text.replace(" ", "")) if is_spaceless(text) else text.split()
        matcher = SequenceMatcher(None, plain, [_plain(each) for each in said], autojunk=False)
        for kind, first, last, begin, end in matcher.get_opcodes():
            if kind != "replace":
                continue
            if last - first == end - begin:
                pairs = [(first + step, said[begin + step]) for step in range(last - first)]
            elif last - first == 1 and end - begin <= _MOST_WORDS:
                pairs = [(first, " ".join(said[begin:end]))]
            else:
                continue
            for index, reading in pairs:
                if _plain(reading) != plain[index] and _plain(reading):
                    others[index].setdefault(reading.strip('.,;:!?…"“”'))
    return tuple(
        tuple(readings)[:_MOST] if matters else ()
        for readings, matters in zip(others, wanted, strict=True)
    )


def _plain(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
