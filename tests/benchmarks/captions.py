"""Captions of an hour of speech to ASS: the CPU seconds of every preset, and of half as much.

Segmentation, layout and compilation together, in one process, after a minute's captions
have loaded the fonts. Each is the least of some runs: what another process takes from the
caches is not the captions' doing.
"""

import argparse
import gc
import re
import time
from dataclasses import replace
from itertools import cycle
from pathlib import Path

from tests.benchmarks._measure import row
from tests.benchmarks.burn import an_hour_of_speech, verdict
from vidsync.captions import caption, presets
from vidsync.transcript import Transcript

LIMIT = 2.0
# An hour may take this much more than twice what half an hour takes.
LINEAR = 1.25
WIDTHS = (14, 10, 10, 8, 24)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks captions", description=__doc__
    )
    parser.add_argument("--preset", default="all", help="caption preset, or 'all'")
    parser.add_argument("--runs", type=int, default=3, help="counted runs of each")
    options = parser.parse_args(arguments)
    names = [info.name for info in presets()] if options.preset == "all" else [options.preset]
    hour = an_hour_of_prose()
    half = hour.slice(0, hour.duration / 2)
    different = len({word.text for word in hour.words})
    print(
        f"one hour of speech, {len(hour.words)} words, {different} of them different; CPU seconds"
    )
    print(row("preset", "half", "an hour", "MB", "", widths=WIDTHS))
    fits = True
    for name in names:
        caption(hour.slice(0, 60), preset=name).to_ass()
        short, _ = least(half, name, options.runs)
        long, size = least(hour, name, options.runs)
        linear = long <= 2 * LINEAR * short
        fits &= linear and long <= LIMIT
        judged = f"{verdict(long, LIMIT)}{'' if linear else ', NOT LINEAR'}"
        print(row(name, f"{short:.2f}", f"{long:.2f}", f"{size / 1e6:.1f}", judged, widths=WIDTHS),
              flush=True)  # fmt: skip
    return 0 if fits else 1


def an_hour_of_prose() -> Transcript:
    """The times of an hour of speech, with the words of a text that does not repeat itself soon."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(Path().glob("*.md"))]
    prose = re.findall(r"(?<!\S)[A-Za-z’']+[.,;:!?]?(?!\S)", " ".join(texts))
    hour = an_hour_of_speech()
    words = zip(hour.words, cycle(prose), strict=False)
    return replace(
        hour, words=tuple(replace(word, text=text, span=None) for word, text in words), text=""
    )


def least(transcript: Transcript, preset: str, runs: int) -> tuple[float, int]:
    """CPU seconds, and the characters of the script."""
    times = []
    for _ in range(runs):
        gc.collect()
        started = time.process_time()
        script = caption(transcript, preset=preset).to_ass()
        times.append(time.process_time() - started)
    return min(times), len(script)
