"""Converts an ffmpeg-python graph to ffmpeg's arguments.

ffmpeg-python writes the filters of picture and sound into one filter graph. ffmpeg runs
each graph in one thread, and a graph of two unconnected parts can deadlock: the thread
waits for input of one part while the input of the other part is held back. Therefore
every connected part becomes a graph of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

_LABEL = re.compile(r"\[([^\[\]]+)\]")
_CHAIN_END = re.compile(r"(?<!\\);")


def arguments_of(output: Any, *, repeated: Sequence[tuple[str, str]] = ()) -> list[str]:
    """Return the arguments for an output of ffmpeg-python, or for several merged ones.

    Args:
        output: the result of `ffmpeg.output`.
        repeated: further options of the last output. ffmpeg-python cannot repeat an option.
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
    """Split a filter graph description into its connected parts.

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
