"""Options for timings in another unit, or off."""

import json
import wave

WORDS = [
    {"text": "Hello", "start": 50, "end": 350},
    {"text": "there", "start": 350, "end": 700},
]


def test_a_unit_an_offset_and_a_scale_are_given_to_captions(run, tmp_path):
    (tmp_path / "talk.json").write_text(json.dumps(WORDS))
    refused = run("captions", "talk.json", "-o", "talk.vtt")
    assert refused.returncode != 0
    assert "--unit ms" in refused.stderr
    made = run(
        "captions", "talk.json", "-o", "talk.vtt", "--unit", "ms", "--offset", "1", "--scale", "2"
    )
    assert made.returncode == 0, made.stderr
    assert "00:00:01.100 -->" in (tmp_path / "talk.vtt").read_text()


def test_visemes_end_with_the_audio(run, tmp_path):
    marks = [{"time": 100, "type": "word", "start": 0, "end": 5, "value": "hello"}]
    (tmp_path / "marks.json").write_text("\n".join(map(json.dumps, marks)))
    with wave.open(str(tmp_path / "talk.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\0\0" * 8000)
    refused = run("visemes", "marks.json", "-o", "mouth.tsv")
    assert "--audio" in refused.stderr
    made = run("visemes", "marks.json", "-o", "mouth.tsv", "--audio", "talk.wav")
    assert made.returncode == 0, made.stderr


def test_an_encoding_is_taken_by_every_command_that_reads_text(run, tmp_path):
    text = "1\n00:00:01,000 --> 00:00:03,000\nДа.\n"
    (tmp_path / "a.srt").write_bytes(text.encode("cp866"))
    for arguments in (
        ("convert", "a.srt", "-o", "b.vtt"),
        ("captions", "a.srt", "-o", "c.srt"),
        ("lint", "a.srt", "--profile", "block"),
        ("visemes", "a.srt", "-o", "d.json", "--language", "ru"),
    ):
        done = run(*arguments, "--encoding", "cp866")
        assert done.returncode in (0, 1), done.stderr
        assert "is not UTF-8" not in done.stderr
    assert "Да." in (tmp_path / "b.vtt").read_text("utf-8")
    assert "Да." in (tmp_path / "c.srt").read_text("utf-8")
