import base64
import io
import json
import re
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from vidsync.audio import decode
from vidsync.errors import InputError
from vidsync.espeak import synthesize
from vidsync.inspect.page import build_page
from vidsync.inspect.picture import draw_picture as drawn
from vidsync.transcript import Phone, Transcript, Turn, Word
from vidsync.visemes import Track, lipsync, viseme_sets
from vidsync.visemes.mouth_outlines import build_outlines


@pytest.fixture(scope="module")
def spoken():
    speech = synthesize("Bob's baby saw five blue shoes.", voice="en-us")
    return speech.transcript, decode(io.BytesIO(speech.audio))


def inspect(*arguments, **options) -> Image.Image:
    return drawn(*arguments, **options).picture


def count_pixels(picture: Image.Image, colour: str) -> int:
    """Return the number of pixels that nearly have a colour."""
    wanted = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)])
    return int((np.abs(np.asarray(picture).astype(int) - wanted).max(axis=2) < 10).sum())


def test_the_picture_shows_sound_curves_keys_and_mouths(spoken):
    transcript, audio = spoken
    track = lipsync(transcript, audio=audio)
    with_sound = inspect(transcript, track, audio=audio)
    silent = inspect(transcript, track)
    assert with_sound.height > silent.height
    assert count_pixels(with_sound, "#4d7fb8") > 1000
    assert count_pixels(silent, "#4d7fb8") == 0
    keys = track.animation()
    assert count_pixels(silent, "#ffd166") > 5 * keys.key_count
    assert count_pixels(silent, "#c4566a") > 20 * len(track.cues)


def test_fewer_keys_give_fewer_marks(spoken):
    transcript, _ = spoken
    track = lipsync(transcript)
    many, few = (
        inspect(transcript, track, animation=track.animation(max_error=error))
        for error in (0.001, 0.1)
    )
    assert count_pixels(few, "#ffd166") < count_pixels(many, "#ffd166")


def test_every_set_can_be_drawn(spoken):
    transcript, _ = spoken
    for visemes in viseme_sets():
        picture = inspect(transcript, lipsync(transcript, set=visemes.name), end=0.5)
        assert count_pixels(picture, "#ffd166") > 0


def test_long_audio_is_drawn_in_bands_of_five_seconds():
    words = tuple(
        Word("a", n * 0.5, n * 0.5 + 0.4, phones=(Phone("ɑ", n * 0.5, n * 0.5 + 0.4),))
        for n in range(40)
    )
    transcript = Transcript(words, 20.0)
    track = lipsync(transcript)
    one = inspect(transcript, track, start=3.0, end=8.0)
    four = inspect(transcript, track)
    assert four.width == one.width
    assert 3.5 * one.height < four.height < 4 * one.height
    with pytest.raises(InputError, match="at most a minute"):
        inspect(transcript, track, start=30.0)


def test_words_and_phones_without_duration_are_drawn():
    word = Word("a", 0.2, 0.2005, phones=(Phone("a", 0.2, 0.2001), Phone("i", 0.2001, 0.2005)))
    transcript = Transcript((word,), 0.5)
    assert inspect(transcript, lipsync(transcript)).height > 100


def test_a_track_without_gestures_is_refused():
    with pytest.raises(InputError, match="not made by lipsync"):
        inspect(Transcript((), 1.0), Track("oculus", ("sil",), "sil", (), 1.0))


def height(points) -> float:
    return float(np.ptp(points[:, 1]))


def test_the_outlines_follow_the_articulators():
    shut = build_outlines((0.02, 1, 0, 0, 0, 0))
    assert shut.gap is None
    wide, narrow = build_outlines((0.8, 0, 0, 0, 0, 0)), build_outlines((0.2, 0, 0, 0, 0, 0))
    assert height(wide.gap) > 2 * height(narrow.gap)
    rounded, spread = build_outlines((0.2, 0, 1, 0, 0, 0)), build_outlines((0.2, 0, 0, 1, 0, 0))
    assert np.ptp(rounded.lips[:, 0]) < 0.5 * np.ptp(spread.lips[:, 0])
    bitten = build_outlines((0.1, 0, 0, 0, 1, 0))
    assert bitten.upper_teeth is not None
    assert height(bitten.gap) < height(narrow.gap)
    assert build_outlines((0.3, 0, 0, 0, 0, 1)).tongue is not None


def test_inspect_on_the_command_line(spoken, tmp_path, monkeypatch, capsys):
    from vidsync import timings
    from vidsync.cli.app import main

    transcript, _ = spoken
    monkeypatch.chdir(tmp_path)
    timings.save(transcript, tmp_path / "t.json")
    with pytest.raises(SystemExit) as left:
        main(["inspect", "t.json", "--set", "arkit", "-o", "mouth.png"])
    assert left.value.code in (0, None)
    with Image.open(tmp_path / "mouth.png") as picture:
        assert picture.format == "PNG"
        assert picture.width > 300
    with pytest.raises(SystemExit) as left:
        main(["inspect", "t.json", "--style", "natrual", "-o", "other.png"])
    assert left.value.code == 2
    assert "did you mean 'natural'" in capsys.readouterr().err


def test_inspect_shows_one_speaker_of_a_conversation(spoken, tmp_path, monkeypatch, capsys):
    from vidsync import timings
    from vidsync.cli.app import main

    transcript, _ = spoken
    monkeypatch.chdir(tmp_path)
    turns = (Turn("Ann"), Turn("Ben"))
    words = tuple(
        replace(word, turn=int(number > 0)) for number, word in enumerate(transcript.words)
    )
    timings.save(replace(transcript, words=words, turns=turns), tmp_path / "two.json")
    inks = []
    for who in ([], ["--speaker", "Ann"]):
        with pytest.raises(SystemExit) as left:
            main(["inspect", "two.json", "-o", "mouth.png", "-y", *who])
        assert left.value.code in (0, None)
        with Image.open(tmp_path / "mouth.png") as picture:
            # The row of words is below the ruler.
            inks.append(
                count_pixels(picture.convert("RGB").crop((190, 45, picture.width, 70)), "#1d2736")
            )
    assert 0 < inks[1] < 0.7 * inks[0]
    with pytest.raises(SystemExit) as left:
        main(["inspect", "two.json", "-o", "other.png", "--speaker", "Bean"])
    assert left.value.code == 2
    assert "there is no speaker 'Bean'" in capsys.readouterr().err


def test_the_page_contains_picture_and_sound_and_needs_no_network(spoken):
    transcript, audio = spoken
    track = lipsync(transcript)
    text = build_page(drawn(transcript, track, audio=audio, start=0.5), audio=audio)
    picture = base64.b64decode(re.search(r"data:image/png;base64,([^\"]+)", text)[1])
    with Image.open(io.BytesIO(picture)) as shown:
        assert shown.size == inspect(transcript, track, audio=audio, start=0.5).size
    sound = base64.b64decode(re.search(r"data:audio/wav;base64,([^\"]+)", text)[1])
    assert decode(io.BytesIO(sound)).duration == pytest.approx(track.duration - 0.5, abs=0.01)
    bands = json.loads(re.search(r"const bands = (.*);", text)[1])
    assert bands["list"][0]["start"] == 0.5
    assert bands["list"][-1]["end"] == track.duration
    assert not re.search(r"https?://", text)
    assert "<audio" not in build_page(drawn(transcript, track))
