"""Measure the CPU time of captioning an hour of speech, and half an hour, for every preset.

The time includes segmentation, layout and compilation to ASS, in one process, after
captioning one minute to load the fonts. Each result is the minimum of several runs, because
other processes can slow single runs down by filling the caches.
"""

import argparse
import gc
import re
import time
from dataclasses import replace
from itertools import cycle
from pathlib import Path

from tests.benchmarks._measure import row
from tests.benchmarks.burn import compare_to_limit, make_hour_of_speech
from vidsync.captions import caption, presets
from vidsync.transcript import Transcript

LIMIT = 2.0
# An hour may take at most this many times twice the time of half an hour.
LINEAR = 1.25
WIDTHS = (14, 10, 10, 8, 24)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks captions", description=__doc__
    )
    parser.add_argument("--preset", default="all", help="caption preset, or 'all'")
    parser.add_argument("--runs", type=int, default=3, help="runs of each, without the warm-up")
    options = parser.parse_args(arguments)
    names = [info.name for info in presets()] if options.preset == "all" else [options.preset]
    hour = make_hour_of_prose()
    half = hour.slice(0, hour.duration / 2)
    different = len({word.text for word in hour.words})
    print(
        f"one hour of speech, {len(hour.words)} words, {different} of them different; CPU seconds"
    )
    print(row("preset", "half", "an hour", "MB", "", widths=WIDTHS))
    fits = True
    for name in names:
        caption(hour.slice(0, 60), preset=name).to_ass()
        short, _ = measure(half, name, options.runs)
        long, size = measure(hour, name, options.runs)
        linear = long <= 2 * LINEAR * short
        fits &= linear and long <= LIMIT
        judged = f"{compare_to_limit(long, LIMIT)}{'' if linear else ', NOT LINEAR'}"
        print(row(name, f"{short:.2f}", f"{long:.2f}", f"{size / 1e6:.1f}", judged, widths=WIDTHS),
              flush=True)  # fmt: skip
    return 0 if fits else 1


def make_hour_of_prose() -> Transcript:
    """Return the word times of an hour of speech, with the words of a text that rarely repeats."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(Path().glob("*.md"))]
    prose = re.findall(r"(?<!\S)[A-Za-z’']+[.,;:!?]?(?!\S)", " ".join(texts))
    hour = make_hour_of_speech()
    words = zip(hour.words, cycle(prose), strict=False)
    return replace(
        hour, words=tuple(replace(word, text=text, span=None) for word, text in words), text=""
    )


def measure(transcript: Transcript, preset: str, runs: int) -> tuple[float, int]:
    """Return the CPU time in seconds and the length of the script in characters."""
    times = []
    for _ in range(runs):
        gc.collect()
        started = time.process_time()
        script = caption(transcript, preset=preset).to_ass()
        times.append(time.process_time() - started)
    return min(times), len(script)
