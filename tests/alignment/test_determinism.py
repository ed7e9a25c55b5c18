"""The same sound and text give the same times, in any order and in any process."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
import pytest

from vidsync.alignment import Alignment, align_with_report
from vidsync.alignment.engines.registry import choose_engine
from vidsync.alignment.long.anchors import Part
from vidsync.alignment.placement import Placements
from vidsync.alignment.pool import Pool
from vidsync.alignment.sound.features import SAMPLE_RATE, normalize
from vidsync.alignment.text.tokens import tokenize
from vidsync.alignment.worker import Request, carry_out
from vidsync.audio import Samples, decode
from vidsync.espeak import synthesize

# A voice that suits the acoustic model, one that is warped, one in noise and one that says figures.
FILES = (
    ("Nobody had lit the lamp on the pier.", "en", "en-us+klatt", 0.0),
    ("Le petit bateau quitte le port ce soir.", "fr", "fr+f2", 0.0),
    ("We walked home along the wall, counting steps.", "en", "en-us+m7", 0.02),
    ("In 1905 we paid $12.50 for 3 old boats.", "en", "en-us+f5", 0.0),
)


def recording(text: str, voice: str, noise: float) -> Samples:
    samples = decode(io.BytesIO(synthesize(text, voice=voice, rate=150).audio))
    hiss = np.random.default_rng(len(text)).standard_normal(samples.data.shape) * noise
    return Samples((samples.data + hiss).astype(np.float32), samples.sample_rate)


@pytest.fixture(scope="module")
def recordings() -> list[Samples]:
    return [recording(text, voice, noise) for text, _, voice, noise in FILES]


def in_order(recordings: Sequence[Samples], order: Sequence[int]) -> list[Alignment]:
    found = {
        index: align_with_report(recordings[index], FILES[index][0], language=FILES[index][1])
        for index in order
    }
    return [found[index] for index in sorted(found)]


def test_the_order_of_files_changes_nothing(recordings: list[Samples]) -> None:
    first = in_order(recordings, (0, 1, 2, 3))
    for order in ((3, 1, 2, 0), (2, 2, 0, 3, 1)):
        assert in_order(recordings, order) == first


@pytest.fixture(scope="module")
def requests(recordings: list[Samples]) -> list[Request]:
    made: list[Request] = []
    for samples, (text, language, _, _) in zip(recordings, FILES, strict=True):
        sound, tokens = normalize(samples), tokenize(text, language)
        engine = choose_engine(sound, tokens, language=language, engine="auto")
        made.append(Request(Part(0.0, 0, sound, tokens), engine))
    return made


def test_processes_beside_each_other_find_what_one_alone_does(requests: list[Request]) -> None:
    alone = [carry_out(request) for request in requests]
    assert all(isinstance(found, Placements) and found.placed for found in alone)
    pool = Pool()
    for order in ((0, 1, 2, 3), (3, 1, 0, 2)):
        answers = pool.run([requests[index] for index in order], workers=2)
        assert answers == [alone[index] for index in order]


def test_earlier_alignments_do_not_change_the_result(requests: list[Request]) -> None:
    request = requests[0]
    before = carry_out(request)
    noise = np.random.default_rng(8).standard_normal(SAMPLE_RATE * 2).astype(np.float32) * 0.1
    odd = tokenize("Zyxwvut qqq 99999!", "en")
    carry_out(Request(Part(0.0, 0, noise.astype(np.float32), odd), request.engine))
    after = carry_out(request)
    assert isinstance(before, Placements)
    assert isinstance(after, Placements)
    assert [placed.phones for placed in after.placed] == [placed.phones for placed in before.placed]
