"""Speech with known word and phone times, made by other synthesizers while the benchmark runs.

flite is called through its shared libraries, Festival through its batch mode; both
report the end of every segment and its token in the text. espeak-ng runs in vidsync's
worker, with voices unlike the aligner's reference.
"""

from __future__ import annotations

import ctypes
import io
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from shutil import which

import numpy as np

from vidsync.audio import Samples, decode

DEBIAN_PACKAGES = (
    "flite festival festvox-kallpc16k festvox-kdlpc16k festvox-us-slt-hts "
    "festvox-italp16k festvox-itapc16k"
)
FLITE_VOICES = ("slt", "rms", "awb", "kal16")
FESTIVAL_VOICES = {
    "kal": "voice_kal_diphone",
    "ked": "voice_ked_diphone",
    "slt": "voice_cmu_us_slt_arctic_hts",
}
FESTIVAL_ITALIAN = {"lp": "voice_lp_diphone", "pc": "voice_pc_diphone"}


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """Speech with the start and end of every word and sound.

    Attributes:
        samples: mono.
        text: the spoken text; each whitespace-separated token is one word of `words`.
        words: start and end of each word, in seconds.
        phones: start of each sound, in seconds, without pauses.
        segments: word number, name, start and end of each sound.
    """

    samples: Samples
    text: str
    words: tuple[tuple[float, float], ...]
    phones: tuple[float, ...]
    segments: tuple[tuple[int, str, float, float], ...] = ()


class SynthesizerMissingError(Exception):
    """A synthesizer that the benchmark needs is not installed."""


def _make_clip(
    samples: Samples, text: str, segments: Sequence[tuple[int, str, float, float]]
) -> Clip | None:
    """Return a clip from (token number, phone, start, end), or None if the tokens don't match."""
    spoken = [segment for segment in segments if segment[0] >= 0]
    words: dict[int, tuple[float, float]] = {}
    for token, _, start, end in spoken:
        words[token] = (words.get(token, (start, end))[0], end)
    if len(words) != len(text.split()):
        return None
    starts = tuple(start for _, _, start, _ in spoken)
    return Clip(samples, text, tuple(words.values()), starts, tuple(spoken))


class _Wave(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_char_p),
        ("sample_rate", ctypes.c_int),
        ("num_samples", ctypes.c_int),
        ("num_channels", ctypes.c_int),
        ("samples", ctypes.POINTER(ctypes.c_short)),
    )


_POINTER_CALLS = {
    "flite_synth_text": (ctypes.c_char_p, ctypes.c_void_p),
    "utt_relation": (ctypes.c_void_p, ctypes.c_char_p),
    "relation_head": (ctypes.c_void_p,),
    "item_next": (ctypes.c_void_p,),
    "path_to_item": (ctypes.c_void_p, ctypes.c_char_p),
    "item_parent": (ctypes.c_void_p,),
    "item_as": (ctypes.c_void_p, ctypes.c_char_p),
}


@cache
def _load_flite() -> ctypes.CDLL:
    try:
        library = ctypes.CDLL("libflite.so.1", mode=ctypes.RTLD_GLOBAL)
        for part in ("usenglish", "cmulex"):
            ctypes.CDLL(f"libflite_{part}.so.1", mode=ctypes.RTLD_GLOBAL)
    except OSError as error:
        raise SynthesizerMissingError(f"flite: {error}") from error
    for name, arguments in _POINTER_CALLS.items():
        call = getattr(library, name)
        call.restype, call.argtypes = ctypes.c_void_p, arguments
    library.utt_wave.restype = ctypes.POINTER(_Wave)
    library.utt_wave.argtypes = (ctypes.c_void_p,)
    library.item_feat_float.restype = ctypes.c_float
    library.item_feat_float.argtypes = (ctypes.c_void_p, ctypes.c_char_p)
    library.ffeature_string.restype = ctypes.c_char_p
    library.ffeature_string.argtypes = (ctypes.c_void_p, ctypes.c_char_p)
    library.delete_utterance.argtypes = (ctypes.c_void_p,)
    library.flite_init()
    return library


@cache
def _load_flite_voice(name: str) -> int:
    _load_flite()
    # flite registers kal16 under a name that differs from its library's.
    register = getattr(
        ctypes.CDLL(f"libflite_cmu_us_{name}.so.1", mode=ctypes.RTLD_GLOBAL),
        f"register_cmu_us_{name}",
    )
    register.restype, register.argtypes = ctypes.c_void_p, (ctypes.c_char_p,)
    return int(register(None))


def flite(text: str, voice: str) -> Clip | None:
    """Speak with a voice of flite; None if its tokens are not those of the text."""
    library = _load_flite()
    utterance = library.flite_synth_text(text.encode(), _load_flite_voice(voice))
    wave = library.utt_wave(utterance).contents
    pcm = np.ctypeslib.as_array(wave.samples, (wave.num_samples,)).astype(np.float32) / 32768
    samples = Samples(pcm.reshape(-1, 1), wave.sample_rate)
    segments: list[tuple[int, str, float, float]] = []
    seen: dict[int, int] = {}
    start = 0.0
    item = library.relation_head(library.utt_relation(utterance, b"Segment"))
    while item:
        end = float(library.item_feat_float(item, b"end"))
        name = library.ffeature_string(item, b"name").decode()
        token = -1
        if name != "pau":
            word = library.path_to_item(item, b"R:SylStructure.parent.parent.R:Token")
            parent = library.item_parent(library.item_as(word, b"Token"))
            token = seen.setdefault(parent, len(seen))
        segments.append((token, name, start, end))
        start = end
        item = library.item_next(item)
    library.delete_utterance(utterance)
    return _make_clip(samples, text, segments)


_SCHEME = """
({voice})
(define (dump utt)
  (mapcar
    (lambda (segment)
      (format t "%s\\t%s\\t%f\\n"
        (item.feat segment "R:SylStructure.parent.parent.R:Token.parent.number")
        (item.name segment) (item.feat segment "end")))
    (utt.relation.items utt 'Segment)))
(define (speak text file)
  (let ((utt (eval (list 'Utterance 'Text text))) (number 0))
    (Initialize utt) (Text utt) (Token_POS utt)
    (mapcar (lambda (token) (set! number (+ 1 number)) (item.set_feat token "number" number))
      (utt.relation.items utt 'Token))
    (Token utt) (POS utt) (Phrasify utt) (Word utt) (Pauses utt) (Intonation utt)
    (PostLex utt) (Duration utt) (Int_Targets utt) (Wave_Synth utt)
    (utt.save.wave utt file 'riff)
    (dump utt)
    (format t "END\\n")))
"""


def festival(texts: Sequence[str], voice: str) -> list[Clip | None]:
    """Speak with a voice of Festival, given as the Scheme function that selects it."""
    if which("festival") is None:
        raise SynthesizerMissingError("festival: no such program")
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "speak.scm")
        quoted = [text.replace('"', "") for text in texts]
        commands = "\n".join(
            f'(speak "{text}" "{folder}/{number}.wav")' for number, text in enumerate(quoted)
        )
        encoding = "latin-1" if voice in FESTIVAL_ITALIAN.values() else "ascii"
        script.write_text(_SCHEME.format(voice=voice) + commands, encoding=encoding)
        answer = subprocess.run(
            ["festival", "--batch", str(script)], capture_output=True, check=False
        )
        if answer.returncode:
            raise SynthesizerMissingError(
                f"festival {voice}: {answer.stderr.decode('latin-1')[:300]}"
            )
        parts = answer.stdout.decode("latin-1").split("END\n")
        clips: list[Clip | None] = []
        for number, (text, part) in enumerate(zip(texts, parts, strict=False)):
            segments: list[tuple[int, str, float, float]] = []
            start = 0.0
            for line in part.splitlines():
                token, name, end = line.split("\t")
                # A segment without a token has the number 0.
                segments.append((int(float(token)) - 1, name, start, float(end)))
                start = float(end)
            samples = decode(Path(folder, f"{number}.wav")).mono()
            clips.append(_make_clip(samples, text, segments))
        return clips


def espeak(text: str, voice: str, *, rate: int = 170, pitch: int = 50) -> Clip | None:
    """Speak with espeak-ng, which reports word and phone times."""
    from vidsync import espeak as engine

    speech = engine.synthesize(text, voice=voice, rate=rate, pitch=pitch)
    words = speech.transcript.words
    if len(words) != len(text.split()):
        return None
    return Clip(
        decode(io.BytesIO(speech.audio)).mono(),
        text,
        tuple((word.start, word.end) for word in words),
        tuple(phone.start for word in words for phone in word.phones),
    )


def paragraphs(sentences: Sequence[str], size: int) -> Iterator[str]:
    """Yield groups of `size` sentences, each joined to one text."""
    for first in range(0, len(sentences), size):
        yield " ".join(sentences[first : first + size])


def flite_set(voice: str, texts: Sequence[str]) -> list[Clip]:
    """Speak texts with flite, leaving out those whose tokens differ from flite's."""
    return [clip for text in texts if (clip := flite(text, voice))]


Maker = Callable[[Sequence[str]], list[Clip]]
