"""Filters that keep stretches of a picture and close the gaps between them.

The expressions are binary trees over the cuts, since ffmpeg evaluates them for each frame: with
10,000 cuts a frame costs 14 comparisons.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from vidsync.media.picture.frame_times import FrameTimes

Span = tuple[Fraction, Fraction]


def selection_filters(spans: Sequence[Span], times: FrameTimes, *, begins: Fraction) -> str:
    """Return a chain of ffmpeg's filters that cuts a picture to the given stretches.

    Args:
        spans: the kept stretches in seconds of the source, in order.
        times: of the picture's frames.
        begins: the time stamp of the start of the file, in seconds.
    """
    edges: list[Fraction] = []
    chosen, removed = ["0"], ["0"]
    done = Fraction(0)
    for start, end in spans:
        edges += [times.just_before(start), times.just_before(end)]
        chosen += ["1", "0"]
        shift = f"{float(start + begins - done):.9f}"
        removed += [shift, shift]
        done += end - start
    texts = [f"{float(edge + begins):.6f}" for edge in edges]
    chosen_tree = _tree("t", texts, chosen)
    removed_tree = _tree("T", texts, removed)
    return f"select='{chosen_tree}',setpts='PTS-({removed_tree})/TB'"


def _tree(variable: str, edges: Sequence[str], values: Sequence[str]) -> str:
    """Return an expression with one value before each edge, and the last value after all."""
    if not edges:
        return values[0]
    middle = len(edges) // 2
    left = _tree(variable, edges[:middle], values[: middle + 1])
    right = _tree(variable, edges[middle + 1 :], values[middle + 1 :])
    return f"if(lt({variable},{edges[middle]}),{left},{right})"
