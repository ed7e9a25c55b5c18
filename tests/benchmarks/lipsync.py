"""Measure lip-sync: closures in 304 sentences, keys against RDP, pronunciations, an hour of speech.

    python -m tests.benchmarks lipsync [closure] [rhubarb] [keys] [g2p] [hour]

OpenFaceFX and Rhubarb are measured in the same way where they are installed; see
`_mouth_peers`.
"""

import importlib.util
import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache

import numpy as np

from tests.benchmarks._measure import row
from tests.benchmarks._mouth_keys import allowed_at, fewest_keys, floor, rdp
from tests.benchmarks._mouth_peers import Lips, peers, recorded, run_rhubarb
from tests.benchmarks._sentences import sentences
from vidsync.alignment.text.lexicon import pronounce_words
from vidsync.espeak import pronounce
from vidsync.transcript import Phone, Transcript
from vidsync.visemes import lipsync
from vidsync.visemes.keys.reduction import Frames, make_frames
from vidsync.visemes.motion.motion import Motion
from vidsync.visemes.phones.lexicon import english_dictionary
from vidsync.visemes.phones.phones import find_phones
from vidsync.visemes.phonetics import ipa
from vidsync.visemes.track import MAX_ERROR

OPEN = 0.05
RATES = (24, 60)
ARKIT_OPEN = (
    "jawOpen", "mouthFunnel", "mouthLowerDownLeft", "mouthUpperUpLeft", "tongueOut",
)  # fmt: skip
SHUT = 0.85


def oculus(transcript: Transcript) -> Lips:
    keys = lipsync(transcript, set="oculus").animation()

    def lips(times: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        shapes = {curve.name: curve.sample(times) for curve in keys.curves}
        others = sum(value for name, value in shapes.items() if name not in ("PP", "sil"))
        return shapes["PP"], others

    return lips


def arkit(transcript: Transcript) -> Lips:
    keys = lipsync(transcript, set="arkit").animation()

    def lips(times: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        shut = keys.curve("mouthPressLeft").sample(times) / 0.45
        return shut, np.max([keys.curve(name).sample(times) for name in ARKIT_OPEN], axis=0)

    return lips


def is_bilabial(phone: Phone) -> bool:
    return ipa.to_basic(ipa.strip_marks(ipa.strip_stress(phone.ipa)))[:1] in ("p", "b", "m")


def closures(
    transcript: Transcript, make: Callable[[Transcript], Lips]
) -> tuple[np.ndarray, list[float]]:
    """Count bilabials and their closures.

    Returns:
        The number of bilabials, of bilabials fully closed for two frames, of bilabials closed
        in time, and of closures without a bilabial. A closure counts if it is good at 24 and
        at 60 fps. Then, the smallest opening in each bilabial.
    """
    lips = make(transcript)
    phones = find_phones(transcript)
    bilabials = [phone for phone in phones if is_bilabial(phone)]
    closed, timely = np.ones(len(bilabials), bool), np.ones(len(bilabials), bool)
    false = 0
    for rate in RATES:
        shut, opening = lips(np.arange(int(transcript.duration * rate) + 2) / rate)
        runs = list(_runs((shut >= SHUT) & (opening <= OPEN)))
        for index, phone in enumerate(bilabials):
            onset = int(phone.start * rate + 1e-6)
            mine = [r for r in runs if r[0] / rate < phone.end and r[1] / rate > phone.start - 0.1]
            closed[index] &= any(last - first >= 2 for first, last in mine)
            # The frame on screen at the start of the sound shows closed lips.
            timely[index] &= any(first <= onset for first, _ in mine)
        for first, last in runs:
            near = any(
                first / rate < phone.end + 0.1 and last / rate > phone.start - 0.15
                for phone in bilabials
            )
            begin, end = first / rate, last / rate
            in_speech = any(phone.start < begin and end < phone.end for phone in phones)
            false += not near and in_speech
    least = [
        float(lips(np.linspace(phone.start - 0.04, phone.end, 40))[1].min()) for phone in bilabials
    ]
    return np.array([len(bilabials), closed.sum(), timely.sum(), false]), least


def _runs(flags: np.ndarray) -> Iterator[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(int), [0]])))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


@cache
def spoken() -> dict[str, list[Transcript]]:
    return {
        language: [pronounce(text, voice=language) for text in texts]
        for language, texts in sentences().items()
    }


def closure() -> int:
    widths = (24, 8, 10, 16, 8, 15, 14)
    print(row("", "", "bilabials", "closed 2 frames", "in time", "false closures",
              "least opening, median", widths=widths))  # fmt: skip
    ours: dict[str, Callable[[Transcript], Lips]] = {"oculus": oculus, "arkit": arkit}
    totals: dict[str, np.ndarray] = {}
    openings: dict[str, list[float]] = {}
    failed = 0
    for language, transcripts in spoken().items():
        for name, make in {**ours, **peers(language)}.items():
            found = np.zeros(4, int)
            for transcript in transcripts:
                counts, least = closures(transcript, make)
                found += counts
                openings.setdefault(name, []).extend(least)
            totals[name] = totals.get(name, np.zeros(4, int)) + found
            if name in ours and (min(found[1:3]) < found[0] or found[3]):
                print(row(name, language, *found, widths=widths))
                failed += 1
    for name, (count, closed, timely, false) in totals.items():
        shares = f"{closed / count:.1%}", f"{timely / count:.1%}"
        opening = f"{np.median(openings[name]):.2f}"
        print(row(name, "all", count, *shares, false, opening, widths=widths))
    return failed


def rhubarb() -> int:
    """Measure closures in recorded speech. Rhubarb gets the text, and vidsync gets the times."""
    program = shutil.which("rhubarb")
    if program is None:
        print("rhubarb is not on the path")
        return 0
    widths = (24, 10, 16, 8, 15)
    print(row("flite slt", "bilabials", "closed 2 frames", "in time", "false closures",
              widths=widths))  # fmt: skip
    totals = {"Rhubarb": np.zeros(4, int), "oculus": np.zeros(4, int)}
    for transcript, wav in recorded(sentences()["en-us"]):
        lips = run_rhubarb(wav, transcript.text, program=program, recognizer="pocketSphinx")
        totals["Rhubarb"] += closures(transcript, lambda _, lips=lips: lips)[0]
        totals["oculus"] += closures(transcript, oculus)[0]
    for name, (count, closed, timely, false) in totals.items():
        shares = f"{closed / count:.1%}", f"{timely / count:.1%}"
        print(row(name, count, *shares, false, widths=widths))
    return int(min(totals["oculus"][1:3]) < totals["oculus"][0])


def keys() -> int:
    """Compare the number of keys with that of RDP's polyline, at one error on the same curves.

    The error is the same for all, also where it is smaller in closures. Two more columns are
    the fewest keys among the movement's knots, and a lower bound for any keys on frames: the
    number of cubics that need not be continuous.
    """
    widths = (10, 8, 8, 8, 8, 8, 8, 12, 12, 14, 12)
    print(row("set", "error", "smooth", "linear", "RDP", "knots", "floor", "smooth/RDP",
              "linear/RDP", "smooth/knots", "floor/RDP", widths=widths))  # fmt: skip
    failed = 0
    for name in ("arkit", "oculus"):
        for error in (MAX_ERROR, 0.015, 0.03):
            counts = np.zeros(5, int)
            for transcript in spoken()["en-us"][:12]:
                track = lipsync(transcript, set=name)
                assert track.motion is not None
                smooth = track.animation(max_error=error)
                linear = track.animation(max_error=error, interpolation="linear")
                frames = make_frames(track.motion.closures, transcript.duration, 60)
                full = track.motion.sample(frames.times)
                for keyed in (smooth, linear):
                    assert np.abs(keyed.sample()[1] - full).max() <= error + 1e-6
                counts += np.array([smooth.key_count, linear.key_count, 0, 0, 0])
                counts[2:] += _fewest(track.motion, frames, error)
            shares = [
                f"{counts[part] / counts[whole]:.2f}"
                for part, whole in ((0, 2), (1, 2), (0, 3), (4, 2))
            ]
            print(row(name, error, *counts, *shares, widths=widths))
            most = 0.5 if error == MAX_ERROR else 0.65
            failed += bool(counts[0] > min(most * counts[2], 1.1 * counts[3]))
    return failed


def _fewest(motion: Motion, frames: Frames, error: float) -> np.ndarray:
    """Return RDP's keys of all channels, the fewest keys among knots, and the lower bound."""
    allowed = allowed_at(frames, error)
    full = motion.sample(frames.times)
    known: dict[bytes, np.ndarray] = {}
    total = np.zeros(3, int)
    for index, column in enumerate(full.T):
        alike = column.tobytes()
        if alike not in known:
            polyline = rdp(frames.times, column, allowed)
            known[alike] = np.array(
                [polyline, fewest_keys(motion.curve(index), frames, error), floor(column, allowed)]
            )
        total += known[alike]
    return total


def g2p() -> int:
    """Measure phone error rates against the CMU dictionary, on 5,000 of its words.

    vidsync does not use the dictionary here: with it, there would be no errors to measure.
    """
    entries = _dictionary()
    # A random sample with a fixed seed; nothing was tuned on it.
    words = random.Random(20240229).sample(sorted(entries), 5000)
    pronounced = pronounce_words(words, "en-us")
    found = {
        "espeak-ng": {
            word: [label for sound in pronounced.get(word, ()) for label in sound.labels]
            for word in words
        }
    }
    if importlib.util.find_spec("openfacefx"):
        from openfacefx.g2p import G2P

        rules = G2P()
        found["OpenFaceFX rules"] = {
            word: [p.rstrip("012") for p in rules.word(word) if p != "sil"] for word in words
        }
    widths = (20, 20, 26, 20)
    print(row("", "phone errors", "as a mouth shows them", "words exact", widths=widths))
    for name, said in found.items():
        wrong = total = seen_wrong = exact = 0
        for word in words:
            best = min(entries[word], key=lambda own: distance(own, said[word]))
            wrong += distance(best, said[word])
            total += len(best)
            exact += best == said[word]
            seen_wrong += distance(_seen(best), _seen(said[word]))
        rates = f"{wrong / total:.1%}", f"{seen_wrong / total:.1%}", f"{exact / len(words):.1%}"
        print(row(name, *rates, widths=widths))
    return 0


_SEEN = {
    phone: group[0]
    for group in ("P B M", "F V", "TH DH", "T D N L", "K G NG HH", "S Z", "SH ZH CH JH", "R ER",
                  "AA AE AH AO", "EH EY", "IH IY Y", "OW OY AW", "UH UW W", "AY")
    for phone in group.split()
}  # fmt: skip


def _seen(phones: list[str]) -> list[str]:
    return [_SEEN.get(phone, phone) for phone in phones]


def distance(one: list[str], other: list[str]) -> int:
    """Return the Levenshtein distance."""
    line = list(range(len(other) + 1))
    for index, mine in enumerate(one, 1):
        before, line[0] = line[0], index
        for column, theirs in enumerate(other, 1):
            before, line[column] = (
                line[column],
                min(line[column] + 1, line[column - 1] + 1, before + (mine != theirs)),
            )
    return line[-1]


def _dictionary() -> dict[str, list[list[str]]]:
    """Return the words of the CMU dictionary that comes with the English acoustic model."""
    return {
        word: [way.split() for way in ways]
        for word, ways in english_dictionary().entries.items()
        if word.isalpha() and word.isascii() and len(word) > 2
    }


_HOUR = """
import json, resource, sys, time
from vidsync.visemes import lipsync
from vidsync.transcript import Phone, Transcript, Word
import numpy
rows = json.load(sys.stdin)
step = max(row[2] for row in rows) + 0.3
words = []
for turn in range(int(3600 / step)):
    for text, start, end, phones in rows:
        words.append(Word(text, start + turn * step, end + turn * step, phones=tuple(
            Phone(ipa, a + turn * step, b + turn * step) for ipa, a, b in phones)))
transcript = Transcript(tuple(words), 3600.0)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
started = time.process_time()
track = lipsync(transcript, set="arkit")
between = time.process_time()
keys = track.animation()
done = time.process_time()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([between - started, done - between, before, peak, keys.key_count, len(words)]))
"""


def hour() -> int:
    """Measure time and memory for an hour of speech to ARKit keys, in a separate process."""
    said = pronounce(" ".join(sentences(3)["en-us"]), voice="en-us")
    rows = [
        (word.text, word.start, word.end, [(p.ipa, p.start, p.end) for p in word.phones])
        for word in said.words
    ]
    done = subprocess.run(
        [sys.executable, "-c", _HOUR], input=json.dumps(rows), capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    track, animation, before, peak, count, words = json.loads(done.stdout)
    print(f"{words} words, {count} keys: {track:.2f} s to a track, {animation:.2f} s to keys, CPU")
    print(f"peak {peak:.0f} MB, of which {before:.0f} MB were there with the transcript")
    return int(track + animation > 3 or peak > 300)


_PARTS = {"closure": closure, "rhubarb": rhubarb, "keys": keys, "g2p": g2p, "hour": hour}


def main(arguments: list[str]) -> int:
    wanted = arguments or list(_PARTS)
    if unknown := [name for name in wanted if name not in _PARTS]:
        print(f"no part {unknown[0]!r}; there are: {', '.join(_PARTS)}")
        return 2
    failed = 0
    for name in wanted:
        print(f"\n== {name}")
        failed += _PARTS[name]()
    return int(failed > 0)
