"""Reads a sentence once that is repeated for each of its words, with the word highlighted.

The highlights are then the times of the words. A highlight is a style, capitals, or marks around
the word: ``[Hello] there``, then ``Hello [there]``. A sentence may also grow by a word in each cue.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from vidsync.timings.formats.subtitles.cue_text import join_line, join_stretches
from vidsync.timings.formats.subtitles.text_cues import Stretch, TextCue

# Seconds between two cues that show the same sentence.
_HIGHLIGHT_PAUSE = 2.0
# Seconds; shorter than any cue with new text, and than any pause.
_STANDS = 0.05
# Cues in a row that must show a sentence with other marks, or with more words.
_FEWEST_CUES = 3
# Characters that marks around a word add at most, on both sides.
_MARKS = 12
_AROUND_WORD = re.compile(r"^[\W_]+|[\W_]+$")
_LIT = "highlighted"


def time_highlights(cues: Sequence[TextCue]) -> list[TextCue]:
    """Return the cues with one for each sentence that is repeated to time its words."""
    texts = [join_stretches(cue) for cue in cues]
    unified = unify_forms(cues, texts)
    if any(after is not before for before, after in zip(cues, unified, strict=True)):
        texts = [join_stretches(cue) for cue in unified]
    merged = merge_highlights(unified, texts)
    if len(merged) < len(cues):
        texts = [join_stretches(cue) for cue in merged]
    return merge_growing(merged, texts)


@dataclass(frozen=True, slots=True)
class _Lit:
    """The part of a text that one cue highlights."""

    first: int
    last: int
    cue: TextCue


def merge_highlights(cues: Sequence[TextCue], texts: Sequence[str]) -> list[TextCue]:
    """Return the cues with one for each sentence that a highlight moves through."""
    same = bytes(
        left[:1] == right[:1] and left.split() == right.split() for left, right in pairwise(texts)
    )
    groups: list[list[TextCue]] = []
    done = 0
    for match in re.finditer(rb"\x01+", same):
        groups += [[cue] for cue in cues[done : match.start()]]
        done = match.end() + 1
        groups += _group_sentences(cues[match.start() : done])
    groups += [[cue] for cue in cues[done:]]
    merged = [_merge(group) if len(group) > 1 else None for group in groups]
    if not any(merged):
        return list(cues)
    styles = {
        part.style
        for group, whole in zip(groups, merged, strict=True)
        if whole is not None
        for cue in group
        for line in cue.stretches
        for part in line
    } - {""}
    found: list[TextCue] = []
    for group, whole in zip(groups, merged, strict=True):
        if whole is not None:
            found.append(whole)
        else:
            found += _time_single_words(group, styles)
    return found


def _group_sentences(cues: Sequence[TextCue]) -> Iterator[list[TextCue]]:
    """Yield runs of cues with the same text, each run with one pass of the highlight."""
    group: list[TextCue] = []
    before = ""
    reached = -1
    for cue in cues:
        text = join_stretches(cue)
        runs = _find_runs(cue)
        place = next((index for index, (style, _, _) in enumerate(runs) if style), None)
        at = -1 if place is None else runs[place][1]
        same = (
            group
            and text.split() == before.split()
            and -_STANDS < cue.start - group[-1].end < _HIGHLIGHT_PAUSE
        )
        restarts = at < reached if at >= 0 else reached >= 0 and reached >= _last_word(text)
        if not same or restarts:
            if group:
                yield group
            group, reached = [], -1
        group.append(cue)
        before, reached = text, max(reached, at)
    if group:
        yield group


def _last_word(text: str) -> int:
    stripped = text.rstrip()
    return max(stripped.rfind(" "), stripped.rfind("\n")) + 1


def _find_runs(cue: TextCue) -> list[tuple[str, int, int]]:
    """Return the styles of a cue's text with the range of each, without white space."""
    runs: list[tuple[str, int, int]] = []
    at = 0
    for line in cue.stretches:
        for part in line:
            bare = part.text.strip()
            if bare:
                first = at + part.text.index(bare)
                if runs and runs[-1][0] == part.style:
                    runs[-1] = (part.style, runs[-1][1], first + len(bare))
                else:
                    runs.append((part.style, first, first + len(bare)))
            at += len(part.text)
        at += 1
    return runs


def _merge(group: Sequence[TextCue]) -> TextCue | None:
    """Return one cue whose words have the times of the highlight; None if none moves."""
    runs = [_find_runs(cue) for cue in group]
    styles = list(dict.fromkeys(style for found in runs for style, _, _ in found))
    timed = any(part.start is not None for cue in group for line in cue.stretches for part in line)
    if len(styles) != 2 or timed:
        return None
    # The first word is highlighted first, so its style is the more likely one.
    if len(runs[0]) == 1 or (len(runs[0]) > 2 and runs[0][0][0] == runs[0][2][0]):
        styles.reverse()
    for style in styles:
        lit = _find_moves(group, runs, style)
        if lit is not None:
            return _keep_speaker(_time_words(group, lit), group[0])
    return None


def _find_moves(
    group: Sequence[TextCue], runs: Sequence[Sequence[tuple[str, int, int]]], style: str
) -> list[_Lit] | None:
    """Return what each cue newly highlights; None if that does not move forward."""
    lit: list[_Lit] = []
    grown = 0
    for cue, found in zip(group, runs, strict=True):
        places = [(first, last) for name, first, last in found if name == style]
        if not places:
            continue
        if len(places) > 1:
            return None
        first, last = places[0]
        if style and lit and first == lit[0].first and last > grown:
            added = join_stretches(cue)[grown:last]
            first = grown + len(added) - len(added.lstrip())
        elif lit and first < lit[-1].last:
            return None
        lit.append(_Lit(first, last, cue))
        grown = last
    return lit if len(lit) > 1 else None


def _keep_speaker(cue: TextCue, source: TextCue) -> TextCue:
    """Return a cue that the speaker of another one speaks."""
    speaker = next((part.speaker for line in source.stretches for part in line), "")
    if not speaker:
        return cue
    lines = (tuple(part._replace(speaker=speaker) for part in line) for line in cue.stretches)
    return cue._replace(stretches=tuple(lines))


def _time_words(group: Sequence[TextCue], lit: Sequence[_Lit]) -> TextCue:
    text = join_stretches(group[0])
    parts: list[Stretch] = []
    at = 0
    for word in lit:
        parts.append(Stretch(text[at : word.first]))
        parts.append(Stretch(text[word.first : word.last], start=word.cue.start, end=word.cue.end))
        at = word.last
    parts.append(Stretch(text[at:]))
    lines: list[list[Stretch]] = [[]]
    for part in parts:
        for number, piece in enumerate(part.text.split("\n")):
            if number:
                lines.append([])
            if piece:
                lines[-1].append(part._replace(text=piece))
    return group[0]._replace(
        end=max(cue.end for cue in group),
        stretches=tuple(tuple(line) for line in lines),
    )


def _time_single_words(group: Sequence[TextCue], styles: set[str]) -> list[TextCue]:
    """Return cues of one word with its time, if the word is highlighted."""
    lit = [cue for cue in group if {style for style, _, _ in _find_runs(cue)} <= styles]
    text = join_stretches(group[0])
    if not lit or len(text.split()) != 1:
        return list(group)
    start, end = lit[0].start, lit[-1].end
    timed = ((Stretch(text.strip(), start=start, end=end),),)
    whole = group[0]._replace(end=group[-1].end, stretches=timed)
    return [_keep_speaker(whole, group[0])]


def unify_forms(cues: Sequence[TextCue], texts: Sequence[str]) -> list[TextCue]:
    """Return the cues; words that only a cue writes in capitals or in marks are highlighted."""
    found = list(cues)
    alike = bytes(
        _begin_alike(left[:1], right[:1])
        and -_MARKS <= len(left) - len(right) <= _MARKS
        and left.count(" ") == right.count(" ")
        and _may_be_forms(left, right)
        and -_STANDS < cues[index + 1].start - cues[index].end < _HIGHLIGHT_PAUSE
        for index, (left, right) in enumerate(pairwise(texts))
    )
    for first, last in _list_runs(alike):
        found[first:last] = _unify_group(cues[first:last], texts[first:last])
    return found


def _list_runs(follows: bytes) -> Iterator[tuple[int, int]]:
    """Yield the first and the last index of runs of cues, each of which follows the one before."""
    for match in re.finditer(rb"\x01{%d,}" % (_FEWEST_CUES - 1), follows):
        yield match.start(), match.end() + 1


def _begin_alike(left: str, right: str) -> bool:
    """Tell whether two letters are the same, or one is a mark; others are told apart quickly."""
    return left == right or left.lower() == right.lower() or not (left + right).isalnum()


def _may_be_forms(left: str, right: str) -> bool:
    """Tell whether two texts are the same words, some in capitals or in marks."""
    first, second = left.split(None, 1)[:1], right.split(None, 1)[:1]
    if first != second and [*map(_bare, first)] != [*map(_bare, second)]:
        return False  # as almost all cues that follow each other
    return [_bare(word) for word in left.split()] == [_bare(word) for word in right.split()]


def _bare(word: str) -> str:
    return _AROUND_WORD.sub("", word).casefold() or word


def _unify_group(cues: Sequence[TextCue], texts: Sequence[str]) -> list[TextCue]:
    """Return cues of the same words, with the usual form of each word."""
    if len(set(texts)) == 1:
        return list(cues)
    written = [text.split() for text in texts]
    # Among forms that are as common, the shorter one has no marks, and the later one no capitals.
    usual = [
        max(Counter(forms).items(), key=lambda item: (item[1], -len(item[0]), item[0]))[0]
        for forms in zip(*written, strict=True)
    ]
    places = [
        [at for at, (word, form) in enumerate(zip(words, usual, strict=True)) if word != form]
        for words in written
    ]
    if not _move_forward([place for place in places if place]):
        return list(cues)
    return [
        _highlight(cue, words, usual) if words != usual else cue
        for cue, words in zip(cues, written, strict=True)
    ]


def _move_forward(places: Sequence[Sequence[int]]) -> bool:
    """Tell whether highlights are of neighbouring words, and each is after the one before."""
    together = all(place[-1] - place[0] == len(place) - 1 for place in places)
    return len(places) > 1 and together and all(a[-1] < b[0] for a, b in pairwise(places))


def _highlight(cue: TextCue, words: Sequence[str], usual: Sequence[str]) -> TextCue:
    """Return a cue with the usual form of its words; those with another form are highlighted."""
    other = [word != form for word, form in zip(words, usual, strict=True)]
    has_style = any(part.style for line in cue.stretches for part in line)
    at = 0
    lines: list[tuple[Stretch, ...]] = []
    for line in cue.stretches:
        parts: list[Stretch] = []
        for part in line:
            for token in re.findall(r"\s+|\S+", part.text):
                if token.isspace():
                    parts.append(part._replace(text=token))
                    continue
                if at >= len(usual) or token != words[at]:
                    return cue  # a style begins inside a word
                style = _LIT if other[at] and not has_style else part.style
                parts.append(part._replace(text=usual[at], style=style))
                at += 1
        lines.append(tuple(parts))
    return cue._replace(stretches=tuple(lines))


def merge_growing(cues: Sequence[TextCue], texts: Sequence[str]) -> list[TextCue]:
    """Return the cues with one for each sentence that grows by a few words in each cue."""
    grows = bytes(
        len(left) < len(right)
        and left[:1] == right[:1]
        and _grows(cues[index], left.split(), cues[index + 1], right.split())
        for index, (left, right) in enumerate(pairwise(texts))
    )
    found: list[TextCue] = []
    done = 0
    for first, last in _list_runs(grows):
        found += cues[done:first]
        if _rolls(cues, last):
            found += cues[first:last]
        else:
            grown = _time_growth(cues[first:last], [text.split() for text in texts[first:last]])
            found.append(_keep_speaker(grown, cues[first]))
        done = last
    return [*found, *cues[done:]]


def _rolls(cues: Sequence[TextCue], index: int) -> bool:
    """Tell whether a cue begins with the last line of the cue before."""
    if index == len(cues) or not (cues[index].stretches and cues[index - 1].stretches):
        return False
    before, after = cues[index - 1], cues[index]
    line, same = (join_line(cue.stretches[at]).split() for cue, at in ((before, -1), (after, 0)))
    return line == same and after.start - before.end < _STANDS


def _grows(before: TextCue, words: Sequence[str], after: TextCue, more: Sequence[str]) -> bool:
    """Tell whether a cue shows the words of the cue before and goes on."""
    if not words or len(more) <= len(words) or more[0] != words[0]:
        return False
    follows = after.start > before.start and after.start - before.end < _HIGHLIGHT_PAUSE
    timed = any(part.start is not None for line in after.stretches for part in line)
    return follows and not timed and more[: len(words)] == words


def _time_growth(cues: Sequence[TextCue], texts: Sequence[Sequence[str]]) -> TextCue:
    """Return one cue whose words begin with the cues that add them."""
    counts = [len(words) for words in texts]
    starts = dict(zip([0, *counts], cues, strict=False))
    ends = {count: after.start for count, after in zip(counts, cues[1:], strict=False)}
    lines: list[tuple[Stretch, ...]] = []
    at = 0
    for line in cues[-1].stretches:
        parts: list[Stretch] = []
        for token in re.findall(r"\s+|\S+", "".join(part.text for part in line)):
            if token.isspace():
                parts.append(Stretch(token))
                continue
            begins = starts.get(at)
            at += 1
            end = ends.get(at, cues[-1].end if at == counts[-1] else None)
            parts.append(Stretch(token, start=begins.start if begins else None, end=end))
        lines.append(tuple(parts))
    end = max(cue.end for cue in cues)
    return cues[-1]._replace(
        number=cues[0].number, start=cues[0].start, end=end, stretches=tuple(lines)
    )
