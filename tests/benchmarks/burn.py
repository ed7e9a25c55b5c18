"""Measure burning captions in against a plain re-encode and against moviepy, and compile times.

Measurements alternate within one run and are reported as ratios. CPU is the user and system
time of all processes. The plain re-encode uses the same ffmpeg and encoder settings without
captions. moviepy draws each word as one TextClip, plus one for the time it is lit, on a
shorter piece of the same video.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import imageio_ffmpeg

from tests.benchmarks._measure import Cost, cost_of, in_turns, median_ratio, row
from vidsync.captions import caption, presets
from vidsync.espeak import synthesize
from vidsync.media import paint_footage
from vidsync.timings import load, save
from vidsync.transcript import Transcript, join
from vidsync.visemes import lipsync

SENTENCES = (
    "Every word of this clip is drawn where the layout put it. "
    "The lit word springs up, and no neighbour moves for it. "
    "In 2026, that costs hardly more than not drawing it at all. "
    "Look closely: edges stay crisp at any size, even on a phone. "
)
ENCODER = ("libx264", "veryfast", "20")
LIMITS = {"cpu": 1.12, "moviepy": 3.0, "ffmpeg_mb": 80.0, "python_mb": 250.0, "compile": 3.0}

# A process inherits ru_maxrss from the process that started it; VmHWM counts only its own
# memory.
PEAK = """
def peak_mb():
    lines = open("/proc/self/status").read().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmHWM"))) / 1024
"""

# Runs in a separate process, so that Python's memory and ffmpeg's are measured separately.
RENDER = f"""{PEAK}
import json, resource, sys
import vidsync
from vidsync.media import Encoding
video, output, timings, preset, encoder, speed, crf = sys.argv[1:]
encoding = Encoding(encoder=encoder, preset=speed, crf=float(crf))
vidsync.render(video, output, vidsync.load(timings), preset=preset, encoding=encoding)
own = resource.getrusage(resource.RUSAGE_SELF)
children = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({{
    "python_cpu": own.ru_utime + own.ru_stime, "python_mb": peak_mb(),
    "cpu": children.ru_utime + children.ru_stime, "peak_mb": children.ru_maxrss / 1024,
}}))
"""

MOVIEPY = """
import sys
import vidsync
from moviepy import CompositeVideoClip, TextClip, VideoFileClip
video, output, timings, font, encoder, speed, crf = sys.argv[1:]
clip = VideoFileClip(video)
layers = [clip]
for cue in vidsync.caption(vidsync.load(timings)).cues:
    for place, word in enumerate(cue.words):
        for colour, start, end in (
            ("white", cue.start, cue.end), ("yellow", word.start, word.end),
        ):
            if start < min(end, clip.duration):
                text = TextClip(font=font, text=word.text + " ", font_size=96, color=colour,
                                stroke_color="black", stroke_width=6, margin=(20, 30))
                at = ("center", 1000 + 140 * place)
                end = min(end, clip.duration)
                layers.append(text.with_start(start).with_end(end).with_position(at))
video = CompositeVideoClip(layers)
video.write_videofile(output, codec=encoder, preset=speed, logger=None, audio=False,
                      ffmpeg_params=["-crf", crf])
"""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks burn", description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0, help="length of the clip")
    parser.add_argument("--runs", type=int, default=5, help="runs of each, without the warm-up")
    parser.add_argument("--preset", default="pop", help="caption preset, or 'all'")
    parser.add_argument("--source", type=Path, help="a video instead of painted footage")
    parser.add_argument(
        "--no-moviepy", action="store_true", help="do not run moviepy, which is slow"
    )
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        hour = make_hour_of_speech()
        fits = measure_compile_times(hour)
        fits &= measure_hour_memory(hour, folder)
        video = folder / "source.mp4"
        make_footage(video, options.seconds, options.source)
        timings = folder / "timings.json"
        save(make_speech(options.seconds), timings)
        names = [info.name for info in presets()] if options.preset == "all" else [options.preset]
        for preset in names:
            fits &= burn(video, timings, folder, preset=preset, runs=options.runs)
        if not options.no_moviepy:
            fits &= measure_against_moviepy(video, folder, preset=names[0])
    return 0 if fits else 1


def make_hour_of_speech() -> Transcript:
    """Return an hour of repeated speech with 9,000 words and synthesized word times."""
    piece = synthesize(SENTENCES * 10, rate=165).transcript
    hour = join([piece] * (9000 // len(piece.words) + 1))
    words = hour.words[:9000]
    factor = 3600 / words[-1].end
    kept = replace(hour, words=words, duration=words[-1].end, pauses=())
    return kept.scale(factor)


def make_speech(seconds: float) -> Transcript:
    """Return the whole words of that many seconds of speech, at the voice's own speed."""
    piece = synthesize(SENTENCES * (1 + int(seconds // 15)), rate=165).transcript
    words = tuple(word for word in piece.words if word.end < seconds)
    return replace(piece, words=words, duration=seconds, pauses=())


def make_footage(path: Path, seconds: float, source: Path | None) -> None:
    """Write a 1080x1920 video at 30 fps: painted, or a given video looped and cropped to fill."""
    if source is None:
        paint_footage(path, width=1080, height=1920, frame_rate=30, duration=seconds)
        return
    fill = "scale=1080:1920:force_original_aspect_ratio=increase,crop=1080:1920,fps=30,setsar=1"
    ffmpeg("-stream_loop", "-1", "-i", source, "-t", seconds, "-vf", fill, "-an",
           "-pix_fmt", "yuv420p", "-crf", "16", path)  # fmt: skip


def ffmpeg(*arguments: object) -> None:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *map(str, arguments)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)


def compare_to_limit(value: float, limit: float, *, at_least: bool = False) -> str:
    fits = value >= limit if at_least else value <= limit
    return f"{'meets' if fits else 'MISSES'} {'at least' if at_least else 'at most'} {limit:g}"


def measure_compile_times(hour: Transcript) -> bool:
    """Measure captions and visemes of an hour of speech, in seconds."""
    print(f"one hour of speech, {len(hour.words)} words")
    caption(hour.slice(0, 60))  # load the fonts, which costs the same for any length
    started = time.perf_counter()
    script = caption(hour).to_ass()
    captions = time.perf_counter() - started
    started = time.perf_counter()
    lipsync(hour, set="oculus")
    mouth = time.perf_counter() - started
    limit = LIMITS["compile"]
    print(f"  captions to ASS  {captions:5.2f} s  {len(script) / 1e6:.1f} MB  "
          f"{compare_to_limit(captions, limit)} s")  # fmt: skip
    print(f"  visemes          {mouth:5.2f} s")
    return captions <= limit


def measure_hour_memory(hour: Transcript, folder: Path) -> bool:
    """Measure Python's peak memory for the captions of an hour, in a separate process."""
    timings = folder / "hour.json"
    save(hour, timings)
    code = (
        f"{PEAK}\nimport sys, vidsync\n"
        "vidsync.caption(vidsync.load(sys.argv[1])).to_ass()\nprint(peak_mb())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(timings)], check=True, capture_output=True, text=True
    )
    peak = float(done.stdout)
    print(f"  Python's peak    {peak:5.0f} MB  {compare_to_limit(peak, LIMITS['python_mb'])} MB")
    return peak <= LIMITS["python_mb"]


def burn(video: Path, timings: Path, folder: Path, *, preset: str, runs: int) -> bool:
    """Measure vidsync's render against the plain re-encode, in turns."""
    details: list[dict[str, float]] = []
    encoder, speed, crf = ENCODER

    def plain() -> Cost:
        return cost_of(
            [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", "-i", video, "-c:v", encoder,
             "-preset", speed, "-crf", crf, "-pix_fmt", "yuv420p", "-c:a", "copy",
             folder / "plain.mp4"]
        )  # fmt: skip

    def ours() -> Cost:
        output = folder / "ours.mp4"
        output.unlink(missing_ok=True)
        started = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", RENDER, video, output, timings, preset, *ENCODER],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        details.append(json.loads(done.stdout))
        last = details[-1]
        return Cost(last["cpu"], time.perf_counter() - started, last["peak_mb"])

    plain_costs, our_costs = in_turns(runs, plain, ours)
    counted = details[-runs:]
    cpu = median_ratio(our_costs, plain_costs, "cpu")
    whole = median_ratio(
        [replace(cost, cpu=cost.cpu + detail["python_cpu"])
         for cost, detail in zip(our_costs, counted, strict=True)],
        plain_costs, "cpu",
    )  # fmt: skip
    wall = median_ratio(our_costs, plain_costs, "wall")
    more = max(cost.peak_mb for cost in our_costs) - min(cost.peak_mb for cost in plain_costs)
    python = max(detail["python_mb"] for detail in counted)
    widths = (34, 10, 24)
    print(f"\npreset {preset}, {runs} runs each, against the plain re-encode")
    for cells in (
        ("ffmpeg's CPU", f"{cpu:.3f}x", compare_to_limit(cpu, LIMITS["cpu"])),
        ("CPU with Python's start and layout", f"{whole:.3f}x", ""),
        ("wall, Python included", f"{wall:.3f}x", ""),
        ("ffmpeg's peak memory", f"{more:+.0f} MB", compare_to_limit(more, LIMITS["ffmpeg_mb"])),
        ("Python's peak memory", f"{python:.0f} MB", compare_to_limit(python, LIMITS["python_mb"])),
    ):
        print("  " + row(*cells, widths=widths))
    return cpu <= LIMITS["cpu"] and more <= LIMITS["ffmpeg_mb"] and python <= LIMITS["python_mb"]


def measure_against_moviepy(video: Path, folder: Path, *, preset: str) -> bool:
    """Measure moviepy and vidsync on ten seconds of the same video and words, in turns."""
    short, timings = folder / "short.mp4", folder / "short.json"
    ffmpeg("-i", video, "-t", "10", "-c", "copy", short)
    save(make_speech(10.0), timings)
    font = next(iter(caption(load(timings), preset=preset).font_files))

    def run(code: str, *arguments: object) -> Cost:
        output = folder / "short-out.mp4"
        output.unlink(missing_ok=True)
        command = [sys.executable, "-c", code, short, output, timings, *arguments, *ENCODER]
        return cost_of([str(part) for part in command])

    ours, theirs = in_turns(2, lambda: run(RENDER, preset), lambda: run(MOVIEPY, font))
    slower = median_ratio(theirs, ours, "wall")
    cpu = median_ratio(theirs, ours, "cpu")
    limit = LIMITS["moviepy"]
    print("\nmoviepy TextClip against ours, 10 s, both with their Python's start")
    print(f"  wall {slower:.1f}x, CPU {cpu:.1f}x  {compare_to_limit(slower, limit, at_least=True)}")
    return slower >= limit
