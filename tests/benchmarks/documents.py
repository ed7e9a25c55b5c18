"""Measure the time of reading long documents of every format: once, twice and four times as long.

Reading must be linear: twice the document may take at most 2.6 times the CPU time. A subtitle
file of 10 MB and a transcript of 10 hours must load in under 3 s each.
"""

import argparse
import json
import time
import warnings
from itertools import pairwise

from tests.benchmarks._measure import row
from vidsync.captions import PROFILES, segment
from vidsync.captions.formats import FORMATS as CAPTION_FORMATS
from vidsync.captions.formats import Subtitles
from vidsync.timings import dumps, loads
from vidsync.transcript import Transcript, Turn, Word

LIMIT = 3.0
LINEAR = 2.6
SENTENCE = [
    *("So", "this", "is", "a", "sentence,", "of", "words", "that", "people", "say"),
    *("when", "they", "talk", "about", "the", "weather."),
]
CAPTIONS = {"srt": "srt", "webvtt": "webvtt", "ass-karaoke": "ass", "ttml": "ttml",
            "scc": "scc", "lrc": "lrc", "json": "cues"}  # fmt: skip
TIMINGS = (
    "vidsync",
    "lmnt",
    "playkit",
    "speechbase",
    "cartesia",
    "textgrid",
    "ctm",
    "audacity",
    "csv",
)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks documents", description=__doc__
    )
    parser.add_argument("--words", type=int, default=8000, help="words of the shortest document")
    options = parser.parse_args(arguments)
    fits = True
    widths = (16, 8, 8, 8, 8, 12)
    print(row("format", "1x", "2x", "4x", "MB (4x)", "", widths=widths))
    for name, documents in make_documents(options.words):
        times = [measure(name, document) for document in documents]
        linear = all(b <= LINEAR * a + 0.02 for a, b in pairwise(times))
        fits &= linear
        size = len(documents[-1].encode()) / 1e6
        cells = (*(f"{seconds:.2f}" for seconds in times), f"{size:.1f}")
        print(row(name, *cells, "linear" if linear else "NOT LINEAR", widths=widths), flush=True)
    big = make_srt(10_000_000)
    hours = make_transcript(10 * 3600 * 5 // 2)
    for title, name, document in (
        (f"SRT of {len(big.encode()) / 1e6:.1f} MB", "srt", big),
        (f"transcript of {hours.duration / 3600:.1f} h", "vidsync", dumps(hours)),
        (f"Deepgram of {hours.duration / 3600:.1f} h", "deepgram", make_deepgram(hours)),
        (f"Whisper of {hours.duration / 3600:.1f} h", "whisper", make_whisper(hours)),
    ):
        seconds = measure(name, document)
        fits &= seconds < LIMIT
        print(f"{title}: {seconds:.2f} s of CPU; the limit is {LIMIT:g} s")
    return 0 if fits else 1


def make_documents(words: int):
    """Yield each format's name, and its documents of one, two and four times the words."""
    transcripts = [make_transcript(words * factor) for factor in (1, 2, 4)]
    for writer, reader in CAPTIONS.items():
        made = [
            CAPTION_FORMATS[writer].write(
                Subtitles(segment(transcript, PROFILES["block"]), "en", transcript.duration)
            )
            for transcript in transcripts
        ]
        yield reader, made
    for name in TIMINGS:
        yield name, [dumps(transcript, format=name) for transcript in transcripts]
    yield "deepgram", [make_deepgram(transcript) for transcript in transcripts]
    yield "words", [make_plain_words(transcript) for transcript in transcripts]


def make_transcript(count: int) -> Transcript:
    words = []
    for index in range(count):
        text = SENTENCE[index % len(SENTENCE)]
        words.append(Word(text, index * 0.4, index * 0.4 + 0.35, turn=index // 200 % 2))
    return Transcript(
        tuple(words), language="en", turns=(Turn("Ann"), Turn("Bob")), source="aligned"
    )


def make_srt(size: int) -> str:
    transcript = make_transcript(size // 12)
    cues = segment(transcript, PROFILES["block"])
    text = CAPTION_FORMATS["srt"].write(Subtitles(cues, "en", transcript.duration))
    return text[: text.rindex("\n\n", 0, size + 1000)] + "\n"


def make_deepgram(transcript: Transcript) -> str:
    words = [
        {"word": word.text.lower().strip(".,"), "punctuated_word": word.text, "start": word.start,
         "end": word.end, "confidence": 0.9, "speaker": word.turn}
        for word in transcript.words
    ]  # fmt: skip
    alternative = {"transcript": " ".join(w.text for w in transcript.words), "words": words}
    channel = {"alternatives": [alternative]}
    document = {"metadata": {"duration": transcript.duration}, "results": {"channels": [channel]}}
    return json.dumps(document)


def make_whisper(transcript: Transcript) -> str:
    segments = []
    for first in range(0, len(transcript.words), len(SENTENCE)):
        part = transcript.words[first : first + len(SENTENCE)]
        words = [
            {"word": f" {word.text}", "start": word.start, "end": word.end, "probability": 0.9}
            for word in part
        ]
        text = "".join(f" {word.text}" for word in part)
        segments.append({"start": part[0].start, "end": part[-1].end, "text": text, "words": words})
    return json.dumps({"segments": segments})


def make_plain_words(transcript: Transcript) -> str:
    words = [{"word": w.text, "start_ms": w.start * 1000, "end_ms": w.end * 1000}
             for w in transcript.words]  # fmt: skip
    return json.dumps({"words": words})


def measure(name: str, document: str) -> float:
    """Return the least CPU time of two readings."""
    times = []
    for _ in range(2):
        started = time.process_time()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            transcript = loads(document, format=name)
        times.append(time.process_time() - started)
        assert transcript.words
    return min(times)
