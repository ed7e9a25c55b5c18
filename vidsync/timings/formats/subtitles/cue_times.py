"""Repairs the times of cues where only one repair is possible, and says so."""

from __future__ import annotations

from collections.abc import Sequence

from vidsync.errors import TimingError
from vidsync.timings.reading.blocks import Block, Blocks, sort_blocks
from vidsync.timings.reading.fields import LONGEST, name_item

# Seconds that a short text stays, and the characters that are read in a second.
# Source: Netflix Timed Text Style Guide, the least duration and the speed for children.
_SHORTEST = 5 / 6
_READ_A_SECOND = 17.0


def build_blocks(
    found: Sequence[Block], *, language: str = "", duration: float | None = None
) -> Blocks:
    """Return the blocks of a file in the order of their starts, with possible times.

    A block that begins before 0 is cut at 0, or left out if it ends there too. A block
    without length gets the time until the next, but no more than it takes to read.

    Raises:
        TimingError: a block ends before it starts; names the cue and the field.
    """
    notices: dict[str, list[str]] = {}
    kept: list[tuple[str, Block]] = []
    for index, block in enumerate(found):
        if not any(block.lines):
            continue
        name = name_item("cue", index, block.pieces[0].text) if _is_odd(block) else ""
        if block.end < block.start:
            raise TimingError(
                f"{name}: its end {block.end:g} s is before its start {block.start:g} s",
                hint="correct one of them; an editor of subtitles lists such cues",
            )
        if block.start < 0:
            if block.end <= 0:
                notices.setdefault("ends before the start of the audio: left out", []).append(name)
                continue
            notices.setdefault("begins before 0 s: cut there", []).append(name)
            block = block._replace(start=0.0)
        if block.end > LONGEST:
            raise TimingError(f"{name}: its end {block.end:g} s is not a time in a recording")
        kept.append((name, block))
    kept.sort(key=lambda item: item[1].start)
    blocks = []
    following: float | None = None
    for index in range(len(kept) - 1, -1, -1):
        name, block = kept[index]
        if index + 1 < len(kept) and kept[index + 1][1].start > block.start:
            following = kept[index + 1][1].start
        if block.end == block.start:
            notices.setdefault("has no length: it gets the time to read it", []).append(name)
            letters = sum(len(piece.text) + 1 for piece in block.pieces)
            end = block.start + estimate_reading_time(letters)
            block = block._replace(end=end if following is None else min(end, following))
        blocks.append(block)
    return Blocks(
        sort_blocks(blocks[::-1]),
        language=language,
        duration=duration,
        notices=tuple(
            f"{min(names, key=_get_number)}"
            f"{f' and {len(names) - 1} more' if len(names) > 1 else ''} {what}"
            for what, names in notices.items()
        ),
    )


def estimate_reading_time(letters: int) -> float:
    """Return the seconds that it takes to read a text of so many letters."""
    return max(_SHORTEST, letters / _READ_A_SECOND)


def _is_odd(block: Block) -> bool:
    return not 0 <= block.start < block.end <= LONGEST


def _get_number(name: str) -> int:
    return int(name.split()[1])
