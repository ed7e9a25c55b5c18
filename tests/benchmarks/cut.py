"""Measure a cut at 100 places: picture and sound at each cut, lit words after it, and its cost.

Every frame of the clip has its number drawn on it as blocks, and its sound is noise in which every
moment can be found again. The words of its transcript come twice a second; every twelfth is a
filler, which is cut. The cut clip is captioned, and for every word the first frame in which it is
lit is looked up.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path

import av
import imageio_ffmpeg
import numpy as np

import vidsync
from tests.benchmarks._measure import cost_of, row
from tests.benchmarks.burn import compare_to_limit
from tests.coded_video import (
    constant_times,
    find_in_source,
    frame_number,
    noise,
    read_frames,
    read_sound,
    write_coded,
)
from vidsync import CutOptions, Transcript, Word
from vidsync.media import Encoding

SIZE = (640, 360)
STEP = 0.5
FAST = Encoding(preset="ultrafast", crf=20)
LOOK = {
    "text": {"font": "Inter SemiBold", "size": 9.0},
    "active": {"look": "colour", "colour": "#00FF00"},
}
NAMES = ("amber", "birch", "cedar", "delta", "ember", "flint", "grove", "heron", "ivory", "jolly")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks cut", description=__doc__)
    parser.add_argument("--seconds", type=float, default=600.0, help="length of the clip")
    parser.add_argument("--rate", type=Fraction, default=Fraction(30), help="frames per second")
    parser.add_argument("--many", type=int, default=2000, help="cuts of the test of many cuts")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clip = folder / "clip.mp4"
        times = constant_times(options.rate, options.seconds)
        write_coded(clip, times, rate=options.rate, time_base=1 / options.rate,
                    seconds=options.seconds, size=SIZE)  # fmt: skip
        words = make_words(options.seconds)
        started = time.perf_counter()
        made = vidsync.cut(clip, folder / "cut.mp4", words, CutOptions(fillers=True), encoding=FAST)
        took = time.perf_counter() - started
        print(f"{options.seconds:g} s at {options.rate} frames/s, {len(made.plan.removed)} cuts, "
              f"{made.duration:.1f} s left, in {took:.1f} s")  # fmt: skip
        fits = measure_cuts(made, options.rate, options.seconds)
        fits &= measure_captions(made, words, options.rate, folder)
        measure_cost(clip, words, folder, many=options.many)
    return 0 if fits else 1


def make_words(seconds: float) -> Transcript:
    """Return two words a second, of which every twelfth is "um"."""
    words = []
    for number in range(int(seconds / STEP) - 1):
        text = "um" if number % 12 == 7 else NAMES[number % len(NAMES)]
        # No multiple of a frame, so that cuts have to be brought to frames.
        start = 0.1 + number * STEP + 0.0037 * (number % 9)
        words.append(Word(text, start, start + 0.32))
    return Transcript(tuple(words), duration=seconds, language="en")


def measure_cuts(made: vidsync.cutting.Cutting, rate: Fraction, seconds: float) -> bool:
    """Compare the numbers of the frames, and the sound around each cut, with the source's."""
    frames = read_frames(made.path)
    expected = [
        number
        for start, end in made.plan.kept
        for number in range(round(start * rate), min(round(end * rate), int(seconds * rate)))
    ]
    wrong = sum(a != b for a, (_, b) in zip(expected, frames, strict=False))
    wrong += abs(len(expected) - len(frames))
    sound, source = read_sound(made.path), noise(seconds)
    offsets, lost, begins = [], 0, Fraction(0)
    for start, end in made.plan.kept:
        length = float(end - start)
        for inside in (0.05, length - 0.05):
            at = float(begins) + inside
            heard = find_in_source(sound, at, source, float(start) + inside)
            index = int(at * float(rate) + 1e-6)
            if heard is None or index >= len(frames):
                lost += 1
                continue
            # The frame that is shown began at most one frame before.
            shown = frames[index][1] / float(rate) + (at - frames[index][0])
            offsets.append(heard - shown)
        begins += end - start
    worst = max(map(abs, offsets)) * 1000
    frame_ms = 1000 / float(rate)
    print(f"  frames wrong or missing       {wrong} of {len(expected)}")
    print(f"  sound not found again         {lost} of {2 * len(made.plan.kept)} places")
    print(f"  sound against picture, worst  {worst:.2f} ms  "
          f"{compare_to_limit(worst, frame_ms)} ms, one frame")  # fmt: skip
    return not wrong and not lost and worst <= frame_ms


def measure_captions(
    made: vidsync.cutting.Cutting, words: Transcript, rate: Fraction, folder: Path
) -> bool:
    """Compare the source frame in which each word is first lit with when it is spoken."""
    assert made.transcript is not None
    shown = vidsync.render(
        made.path, folder / "captioned.mp4", made.transcript, preset=LOOK, encoding=FAST
    )
    places = [place for cue in shown.captions.placed for place in cue.words]
    spoken = [word for word in words.words if word.text != "um"]
    lit = first_lit(folder / "captioned.mp4", places)
    errors = [
        abs(lit[index] - spoken[index].start * float(rate))
        for index in range(len(places))
        if index in lit
    ]
    missing = len(spoken) - len(errors)
    # A word is lit from the frame after its start on, or from the one that shows it.
    worst = max(errors)
    print(f"  words never lit               {missing} of {len(spoken)}")
    print(f"  lit against spoken, worst     {worst:.2f} frames  {compare_to_limit(worst, 1.0)}")
    return not missing and worst <= 1.0


def first_lit(path: Path, places: list) -> dict[int, int]:
    """Return the number of the source's frame in which each placed word is first lit."""
    found: dict[int, int] = {}
    with av.open(str(path)) as container:
        current = 0
        for frame in container.decode(video=0):
            now = float(frame.time or 0.0)
            picture = frame.to_ndarray(format="rgb24")
            while current < len(places) and places[current].word.end < now - 0.3:
                current += 1
            for index in range(current, min(current + 4, len(places))):
                box = places[index].box
                part = picture[int(box.top) : int(box.bottom) + 1, int(box.left) : int(box.right)]
                part = part.astype(np.int16)
                green = (part[..., 1] > 170) & (part[..., 0] < 90) & (part[..., 2] < 90)
                near = abs(places[index].word.start - now) < 0.4
                if index not in found and near and green.mean() > 0.05:
                    gray = frame.to_ndarray(format="gray")
                    found[index] = frame_number(gray)
    return found


def measure_cost(clip: Path, words: Transcript, folder: Path, *, many: int) -> None:
    """Measure `vidsync cut` against a plain re-encode of the same file."""
    vidsync.save(words, folder / "words.json")
    encoder = ("--encoder-preset", "ultrafast", "--crf", "20", "-y", "-q")
    plain = cost_of(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", "-i", clip, "-c:v", "libx264",
         "-preset", "ultrafast", "-crf", "20", "-c:a", "aac", folder / "plain.mp4"]
    )  # fmt: skip
    program = [sys.executable, "-m", "vidsync", "cut", clip]
    cut = cost_of([*program, folder / "words.json", "--remove-fillers", *encoder,
                   "-o", folder / "again.mp4"])  # fmt: skip
    length = words.duration / many
    # Without a transcript, what is between two of them stays however short it is.
    ranges = [
        part
        for number in range(many)
        for part in ("--remove-range", f"{number * length:.3f}-{(number + 0.4) * length:.3f}")
    ]
    cuts = cost_of([*program, *ranges, *encoder, "-o", folder / "many.mp4"])
    planned = subprocess.run(
        [*map(str, program), *ranges, "--dry-run", "--json"], capture_output=True, check=True
    )
    count = json.loads(planned.stdout)["cuts"]
    widths = (34, 10, 10)
    print("  " + row("", "CPU", "wall", widths=widths))
    fillers = sum(word.text == "um" for word in words.words)
    for label, cost in (
        ("plain re-encode of all", plain),
        (f"cut, {fillers} cuts", cut),
        (f"cut, {count} cuts", cuts),
    ):
        print("  " + row(label, f"{cost.cpu:.1f} s", f"{cost.wall:.1f} s", widths=widths))
