import io

import numpy as np
import pytest

from vidsync import audio, tts
from vidsync.errors import InputError, VidsyncWarning
from vidsync.transcript import Speech
from vidsync.tts import aio
from vidsync.tts.engines import embedded
from vidsync.tts.engines.embedded import choose
from vidsync.tts.speech.loudness import measure_loudness

HIBARI_RATE, ESPEAK_RATE = 24000, 22050


def engine_of(speech: Speech) -> str:
    return {HIBARI_RATE: "hibari", ESPEAK_RATE: "espeak"}[speech.sample_rate]


@pytest.mark.parametrize(
    ("options", "engine"),
    [
        ({}, "hibari"),
        ({"language": "en-GB"}, "hibari"),
        ({"voice": "heart+deep"}, "hibari"),
        ({"language": "de"}, "espeak"),
        ({"voice": "en-us+f3"}, "espeak"),
        ({"rate": 150}, "espeak"),
    ],
)
def test_english_is_spoken_by_hibari_unless_another_voice_is_asked_for(options, engine) -> None:
    assert engine_of(tts.speak("Hi.", **options)) == engine


def test_another_language_is_told_and_spoken_by_espeak() -> None:
    with pytest.warns(VidsyncWarning, match="'de'"):
        speech = tts.speak("Das ist der Hund, und die Katze ist nicht da.")
    assert (engine_of(speech), speech.transcript.language) == ("espeak", "de")
    assert "'de'" in speech.warnings[0]


@pytest.mark.parametrize("text", ["Die Hard", "El Paso", "We met in Las Vegas."])
def test_a_short_text_with_foreign_names_is_english(text: str) -> None:
    assert choose(text, voice=None, language=None).engine == "hibari"


def test_another_script_is_another_language_however_short() -> None:
    assert choose("Привет!", voice=None, language=None).language == "ru"


def test_a_voice_that_was_fetched_is_preferred_to_espeak(monkeypatch: pytest.MonkeyPatch) -> None:
    here = {"de_DE-thorsten-medium"}
    monkeypatch.setattr(embedded, "cached", lambda model: model.name in here)
    assert choose("Hallo", voice=None, language="de").engine == "piper"
    assert choose("Hallo", voice=None, language="fr").engine == "espeak"
    assert choose("Hello", voice="ff_siwis", language=None).engine == "kokoro"
    assert choose("Hello", voice="voices/mine.bin", language="fr").engine == "kokoro"
    assert choose("Hello", voice="whisper-base", language=None).engine == "espeak"


def test_espeak_speaks_english_where_hibari_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "find_spec", lambda name: None)
    assert choose("Hello.", voice=None, language=None).engine == "espeak"


def test_a_stream_in_pieces_is_english_unless_a_language_is_given() -> None:
    def rate(**options: str) -> int | None:
        first = next(iter(tts.stream(iter(["Hi ", "there."]), **options)))
        assert isinstance(first, tts.AudioChunk)
        return first.sample_rate

    assert rate() == HIBARI_RATE
    assert rate(language="de") == ESPEAK_RATE


def test_speakers_have_voices_of_their_own_and_the_same_loudness() -> None:
    names = ("Ann", "Ben", "Ann", "Cleo")
    lines = [tts.Line("We walked to the old harbour.", speaker=name) for name in names]
    lines.append(tts.Line("And I sing, I sing a song.", voice="en-us+m3", speaker="Dan"))
    speech = tts.speak_conversation(lines)
    voices = [turn.voice for turn in speech.transcript.turns]
    assert voices == ["heart", "heart+deep", "heart", "heart+high", "en-us+m3"]
    sound = audio.decode(io.BytesIO(speech.audio))
    levels = []
    for turn in (0, 1, 3, 4):
        words = [word for word in speech.transcript.words if word.turn == turn]
        cut = slice(*(round(time * sound.sample_rate) for time in (words[0].start, words[-1].end)))
        levels.append(measure_loudness(audio.Samples(sound.data[cut], sound.sample_rate)))
    assert max(levels) - min(levels) < 2.0
    assert np.mean(levels) == pytest.approx(-18.0, abs=1.0)


def test_an_unknown_option_is_refused() -> None:
    with pytest.raises(InputError, match="no option 'rats'"):
        tts.speak("Hi.", rats=1)


def test_the_cache_tells_the_choices_apart(tmp_path) -> None:
    first = tts.speak("Hi.", cache=tmp_path)
    assert tts.speak("Hi.", cache=tmp_path, engine="espeak").audio != first.audio
    assert tts.speak("Hi.", cache=tmp_path).audio == first.audio


def test_the_default_of_every_function_is_the_same() -> None:
    for function in (tts.speak, tts.speak_conversation, tts.stream, aio.speak, aio.stream):
        assert function.__kwdefaults__["engine"] == "auto"
