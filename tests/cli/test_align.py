import json
from dataclasses import replace

import pytest

import vidsync
from vidsync.captions import caption

HEARD = "the words were found in the sound (--no-listen keeps the estimated times)"
TEXT = "The small boats left the harbour before sunrise, and nobody saw them go."


@pytest.fixture
def spoken(run, tmp_path):
    """Write a narration and its timings as n.wav and n.json."""
    done = run("speak", TEXT, "--engine", "espeak", "-o", "n.wav", "--timings", "n.json")
    assert done.returncode == 0, done.stderr
    return vidsync.load(tmp_path / "n.json")


def starts(transcript):
    return [word.start for word in transcript.words]


def test_a_recording_and_its_text_give_timings(run, spoken, tmp_path):
    (tmp_path / "s.txt").write_text(TEXT, "utf-8")
    done = run("align", "n.wav", "--text-file", "s.txt", "-o", "t.json", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["words"] == len(TEXT.split())
    found = vidsync.load(tmp_path / "t.json")
    assert starts(found) == pytest.approx(starts(spoken), abs=0.05)


def test_refine_keeps_the_words_of_the_engine_and_corrects_their_times(run, spoken, tmp_path):
    late = [
        replace(word, start=word.start + 0.07, end=word.end + 0.07, phones=())
        for word in spoken.words
    ]
    native = replace(spoken, words=tuple(late), duration=spoken.duration + 0.1)
    vidsync.save(native, tmp_path / "native.json")
    done = run("align", "n.wav", "--refine", "native.json", "-o", "t.json", "--json")
    assert done.returncode == 0, done.stderr
    refined = vidsync.load(tmp_path / "t.json")
    assert [word.text for word in refined.words] == [word.text for word in spoken.words]
    assert refined.source == "aligned"
    off = sorted(abs(a - b) for a, b in zip(starts(refined), starts(spoken), strict=True))
    assert off[len(off) // 2] < 0.02


def test_align_needs_either_a_text_or_timings(run, spoken, tmp_path):
    (tmp_path / "s.txt").write_text(TEXT, "utf-8")
    neither = run("align", "n.wav", "-o", "t.json")
    both = run("align", "n.wav", "--text-file", "s.txt", "--refine", "n.json", "-o", "t.json")
    assert (neither.returncode, both.returncode) == (2, 2)
    assert "--refine" in neither.stderr
    assert "exclude each other" in both.stderr
    assert not (tmp_path / "t.json").exists()


def test_the_engine_option_selects_the_engine(run, spoken, tmp_path):
    (tmp_path / "s.txt").write_text(TEXT, "utf-8")
    align = ("align", "n.wav", "--text-file", "s.txt", "-o", "t.json")
    done = run(*align, "--engine", "dtw")
    assert done.returncode == 0, done.stderr
    assert starts(vidsync.load(tmp_path / "t.json")) == pytest.approx(starts(spoken), abs=0.05)
    wrong = run(*align, "-y", "--engine", "sphynx")
    without_model = run(*align, "-y", "--engine", "whisper")
    assert (wrong.returncode, without_model.returncode) == (2, 2)
    assert "did you mean 'sphinx'?" in wrong.stderr
    assert "needs a model" in without_model.stderr


def test_refine_rejects_the_engine_option(run, spoken):
    done = run("align", "n.wav", "--refine", "n.json", "-o", "t.json", "--engine", "dtw")
    assert done.returncode == 2
    assert "leave out --engine" in done.stderr


def test_render_listens_to_words_without_times_and_says_so(run, spoken, clip, tmp_path):
    caption(spoken).save(tmp_path / "n.srt")
    command = ("render", "clip.mp4", "--timings", "n.srt", "--audio", "n.wav", "-o", "o.mp4", "-y")
    command += ("--longer", "loop")
    done = run(*command, "--no-burn")
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines() == [HEARD]
    done = run(*command, "--no-burn", "--no-listen")
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines() == [
        "warning: n.srt (srt): 13 of 13 words have no time of their own: estimated"
    ]
    done = run(*command, "--no-burn", "--language", "xx", "--quiet")
    assert done.returncode == 0, done.stderr
    assert "keep their estimated times: " in done.stderr


def test_commands_with_audio_listen_to_words_without_times(run, spoken, tmp_path):
    caption(spoken.shift(0.4)).save(tmp_path / "n.srt")
    done = run("captions", "n.srt", "--audio", "n.wav", "-o", "o.vtt")
    assert done.stderr.splitlines() == [HEARD]
    heard = vidsync.load(tmp_path / "o.vtt")
    assert starts(heard) == pytest.approx(starts(spoken), abs=0.05)
    done = run("visemes", "n.srt", "--audio", "n.wav", "-o", "m.json")
    assert done.stderr.splitlines() == [HEARD]
    done = run("visemes", "n.srt", "--audio", "n.wav", "-o", "m.json", "-y", "--no-listen")
    assert "no time of their own: estimated" in done.stderr


def test_refine_says_nothing_of_speech_that_captions_leave_out(run, spoken, tmp_path):
    words = spoken.words[: len(spoken.words) // 2]
    caption(replace(spoken, words=words, text="")).save(tmp_path / "n.srt")
    done = run("align", "n.wav", "--refine", "n.srt", "-o", "t.json")
    assert done.returncode == 0, done.stderr
    assert "not in the text" not in done.stderr
    assert vidsync.load(tmp_path / "t.json").source == "aligned"
