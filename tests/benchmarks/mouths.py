"""Measure the cost of a mouth on a captioned video against the same video without one.

Measures ffmpeg's CPU time in turns, and prints ratios. The video has 1080x1920 pixels at 30
fps, painted footage, x264 veryfast, and a mouth at its default place and size.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks._measure import Cost, in_turns, median_ratio, row
from vidsync import Transcript, save, speak
from vidsync.media import paint_footage
from vidsync.mouths import mouth_sets

TEXT = "Five big monkeys wave from the zoo. Look at them, what a lovely day it is! "
LIMIT = 1.05

RENDER = """
import resource, sys
import vidsync
from vidsync.media import Encoding
video, output, timings, mouth = sys.argv[1:]
vidsync.render(video, output, vidsync.load(timings), mouth=mouth or None, overwrite=True,
               encoding=Encoding(preset="veryfast", crf=20))
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
"""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks mouths", description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0, help="length of the clip")
    parser.add_argument("--runs", type=int, default=3, help="runs of each, without the warm-up")
    options = parser.parse_args(arguments)
    names = [known.name for known in mouth_sets()]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        video, timings = folder / "source.mp4", folder / "timings.json"
        paint_footage(video, width=1080, height=1920, frame_rate=30, duration=options.seconds)
        save(make_speech(options.seconds), timings)

        def measure(mouth: str) -> Cost:
            command = [sys.executable, "-c", RENDER, video, folder / "out.mp4", timings, mouth]
            started = time.perf_counter()
            done = subprocess.run(
                list(map(str, command)), check=True, capture_output=True, text=True
            )
            cpu, peak = map(float, done.stdout.split())
            return Cost(cpu, time.perf_counter() - started, peak)

        without, *others = in_turns(
            options.runs, *(lambda mouth=mouth: measure(mouth) for mouth in ("", *names))
        )
    print(f"{options.seconds:g} s, {options.runs} runs each, compared with no mouth")
    fits = True
    for name, costs in zip(names, others, strict=True):
        ratio = median_ratio(costs, without, "cpu")
        more = max(cost.peak_mb for cost in costs) - min(cost.peak_mb for cost in without)
        fits &= ratio <= LIMIT
        verdict = f"{'meets' if ratio <= LIMIT else 'MISSES'} at most {LIMIT}"
        print("  " + row(name, f"{ratio:.3f}x", verdict, f"{more:+.0f} MB", widths=(10, 8, 18, 8)))
    return 0 if fits else 1


def make_speech(seconds: float) -> Transcript:
    """Return speech as long as the clip, without a long pause."""
    said = speak(TEXT * (2 + int(seconds / 4))).transcript
    return said.slice(0, seconds - 0.05)
