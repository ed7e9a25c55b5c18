"""Read mutated documents of every timing format: only vidsync's errors, in little time and memory.

Seeds are the documents of the tests. Each is cut, repeated, mixed with another, or changed at a
few places. A reading fails if it raises anything but a `VidsyncError`, takes over 2 s, or needs
over 500 MB more than an idle process.
"""

import argparse
import json
import multiprocessing
import random
import resource
import time
import warnings
from collections import Counter
from pathlib import Path

from tests.timings.formats.subtitles.test_lyrics_and_karaoke import BACKGROUND, BILINGUAL
from tests.timings.formats.test_json_shapes import SHAPES, TEXTS
from tests.timings.formats.test_text_formats import DOCUMENTS
from tests.timings.test_errors import VALID
from vidsync.errors import VidsyncError
from vidsync.timings import load, load_blocks
from vidsync.timings.registry import formats

SECONDS = 2.0
MEGABYTES = 500
BATCH = 500
PIECES = [
    "-", "9" * 20, "\n\n", "{\\k", "<", ">", "00:", "null", "[", "]", "{", "}", '"', "&#x0;",
    "1e999",
    "-->", "\u2028", "\ud83d", "NaN", "-1", "0", "1e9", "true", ",", ":", "\x00", "<b>",
    "</p>", "漢",
    "\\u0000", "[]", "{}", '""', "99:99:99,999", "\t", "\r", "♪", "[Music]", "<break/>", "{\\an8}",
]  # fmt: skip


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks fuzz", description=__doc__)
    parser.add_argument("--mutations", type=int, default=200_000, help="how many in all")
    parser.add_argument("--seed", type=int, default=0, help="of the random choices")
    parser.add_argument("--processes", type=int, default=2, help="how many at once")
    options = parser.parse_args(arguments)
    batches = range(options.seed * 10**9, options.seed * 10**9 + -(-options.mutations // BATCH))
    counts: Counter[str] = Counter()
    slowest = 0.0
    failures: list[str] = []
    with multiprocessing.get_context("spawn").Pool(options.processes, limit_memory) as pool:
        for result in pool.imap_unordered(read_batch, batches):
            counts += result[0]
            slowest = max(slowest, result[1])
            failures += result[2]
    total = sum(counts.values())
    print(f"{total} documents: {counts['read']} read, {counts['refused']} refused with an error")
    print(f"the slowest took {slowest:.2f} s; the limits are {SECONDS:g} s and {MEGABYTES} MB")
    print(f"{len(failures)} failures")
    for failure in failures[:20]:
        print(failure)
    return 1 if failures else 0


def limit_memory() -> None:
    """Limit the memory of a worker process; what exceeds it is a MemoryError."""
    formats()
    load(json.dumps(VALID["vidsync"]).encode())
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    used = pages * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + MEGABYTES * 2**20,) * 2)


def read_batch(number: int) -> tuple[Counter[str], float, list[str]]:
    """Return how many documents were read and refused, the slowest time, and the failures."""
    choices = random.Random(number)
    seeds = make_seeds()
    counts: Counter[str] = Counter()
    slowest = 0.0
    failures = []
    for index in range(BATCH):
        name, text = choices.choice(seeds)
        mutated = mutate(text, choices, seeds)
        content = mutated.encode("utf-8", "surrogatepass")
        if choices.random() < 0.1:
            content = break_bytes(content, choices)
        forced = name if choices.random() < 0.5 else None
        reader = load_blocks if choices.random() < 0.2 else load
        started = time.perf_counter()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                reader(content, format=forced)
            counts["read"] += 1
        except VidsyncError:
            counts["refused"] += 1
        except BaseException as error:
            counts["failed"] += 1
            failures.append(f"batch {number}, {index} ({name}): {error!r:.200}: {content[:200]!r}")
        took = time.perf_counter() - started
        slowest = max(slowest, took)
        if took > SECONDS:
            failures.append(f"batch {number}, {index} ({name}): {took:.1f} s: {content[:200]!r}")
    return counts, slowest, failures


def make_seeds() -> list[tuple[str, str]]:
    seeds = [(name, json.dumps(value, ensure_ascii=False)) for name, value in VALID.items()]
    seeds += [("words", json.dumps(value)) for value in SHAPES.values()]
    seeds += [("words", text) for text in TEXTS.values()]
    seeds += [("lrc", text) for text in (BACKGROUND, BILINGUAL)]
    return seeds + list(DOCUMENTS.items())


def mutate(text: str, choices: random.Random, seeds: list[tuple[str, str]]) -> str:
    """Return a text with some changes."""
    for _ in range(choices.randint(1, 5)):
        first, last = sorted(choices.randint(0, len(text)) for _ in range(2))
        kind = choices.random()
        if kind < 0.45:
            last = min(last, first + choices.randint(0, 8))
            text = text[:first] + choices.choice(PIECES) + text[last:]
        elif kind < 0.6:
            text = text[:first] + text[last:]
        elif kind < 0.75:
            text = text[:last] + text[first:last] * choices.choice((1, 2, 50)) + text[last:]
        elif kind < 0.85:
            text = text[:first] + chr(choices.randint(0, 0x2FFFF)) + text[first:]
        elif kind < 0.95:
            number = choices.choice(("0", "-5", "1e300", "99999999", "0.001", "1e-9", '"x"'))
            text = text[:first] + number + text[first:].lstrip("0123456789.")
        else:
            other = choices.choice(seeds)[1]
            text = text[:first] + other[choices.randint(0, len(other)) :]
        text = text[:200_000]
    return text


def break_bytes(content: bytes, choices: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(choices.randint(1, 3)):
        if changed:
            changed[choices.randrange(len(changed))] = choices.randrange(256)
    return bytes(changed)
