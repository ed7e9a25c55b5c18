from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vidsync.audio import Samples
from vidsync.errors import InputError
from vidsync.espeak import pronounce
from vidsync.transcript import Phone, Transcript, Word
from vidsync.visemes import MouthStyle, lipsync, viseme_sets
from vidsync.visemes.lip_sync import LEAD
from vidsync.visemes.phones.phones import find_phones
from vidsync.visemes.phonetics import ipa
from vidsync.visemes.phonetics.articulators import ARTICULATORS, articulations

JAW, CLOSURE, ROUNDING, SPREAD, TEETH, TONGUE = range(6)
SETS = [visemes.name for visemes in viseme_sets()]
RIGS = [visemes.name for visemes in viseme_sets() if visemes.is_rig]
ARKIT_OPEN = (
    "jawOpen", "mouthFunnel", "mouthLowerDownLeft", "mouthLowerDownRight", "mouthUpperUpLeft",
    "mouthUpperUpRight", "tongueOut",
)  # fmt: skip

SENTENCES = {
    "en-us": "Bob's baby spoke of the map. Pop man! Maybe Peter bumps the empty pump.",
    "de": "Am Abend blieb Bernhard im Baum; ein Pfund Äpfel, bitte.",
    "es": "Mi mamá me mima y compra pan blanco.",
    "fr-fr": "Ma maman prépare beaucoup de pommes à Paris.",
    "pl": "Moja mama pije piwo, brat kupuje pomidory.",
}


def said(*phones: tuple[str, float, float], duration: float | None = None) -> Transcript:
    words = tuple(Word("a", a, b, phones=(Phone(ipa_, a, b),)) for ipa_, a, b in phones)
    return Transcript(words, duration or phones[-1][2] + 0.5)


def gestures(transcript: Transcript, times, **options) -> np.ndarray:
    return lipsync(transcript, **options).gestures.sample(np.atleast_1d(times))


def peak(transcript: Transcript, articulator: int, start: float, end: float, **options) -> float:
    return gestures(transcript, np.linspace(start, end, 60), **options)[:, articulator].max()


def is_bilabial(phone: Phone) -> bool:
    return ipa.to_basic(ipa.strip_marks(ipa.strip_stress(phone.ipa)))[:1] in ("p", "b", "m")


@pytest.mark.parametrize("language", SENTENCES)
@pytest.mark.parametrize("rate", [24, 60])
def test_every_bilabial_is_shut_for_two_frames_in_time_on_oculus_and_arkit(language, rate):
    transcript = pronounce(SENTENCES[language], voice=language)
    times = np.arange(int(transcript.duration * rate) + 2) / rate
    keys = lipsync(transcript, set="oculus").animation(frame_rate=rate)
    shapes = {curve.name: curve.sample(times) for curve in keys.curves}
    others = sum(value for name, value in shapes.items() if name not in ("PP", "sil"))
    oculus = (shapes["PP"] > 0.95) & (others <= 0.05)
    keys = lipsync(transcript, set="arkit").animation(frame_rate=rate)
    opening = np.max([keys.curve(name).sample(times) for name in ARKIT_OPEN], axis=0)
    arkit = (keys.curve("mouthPressLeft").sample(times) > 0.4) & (opening <= 0.05)
    for shut in (oculus, arkit):
        for phone in filter(is_bilabial, find_phones(transcript)):
            onset = int(phone.start * rate + 1e-6)
            # The frame on screen at the start of the sound, and one beside it.
            assert shut[onset], phone
            assert shut[onset + 1] or shut[max(onset - 1, 0)], phone


@pytest.mark.parametrize("language", SENTENCES)
def test_only_a_bilabial_closes_the_lips(language):
    transcript = pronounce(SENTENCES[language], voice=language)
    track = lipsync(transcript)
    times = np.arange(0, transcript.duration, 0.005)
    shut = times[track.gestures.sample(times)[:, CLOSURE] > 0.9]
    for time in shut:
        assert any(
            phone.start - LEAD - 0.05 <= time <= phone.end + 0.06
            for phone in filter(is_bilabial, find_phones(transcript))
        ), time


def test_the_mouth_opens_for_a_vowel_between_two_bilabials():
    transcript = said(("b", 0.2, 0.26), ("ɑ", 0.26, 0.36), ("b", 0.36, 0.42))
    assert peak(transcript, JAW, 0.2, 0.4) > 0.4
    assert gestures(transcript, np.linspace(0.2, 0.4, 60))[:, CLOSURE].min() < 0.1


@pytest.mark.parametrize(
    ("phones", "closing"),
    [
        # At the start of the audio, the first frame is at 0.
        ((("m", 0.0, 0.07), ("a", 0.07, 0.12), ("m", 0.12, 0.2), ("a", 0.2, 0.3)), 0.12),
        # The lips close a frame earlier, since the vowel before is long enough.
        ((("a", 0.1, 0.4), ("b", 0.4, 0.45), ("ə", 0.45, 0.48), ("m", 0.48, 0.54)), 0.48),
        # Two bilabials in one closure: it is long enough from the first one on.
        (
            (("a", 0.1, 0.3), ("m", 0.3, 0.37), ("m", 0.37, 0.42), ("a", 0.42, 0.47),
             ("p", 0.47, 0.54)),
            0.47,
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["arkit", "oculus"])
def test_a_fast_vowel_still_parts_the_lips(phones, closing, name):
    transcript = said(*phones, ("a", phones[-1][2], phones[-1][2] + 0.2))
    keys = lipsync(transcript, set=name).animation()

    def shut(times: np.ndarray) -> np.ndarray:
        if name == "oculus":
            return keys.curve("PP").sample(times)
        return keys.curve("mouthPressLeft").sample(times) / 0.45

    before = np.arange(closing - 0.09, closing - LEAD, 0.001)
    assert shut(before).min() < 0.6
    for rate in (24, 60):
        times = np.arange(int(transcript.duration * rate)) / rate
        frames = np.flatnonzero(shut(times) > 0.95)
        for sound, start, end in phones:
            if sound in "pbm":
                near = [f for f in frames if start - 0.1 < f / rate < end]
                assert int(start * rate + 1e-6) in near, (sound, start, rate)
                assert any(frame + 1 in near for frame in near), (sound, start, rate)


def test_labiodentals_touch_and_sibilants_narrow_the_jaw():
    transcript = said(("ɑ", 0.2, 0.4), ("f", 0.4, 0.5), ("ɑ", 0.5, 0.7), ("s", 0.7, 0.8),
                      ("ɑ", 0.8, 1.0))  # fmt: skip
    at_f, at_s = gestures(transcript, [0.43, 0.75 - LEAD])
    assert at_f[TEETH] > 0.95
    assert at_f[JAW] < 0.3
    assert at_s[JAW] < 0.25
    assert peak(transcript, JAW, 0.8, 1.0) > 0.6


def test_rounding_begins_before_its_sound_and_outlasts_it():
    transcript = said(("i", 0.2, 0.4), ("t", 0.4, 0.5), ("u", 0.5, 0.7), ("t", 0.7, 0.8),
                      ("i", 0.8, 1.0))  # fmt: skip
    during_t, after = gestures(transcript, [0.45, 0.75])[:, ROUNDING]
    assert during_t > 0.35
    assert after > 0.35
    # Without the vowel, the tongue sound does not round the lips.
    plain = said(("i", 0.2, 0.4), ("t", 0.4, 0.5), ("i", 0.5, 0.7))
    assert gestures(plain, 0.45)[0, ROUNDING] < 0.05


def test_tongue_sounds_leave_the_lips_to_their_neighbours():
    transcript = said(("u", 0.2, 0.4), ("k", 0.4, 0.48), ("u", 0.48, 0.7))
    assert gestures(transcript, 0.42)[0, ROUNDING] > 0.8


def test_lips_stay_rounded_while_they_are_shut():
    transcript = said(("u", 0.2, 0.4), ("b", 0.4, 0.48), ("u", 0.48, 0.7))
    at = gestures(transcript, 0.43)[0]
    assert at[CLOSURE] == pytest.approx(1)
    assert at[ROUNDING] > 0.7


def test_repeats_are_one_closure():
    transcript = said(("ɑ", 0.1, 0.3), ("p", 0.3, 0.38), ("m", 0.38, 0.48), ("ɑ", 0.48, 0.7))
    assert gestures(transcript, np.linspace(0.3, 0.43, 50))[:, CLOSURE].min() > 0.99


def test_short_vowels_open_less_than_long_ones():
    def opened(length: float) -> float:
        end = 0.3 + length
        return peak(
            said(("t", 0.2, 0.3), ("ɑ", 0.3, end), ("t", end, end + 0.1)), JAW, 0.2, end + 0.1
        )

    assert opened(0.04) < 0.65 * opened(0.25)
    assert opened(0.25) > 0.7


def test_stress_and_loudness_open_wider():
    plain = said(("a", 0.2, 0.4), ("t", 0.4, 0.5), ("ˈa", 0.5, 0.7), ("t", 0.7, 0.8))
    assert peak(plain, JAW, 0.4, 0.7) > 1.05 * peak(plain, JAW, 0.1, 0.38)
    even = said(("a", 0.2, 0.4), ("t", 0.4, 0.5), ("a", 0.5, 0.7), ("t", 0.7, 1.0),
                ("a", 1.0, 1.2), ("t", 1.2, 1.3))  # fmt: skip
    rate = 16000
    time = np.arange(int(even.duration * rate)) / rate
    loud = np.where(time < 0.45, 0.1, np.where(time < 0.85, 0.2, 0.8))
    sound = (np.sin(2 * np.pi * 200 * time) * loud).astype(np.float32)[:, None]
    audio = Samples(sound, rate)
    quiet, normal, louder = (
        peak(even, JAW, start - 0.05, start + 0.2, audio=audio) for start in (0.2, 0.5, 1.0)
    )
    assert quiet < normal < louder


def test_style_and_intensity_change_jaw_and_lips_but_not_closures():
    transcript = said(("b", 0.2, 0.3), ("ɑ", 0.3, 0.5), ("u", 0.5, 0.7), ("b", 0.7, 0.8))

    def measured(**options) -> tuple[float, float, float]:
        jaw = peak(transcript, JAW, 0.2, 0.6, **options)
        lips = peak(transcript, ROUNDING, 0.4, 0.7, **options)
        return jaw, lips, gestures(transcript, 0.72, **options)[0, CLOSURE]

    natural, mumble = measured(), measured(style="mumble")
    only_jaw = measured(style=MouthStyle(jaw=0.3, lips=1.0))
    assert mumble[0] < 0.6 * natural[0]
    assert mumble[1] < 0.6 * natural[1]
    assert only_jaw[0] < 0.5 * natural[0]
    assert only_jaw[1] == pytest.approx(natural[1])
    assert measured(style="exaggerate")[0] > 1.1 * natural[0]
    assert measured(intensity=0.5)[0] == pytest.approx(0.5 * natural[0], rel=0.1)
    assert {round(measured(style=name)[2], 6) for name in ("mumble", "exaggerate")} == {1.0}
    with pytest.raises(InputError, match="did you mean 'mumble'"):
        lipsync(transcript, style="mumbel")
    with pytest.raises(InputError, match="intensity"):
        lipsync(transcript, intensity=3)
    with pytest.raises(InputError, match="jaw"):
        MouthStyle(jaw=-1)
    with pytest.raises(InputError, match="shortest"):
        lipsync(transcript, shortest=2)


def test_pauses_relax_and_then_rest():
    transcript = said(("ɑ", 0.2, 0.5), ("ɑ", 1.5, 1.8), duration=2.5)
    speaking, relaxed, resting, ready = gestures(transcript, [0.4, 0.6, 1.0, 1.46])[:, JAW]
    assert speaking > 0.6
    assert 0.1 < relaxed < 0.6
    assert resting == pytest.approx(0, abs=1e-9)
    assert ready > 0.1
    short = said(("ɑ", 0.2, 0.5), ("ɑ", 0.55, 0.8))
    assert gestures(short, 0.52)[0, JAW] > 0.6


def test_the_lead_moves_the_mouth_before_the_sound():
    transcript = said(("i", 0.3, 0.5), ("ɑ", 0.5, 0.8))
    early, late = (gestures(transcript, 0.5, lead=lead)[0, JAW] for lead in (0.08, 0.0))
    assert early > late + 0.1


def test_the_shortest_shape_of_cues_is_an_option():
    transcript = pronounce("Strengths of clever artists lasted.", voice="en-us")
    few = lipsync(transcript, shortest=0.16).cues
    many = lipsync(transcript, shortest=0.0).cues
    assert len(few) < len(lipsync(transcript).cues) <= len(many)


@pytest.mark.parametrize(
    ("phone", "articulator", "low", "high"),
    [
        ("ɑː", JAW, 0.7, 1), ("iː", JAW, 0, 0.3), ("uː", ROUNDING, 0.9, 1), ("y", ROUNDING, 0.8, 1),
        ("ɯ", ROUNDING, 0, 0.2), ("iː", SPREAD, 0.6, 1), ("θ", TONGUE, 0.9, 1),
        ("ʋ", TEETH, 0.5, 0.7),
        ("β", CLOSURE, 0.4, 0.6), ("ɓ", CLOSURE, 1, 1), ("mʲ", CLOSURE, 1, 1), ("ɱ", TEETH, 1, 1),
        ("ʂ", JAW, 0, 0.1), ("w", ROUNDING, 1, 1),
    ],
)  # fmt: skip
def test_ipa_of_any_language_finds_its_articulation(phone, articulator, low, high):
    assert low <= articulations(phone)[0].target[articulator] <= high


def test_every_ipa_letter_has_an_articulation():
    for letter in ipa.BASIC | ipa.NEAREST.keys():
        assert articulations(letter), letter
    assert articulations("?") == ()
    assert [len(articulations(phone)) for phone in ("aɪ", "pf", "tʃ", "əl")] == [2, 2, 1, 2]


def test_a_rig_rests_without_a_shape_of_its_own():
    transcript = said(("m", 0.3, 0.4), ("ɑ", 0.4, 0.7), duration=1.5)
    track = lipsync(transcript, set="arkit")
    assert track.rest == ""
    assert track.weights_at(-1) == track.weights_at(1.3) == ()
    assert track.cues[-1].viseme == ""
    assert dict(track.weights_at(0.5))["jawOpen"] > 0.4
    assert track.animation(interpolation="stepped").value_at("jawOpen", 1.4) == 0


def test_live2d_forms_go_both_ways():
    transcript = said(("u", 0.2, 0.5), ("i", 0.5, 0.9), duration=1.4)
    form = lipsync(transcript, set="live2d").animation().curve("ParamMouthForm")
    assert form.sample([0.35])[0] < -0.5
    assert form.sample([0.7])[0] > 0.3


def test_left_and_right_move_alike():
    keys = lipsync(pronounce("Voices of shoes", voice="en-us"), set="arkit").animation()
    for name in keys.names:
        if name.endswith("Left") and "jaw" not in name:
            left, right = keys.curve(name), keys.curve(name.replace("Left", "Right"))
            assert np.array_equal(left.values, right.values)


PHONES = st.sampled_from(
    ["p", "b", "m", "f", "v", "t", "s", "l", "h", "w", "ʃ", "ə", "ˈɑː", "iː", "uː", "aɪ", "pf",
     "β", "ø", "ʔ", "", "?", "θ"]
)  # fmt: skip


@st.composite
def spoken(draw):
    parts, time = [], 0.0
    for _ in range(draw(st.integers(0, 12))):
        time += draw(st.sampled_from([0.0, 0.0, 0.0, 0.05, 0.2, 0.6]) | st.floats(0, 1))
        length = draw(st.sampled_from([0.0, 0.001, 0.03, 0.06, 0.1]) | st.floats(0, 0.4))
        parts.append((draw(PHONES), time, time + length))
        time += length
    words = tuple(Word("a", a, b, phones=(Phone(p, a, b),)) for p, a, b in parts)
    return Transcript(words, time + draw(st.sampled_from([0.0, 0.001, 0.5])))


@settings(max_examples=150, deadline=None)
@given(
    spoken(),
    st.sampled_from(SETS),
    st.sampled_from(["stepped", "linear", "smooth"]),
    st.sampled_from([24, 30, 60]),
    st.booleans(),
    st.sampled_from([0.0, LEAD, 0.2]),
)
def test_any_transcript_gives_finite_weights_and_rests_at_the_end(
    transcript, name, interpolation, rate, locked, lead
):
    track = lipsync(transcript, set=name, lead=lead, style="exaggerate")
    keys = track.animation(frame_rate=rate, interpolation=interpolation, frame_locked=locked)
    assert keys.names == track.shapes
    for curve in keys.curves:
        low = -1 if curve.name == "ParamMouthForm" else 0
        times = np.linspace(-0.1, transcript.duration + 0.1, 300)
        values = curve.sample(times)
        assert np.isfinite(values).all()
        assert values.min() >= low - 1e-9
        assert values.max() <= 1 + 1e-9
        assert curve.times[0] >= 0
        assert curve.times[-1] <= transcript.duration + 1 / rate + 1e-9
        assert curve.values[-1] == pytest.approx(float(curve.name == track.rest), abs=0.02)
        if locked:
            assert np.allclose(curve.times * rate, np.round(curve.times * rate), atol=1e-6)


@settings(max_examples=60, deadline=None)
@given(spoken(), st.sampled_from(["oculus", "arkit"]), st.sampled_from([24, 60]),
       st.sampled_from([0.005, 0.015, 0.05]), st.sampled_from(["linear", "smooth"]))  # fmt: skip
def test_keys_are_within_the_stated_error_at_every_frame(
    transcript, name, rate, error, interpolation
):
    track = lipsync(transcript, set=name)
    keys = track.animation(frame_rate=rate, max_error=error, interpolation=interpolation)
    times, values = keys.sample()
    inside = times <= transcript.duration
    full = track.motion.sample(times[inside])
    assert np.abs(values[inside] - full).max(initial=0) <= error + 1e-6


def test_shifted_words_move_the_mouth_with_them():
    transcript = pronounce("Bob made maps.", voice="en-us").shift(0.5)
    moved = replace(transcript.shift(1.0), text=transcript.text)
    times = np.linspace(0.2, transcript.duration, 50)
    here, there = lipsync(transcript).gestures, lipsync(moved).gestures
    assert np.abs(here.sample(times) - there.sample(times + 1.0)).max() < 0.02


def test_articulators_are_named():
    assert lipsync(said(("a", 0.1, 0.2))).gestures.names == ARTICULATORS
