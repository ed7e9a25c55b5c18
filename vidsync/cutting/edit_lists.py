"""Writes what is removed and what stays as a list: JSON, CSV, or a CMX 3600 EDL."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Any

from vidsync.cutting.plan import CutPlan
from vidsync.errors import InputError
from vidsync.output import write_text
from vidsync.paths import PathLike

# Events that a CMX 3600 list can have: their number has three digits.
_MOST_EVENTS = 999
_REEL_LENGTH = 8


def write_edit_list(
    plan: CutPlan,
    path: PathLike,
    *,
    source: PathLike,
    frame_rate: Fraction | float | None = None,
    overwrite: bool = False,
) -> None:
    """Write the list of cuts.

    Args:
        plan: the cuts.
        path: a .json file (what stays and what is removed), a .csv file (what is removed), or
            an .edl file (what stays, for editing programs).
        source: the recording, which the list names.
        frame_rate: frames per second of the time codes of an .edl; None is 25.
        overwrite: replace an existing file.

    Raises:
        InputError: the suffix is none of these, or the plan has too many cuts for an EDL.
        OutputError: the file exists, or cannot be written.
    """
    path = Path(path)
    writers: dict[str, Callable[[], str]] = {
        ".json": lambda: (
            json.dumps(list_as_json(plan, source), ensure_ascii=False, indent=1) + "\n"
        ),
        ".csv": lambda: _as_csv(plan),
        ".edl": lambda: _as_edl(plan, Path(source), Fraction(frame_rate or 25)),
    }
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise InputError(
            f"{path.name}: {path.suffix!r} is not a format of an edit list",
            hint=f"use one of {', '.join(writers)}",
        )
    write_text(path, writer(), overwrite=overwrite)


def list_as_json(plan: CutPlan, source: PathLike) -> dict[str, Any]:
    """Return a plan as plain values: what stays, what is removed, and the totals."""
    begins = Fraction(0)
    kept = []
    for start, end in plan.kept:
        kept.append(
            {"start": _rounded(start), "end": _rounded(end), "output_start": _rounded(begins)}
        )
        begins += end - start
    removed = [
        {
            "start": _rounded(each.start),
            "end": _rounded(each.end),
            "reason": each.reason,
            "text": each.text,
        }
        for each in plan.removed
    ]
    return {
        "source": str(source),
        "duration": _rounded(plan.duration),
        "kept_duration": _rounded(plan.kept_duration),
        "kept": kept,
        "removed": removed,
    }


def _rounded(seconds: Fraction | float) -> float:
    return round(float(seconds), 6)


def _as_csv(plan: CutPlan) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["start", "end", "length", "reason", "text"])
    for each in plan.removed:
        length = each.end - each.start
        times = [f"{value:.3f}" for value in (each.start, each.end, length)]
        # A spreadsheet takes a cell that begins with one of these for a formula.
        text = f"'{each.text}" if each.text.startswith(("=", "+", "-", "@")) else each.text
        writer.writerow([*times, each.reason, text])
    return file.getvalue()


def _as_edl(plan: CutPlan, source: Path, rate: Fraction) -> str:
    """Return the stretches that stay as events of a CMX 3600 list."""
    if len(plan.kept) > _MOST_EVENTS:
        raise InputError(
            f"{len(plan.kept)} events are too many for an EDL, which has up to {_MOST_EVENTS}",
            hint="write a .json list",
        )
    reel = "".join(
        letter for letter in source.stem.upper() if letter.isascii() and letter.isalnum()
    )
    reel = (reel or "AX")[:_REEL_LENGTH]
    title = source.stem.replace("\n", " ")
    lines = [f"TITLE: {title}", "FCM: NON-DROP FRAME", ""]
    begins = Fraction(0)
    for number, (start, end) in enumerate(plan.kept, 1):
        times = (start, end, begins, begins + end - start)
        codes = " ".join(_time_code(time, rate) for time in times)
        lines += [f"{number:03}  {reel:<8} AA/V  C        {codes}"]
        lines += [f"* FROM CLIP NAME: {source.name}".replace("\n", " ")]
        begins += end - start
    return "\n".join(lines) + "\n"


def _time_code(seconds: Fraction, rate: Fraction) -> str:
    """Return a time as frames of the nominal rate: 00:00:01:12, without drop frames."""
    nominal = max(1, round(rate))
    frames = floor(seconds * rate + Fraction(1, 2))
    whole, frame = divmod(frames, nominal)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}:{frame:02}"
