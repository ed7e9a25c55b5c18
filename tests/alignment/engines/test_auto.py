from __future__ import annotations

import io
import warnings

import pytest

from vidsync.alignment import align_with_report
from vidsync.alignment.edges.pause_edges import PlacedPhone
from vidsync.alignment.engines.auto import (
    fastest_rate,
    largest_surplus,
    squeezed_tokens,
    surplus_spans,
)
from vidsync.alignment.placement import PlacedToken
from vidsync.alignment.text.tokens import tokenize
from vidsync.audio import Samples, decode
from vidsync.errors import VidsyncWarning
from vidsync.espeak import synthesize

FIRST = "Personne ne savait pourquoi la vieille cloche se taisait."
SECOND = "Nous avons repeint le bateau avant la grande pluie."
THIRD = "La boulangerie ouvre à six heures, mais on attend déjà à cinq heures."


def said(text: str) -> Samples:
    """Speech by a voice that warping matches so well that it accepts almost any text."""
    return decode(io.BytesIO(synthesize(text, voice="fr+m3", rate=120, pitch=45).audio))


def test_words_that_are_squeezed_together_were_not_said() -> None:
    with pytest.warns(VidsyncWarning, match="not heard"):
        found = align_with_report(
            said(f"{FIRST} {THIRD}"), f"{FIRST} {SECOND} {THIRD}", language="fr"
        )
    (missing,) = found.report.missing
    assert SECOND in missing.text
    assert len(missing.text) < len(SECOND) + 8


def test_a_long_loud_gap_is_speech_that_the_text_lacks() -> None:
    with pytest.warns(VidsyncWarning, match="not in the text"):
        found = align_with_report(
            said(f"{FIRST} {SECOND} {THIRD}"), f"{FIRST} {THIRD}", language="fr"
        )
    (extra,) = found.report.extra
    assert extra.end - extra.start > 2
    assert found.report.missing == ()


def test_a_sentence_covered_by_one_stretched_word_is_speech_that_the_text_lacks() -> None:
    tickets = "Please keep your tickets, because the inspector boards at the next stop."
    engineer = "Nobody expected the quiet engineer to win the baking competition."
    boat = "Their boat had no name, so the harbour master gave it a number."
    speech = synthesize(f"{tickets} {boat} {engineer}", voice="en-us+klatt", rate=145, pitch=30)
    with pytest.warns(VidsyncWarning, match="not in the text"):
        found = align_with_report(
            decode(io.BytesIO(speech.audio)), f"{tickets} {engineer}", language="en"
        )
    first = next(word.start for word in speech.transcript.words if word.text == "Their")
    last = next(word.end for word in speech.transcript.words if word.text == "number.")
    heard = sum(min(each.end, last) - max(each.start, first) for each in found.report.extra)
    assert heard > 0.5 * (last - first)


def test_a_loud_gap_is_reported_if_no_search_finds_sounds_in_it() -> None:
    bakery = "Il forno apre alle sei, ma la fila comincia alle cinque."
    boat = "Abbiamo dipinto la barca prima della grande pioggia."
    bell = "Nessuno sapeva perché la vecchia campana tacesse."
    speech = synthesize(f"{bakery} {boat} {bell}", voice="it+klatt", rate=145, pitch=45)
    with pytest.warns(VidsyncWarning, match="not in the text"):
        found = align_with_report(
            decode(io.BytesIO(speech.audio)), f"{bakery} {bell}", language="it", engine="sphinx"
        )
    (extra,) = found.report.extra
    assert extra.end - extra.start > 3


def test_the_right_text_is_accepted() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = align_with_report(
            said(f"{FIRST} {SECOND} {THIRD}"), f"{FIRST} {SECOND} {THIRD}", language="fr"
        )
    assert found.report.fits


@pytest.mark.parametrize(
    ("voice", "slower", "engine"), [("it+f5", 0.9, "sphinx"), ("it+klatt", 1.15, "dtw")]
)
def test_the_model_aligns_voices_unlike_the_reference_if_it_fits(
    voice: str, slower: float, engine: str
) -> None:
    """An espeak-ng voice with changed speed and formants hardly resembles the reference."""
    text = "Il vecchio porto era calmo quando arrivò la barca, e nessuno la stava aspettando."
    speech = synthesize(text, voice=voice, rate=round(150 * slower), pitch=60)
    samples = decode(io.BytesIO(speech.audio))
    changed = Samples(samples.data, round(samples.sample_rate / slower))
    found = align_with_report(changed, text, language="it")
    assert found.report.engine == engine
    starts = [word.start * slower for word in speech.transcript.words]
    away = [
        abs(word.start - start) for word, start in zip(found.transcript.words, starts, strict=True)
    ]
    assert sorted(away)[len(away) // 2] < 0.008


def test_hurry_and_surplus_are_relative_to_usual_durations() -> None:
    tokens = tokenize("amber boats carry amber boats carry amber boats carry", "en")

    def placed(*seconds: float) -> list[PlacedToken]:
        result: list[PlacedToken] = []
        time = 0.0
        for token, length in enumerate(seconds):
            result.append(
                PlacedToken(token, (PlacedPhone("a", time, time + length, token),), -1.0, 0.9)
            )
            time += length
        return result

    even = placed(*[0.6] * 9)
    assert fastest_rate(even, tokens, 3) == pytest.approx(1.0)
    assert largest_surplus(even, tokens) == pytest.approx(0.0)
    assert squeezed_tokens(even, tokens, 0.5) == set()
    squeezed = placed(0.6, 0.6, 0.6, 0.1, 0.1, 0.1, 0.6, 0.6, 0.6)
    assert fastest_rate(squeezed, tokens, 3) == pytest.approx(1 / 6)
    assert squeezed_tokens(squeezed, tokens, 0.5) == {3, 4, 5}
    assert largest_surplus(
        placed(0.6, 0.6, 2.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6), tokens
    ) == pytest.approx(2.0)
    # The fourth word takes 2.6 s; its letters usually take 0.6 s.
    drawn = placed(0.6, 0.6, 0.6, 2.6, 0.6, 0.6, 0.6, 0.6, 0.6)
    assert surplus_spans(drawn, tokens, 1.9) == [(pytest.approx(2.4), pytest.approx(4.4))]
    assert surplus_spans(drawn, tokens, 2.1) == []
