import io
from pathlib import Path

import numpy as np
import pytest

from vidsync import audio, tts
from vidsync.errors import DependencyError, InputError, VidsyncWarning, VoiceError
from vidsync.transcript import Speech
from vidsync.tts.speech.loudness import measure_loudness

TEXT = "Dr. Smith paid $3.50 — “really?” It isn't 😀 well-known ( see J. Doe )."
WORDS = [
    "Dr.", "Smith", "paid", "$3.50 —", "“really?”", "It", "isn't", "😀", "well-known", "( see",
    "J.", "Doe )."
]  # fmt: skip


@pytest.fixture(scope="module")
def spoken() -> Speech:
    return tts.speak(TEXT, engine="hibari")


def test_every_word_of_the_text_has_its_span_and_its_time(spoken: Speech) -> None:
    words = spoken.transcript.words
    assert [word.text for word in words] == WORDS
    for word in words:
        assert word.span is not None
        assert TEXT[slice(*word.span)] == word.text
        assert word.duration >= 0.03
        assert word.phones[0].start == word.start
        assert word.phones[-1].end == word.end
    times = [time for word in words for phone in word.phones for time in (phone.start, phone.end)]
    assert times == sorted(times)


def test_phones_are_ipa_without_letters_of_the_voice(spoken: Speech) -> None:
    names = ["".join(phone.ipa for phone in word.phones) for word in spoken.transcript.words]
    assert names[2:4] == ["pˈeɪd", "θɹˈidˈɑləɹzændfˈɪftisˈɛnts"]


def test_the_audio_lasts_as_long_as_the_transcript_and_does_not_click(spoken: Speech) -> None:
    sound = audio.decode(io.BytesIO(spoken.audio))
    assert sound.duration == spoken.transcript.duration
    data = sound.data[:, 0]
    assert np.abs(data[:24]).max() < 0.001
    assert np.abs(data[-24:]).max() < 0.001
    # In a pause there is no step.
    pause = slice(*(round(time * 24000) for time in pause_of(spoken)))
    assert np.abs(np.diff(data[pause])).max() < 0.01


def pause_of(speech: Speech) -> tuple[float, float]:
    before, after = speech.transcript.words[4:6]
    assert after.start - before.end > 0.3
    return before.end + 0.1, after.start - 0.05


def test_a_word_after_a_pause_begins_where_the_sound_does(spoken: Speech) -> None:
    data = audio.decode(io.BytesIO(spoken.audio)).data[:, 0]
    for index in (4, 5):  # a plosive would begin with its silent closure
        start = spoken.transcript.words[index].start
        before, after = (
            np.square(data[round(first * 24000) : round((first + 0.02) * 24000)]).mean()
            for first in (start - 0.04, start + 0.02)
        )
        assert after > 100 * before


def test_the_same_text_gives_the_same_bytes(spoken: Speech) -> None:
    assert tts.speak(TEXT, engine="hibari").audio == spoken.audio


def test_chinese_characters_are_told() -> None:
    with pytest.warns(VidsyncWarning, match="Chinese"):
        speech = tts.speak("See 東京 now.", engine="hibari")
    assert "Chinese" in speech.warnings[0]
    assert [word.text for word in speech.transcript.words] == ["See", "東京", "now."]


def test_text_in_another_language_is_told() -> None:
    german = "Der Hund ist nicht da, und die Katze ist auch nicht da."
    with pytest.warns(VidsyncWarning, match="'de'"):
        speech = tts.speak(german, engine="hibari")
    assert "'de'" in speech.warnings[0]
    assert not tts.speak(german, engine="hibari", language="en").warnings


def test_speed_changes_the_length(spoken: Speech) -> None:
    fast = tts.speak(TEXT, engine="hibari", speed=2.0)
    assert 0.45 < fast.transcript.duration / spoken.transcript.duration < 0.6
    with pytest.raises(InputError, match=r"0\.5 to 2"):
        tts.speak("Hi.", engine="hibari", speed=3.0)


def test_a_sentence_without_an_end_is_spoken_in_parts() -> None:
    text = "and then we walked on to the next town, " * 40
    words = tts.speak(text, engine="hibari", speed=2.0).transcript.words
    assert len(words) == len(text.split())
    assert all(word.duration > 0 for word in words)


def test_a_stream_gives_each_sentence_as_it_is_spoken() -> None:
    text = "One here. Two 😀 there."
    words = [item for item in tts.stream(text, engine="hibari") if not hasattr(item, "data")]
    assert [text[slice(*word.span)] for word in words] == text.split()


@pytest.mark.parametrize("text", ["", "  ", "...", "?!"])
def test_a_text_without_words_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        tts.speak(text, engine="hibari")


def test_what_cannot_speak_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "voice.onnx"
    broken.write_bytes(b"no network" * 100)
    for options, message in (
        ({"voice": "hart"}, "no voice 'hart'"),
        ({"voice": "heart+m3"}, "no variant 'm3'"),
        ({"voice": str(tmp_path / "missing.onnx")}, "there is no file"),
        ({"voice": str(broken)}, "not a network"),
        ({"language": "de"}, "English, not de"),
    ):
        with pytest.raises(VoiceError, match=message):
            tts.speak("Hello.", engine="hibari", **options)


@pytest.mark.parametrize("package", ["hibari", "onnxruntime"])
def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    monkeypatch.setattr(
        "vidsync.tts.engines.hibari.find_spec", lambda name: None if name == package else name
    )
    with pytest.raises(DependencyError, match=f"needs {package}") as caught:
        tts.speak("Hello.", engine="hibari")
    assert "pip install" in caught.value.hint


def test_a_voice_that_is_not_here_is_not_fetched(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("VIDSYNC_CACHE", str(tmp_path))
    with pytest.raises(VoiceError, match="voices get emma"):
        tts.speak("Hello.", engine="hibari", voice="emma")
    assert not list(tmp_path.iterdir())


def test_a_voice_is_spoken_from_a_file(tmp_path: Path, spoken: Speech) -> None:
    from hibari.voices import voice_path

    copy = tmp_path / "mine.onnx"
    copy.write_bytes(Path(voice_path("heart")).read_bytes())
    assert tts.speak(TEXT, engine="hibari", voice=str(copy)).audio == spoken.audio


VOICES = ("heart", "heart+deep", "heart+low", "heart+high")


def test_all_voices_are_alike_in_loudness_and_differ_in_pitch() -> None:
    text = "Nobody could say why the old ferry was so late that day, or who had steered it."
    pitches = []
    for voice in VOICES:
        sound = audio.decode(io.BytesIO(tts.speak(text, engine="hibari", voice=voice).audio))
        assert measure_loudness(sound) == pytest.approx(-18.0, abs=1.0)
        assert np.abs(sound.data).max() < 0.9
        pitches.append(pitch_of(sound))
    deep, low, usual, high = (pitches[index] for index in (1, 2, 0, 3))
    assert deep < 0.85 * low < 0.85 * usual < 0.85 * 0.95 * high


def pitch_of(sound: audio.Samples) -> float:
    """Return the median pitch in Hz, by autocorrelation."""
    rate, data = sound.sample_rate, sound.data[:, 0]
    found = []
    for first in range(0, len(data) - 1200, 1200):
        window = data[first : first + 1200]
        if np.square(window).mean() > 0.01:
            alike = np.correlate(window, window, "full")[1199:]
            lags = slice(rate // 400, rate // 60)
            found.append(rate / (lags.start + int(np.argmax(alike[lags]))))
    return float(np.median(found))


def test_semitones_raise_the_pitch() -> None:
    def speak(semitones: float) -> audio.Samples:
        speech = tts.speak("Nobody knows.", engine="hibari", semitones=semitones)
        return audio.decode(io.BytesIO(speech.audio))

    assert pitch_of(speak(7)) == pytest.approx(1.5 * pitch_of(speak(0)), rel=0.1)
    with pytest.raises(InputError, match="-12 to 12"):
        speak(20)


@pytest.mark.parametrize(
    ("text", "last"), [("Gold's symbol is Au.", "Au."), ("We got an A.", "A.")]
)
def test_silence_in_the_last_vowel_is_no_pause_before_it(text: str, last: str) -> None:
    before, word = tts.speak(text, engine="hibari").transcript.words[-2:]
    assert word.text == last
    assert word.duration > 0.15
    assert word.start == before.end
