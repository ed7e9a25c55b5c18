"""`-` as a file: standard input and standard output."""

import json

import pytest

SUBTITLES = "1\n00:00:00,200 --> 00:00:01,600\nPop goes the <i>word</i>.\n"


def assert_success(done):
    assert done.returncode == 0, done.stderr
    return done


@pytest.mark.parametrize(
    ("arguments", "begins"),
    [
        (["captions", "-", "-o", "-"], "1\n00:00:00,200 --> "),
        (["captions", "-", "-o", "-", "--format", "vtt"], "WEBVTT"),
        (["captions", "-", "-o", "-", "--format", "ass"], "[Script Info]"),
        (["convert", "-", "-o", "-", "--format", "srt"], SUBTITLES),
        (["visemes", "-", "-o", "-", "--to", "rhubarb-tsv"], "0.00\tX"),
        (["lint", "-", "--fix", "-o", "-", "--profile", "bbc"], "1\n00:00:00,200 --> "),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_document_goes_from_standard_input_to_standard_output(run, arguments, begins):
    done = assert_success(run(*arguments, input=SUBTITLES))
    assert done.stdout.startswith(begins)
    assert "standard output" in done.stderr


def test_sound_goes_through_pipes(run, tmp_path):
    spoken = assert_success(
        run("speak", "-", "-o", "-", input=b"Pop goes the word.", text=False)
    ).stdout
    assert spoken.startswith(b"RIFF")
    done = run("align", "-", "--text", "Pop goes the word.", "-o", "-", input=spoken, text=False)
    words = json.loads(assert_success(done).stdout)["words"]
    assert [word["text"] for word in words] == ["Pop", "goes", "the", "word."]
    assert list(tmp_path.iterdir()) == []


def test_the_result_is_on_the_error_stream_if_the_output_is_on_standard_output(run):
    done = assert_success(run("captions", "-", "-o", "-", "--json", "-q", input=SUBTITLES))
    assert done.stdout.startswith("1\n")
    result = [line for line in done.stderr.splitlines() if line.startswith("{")]
    assert json.loads(result[0]) == {"captions": "-", "cues": 1}


def test_errors_name_standard_input(run):
    done = run("captions", "-", "-o", "-", input="nothing of use")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("error: standard input is ")


@pytest.mark.parametrize(
    ("arguments", "saying"),
    [
        (["render", "clip.mp4", "--text", "hi", "-o", "-"], "a video can't be written"),
        (["mouth", "-", "-o", "-"], "a video can't be written"),
        (["demo", "-o", "-"], "a folder can't be written"),
        (["captions", "-", "--audio", "-", "-o", "-"], "standard input is given 2 times"),
        (["speak", "Hi", "-o", "-", "--timings", "-"], "standard output is given 2 times"),
        (["convert", "-", "-o", "-"], "--format"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_can_not_be_a_stream_is_refused(run, arguments, saying):
    done = run(*arguments, input=SUBTITLES)
    assert done.returncode == 2
    assert done.stdout == ""
    assert saying in done.stderr
