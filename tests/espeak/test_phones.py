"""Phones start where they are heard, not at the engine's events."""

import io
import wave
from itertools import pairwise

import numpy as np
import pytest

from vidsync.espeak import synthesize
from vidsync.espeak.phones import read_words
from vidsync.espeak.process import SAMPLE_RATE, EspeakEvent, EspeakResult, shared_worker

CLOSED = tuple("ptkq")
SONORANT = tuple("lmnŋɹɾ")
VOWEL = tuple("aeiouæɐɑɔəɚɛɜɪʊʌ")


def spoken(text, voice):
    speech = synthesize(text, voice=voice)
    with wave.open(io.BytesIO(speech.audio)) as reader:
        samples = np.frombuffer(reader.readframes(reader.getnframes()), "<i2").astype(float)
    phones = [phone for word in speech.transcript.words for phone in word.phones]
    return samples, phones


def at(seconds):
    return round(seconds * SAMPLE_RATE)


@pytest.mark.parametrize(
    ("voice", "text"),
    [
        ("en-us", "a happy baker took a chapter of paper to a cheap copper teapot"),
        ("de", "die Katze packt eine Tasse Tee und putzt die Kappe"),
        ("es", "el gato come pan de coco con chocolate y patatas"),
        ("fr", "le petit chat coupe un gâteau et tape à côté"),
        ("hi", "पानी पीकर कपड़ा काटा"),
    ],
)
def test_a_voiceless_stop_starts_with_its_silence(voice, text):
    samples, phones = spoken(text, voice)
    closures = [phone for phone in phones if phone.ipa.startswith(CLOSED)]
    silent = [
        phone
        for phone in closures
        if np.abs(samples[at(phone.start) + 1 : at(phone.start + 0.02)]).max() <= 4
    ]
    assert len(closures) >= 6
    assert len(silent) >= 0.8 * len(closures)
    for phone in silent:
        # The silence ends within the phone, with its release.
        inside = np.abs(samples[at(phone.start) : at(phone.end)])
        assert inside.max() > 50, phone


def test_a_closure_is_as_long_as_in_the_samples():
    samples, phones = spoken("a happy copper teapot", "en-us")
    for before, phone in pairwise(phones):
        if phone.ipa == "p":
            heard = np.flatnonzero(np.abs(samples[at(phone.start) :]) > 4)[0] / SAMPLE_RATE
            assert 0.03 < heard < 0.055
            assert before.end == phone.start
            # The phone before it is still audible.
            assert np.abs(samples[at(phone.start - 0.01) : at(phone.start)]).max() > 50


@pytest.mark.parametrize(
    ("voice", "text"),
    [
        ("en-us", "my many lambs run along, no money may leave my long room"),
        ("es", "la mano lenta mira la luna morena"),
    ],
)
def test_no_vowel_is_heard_before_its_start(voice, text):
    samples, phones = spoken(text, voice)
    bright = np.diff(samples) ** 2
    pairs = [
        (before, phone)
        for before, phone in pairwise(phones)
        if before.ipa.startswith(SONORANT)
        and phone.ipa.strip("ˈˌ").startswith(VOWEL)
        and before.end == phone.start
        and before.duration > 0.03
        and phone.duration > 0.05
    ]

    def level(start, end):
        return bright[at(start) : at(end)].mean()

    assert len(pairs) >= 8
    dull = [
        level(before.end - 0.015, before.end - 0.005) < 0.7 * level(phone.start, phone.start + 0.03)
        for before, phone in pairs
    ]
    assert np.mean(dull) >= 0.8


def test_a_late_vowel_event_is_corrected():
    result = shared_worker().speak("my", voice="gmw/en-US", rate=175, pitch=50)
    event = next(event for event in result.events if event.name.endswith("aɪ"))
    (word,) = read_words(result)
    vowel = word.phones[1]
    assert 0.01 < (event.sample - vowel.start) / SAMPLE_RATE < 0.05
    assert word.phones[0].end == vowel.start


def test_a_nasal_keeps_its_duration_before_a_word_with_a_vowel():
    _, phones = spoken("one apple an hour", "en-us")
    nasals = [phone for phone in phones if phone.ipa == "n"]
    assert len(nasals) == 2
    for phone in nasals:
        assert phone.duration > 0.03


def test_every_phone_has_a_duration():
    for text in ("all people will feel small", "call me in a small pool hall in autumn"):
        _, phones = spoken(text, "en-us")
        assert min(phone.duration for phone in phones) > 0.005


def test_phones_of_a_word_touch():
    _, phones = spoken("extraordinary", "en-us")
    assert [phone.end for phone in phones[:-1]] == [phone.start for phone in phones[1:]]


def test_chinese_names_become_ipa_and_marks_are_dropped():
    def names(text, voice):
        return [phone.ipa for phone in spoken(text, voice)[1]]

    assert names("是", "cmn") == ["ʂ", "ˈɨ"]
    assert names("他", "cmn")[0] == "tʰ"
    assert names("吃", "cmn")[0] == "ʈʂʰ"
    assert names("去", "cmn")[0] == "tɕʰ"
    assert "(en)" not in "".join(names("мир computer мир", "ru"))
    assert names("le chat", "fr")[:2] == ["l", "ə"]


def test_events_without_sound_make_no_phones():
    pcm = bytes(2 * 1000)
    events = (
        EspeakEvent("word", 0, 0, ""),
        EspeakEvent("phone", 0, 0, "(en)"),
        EspeakEvent("phone", 0, 100, "ˈ"),
        EspeakEvent("phone", 0, 200, "s"),
        EspeakEvent("phone", 0, 600, ""),
        EspeakEvent("end", 0, 800, ""),
    )
    (word,) = read_words(EspeakResult(pcm, events))
    assert [(phone.ipa, phone.start, phone.end) for phone in word.phones] == [("s", 200, 600)]
    assert read_words(EspeakResult(b"", ())) == []
