"""Every command works and reports where the result is."""

import base64
import json
import re
import wave

import av
import numpy as np
import pytest
from PIL import Image

import vidsync
from vidsync.media import probe


def assert_success(done):
    assert done.returncode == 0, done.stderr
    return done


def test_speak_writes_narration_and_matching_timings(run, tmp_path):
    assert_success(run("speak", "Hello there.", "-o", "n.wav", "--timings", "n.json"))
    transcript = vidsync.load(tmp_path / "n.json")
    assert [word.text for word in transcript.words] == ["Hello", "there."]
    with wave.open(str(tmp_path / "n.wav")) as narration:
        seconds = narration.getnframes() / narration.getframerate()
    assert transcript.duration == pytest.approx(seconds, abs=1e-6)


def test_speak_takes_the_text_from_a_file_or_standard_input(run, tmp_path):
    (tmp_path / "s.txt").write_text("One two three.", "utf-8")
    from_file = run("speak", "--text-file", "s.txt", "-o", "a.wav", "--json")
    assert json.loads(assert_success(from_file).stdout)["words"] == 3
    piped = run("speak", "--text-file", "-", "-o", "b.wav", "--json", input="One two.")
    assert json.loads(assert_success(piped).stdout)["words"] == 2


def test_speak_passes_options_to_the_engine(run, tmp_path):
    slow = run("speak", "One two.", "--engine-option", "rate=90", "-o", "a.wav", "--json")
    fast = run("speak", "One two.", "--speed", "2", "--voice", "de", "-o", "b.wav", "--json")
    durations = [json.loads(assert_success(done).stdout)["duration"] for done in (slow, fast)]
    assert durations[0] > 2 * durations[1]


@pytest.mark.parametrize("suffix", ["ass", "srt", "vtt"])
def test_captions_are_written_in_every_format(run, timings, tmp_path, suffix):
    assert_success(run("captions", timings, "-o", f"c.{suffix}"))
    text = (tmp_path / f"c.{suffix}").read_text("utf-8")
    assert text.startswith({"ass": "[Script Info]", "srt": "1\n", "vtt": "WEBVTT"}[suffix])
    assert "POP" in re.sub(r"\{[^}]*\}", "", text).upper()


def test_visemes_are_written_as_json_and_rhubarb_tsv(run, timings, tmp_path):
    assert_success(run("visemes", timings, "-o", "v.json"))
    assert json.loads((tmp_path / "v.json").read_text("utf-8"))["set"] == "oculus"
    assert_success(run("visemes", timings, "-o", "v.tsv"))
    rows = [line.split("\t") for line in (tmp_path / "v.tsv").read_text("utf-8").splitlines()]
    assert rows[0] == ["0.00", "X"]
    assert {shape for _, shape in rows} <= set("ABCDEFGHX")
    assert "A" in {shape for _, shape in rows}  # the lips of "Pop"


def test_preview_writes_a_sheet_or_one_frame(run, timings, clip, tmp_path):
    assert_success(run("preview", timings, "-o", "sheet.png", "--preset", "pill"))
    assert_success(run("preview", timings, "-o", "frame.png", "--at", "0.4", "--video", clip))
    with Image.open(tmp_path / "sheet.png") as sheet, Image.open(tmp_path / "frame.png") as frame:
        assert sheet.width > 200
        assert frame.size == (320, 180)


def test_presets_are_listed_with_their_purpose(run):
    names = json.loads(assert_success(run("presets", "--json")).stdout)
    assert {"pop", "pill", "sweep", "clean"} <= set(names["caption_presets"])
    assert {"oculus", "rhubarb"} <= set(names["viseme_sets"])
    assert all(names["caption_presets"].values())
    assert "espeak" in assert_success(run("presets")).stdout


def test_doctor_finds_no_problem_on_this_machine(run):
    found = json.loads(assert_success(run("doctor", "--json")).stdout)
    assert found["healthy"] is True
    assert "libass" in found["ffmpeg"]
    assert "transcription: " in found["extras"]
    assert "Whisper" in found["listening"]


def test_doctor_names_the_keys_that_are_set_and_hides_them(run, monkeypatch):
    monkeypatch.setenv("DEEPGRAM_API_KEY", "sk-very-secret-0123456789")
    monkeypatch.setenv("ELEVENLABS_API_KEY", "sk-very-secret-0123456789")
    monkeypatch.setenv("LMNT_API_KEY", " ")
    done = assert_success(run("doctor"))
    assert "sk-very-secret" not in done.stdout
    (line,) = (line for line in done.stdout.splitlines() if line.startswith("ok    keys"))
    assert {"DEEPGRAM_API_KEY", "ELEVENLABS_API_KEY"} <= set(line[6:].replace(",", "").split())
    assert "LMNT_API_KEY" not in line


def test_doctor_reports_a_problem(run, tmp_path):
    script = tmp_path / "ffmpeg"
    script.write_text("#!/bin/sh\necho 'ffmpeg version 1.0'\n")
    script.chmod(0o755)
    done = run("doctor", "--ffmpeg", script)
    assert done.returncode == 2
    assert "FAILS" in done.stdout
    assert "libass" in done.stderr


@pytest.mark.parametrize("preset", ["pop", "clean"])
def test_render_speaks_captions_and_muxes(run, clip, tmp_path, preset):
    done = run(
        *("render", "clip.mp4", "--text", "Hi there, you!", "-o", "out.mp4", "--preset", preset),
        *("--encoder", "libx264", "--encoder-preset", "veryfast", "--crf", "20", "-y", "--json"),
    )
    result = json.loads(assert_success(done).stdout)
    assert result["video"] == "out.mp4"
    assert result["cues"] >= 1
    made = probe(tmp_path / "out.mp4")
    assert made.codec == "h264"
    assert len(made.audio) == 1
    assert done.stderr == ""


def test_render_with_timings_and_audio(run, clip, tmp_path):
    assert_success(
        run("speak", "Hi there, you!", "--engine", "espeak", "-o", "n.wav", "--timings", "n.json")
    )
    assert_success(run("render", clip, "--timings", "n.json", "--audio", "n.wav", "-o", "out.mp4"))
    assert probe(tmp_path / "out.mp4").audio


def test_render_uses_the_audio_in_the_timing_document(run, clip, tmp_path):
    speech = vidsync.speak("Hi there.", engine="espeak")
    words = [
        {"text": word.text, "start": word.start, "end": word.end}
        for word in speech.transcript.words
    ]
    document = {
        "audio": base64.b64encode(speech.audio).decode(),
        "mediaType": "audio/wav",
        "timestamps": words,
        "warnings": [],
    }
    (tmp_path / "answer.json").write_text(json.dumps(document), "utf-8")
    done = run("render", clip, "--timings", "answer.json", "--mix", "replace", "-o", "out.mp4")
    assert_success(done)
    assert probe(tmp_path / "out.mp4").audio


def test_quiet_prints_nothing(run, timings):
    done = assert_success(run("captions", timings, "-o", "c.srt", "--quiet"))
    assert done.stdout == done.stderr == ""


def test_file_names_may_start_with_a_dash(run, clip, tmp_path):
    clip.rename(tmp_path / "-in.mp4")
    done = run("render", "-o", "./-out.mp4", "--text", "Hi.", "--", "-in.mp4")
    assert_success(done)
    assert probe(tmp_path / "-out.mp4").audio


def test_captions_are_written_as_a_transparent_video(run, timings, tmp_path):
    assert_success(run("captions", timings, "-o", "c.mov", "--size", "180x320", "--fps", "25"))
    made = probe(tmp_path / "c.mov")
    assert (made.width, made.height, made.frame_rate) == (180, 320, 25)
    assert made.pixel_format == "argb"
    assert made.duration == pytest.approx(2.0, abs=0.05)


@pytest.mark.parametrize("command", ["captions", "render"])
def test_a_brand_kit_overrides_the_colours_of_the_preset(run, timings, clip, tmp_path, command):
    (tmp_path / "kit.toml").write_text('[active]\ncolour = "#12AB34"\n', "utf-8")
    if command == "captions":
        assert_success(run("captions", timings, "--brand", "kit.toml", "-o", "c.ass"))
        assert "34AB12" in (tmp_path / "c.ass").read_text(
            "utf-8"
        )  # ASS colours are blue, green, red
        return
    done = run("render", clip, "--timings", timings, "--brand", "kit.toml", "-o", "out.mp4")
    assert_success(done)
    with av.open(str(tmp_path / "out.mp4")) as container:
        shown = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    with av.open(str(clip)) as container:
        plain = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    lit = np.abs(shown[8].astype(int) - (0x12, 0xAB, 0x34)).sum(axis=2) < 60
    before = np.abs(plain[8].astype(int) - (0x12, 0xAB, 0x34)).sum(axis=2) < 60
    assert lit.sum() > before.sum() + 20


def test_retext_puts_an_edited_text_on_the_times_of_the_words(run, timings, tmp_path):
    (tmp_path / "new.txt").write_text("Pop goes the weasel now!\n", "utf-8")
    assert_success(run("retext", timings, "--text-file", "new.txt", "-o", "file.json"))
    done = run(
        "retext", timings, "--text", "Pop goes the weasel now!", "-o", "inline.json", "--json"
    )
    assert_success(done)
    assert json.loads(done.stdout) == {"timings": "inline.json", "words": 5, "source": "estimated"}
    edited = vidsync.load(tmp_path / "file.json")
    assert edited == vidsync.load(tmp_path / "inline.json")
    assert edited.text == "Pop goes the weasel now!"
    assert edited.words[1].start == 0.55
    neither = run("retext", timings, "-o", "none.json")
    assert neither.returncode == 2
    assert "--text-file" in neither.stderr


def test_a_subtitle_file_has_the_cues_of_the_preset_or_profile_that_is_named(run, tmp_path):
    text = "Welcome to the workshop. Today we look at three small birds, and how they dance."
    assert_success(run("speak", text, "--engine", "espeak", "-o", "n.wav", "--timings", "n.json"))
    drawn = vidsync.caption(vidsync.load(tmp_path / "n.json"), preset="pop").cues
    counts = {}
    for name, *chosen in (
        ("plain",),
        ("pop", "-p", "pop"),
        ("netflix", "--profile", "netflix"),
        ("both", "-p", "pop", "--profile", "netflix"),
    ):
        done = run("captions", "n.json", "-o", f"{name}.srt", "--json", *chosen)
        counts[name] = json.loads(assert_success(done).stdout)["cues"]
        assert (tmp_path / f"{name}.srt").read_text("utf-8").count("-->") == counts[name]
    assert counts["pop"] == len(drawn) > counts["plain"]
    texts = [name.read_text("utf-8") for name in (tmp_path / "netflix.srt", tmp_path / "both.srt")]
    assert texts[0] == texts[1]
    assert_success(run("lint", "netflix.srt", "--profile", "netflix"))
    refused = run("captions", "n.json", "-o", "n.ass", "--profile", "netflix")
    assert refused.returncode == 2
    assert "--profile does not change .ass files" in refused.stderr


def test_speech_that_is_too_fast_for_a_profile_is_told(run, tmp_path):
    text = "This is spoken far too fast to be read by anybody at all. " * 6
    assert_success(
        run(
            "speak",
            text,
            "--speed",
            "2",
            "--engine",
            "espeak",
            "-o",
            "n.wav",
            "--timings",
            "n.json",
        )
    )
    done = assert_success(run("captions", "n.json", "-o", "n.srt", "--profile", "bbc"))
    assert "break the rules of bbc, because of how it is spoken" in done.stderr
