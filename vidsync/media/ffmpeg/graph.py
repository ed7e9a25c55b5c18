"""From an ffmpeg-python graph to ffmpeg's arguments.

ffmpeg-python writes the picture's and the sound's filters into one filter graph.
ffmpeg gives each graph one thread, and a graph of two unconnected parts can come to a
dead stop: the thread waits for one part's input while the other part's is held back.
So every connected part becomes a graph of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

_LABEL = re.compile(r"\[([^\[\]]+)\]")
_CHAIN_END = re.compile(r"(?<!\\);")


def arguments_of(output: Any, *, repeated: Sequence[tuple[str, str]] = ()) -> list[str]:
    """The arguments for an output of ffmpeg-python, or for several merged.

    Args:
        output: of `ffmpeg.output`.
        repeated: more options of the last output, which ffmpeg-python could hold only once.
    """
    arguments: list[str] = output.get_args()
    arguments[-1:-1] = [word for name, value in repeated for word in (f"-{name}", value)]
    if "-filter_complex" not in arguments:
        return arguments
    at = arguments.index("-filter_complex")
    separate = [
        part for graph in connected_parts(arguments[at + 1]) for part in ("-filter_complex", graph)
    ]
    return [*arguments[:at], *separate, *arguments[at + 2 :]]


def connected_parts(graph: str) -> list[str]:
    """A filter graph description taken apart where nothing connects it.

    Args:
        graph: chains of one filter each, their links labelled at both ends, as
            ffmpeg-python writes them.
    """
    parts: list[tuple[set[str], list[str]]] = []
    for chain in _CHAIN_END.split(graph):
        links = {label for label in _LABEL.findall(chain) if ":" not in label}
        joined = [part for part in parts if part[0] & links]
        merged = (
            links.union(*(part[0] for part in joined)),
            [*(line for part in joined for line in part[1]), chain],
        )
        parts = [part for part in parts if part not in joined] + [merged]
    return [";".join(chains) for _, chains in parts]
