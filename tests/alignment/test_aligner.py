from __future__ import annotations

import io
import warnings
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from vidsync.alignment import align, align_with_report, refine
from vidsync.audio import Samples, decode, wav_bytes
from vidsync.errors import AlignmentError, InputError, MediaError, VidsyncWarning
from vidsync.espeak import synthesize
from vidsync.transcript import Transcript

FIRST = "The harbour was quiet when the last boat came in."
SECOND = "Nobody had lit the lamp on the pier."
THIRD = "We walked home along the wall, counting the steps."


def spoken(text: str, voice: str = "en-us+klatt", rate: int = 150) -> tuple[Samples, Transcript]:
    """Speech by a voice unlike the reference, and its true word times."""
    speech = synthesize(text, voice=voice, rate=rate, pitch=60)
    return decode(io.BytesIO(speech.audio)), speech.transcript


def errors_ms(found: Transcript, truth: Transcript) -> np.ndarray:
    assert [word.text for word in found.words] == [word.text for word in truth.words]
    pairs = zip(found.words, truth.words, strict=True)
    return np.abs([1000 * (word.start - true.start) for word, true in pairs])


@pytest.fixture(scope="module")
def three() -> tuple[Samples, Transcript]:
    return spoken(f"{FIRST} {SECOND} {THIRD}")


@pytest.mark.parametrize("engine", ["sphinx", "dtw", "auto"])
def test_words_are_where_they_are_heard(three: tuple[Samples, Transcript], engine: str) -> None:
    samples, truth = three
    found = align(samples, truth.text, engine=engine)  # type: ignore[arg-type]
    errors = errors_ms(found, truth)
    assert np.median(errors) < 12
    assert np.mean(errors <= 50) > 0.85
    assert found.source == "aligned"
    assert found.duration == pytest.approx(samples.duration)
    for word in found.words:
        assert word.span is not None
        assert found.text[slice(*word.span)] == word.text
        assert word.phones[0].start == word.start
        assert word.phones[-1].end == word.end
        assert 0 <= (word.confidence or -1) <= 1


def loud(samples: Samples, gain: float) -> Samples:
    return Samples(np.clip(samples.data * gain, -1, 1), samples.sample_rate)


def noisy(samples: Samples) -> Samples:
    noise = np.random.default_rng(5).standard_normal(samples.data.shape)
    level = np.sqrt(np.mean(np.square(samples.data))) / 10
    return Samples((samples.data + level * noise).astype(np.float32), samples.sample_rate)


def late(samples: Samples) -> Samples:
    silence = np.zeros((4 * samples.sample_rate, 1), np.float32)
    return Samples(np.concatenate([silence, samples.data]), samples.sample_rate)


@pytest.mark.parametrize(
    ("change", "shift"),
    [
        (lambda sound: sound.resampled(8000), 0.0),
        (lambda sound: sound.resampled(48000), 0.0),
        (lambda sound: Samples(np.repeat(sound.data, 2, axis=1), sound.sample_rate), 0.0),
        (lambda sound: loud(sound, 0.005), 0.0),
        (lambda sound: loud(sound, 8.0), 0.0),
        (lambda sound: Samples(sound.data + np.float32(0.1), sound.sample_rate), 0.0),
        (noisy, 0.0),
        (late, 4.0),
    ],
    ids=["8 kHz", "48 kHz", "stereo", "quiet", "clipped", "offset", "white noise", "late"],
)
def test_bad_recordings_are_aligned_too(
    three: tuple[Samples, Transcript], change: object, shift: float
) -> None:
    samples, truth = three
    changed = change(samples)  # type: ignore[operator]
    errors = errors_ms(align(changed, truth.text), truth.shift(shift))
    assert np.median(errors) < 20
    assert np.mean(errors <= 60) > 0.8


def test_a_file_in_memory_serves_as_well_as_its_samples(
    three: tuple[Samples, Transcript],
) -> None:
    samples, truth = three
    found = align(wav_bytes(samples), truth.text)
    assert np.median(errors_ms(found, truth)) < 12


@pytest.mark.parametrize("language", ["de", "es", "fr", "it"])
def test_other_languages(language: str) -> None:
    text = {
        "de": "Der alte Hafen lag still, als das letzte Boot kam.",
        "es": "El viejo puerto estaba tranquilo cuando llegó el barco.",
        "fr": "Le vieux port était calme quand le bateau arriva.",
        "it": "Il vecchio porto era calmo quando arrivò la barca.",
    }[language]
    samples, truth = spoken(text, f"{language}+klatt")
    found = align_with_report(samples, text, language=language)
    assert found.report.engine == "dtw"
    assert np.median(errors_ms(found.transcript, truth)) < 8
    assert np.max(errors_ms(found.transcript, truth)) < 100


def test_a_word_of_another_language_is_not_read_as_the_english_one_of_its_spelling() -> None:
    text = "Dove sono le mele e il pane?"
    samples, _ = spoken(text, "it+klatt")
    found = align(samples, text, language="it", engine="sphinx")
    said = ["".join(phone.ipa.strip("ˈˌː") for phone in word.phones) for word in found.words]
    assert said[0] == "dove"
    assert said[3] == "mɛle"
    english = align(spoken("Where is the dove?")[0], "Where is the dove?", engine="sphinx")
    assert [phone.ipa for phone in english.words[-1].phones][:1] == ["d"]
    assert english.words[-1].phones[-1].ipa == "v"


def test_a_sentence_that_is_not_said_is_reported_and_the_rest_kept() -> None:
    samples, truth = spoken(f"{FIRST} {THIRD}")
    with pytest.warns(VidsyncWarning, match="not heard"):
        found = align_with_report(samples, f"{FIRST} {SECOND} {THIRD}", engine="sphinx")
    assert [missing.text for missing in found.report.missing] == [SECOND]
    assert not found.report.fits
    assert np.median(errors_ms(found.transcript, truth)) < 20


def test_a_sentence_that_the_text_lacks_is_reported(
    three: tuple[Samples, Transcript],
) -> None:
    samples, truth = three
    with pytest.warns(VidsyncWarning, match="not in the text"):
        found = align_with_report(samples, f"{FIRST} {THIRD}", engine="sphinx")
    (extra,) = found.report.extra
    unwritten = truth.words[len(FIRST.split()) : len(f"{FIRST} {SECOND}".split())]
    assert extra.start == pytest.approx(unwritten[0].start, abs=0.4)
    assert extra.end == pytest.approx(unwritten[-1].end, abs=0.4)


@pytest.mark.parametrize(
    "text",
    [
        "Every parliament needs a rule for interrupting the budget committee politely.",
        "Dreizehn grüne Flaschen standen gestern Abend ungeöffnet neben dem Kühlschrank.",
    ],
)
def test_another_text_is_refused(three: tuple[Samples, Transcript], text: str) -> None:
    with pytest.raises(AlignmentError, match="does not match the text"):
        align(three[0], text)


def test_silence_and_noise_are_refused() -> None:
    with pytest.raises(AlignmentError, match="silent"):
        align(Samples(np.zeros((32000, 1), np.float32), 16000), FIRST)
    noise = np.random.default_rng(2).standard_normal((64000, 1)).astype(np.float32)
    with pytest.raises(AlignmentError, match="does not match"):
        align(Samples(noise * np.float32(0.1), 16000), FIRST)


def test_input_that_cannot_be_aligned_is_refused_by_name(
    three: tuple[Samples, Transcript],
) -> None:
    with pytest.raises(AlignmentError, match="nothing that can be spoken"):
        align(three[0], " — … ")
    with pytest.raises(InputError, match="unknown alignment engine 'sphynx'"):
        align(three[0], FIRST, engine="sphynx")  # type: ignore[arg-type]
    with pytest.raises(MediaError):
        align(b"not a sound file", FIRST)


def test_the_order_of_files_changes_nothing(three: tuple[Samples, Transcript]) -> None:
    samples, truth = three
    other, other_truth = spoken("Seven grey geese flew over 2 old mills.", "en-us+m7")
    first = align(samples, truth.text, engine="sphinx")
    align(other, other_truth.text, engine="sphinx")
    assert align(samples, truth.text, engine="sphinx") == first


def test_figures_and_unsaid_signs_are_words_of_the_text() -> None:
    samples, _ = spoken("In nineteen oh five we paid twelve dollars and fifty cents.")
    text = "In 1905 — we paid $12.50. 🙂"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = align(samples, text, engine="sphinx")
    assert [word.text for word in found.words] == ["In", "1905 —", "we", "paid", "$12.50. 🙂"]
    assert [text[slice(*(word.span or ()))] for word in found.words] == [
        word.text for word in found.words
    ]
    assert found.words[4].duration > 1.0


@pytest.mark.parametrize("word", ["ah", "oh", "you", "no", "we"])
def test_an_ambiguous_pause_goes_where_the_text_has_punctuation(word: str) -> None:
    sound = decode(io.BytesIO(synthesize(word, voice="en-us+klatt", rate=120).audio))
    said = sound.mono().resampled(16000).data[:, 0]
    heard = np.flatnonzero(np.abs(said) > 0.01)
    said = said[heard[0] : heard[-1]]
    quiet = np.random.default_rng(0).standard_normal(6400).astype(np.float32) * 1e-4
    twice = Samples(np.concatenate([quiet, said, quiet, said, quiet]).reshape(-1, 1), 16000)
    for text, before in ((f"{word}. {word} {word}", 1), (f"{word} {word}. {word}", 2)):
        words = align(twice, text, engine="sphinx").words
        gaps = [right.start - left.end for left, right in pairwise(words)]
        assert gaps[before - 1] == pytest.approx(0.4, abs=0.05)
        assert max(gaps[: before - 1] + gaps[before:]) < 0.05


def test_long_audio_is_the_same_for_any_number_of_workers() -> None:
    words = [
        "amber",
        "boats",
        "carry",
        "dull",
        "echoes",
        "from",
        "grey",
        "harbours",
        "into",
        "jade",
        "kilns",
        "leaving",
        "many",
    ]
    order = np.random.default_rng(3)
    sentences = [
        " ".join(order.permutation(words)[: order.integers(5, 10)]).capitalize() + "."
        for _ in range(48)
    ]
    text = " ".join(sentences)
    samples, truth = spoken(text, "en-us+klatt", 140)
    assert samples.duration > 120
    done: list[tuple[int, int]] = []
    alone = align(samples, text, workers=1, on_progress=lambda *step: done.append(step))
    assert align(samples, text, workers=2) == alone
    errors = errors_ms(alone, truth)
    assert np.median(errors) < 10
    assert np.max(errors) < 300
    assert done[-1] == (len(truth.words), len(truth.words))


def test_refining_mends_what_drifted_and_keeps_the_words(
    three: tuple[Samples, Transcript],
) -> None:
    samples, truth = three
    drifted = replace(
        truth,
        words=tuple(
            replace(word, start=word.start + 0.08, end=word.end + 0.08, phones=())
            for word in truth.words[:-1]
        ),
    )
    mended = refine(drifted, samples)
    assert [word.text for word in mended.words] == [word.text for word in drifted.words]
    errors = [
        abs(word.start - true.start) for word, true in zip(mended.words, truth.words, strict=False)
    ]
    assert np.median(errors) < 0.015
    assert mended.source == "aligned"


def test_speech_that_a_french_text_lacks_is_reported() -> None:
    said = "Le petit bateau quitte le port. Personne ne l'attendait ce soir. Il neige encore ici."
    samples, truth = spoken(said, voice="fr+f2", rate=160)
    text = said.replace("Personne ne l'attendait ce soir. ", "")
    with pytest.warns(VidsyncWarning, match="speech that is not in the text"):
        found = align_with_report(samples, text, language="fr")
    (extra,) = found.report.extra
    first = next(word for word in truth.words if word.text == "Personne")
    # The pause before the sentence may count as part of it.
    assert extra.start == pytest.approx(first.start, abs=0.5)
    assert [word.text for word in found.transcript.words] == text.split()
