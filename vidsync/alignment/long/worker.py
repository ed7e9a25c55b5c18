"""The program of a worker process: parts of long audio in, what was found in them out.

Requests and answers are pickles on the process's own pipes, between two ends of the
same installation; `processes.py` is the other end. It ends when its input does.
"""

from __future__ import annotations

import os
import pickle
import sys
from dataclasses import dataclass
from typing import BinaryIO

from vidsync.alignment.engines.registry import EngineChoice, anchored, solver_for
from vidsync.alignment.long.anchors import Anchor, Listening, Part
from vidsync.alignment.long.windows import Walk, walk
from vidsync.errors import VidsyncError


@dataclass(frozen=True, slots=True)
class Request:
    """What to do, and with which engine."""

    task: Part | Listening
    engine: EngineChoice


Answer = Walk | Anchor | VidsyncError | None


def done(request: Request) -> Walk | Anchor | None:
    """Carry out a request, in whatever process this is."""
    if isinstance(request.task, Listening):
        return anchored(request.task, request.engine)
    return walk(request.task.sound, request.task.tokens, solver_for(request.engine))


def main() -> None:
    """Serve requests until there are no more."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # Nothing that a library prints may get between the answers.
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
            answer = done(request)
        except VidsyncError as error:
            answer = error
        pickle.dump(answer, answers, protocol=pickle.HIGHEST_PROTOCOL)
        answers.flush()
