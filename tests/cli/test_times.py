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
