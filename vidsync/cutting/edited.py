"""Applies an edited text: what is deleted in it is cut, what is corrected is taken over."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from vidsync.cutting.tokens import Token, split_tokens, tokens_of
from vidsync.errors import InputError
from vidsync.transcript import Transcript
from vidsync.writing import is_spaceless, split_words

# Words that are this much alike are one word, corrected.
_ALIKE = 0.5
# Words that an error names.
_NAMED = 5
# Words of the runs by which long texts are first compared, since single words occur often.
_RUN = 4
# Product of the numbers of words of two texts that are compared word by word.
_SMALL = 250_000
# Product of the numbers of words of a place that was edited, beyond which it is another text.
_LARGEST_CORRECTION = 40_000

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class TextEdit:
    """The difference between a transcript and its edited text.

    Attributes:
        deleted: indices of words that are not in the edited text.
        texts: new texts of corrected words, by index.
    """

    deleted: frozenset[int]
    texts: dict[int, str]


def compare_edited(transcript: Transcript, edited: str) -> TextEdit:
    """Compare a transcript with its edited text.

    A word that stands for another one is a correction. Where fewer words stand for more, the
    most alike ones belong together, and the others are deleted.

    Args:
        transcript: the words.
        edited: the whole text after the edit; line breaks do not count.

    Raises:
        InputError: the edited text has words that are not spoken, or none at all.
    """
    old = tokens_of(transcript)
    shown = [text for _, text in split_words(edited)]
    new = _tokens_of_texts(shown)
    if not new:
        raise InputError("the edited text has no words", hint="leave some of them in it")
    pairs = list(_pair_tokens([each.text for each in old], [each.text for each in new]))
    paired = {later for _, later in pairs}
    added = [index for index in range(len(new)) if index not in paired]
    if added:
        raise _not_spoken(added, new, shown)
    kept = Counter(old[was].word for was, _ in pairs)
    sizes = Counter(token.word for token in old)
    # Punctuation alone has no tokens, and goes with the word before it.
    stays, deleted = True, set()
    for index in range(len(transcript.words)):
        stays = 2 * kept[index] >= sizes[index] if sizes[index] else stays
        if not stays:
            deleted.add(index)
    return TextEdit(frozenset(deleted), _corrected_texts(pairs, old, new, shown, transcript))


def _tokens_of_texts(texts: Sequence[str]) -> list[Token]:
    return [
        Token(token, number, False, False)
        for number, text in enumerate(texts)
        for token in split_tokens(text)
    ]


def _not_spoken(added: Sequence[int], new: Sequence[Token], shown: Sequence[str]) -> InputError:
    words = list(dict.fromkeys(new[index].word for index in added))
    named = ", ".join(repr(shown[word]) for word in words[:_NAMED])
    more = f" and {len(words) - _NAMED} more" if len(words) > _NAMED else ""
    place = " ".join(shown[max(0, words[0] - 4) : words[0] + 1])
    return InputError(
        f"the edited text has words that are not spoken: {named}{more} (the first one in "
        f"'… {place}')",
        hint="only delete and correct words; the order of the words has to stay",
    )


def _corrected_texts(
    pairs: Sequence[Pair],
    old: Sequence[Token],
    new: Sequence[Token],
    shown: Sequence[str],
    transcript: Transcript,
) -> dict[int, str]:
    """Return the new texts of words that belong to one word of the edited text each."""
    later: defaultdict[int, set[int]] = defaultdict(set)
    sooner: defaultdict[int, set[int]] = defaultdict(set)
    for was, now in pairs:
        later[old[was].word].add(new[now].word)
        sooner[new[now].word].add(old[was].word)
    texts = {}
    for word, numbers in later.items():
        number = min(numbers)
        before = transcript.words[word].text
        if len(numbers) > 1 or len(sooner[number]) > 1 or is_spaceless(before):
            continue
        if shown[number] != before:
            texts[word] = shown[number]
    return texts


def _pair_tokens(old: Sequence[str], new: Sequence[str]) -> Iterator[Pair]:
    """Yield the indices of old and new tokens that belong together, in order."""
    first = begin = 0
    for was, now, size in [*_same_runs(old, new), (len(old), len(new), 0)]:
        for a, b in _pair_corrected(old[first:was], new[begin:now]):
            yield first + a, begin + b
        yield from ((was + place, now + place) for place in range(size))
        first, begin = was + size, now + size


def _same_runs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Yield runs of equal tokens: where they begin in the old, in the new, and their length."""
    first = begin = 0
    for was, now in [*_anchors(old, new), (len(old), len(new))]:
        part, other = old[first:was], new[begin:now]
        matcher = SequenceMatcher(None, part, other, autojunk=len(part) * len(other) > _SMALL)
        for a, b, size in matcher.get_matching_blocks():
            if size:
                yield first + a, begin + b, size
        first, begin = was, now


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """Return places in two long texts that surely belong together, in order.

    They are runs of words that occur once in each text; the longest increasing sequence of them
    counts, as in patience sorting.
    """
    if len(old) * len(new) <= _SMALL:
        return []
    in_old, in_new = _unique_runs(old), _unique_runs(new)
    shared = sorted((index, in_new[run]) for run, index in in_old.items() if run in in_new)
    tails: list[int] = []  # the smallest end of an increasing sequence of each length
    ends: list[int] = []
    links: list[int] = []
    for number, (_, now) in enumerate(shared):
        length = bisect_left(tails, now)
        links.append(ends[length - 1] if length else -1)
        tails[length : length + 1] = [now]
        ends[length : length + 1] = [number]
    result = []
    number = ends[-1] if ends else -1
    while number >= 0:
        result.append(shared[number])
        number = links[number]
    return result[::-1]


def _unique_runs(text: Sequence[str]) -> dict[tuple[str, ...], int]:
    runs = [tuple(text[index : index + _RUN]) for index in range(len(text) - _RUN + 1)]
    counts = Counter(runs)
    return {run: index for index, run in enumerate(runs) if counts[run] == 1}


def _pair_corrected(old: Sequence[str], new: Sequence[str]) -> Iterator[Pair]:
    """Yield the tokens that belong together where a text was corrected."""
    if len(old) == len(new):
        yield from ((index, index) for index in range(len(old)))
    if len(old) <= len(new) or len(old) * len(new) > _LARGEST_CORRECTION:
        return
    # The best total likeness of the first tokens of each, and how it is reached.
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    paired = [[False] * (len(new) + 1) for _ in range(len(old) + 1)]
    for a in range(1, len(old) + 1):
        for b in range(1, len(new) + 1):
            alike = SequenceMatcher(None, old[a - 1], new[b - 1], autojunk=False).ratio()
            both = best[a - 1][b - 1] + alike if alike >= _ALIKE else -1.0
            best[a][b] = max(both, best[a - 1][b], best[a][b - 1])
            paired[a][b] = both == best[a][b]
    a, b = len(old), len(new)
    found = []
    while a and b:
        if paired[a][b]:
            a, b = a - 1, b - 1
            found.append((a, b))
        elif best[a - 1][b] >= best[a][b - 1]:
            a -= 1
        else:
            b -= 1
    yield from reversed(found)
