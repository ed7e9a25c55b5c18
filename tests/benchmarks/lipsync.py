"""Mouths: closures over 304 sentences, keys against RDP, pronunciations, an hour of speech.

    python -m tests.benchmarks lipsync [closure] [keys] [g2p] [hour]

OpenFaceFX is measured by the same yardstick where it is installed (pip install openfacefx).
"""

import importlib.util
import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache

import numpy as np

from tests.benchmarks._measure import row
from tests.benchmarks._sentences import sentences
from vidsync.alignment.lexicon import nearest, pronounced
from vidsync.espeak import pronounce
from vidsync.lipsync import ipa, lipsync
from vidsync.lipsync.phones import phones_of
from vidsync.transcript import Phone, Transcript

OPEN = 0.05
RATES = (24, 60)
ARKIT_OPEN = (
    "jawOpen", "mouthFunnel", "mouthLowerDownLeft", "mouthUpperUpLeft", "tongueOut",
)  # fmt: skip
Curves = Callable[[np.ndarray], np.ndarray]

# Sealed or not, for each of the times.
Sealed = Callable[[np.ndarray], np.ndarray]


def oculus(transcript: Transcript) -> Sealed:
    keys = lipsync(transcript, set="oculus").animation()

    def sealed(times: np.ndarray) -> np.ndarray:
        shapes = {curve.name: curve.sample(times) for curve in keys.curves}
        others = sum(value for name, value in shapes.items() if name not in ("PP", "sil"))
        return (shapes["PP"] >= 1 - OPEN) & (others <= OPEN)

    return sealed


def arkit(transcript: Transcript) -> Sealed:
    keys = lipsync(transcript, set="arkit").animation()

    def sealed(times: np.ndarray) -> np.ndarray:
        shut = keys.curve("mouthPressLeft").sample(times) >= 0.45 * (1 - OPEN)
        return shut & (np.max([keys.curve(n).sample(times) for n in ARKIT_OPEN], axis=0) <= OPEN)

    return sealed


def openfacefx(transcript: Transcript, *, jali: bool) -> Sealed:
    from openfacefx.alignment import PhonemeSegment
    from openfacefx.coarticulation import CoartParams
    from openfacefx.ipa import IPA_MAPPING
    from openfacefx.pipeline import generate_from_alignment

    # Its JALI rules know ARPABET only.
    parts = []
    for phone in phones_of(transcript):
        names = nearest(phone.ipa) if jali else (phone.ipa,)
        step = phone.duration / max(len(names), 1)
        for index, name in enumerate(names):
            start = phone.start + index * step
            parts.append(PhonemeSegment(name, start, start + step))
    filled, end = [], 0.0
    for part in parts:
        if part.start > end + 0.001:
            filled.append(PhonemeSegment("sil", end, part.start))
        filled.append(part)
        end = part.end
    filled.append(PhonemeSegment("sil", end, max(transcript.duration, end + 0.01)))
    made = (
        generate_from_alignment(filled, params=CoartParams(jali=True))
        if jali
        else generate_from_alignment(filled, mapping=IPA_MAPPING)
    )
    channels = {
        c.name: ([k.time for k in c.keys], [k.value for k in c.keys]) for c in made.channels
    }

    def sealed(times: np.ndarray) -> np.ndarray:
        shapes = {n: np.interp(times, *c) for n, c in channels.items() if c[0]}
        others = sum(value for name, value in shapes.items() if name not in ("PP", "sil"))
        return (shapes.get("PP", 0 * times) >= 0.85) & (others <= OPEN)

    return sealed


def is_bilabial(phone: Phone) -> bool:
    return ipa.nearest(ipa.plain(ipa.bare(phone.ipa)))[:1] in ("p", "b", "m")


def closures(transcript: Transcript, make: Callable[[Transcript], Sealed]) -> np.ndarray:
    """Bilabials; fully closed for two frames; in time; closures with no bilabial.

    The middle two hold where they hold at 24 and at 60 fps.
    """
    sealed = make(transcript)
    bilabials = [phone for phone in phones_of(transcript) if is_bilabial(phone)]
    spoken = [(phone.start, phone.end) for phone in phones_of(transcript)]
    closed, timely = np.ones(len(bilabials), bool), np.ones(len(bilabials), bool)
    false = 0
    for rate in RATES:
        shut = sealed(np.arange(int(transcript.duration * rate) + 2) / rate)
        runs = list(_runs(shut))
        for index, phone in enumerate(bilabials):
            onset = int(phone.start * rate + 1e-6)
            mine = [r for r in runs if r[0] / rate < phone.end and r[1] / rate > phone.start - 0.1]
            closed[index] &= any(last - first >= 2 for first, last in mine)
            # The frame on screen when the sound's closure begins is shut, or an earlier one.
            timely[index] &= any(first <= onset for first, _ in mine)
        for first, last in runs:
            near = any(
                first / rate < phone.end + 0.1 and last / rate > phone.start - 0.15
                for phone in bilabials
            )
            in_speech = any(start < first / rate and last / rate < end for start, end in spoken)
            false += not near and in_speech
    return np.array([len(bilabials), closed.sum(), timely.sum(), false])


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
    peers: dict[str, Callable[[Transcript], Sealed]] = {"oculus": oculus, "arkit": arkit}
    if importlib.util.find_spec("openfacefx"):
        peers["OpenFaceFX"] = lambda transcript: openfacefx(transcript, jali=False)
        peers["OpenFaceFX, JALI"] = lambda transcript: openfacefx(transcript, jali=True)
    widths = (18, 8, 10, 22, 10, 16)
    print(row("", "lang", "bilabials", "closed 2 frames", "in time", "false closures",
              widths=widths))  # fmt: skip
    failed = 0
    for name, make in peers.items():
        total = np.zeros(4, int)
        for language, transcripts in spoken().items():
            found = sum((closures(one, make) for one in transcripts), np.zeros(4, int))
            total += found
            if found[1] < found[0] or found[2] < found[0] or found[3]:
                print(row(name, language, *found, widths=widths))
        count, closed, timely, false = total.tolist()
        shares = f"{closed / count:.1%}", f"{timely / count:.1%}"
        print(row(name, "all", count, *shares, false, widths=widths))
        if name in ("oculus", "arkit"):
            failed += closed < count or timely < count or false > 0
    return failed


def keys() -> int:
    """Keys at one error on the same curves: smooth, linear, and RDP's polyline."""
    widths = (10, 10, 10, 10, 10, 14, 14)
    print(row("set", "error", "smooth", "linear", "RDP", "smooth/RDP", "linear/RDP", widths=widths))
    failed = 0
    for name in ("arkit", "oculus"):
        for error in (0.005, 0.015, 0.03):
            counts = np.zeros(3, int)
            for transcript in spoken()["en-us"][:20]:
                track = lipsync(transcript, set=name)
                assert track.motion is not None
                smooth = track.animation(max_error=error)
                linear = track.animation(max_error=error, interpolation="linear")
                times, _ = smooth.sample()
                full = track.motion.sample(times)
                for keyed in (smooth, linear):
                    assert np.abs(keyed.sample()[1] - full).max() <= error + 1e-6
                thinned = sum(len(rdp(times, column, error)) for column in full.T)
                counts += np.array([smooth.key_count, linear.key_count, thinned])
            shares = [f"{count / counts[2]:.2f}" for count in counts[:2]]
            print(row(name, error, *counts, *shares, widths=widths))
            failed += bool(counts[0] > 0.5 * counts[2])
    return failed


def rdp(times: np.ndarray, values: np.ndarray, error: float) -> list[int]:
    """Ramer, Douglas and Peucker's keys of a curve, by vertical distance."""
    if np.ptp(values) < 1e-9:
        return [0]
    kept, waiting = {0, len(times) - 1}, [(0, len(times) - 1)]
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        span = slice(first, last + 1)
        line = np.interp(times[span], times[[first, last]], values[[first, last]])
        off = np.abs(values[span] - line)
        worst = int(off.argmax())
        if off[worst] > error:
            kept.add(first + worst)
            waiting += [(first, first + worst), (first + worst, last)]
    return sorted(kept)


def g2p() -> int:
    """Phone error rates against the CMU dictionary, on 5,000 of its words."""
    entries = _dictionary()
    # Tuned on nothing: drawn by a fixed seed.
    words = random.Random(20240229).sample(sorted(entries), 5000)
    told = pronounced(words, "en-us")
    found = {
        "espeak-ng": {
            word: [label for sound in told.get(word, ()) for label in sound.labels]
            for word in words
        }
    }
    if importlib.util.find_spec("openfacefx"):
        from openfacefx.g2p import G2P

        rules = G2P()
        found["OpenFaceFX rules"] = {
            word: [p.rstrip("012") for p in rules.phonemes(word) if p != "sil"]
            if hasattr(rules, "phonemes")
            else [p.rstrip("012") for p in rules.word(word) if p != "sil"]
            for word in words
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
    """Levenshtein's."""
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
    """Words of the CMU dictionary that ships with the English acoustic model."""
    from pathlib import Path

    import soundswallower

    path = Path(soundswallower.__file__).parent / "model" / "en-us" / "dict.txt"
    entries: dict[str, list[list[str]]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        word, *phones = line.split()
        word = word.partition("(")[0]
        if word.isalpha() and word.isascii() and len(word) > 2:
            entries.setdefault(word, []).append(phones)
    return entries


_HOUR = """
import json, resource, sys, time
from vidsync.lipsync import lipsync
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
    """An hour of speech to ARKit keys, in a process of its own."""
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


_PARTS = {"closure": closure, "keys": keys, "g2p": g2p, "hour": hour}


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
