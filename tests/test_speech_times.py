"""Estimated word times are corrected by listening before a video is rendered."""

import io
import subprocess
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import vidsync
from vidsync.audio import Samples, decode, wav_bytes
from vidsync.captions import caption
from vidsync.errors import VidsyncWarning
from vidsync.media import find_ffmpeg, probe
from vidsync.speech_times import cut_at_end, fit_speech, fit_transcript, listen_for
from vidsync.transcript import Speech, Transcript, Word

TEXT = "Welcome to the workshop. Today we look at three small birds, and how they dance."
pytestmark = pytest.mark.filterwarnings("ignore:.*no time of their own")


@pytest.fixture(scope="module")
def spoken() -> Speech:
    return vidsync.speak(TEXT, engine="espeak")


@pytest.fixture(scope="module")
def estimated(spoken: Speech, tmp_path_factory) -> Transcript:
    """Return the words as an SRT file of them has them."""
    path = tmp_path_factory.mktemp("srt") / "talk.srt"
    caption(spoken.transcript).save(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return vidsync.load(path)


def largest_error(found: Transcript, truth: Speech) -> float:
    pairs = zip(found.words, truth.transcript.words, strict=True)
    return max(abs(word.start - true.start) for word, true in pairs)


def test_estimated_words_are_found_in_the_sound(spoken, estimated):
    assert estimated.source == "estimated"
    assert largest_error(estimated, spoken) > 0.2
    heard = listen_for(estimated, spoken.audio)
    assert heard.source == "aligned"
    assert largest_error(heard, spoken) < 0.06


def test_native_times_are_left_as_they_are(spoken):
    assert listen_for(spoken.transcript, spoken.audio) is spoken.transcript


def test_a_word_that_is_not_heard_is_fitted_between_its_neighbours(spoken, estimated):
    words = list(estimated.words)
    words[5] = replace(words[5], text="♪♪")
    heard = listen_for(replace(estimated, words=tuple(words)), spoken.audio)
    assert heard.words[4].end <= heard.words[5].start <= heard.words[5].end
    assert heard.words[5].end <= heard.words[6].start


def music() -> Samples:
    """Return twelve seconds of chords that fade, with a beat."""
    rate = 16000
    time = np.arange(12 * rate) / rate
    beat = np.exp(-6 * (time % 0.5))
    chords = np.array([[220, 277, 330], [196, 247, 294], [175, 220, 262], [165, 208, 247]])
    pitches = chords[(time // 2).astype(int) % 4]
    sound = sum(np.sin(2 * np.pi * pitches[:, n] * time) for n in range(3)) * beat / 6
    return Samples(sound.astype(np.float32)[:, None], rate)


@pytest.mark.parametrize("sound", ["silence", "music", "other words"])
def test_words_that_are_not_in_the_sound_keep_their_times_with_a_warning(estimated, sound):
    silence = Samples(np.zeros((160_000, 1), np.float32), 16000)
    other = "It rained all afternoon, so my sister stayed inside and baked a large cake."
    sounds = {
        "silence": silence,
        "music": music(),
        "other words": vidsync.speak(other, engine="espeak").audio,
    }
    with pytest.warns(VidsyncWarning, match="keep their estimated times: "):
        heard = listen_for(estimated, sounds[sound])
    assert heard == estimated


def test_words_heard_at_quite_another_time_are_not_moved(estimated, spoken):
    late = estimated.shift(6.0)
    sound = decode(spoken.audio)
    silence = np.zeros((4 * sound.sample_rate, sound.channels), np.float32)
    sound = Samples(np.concatenate([sound.data, silence]), sound.sample_rate)
    with pytest.warns(VidsyncWarning, match=r"6\.\d s earlier than .* offset of -6\.\d s"):
        assert listen_for(late, sound) == late


def test_the_language_is_guessed_if_the_words_have_none(tmp_path):
    german = vidsync.speak("Der kleine Vogel tanzt auf dem Ast, und alle sehen zu.", language="de")
    caption(german.transcript).save(tmp_path / "talk.srt")
    heard = listen_for(vidsync.load(tmp_path / "talk.srt"), german.audio)
    assert (heard.source, heard.language) == ("aligned", "de")
    assert largest_error(heard, german) < 0.06


def test_a_video_without_sound_keeps_the_times_with_a_warning(clip, estimated):
    silent = replace(probe(clip), audio=(), duration=10.0)
    with pytest.warns(VidsyncWarning, match=r"estimated times: .*clip\.mp4 has no sound"):
        assert fit_speech(estimated, silent) == estimated


def test_an_unknown_language_keeps_the_times(estimated, spoken):
    foreign = replace(estimated, language="xx")
    with pytest.warns(VidsyncWarning, match="no voice or language 'xx'"):
        assert listen_for(foreign, spoken.audio) == foreign


@pytest.fixture
def talking(clip: Path, spoken: Speech, tmp_path: Path) -> Path:
    """Return a video in which the text is spoken."""
    (tmp_path / "n.wav").write_bytes(wav_bytes(decode(io.BytesIO(spoken.audio))))
    path = tmp_path / "talking.mp4"
    inputs = [*("-stream_loop", "-1", "-i", clip), *("-i", tmp_path / "n.wav")]
    maps = ("-map", "0:v", "-map", "1:a", "-shortest", "-c:v", "copy", "-c:a", "aac")
    subprocess.run([find_ffmpeg().path, "-v", "error", *inputs, *maps, path], check=True)
    return path


def test_the_videos_own_sound_is_heard(talking, clip, estimated, spoken):
    heard = fit_speech(estimated, probe(talking))
    assert isinstance(heard, Transcript)
    assert heard.source == "aligned"
    assert largest_error(heard, spoken) < 0.08
    assert fit_speech(estimated, probe(talking), listen=False) == estimated


def test_sound_that_begins_after_the_picture_is_heard_as_late(talking, estimated, spoken, tmp_path):
    delayed = tmp_path / "delayed.mkv"
    inputs = [*("-i", talking), *("-itsoffset", "0.8", "-i", talking)]
    maps = ("-map", "0:v", "-map", "1:a", "-c", "copy")
    subprocess.run([find_ffmpeg().path, "-v", "error", *inputs, *maps, delayed], check=True)
    heard = fit_speech(estimated.shift(0.8), probe(delayed))
    assert isinstance(heard, Transcript)
    late = replace(spoken, transcript=spoken.transcript.shift(0.8))
    assert largest_error(heard, late) < 0.08


def test_a_speech_with_estimated_times_is_heard_too(clip, estimated, spoken):
    guessed = replace(spoken, transcript=estimated)
    heard = fit_speech(guessed, probe(clip))
    assert isinstance(heard, Speech)
    assert heard.transcript.source == "aligned"


def test_render_listens_unless_it_is_told_not_to(talking, estimated, tmp_path):
    made = vidsync.render(talking, tmp_path / "a.mp4", estimated)
    assert made.captions.transcript.source == "aligned"
    made = vidsync.render(talking, tmp_path / "b.mp4", estimated, listen=False)
    assert made.captions.transcript.source == "estimated"


def test_the_last_line_of_subtitles_may_be_shown_after_the_sound(estimated):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        cut = cut_at_end(estimated, estimated.words[-1].start + 0.1, "the audio")
    assert cut.words[-1].text == estimated.words[-1].text
    assert cut.words[-1].duration == pytest.approx(0.1)


def test_a_transcript_within_its_sound_is_not_changed():
    words = Transcript((Word("one", 0.2, 0.6), Word("two", 1.8, 2.05)))
    assert cut_at_end(words, 2.0, "the audio") is words


def test_late_words_past_the_end_are_heard_before_any_is_cut(estimated, spoken):
    late = estimated.shift(1.2)
    assert late.words[-1].start > decode(spoken.audio).duration
    heard = fit_transcript(late, spoken.audio)
    assert heard.source == "aligned"
    assert len(heard.words) == len(spoken.transcript.words)
    assert largest_error(heard, spoken) < 0.06


def test_words_of_a_longer_film_are_left_out_and_the_others_are_heard(talking, estimated, spoken):
    end = probe(talking).duration
    more = tuple(Word(f"word{n}", end + 5 + n, end + 5.5 + n) for n in range(40))
    film = Transcript((*estimated.words, *more), language="en", source="estimated")
    with pytest.warns(VidsyncWarning, match=r"40 words are past the end of .*from 'word0'"):
        heard = fit_speech(film, probe(talking))
    assert isinstance(heard, Transcript)
    assert heard.source == "aligned"
    assert largest_error(heard, spoken) < 0.08


def test_late_words_that_cannot_be_heard_are_cut_with_a_warning(estimated):
    late = estimated.shift(1.2)
    silence = Samples(np.zeros((16000 * 4, 1), np.float32), 16000)
    with pytest.warns(VidsyncWarning) as told:
        kept = fit_transcript(late, silence)
    assert kept.words == late.slice(0.0, 4.0).words
    assert any("keep their estimated times" in str(each.message) for each in told)
    assert any("past the end of the audio at 4.00 s" in str(each.message) for each in told)


def test_a_late_document_keeps_its_last_words_with_a_narration(clip, spoken, estimated, tmp_path):
    (tmp_path / "n.wav").write_bytes(wav_bytes(decode(io.BytesIO(spoken.audio))))
    caption(estimated.shift(1.2)).save(tmp_path / "late.srt")
    made = vidsync.render(
        clip,
        tmp_path / "a.mp4",
        tmp_path / "late.srt",
        audio=tmp_path / "n.wav",
        mixing=vidsync.Mixing(longer="loop"),
    )
    assert made.captions.transcript.source == "aligned"
    assert made.captions.transcript.words[-1].text == "dance."


@pytest.mark.parametrize("text", ["Hello there.", "Thank you so much."])
def test_a_few_words_are_found_in_speech_but_not_in_music(text):
    said = vidsync.speak(text, engine="espeak")
    guessed = replace(said.transcript.shift(0.3), source="estimated")
    assert listen_for(guessed, said.audio).source == "aligned"
    with pytest.warns(VidsyncWarning, match="keep their estimated times: "):
        assert listen_for(guessed, music()) == guessed


def test_a_few_words_that_fit_music_no_better_than_others_are_not_heard(monkeypatch):
    guessed = Transcript(
        (Word("Welcome", 1.0, 1.4), Word("back.", 1.5, 1.9)), language="en", source="estimated"
    )
    with pytest.warns(VidsyncWarning, match="keep their estimated times: "):
        assert listen_for(guessed, music()) == guessed
    monkeypatch.setattr("vidsync.alignment.refinement._FEW", 0)  # without the check
    assert listen_for(guessed, music()).source == "aligned"
