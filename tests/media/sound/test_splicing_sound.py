"""Sound that is cut: to the sample, without a click, in bounded memory."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidsync.media.sound.splicing import Splicer

RATE = 48_000


def spliced(
    sound: np.ndarray, spans: list[tuple[float, float]], *, size: int = 1024, **options
) -> np.ndarray:
    """Cut a sound that is given to the splicer in blocks."""
    exact = [(Fraction(start), Fraction(end)) for start, end in spans]
    splicer = Splicer(exact, RATE, 1, **options)
    pieces = []
    for at in range(0, len(sound), size):
        pieces += splicer.add(at, sound[at : at + size, np.newaxis].astype(np.float32))
    return np.concatenate([*pieces, *splicer.finish()])[:, 0]


def tone(seconds: float, frequency: float = 441.7) -> np.ndarray:
    return np.sin(2 * np.pi * frequency * np.arange(round(seconds * RATE)) / RATE)


def roughness(sound: np.ndarray) -> float:
    """The largest step of the second difference: high where there is a click."""
    return float(np.abs(np.diff(sound, 2)).max())


def test_a_cut_makes_no_click():
    sound = tone(3.0)
    spans = [(0.0, 0.7123), (1.3041, 2.0077), (2.5, 3.0)]
    plain = np.concatenate([sound[round(a * RATE) : round(b * RATE)] for a, b in spans])
    cut = spliced(sound, spans)
    assert len(cut) == len(plain)
    assert roughness(plain) > 20 * roughness(sound)
    assert roughness(cut) < 1.5 * roughness(sound)


def test_the_level_stays_over_a_cut():
    steady = np.ones(RATE)
    cut = spliced(steady, [(0.0, 0.25), (0.5, 1.0)], until_end=True)
    assert cut == pytest.approx(1.0, abs=1e-6)


def test_away_from_cuts_every_sample_is_the_source_s():
    sound = np.random.default_rng(1).standard_normal(2 * RATE).astype(np.float32)
    cut = spliced(sound, [(0.0, 0.5), (1.0, 1.5)])
    fade = round(0.004 * RATE)
    assert np.array_equal(cut[: RATE // 2 - fade], sound[: RATE // 2 - fade])
    middle = slice(RATE // 2 + fade, RATE - 2 * fade)
    assert np.array_equal(cut[middle], sound[RATE // 2 :][middle])


def test_it_begins_and_ends_without_a_click_too():
    cut = spliced(np.ones(RATE), [(0.25, 0.75)])
    assert cut[0] < 0.01
    assert cut[-1] < 0.01
    whole = spliced(np.ones(RATE), [(0.0, 1.0)], until_end=True)
    assert whole.min() == 1.0


def test_what_is_missing_in_the_source_is_silence():
    splicer = Splicer([(Fraction(0), Fraction(1, 2)), (Fraction(1), Fraction(3))], RATE, 2)
    one = np.ones((RATE, 2), np.float32)
    pieces = [*splicer.add(RATE // 4, one[: RATE // 8]), *splicer.add(RATE, one)]
    whole = np.concatenate([*pieces, *splicer.finish()])
    assert whole.shape == (round(2.5 * RATE), 2)
    assert not whole[: RATE // 4 - 1].any()
    assert whole[RATE // 4 : RATE * 3 // 8 - 1].all()
    assert not whole[round(1.51 * RATE) :].any()


def test_little_is_held_in_memory():
    spans = [(Fraction(n), Fraction(n) + Fraction(1, 2)) for n in range(100)]
    splicer = Splicer(spans, RATE, 1)
    block = np.ones((4096, 1), np.float32)
    given_out = 0
    for at in range(0, 100 * RATE, 4096):
        given_out += sum(map(len, splicer.add(at, block)))
        assert len(splicer._pending) < 2 * 4096
    assert given_out + sum(map(len, splicer.finish())) == 50 * RATE


@given(
    st.lists(st.integers(0, 40_000), min_size=2, max_size=12, unique=True),
    st.sampled_from([64, 1000, 1024, 50_000]),
)
def test_any_cuts_give_the_exact_number_of_samples(edges: list[int], size: int):
    edges = sorted(edges)[: len(edges) // 2 * 2]
    spans = [(a / RATE, b / RATE) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    sound = np.ones(41_000)
    cut = spliced(sound, spans, size=size)
    assert len(cut) == sum(b - a for a, b in zip(edges[::2], edges[1::2], strict=True))
    assert cut.max() <= 1.0 + 1e-6
    # Between the fades of the beginning and the end, nothing is louder or quieter.
    fade = min(round(0.008 * RATE), len(cut) // 2)
    assert cut[fade : len(cut) - fade] == pytest.approx(1.0, abs=1e-6)
    again = spliced(sound, spans, size=777)
    assert np.allclose(cut, again, atol=1e-6)
