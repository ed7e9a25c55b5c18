"""The Unicode Bidirectional Algorithm (UAX 9).

It gives embedding levels for every character of a paragraph, and the visual order of items with
levels.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

_MAX_DEPTH = 125
_ISOLATES = ("LRI", "RLI", "FSI")
_EMBEDDINGS = ("LRE", "RLE", "LRO", "RLO")
_NEUTRALS = frozenset(("B", "S", "WS", "ON", "LRI", "RLI", "FSI", "PDI"))
_REMOVED = frozenset(("RLE", "LRE", "RLO", "LRO", "PDF", "BN"))

# Characters that can have another level than 0: right-to-left letters, Arabic digits, explicit
# controls. Text without any of them runs left to right.
_DIRECTIONAL = re.compile(
    "[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefe"
    "\U00010800-\U00010fff\U0001e800-\U0001efff]"
)

# Paired brackets of BidiBrackets.txt; the two angle pairs below are canonical equivalents.
_PAIRS = (
    "()[]{}༺༻༼༽᚛᚜⁅⁆⁽⁾₍₎⌈⌉⌊⌋〈〉❨❩❪❫❬❭❮❯❰❱❲❳❴❵⟅⟆⟦⟧⟨⟩⟪⟫⟬⟭⟮⟯⦃⦄⦅⦆⦇⦈⦉⦊⦋⦌⦍⦐⦏⦎⦑⦒⦓⦔⦕⦖⦗⦘"
    "⧘⧙⧚⧛⧼⧽⸢⸣⸤⸥⸦⸧⸨⸩⹕⹖⹗⹘⹙⹚⹛⹜〈〉《》「」『』【】〔〕〖〗〘〙〚〛﹙﹚﹛﹜﹝﹞（）［］｛｝｟｠｢｣"
)
_OPENING = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
_CLOSING = frozenset(_OPENING.values())
_CANONICAL = {"\u2329": "\u3008", "\u232a": "\u3009"}


def is_left_to_right(text: str) -> bool:
    """Whether nothing in a text can run right to left."""
    return _DIRECTIONAL.search(text) is None


def paragraph_level(text: str, default: int = 0) -> int:
    """Return 0 for a left-to-right paragraph and 1 for right-to-left, by its first strong letter.

    Args:
        text: one paragraph.
        default: the level of a text without any strong letter.

    Source:
        UAX 9, rules P2 and P3.
    """
    return _first_strong([unicodedata.bidirectional(c) or "L" for c in text], default)


def has_right_to_left(text: str) -> bool:
    """Whether a text has a letter that runs right to left."""
    return not is_left_to_right(text) and any(
        unicodedata.bidirectional(character) in ("R", "AL") for character in text
    )


def majority_level(texts: Iterable[str]) -> int:
    """1 if most of the texts have right-to-left letters, else 0."""
    balance = sum(1 if has_right_to_left(text) else -1 for text in texts)
    return int(balance > 0)


def levels(text: str, base: int) -> list[int]:
    """Return the embedding level of every character: even is left to right, odd right to left.

    Args:
        text: one paragraph, in logical order.
        base: the paragraph's level, 0 or 1.

    Returns:
        As many levels as characters. Characters that rule X9 removes have the level of what
        precedes them.

    Source:
        UAX 9, rules X1 to I2. `trailing_reset` applies L1, which works on lines.
    """
    if base == 0 and is_left_to_right(text):
        return [0] * len(text)
    original = [unicodedata.bidirectional(c) or "L" for c in text]
    types, result = _explicit(original, base)
    kept = [i for i in range(len(text)) if original[i] not in _REMOVED]
    for sequence, sos, eos in _isolating_runs(kept, original, result, base):
        embedding = result[sequence[0]]
        resolved = [types[i] for i in sequence]
        _resolve_weak(resolved, sos)
        _resolve_brackets([text[i] for i in sequence], original, sequence, resolved, sos, embedding)
        _resolve_neutrals(resolved, sos, eos, embedding)
        for index, kind in zip(sequence, resolved, strict=True):
            result[index] += _implicit(kind, embedding)
    previous = base
    for index, kind in enumerate(original):
        if kind in _REMOVED:
            result[index] = previous
        previous = result[index]
    return result


def trailing_reset(text: str, line_levels: Sequence[int], base: int) -> list[int]:
    """Return levels of one line with separators and trailing white space at the base level.

    Source:
        UAX 9, rule L1.
    """
    reset = list(line_levels)
    at_end = True
    for index in range(len(text) - 1, -1, -1):
        kind = unicodedata.bidirectional(text[index]) or "L"
        if kind in ("B", "S"):
            at_end = True
        elif kind != "WS" and kind not in _REMOVED and kind not in (*_ISOLATES, "PDI"):
            at_end = False
        if at_end:
            reset[index] = base
    return reset


def visual_order(item_levels: Sequence[int]) -> list[int]:
    """Return the order, left to right, of the items of a line with these levels.

    Source:
        UAX 9, rule L2.
    """
    order = list(range(len(item_levels)))
    if not order:
        return order
    for level in range(max(item_levels), 0, -1):
        start = 0
        while start < len(order):
            if item_levels[order[start]] < level:
                start += 1
                continue
            end = start
            while end < len(order) and item_levels[order[end]] >= level:
                end += 1
            order[start:end] = order[start:end][::-1]
            start = end
    return order


def _first_strong(types: Sequence[str], default: int) -> int:
    depth = 0
    for kind in types:
        if kind in _ISOLATES:
            depth += 1
        elif kind == "PDI":
            depth = max(0, depth - 1)
        elif depth == 0 and kind in ("L", "R", "AL"):
            return 0 if kind == "L" else 1
    return default


def _explicit(original: Sequence[str], base: int) -> tuple[list[str], list[int]]:
    """Rules X1 to X8: types after overrides, and explicit levels."""
    types = list(original)
    result = [base] * len(original)
    matching = _matching_isolates(original)
    stack: list[tuple[int, str, bool]] = [(base, "", False)]
    overflow_isolates = overflow_embeddings = valid_isolates = 0
    for index, kind in enumerate(original):
        level, override, _ = stack[-1]
        if kind in _EMBEDDINGS or kind in _ISOLATES:
            isolate = kind in _ISOLATES
            if isolate:
                result[index] = level
                types[index] = override or kind
            rtl = kind in ("RLE", "RLO", "RLI")
            if kind == "FSI":
                inside = original[index + 1 : matching.get(index, len(original))]
                rtl = _first_strong(inside, 0) == 1
            new = (level + 1) | 1 if rtl else (level + 2) & ~1
            if new <= _MAX_DEPTH and not overflow_isolates and not overflow_embeddings:
                forced = {"LRO": "L", "RLO": "R"}.get(kind, "")
                valid_isolates += isolate
                stack.append((new, forced, isolate))
            elif isolate:
                overflow_isolates += 1
            elif not overflow_isolates:
                overflow_embeddings += 1
        elif kind == "PDI":
            if overflow_isolates:
                overflow_isolates -= 1
            elif valid_isolates:
                overflow_embeddings = 0
                while not stack[-1][2]:
                    stack.pop()
                stack.pop()
                valid_isolates -= 1
            result[index] = stack[-1][0]
            types[index] = stack[-1][1] or kind
        elif kind == "PDF":
            if overflow_isolates:
                continue
            if overflow_embeddings:
                overflow_embeddings -= 1
            elif not stack[-1][2] and len(stack) > 1:
                stack.pop()
        elif kind == "B":
            result[index] = base
        elif kind != "BN":
            result[index] = level
            types[index] = override or kind
    return types, result


def _matching_isolates(original: Sequence[str]) -> dict[int, int]:
    """Rule BD9: each isolate initiator's PDI, by index."""
    matching: dict[int, int] = {}
    open_isolates: list[int] = []
    for index, kind in enumerate(original):
        if kind in _ISOLATES:
            open_isolates.append(index)
        elif kind == "PDI" and open_isolates:
            matching[open_isolates.pop()] = index
        elif kind == "B":
            open_isolates.clear()
    return matching


def _isolating_runs(
    kept: Sequence[int], original: Sequence[str], result: Sequence[int], base: int
) -> list[tuple[list[int], str, str]]:
    """Rules BD13 and X10: runs of one level, joined over isolates, with sos and eos."""
    runs: list[list[int]] = []
    for index in kept:
        if runs and result[runs[-1][-1]] == result[index]:
            runs[-1].append(index)
        else:
            runs.append([index])
    matching = _matching_isolates(original)
    pdi_of = {pdi: start for start, pdi in matching.items()}
    run_at = {run[0]: run for run in runs}
    position = {index: place for place, index in enumerate(kept)}
    found = []
    for run in runs:
        if run[0] in pdi_of:
            continue
        sequence = list(run)
        while sequence[-1] in matching and matching[sequence[-1]] in run_at:
            sequence += run_at[matching[sequence[-1]]]
        level = result[sequence[0]]
        before = position[sequence[0]] - 1
        after = position[sequence[-1]] + 1
        previous = result[kept[before]] if before >= 0 else base
        unmatched = original[sequence[-1]] in _ISOLATES and sequence[-1] not in matching
        following = base if unmatched or after >= len(kept) else result[kept[after]]
        found.append((sequence, _side(max(level, previous)), _side(max(level, following))))
    return found


def _side(level: int) -> str:
    return "R" if level % 2 else "L"


def _resolve_weak(types: list[str], sos: str) -> None:
    """Rules W1 to W7, in place."""
    previous = sos
    for index, kind in enumerate(types):
        if kind == "NSM":
            types[index] = "ON" if previous in (*_ISOLATES, "PDI") else previous
        previous = types[index]
    strong = sos
    for index, kind in enumerate(types):
        if kind in ("L", "R", "AL"):
            strong = kind
        elif kind == "EN" and strong == "AL":
            types[index] = "AN"
    for index, kind in enumerate(types):
        if kind == "AL":
            types[index] = "R"
    for index in range(1, len(types) - 1):
        before, kind, after = types[index - 1 : index + 2]
        if (kind == "ES" and before == after == "EN") or (
            kind == "CS" and before == after and before in ("EN", "AN")
        ):
            types[index] = before
    index = 0
    while index < len(types):
        end = index
        while end < len(types) and types[end] == "ET":
            end += 1
        if end > index and (
            (index and types[index - 1] == "EN") or (end < len(types) and types[end] == "EN")
        ):
            types[index:end] = ["EN"] * (end - index)
        index = max(end, index + 1)
    strong = sos
    for index, kind in enumerate(types):
        if kind in ("ES", "ET", "CS"):
            types[index] = "ON"
        elif kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            types[index] = "L"


def _resolve_brackets(
    characters: Sequence[str],
    original: Sequence[str],
    sequence: Sequence[int],
    types: list[str],
    sos: str,
    embedding: int,
) -> None:
    """Rule N0, in place."""
    side = _side(embedding)
    for start, end in _bracket_pairs(characters, types):
        inside = {_strong(kind) for kind in types[start + 1 : end]}
        if side in inside:
            direction = side
        elif inside & {"L", "R"}:
            context = next((s for s in map(_strong, reversed(types[:start])) if s), sos)
            direction = context if context != side else side
        else:
            continue
        for index in (start, end):
            types[index] = direction
            for mark in range(index + 1, len(types)):
                if original[sequence[mark]] != "NSM":
                    break
                types[mark] = direction


def _bracket_pairs(characters: Sequence[str], types: Sequence[str]) -> list[tuple[int, int]]:
    """Definition BD16."""
    pairs: list[tuple[int, int]] = []
    stack: list[tuple[str, int]] = []
    for index, character in enumerate(characters):
        if types[index] != "ON":
            continue
        bracket = _CANONICAL.get(character, character)
        if bracket in _OPENING:
            if len(stack) == 63:
                break
            stack.append((_OPENING[bracket], index))
        elif bracket in _CLOSING:
            for depth in range(len(stack) - 1, -1, -1):
                if stack[depth][0] == bracket:
                    pairs.append((stack[depth][1], index))
                    del stack[depth:]
                    break
    return sorted(pairs)


def _strong(kind: str) -> str:
    return "L" if kind == "L" else "R" if kind in ("R", "EN", "AN") else ""


def _resolve_neutrals(types: list[str], sos: str, eos: str, embedding: int) -> None:
    """Rules N1 and N2, in place."""
    index = 0
    while index < len(types):
        if types[index] not in _NEUTRALS:
            index += 1
            continue
        end = index
        while end < len(types) and types[end] in _NEUTRALS:
            end += 1
        before = _strong(types[index - 1]) if index else sos
        after = _strong(types[end]) if end < len(types) else eos
        direction = before if before == after else _side(embedding)
        types[index:end] = [direction] * (end - index)
        index = end


def _implicit(kind: str, embedding: int) -> int:
    """Rules I1 and I2: how far a resolved type raises the level."""
    if embedding % 2:
        return 1 if kind in ("L", "EN", "AN") else 0
    return {"R": 1, "AN": 2, "EN": 2}.get(kind, 0)
