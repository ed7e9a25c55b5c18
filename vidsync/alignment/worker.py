"""The program of a worker process: it aligns parts of long audio.

Requests and answers are pickles on the process's own pipes, between two ends of the same
installation. It ends when its input ends.
"""

from __future__ import annotations

import os
import pickle
import sys
from dataclasses import dataclass
from typing import BinaryIO

from vidsync.alignment.engines.registry import EngineChoice, find_anchor, solver_for
from vidsync.alignment.long.anchors import Anchor, Part, SearchPlace
from vidsync.alignment.long.windows import align_windows
from vidsync.alignment.placement import Placements
from vidsync.errors import VidsyncError


@dataclass(frozen=True, slots=True)
class Request:
    """A part of the work, and the engine to use."""

    task: Part | SearchPlace
    engine: EngineChoice


Answer = Placements | Anchor | VidsyncError | None


def carry_out(request: Request) -> Placements | Anchor | None:
    """Carry out a request in this process."""
    if isinstance(request.task, SearchPlace):
        return find_anchor(request.task, request.engine)
    return align_windows(request.task.sound, request.task.tokens, solver_for(request.engine))


def main() -> None:
    """Serve requests until there are no more."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # Keep the output of libraries out of the answers.
    os.dup2(2, 1)
    serve(requests, answers)


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests from a stream."""
    while True:
        try:
            request: Request = pickle.load(requests)
        except EOFError:
            return
        answer: Answer
        try:
            answer = carry_out(request)
        except VidsyncError as error:
            answer = error
        pickle.dump(answer, answers, protocol=pickle.HIGHEST_PROTOCOL)
        answers.flush()
