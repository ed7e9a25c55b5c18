"""Units, offsets and scales of documents, and times that make no sense."""

import json

import pytest

from vidsync.errors import InputError, TimingError, VidsyncWarning
from vidsync.timings import load, loads


def words(*times, **fields):
    texts = ("Hello", "there", "my", "old", "friend", "again")
    return json.dumps(
        [
            {"text": text, "start": start, "end": end, **fields}
            for text, (start, end) in zip(texts, times, strict=False)
        ]
    )


def times(transcript):
    return [(round(word.start, 3), round(word.end, 3)) for word in transcript.words]


SECONDS = [(0.05, 0.35), (0.35, 0.7)]


@pytest.mark.parametrize(
    ("unit", "document", "options"),
    [
        ("ms", words((50, 350), (350, 700)), {}),
        ("us", words((50_000, 350_000), (350_000, 700_000)), {}),
        ("ticks", words((500_000, 3_500_000), (3_500_000, 7_000_000)), {}),
        ("frames", words((1, 7), (7, 14)), {"fps": 20}),
    ],
)
def test_times_in_another_unit_are_an_error_that_names_the_unit(unit, document, options):
    with pytest.raises(TimingError, match=r"word 2 \('there'\): end is .*not seconds") as caught:
        loads(document)
    assert f"unit={unit!r}" in caught.value.hint
    assert f"--unit {unit}" in caught.value.hint
    assert times(loads(document, unit=unit, **options)) == SECONDS


def test_a_unit_makes_long_words_right():
    slow = words((0, 8), (8, 16))
    with pytest.raises(TimingError, match="half of the words last 8 s"):
        loads(slow)
    assert times(loads(slow, unit="s")) == [(0, 8), (8, 16)]
    late = words((1e5, 1e5 + 0.5), (1e5 + 1, 1e5 + 2))
    with pytest.raises(TimingError, match=r"all words last 1\.5 s together"):
        loads(late)


def test_times_that_no_recording_has_are_an_error():
    with pytest.raises(TimingError, match="not a time in a recording"):
        loads(words((0, 1e9)), unit="s")
    with pytest.raises(TimingError, match="not a time in a recording"):
        loads(words((0, 1e300)))


def test_times_far_past_the_audio_are_in_another_unit():
    document = words((100, 101), (101, 102), (400, 401))
    with pytest.raises(TimingError, match="but the audio lasts 2 s"):
        loads(document, audio_duration=2.0)


def test_offset_and_scale_move_every_time():
    document = words((1, 1.5), (2, 2.5))
    assert times(loads(document, scale=0.5, offset=1)) == [(1.5, 1.75), (2, 2.25)]
    with pytest.warns(VidsyncWarning, match="moves 1 words before the audio"):
        assert times(loads(document, offset=-1.75)) == [(0.25, 0.75)]


@pytest.mark.parametrize(
    "options",
    [
        {"unit": "minutes"},
        {"unit": "frames"},
        {"fps": 0},
        {"fps": float("nan")},
        {"offset": float("inf")},
        {"scale": 0},
        {"scale": float("nan")},
    ],
)
def test_options_out_of_range_are_an_error(options):
    with pytest.raises(InputError):
        loads(words((0, 1)), **options)


def test_words_past_the_audio_are_left_out_and_one_across_its_end_is_cut():
    document = words((0, 0.5), (0.5, 1), (1, 1.5), (1.5, 2.3), (2.4, 2.6))
    with pytest.warns(VidsyncWarning) as caught:
        found = loads(document, audio_duration=2.0)
    assert times(found) == [(0, 0.5), (0.5, 1), (1, 1.5), (1.5, 2)]
    assert [str(each.message).split(": ")[1] for each in caught] == [
        "end is 2.3 s, past the audio's end at 2 s",
        "start is 2.4 s, past the audio's end at 2 s",
    ]
    with pytest.raises(TimingError, match=r"word 3 \('my'\): start is 1 s"):
        loads(document, audio_duration=0.9)


def test_subtitles_of_a_film_may_be_used_with_a_clip():
    text = "".join(f"{n}\n00:0{n}:00,000 --> 00:0{n}:01,000\nline\n\n" for n in range(1, 9))
    with pytest.warns(VidsyncWarning) as caught:
        assert len(loads(text, audio_duration=70.0).words) == 1
    assert "left out, and so are 6 more words" in str(caught[-1].message)


def test_words_that_all_start_at_one_time_are_an_error():
    document = words((0, 0.3), (0, 0.3), (0, 0.5))
    with pytest.raises(TimingError, match=r"word 1 \('Hello'\) and the 2 words after") as caught:
        loads(document)
    assert "align" in caught.value.hint


def test_some_words_that_start_at_one_time_are_told():
    document = words((0, 0.3), (0.3, 0.6), (0.9, 0.9), (0.9, 0.9), (0.9, 0.9))
    with pytest.warns(VidsyncWarning, match=r"word 3 \('my'\) and the 2 words after .*align"):
        assert len(loads(document).words) == 5


@pytest.mark.parametrize("pair", [(1.8, 0.9), (0.9, 0.2)])
def test_times_that_go_back_are_an_error_with_a_hint(pair):
    with pytest.raises(TimingError, match=r"word 2 \('there'\): (end|start)") as caught:
        loads(words((1.0, 1.2), pair))
    assert "align" in caught.value.hint


def test_bad_bytes_in_fields_that_are_not_used_are_no_fault():
    marks = (
        b'{"time":0,"type":"sentence","start":0,"end":6,"value":"pools\xe2"}\n'
        b'{"time":6,"type":"word","start":0,"end":5,"value":"pools"}\n'
        b'{"time":500,"type":"viseme","value":"sil"}\n'
    )
    (word,) = load(marks).words
    assert (word.text, word.start, word.end) == ("pools", 0.006, 0.5)


def test_bytes_of_a_character_in_two_tokens_are_joined():
    def token(text, start, end):
        return b'{"text":"%s","offsets":{"from":%d,"to":%d},"p":0.9}' % (text, start, end)

    tokens = b",".join([token(b" m", 0, 300), token(b"\xc4", 300, 400), token(b"\x81ja", 400, 900)])
    document = (
        b'{"result":{"language":"lv"},"transcription":[{"offsets":{"from":0,"to":1000},'
        b'"text":" m\xc4\x81ja","tokens":[%s]}]}' % tokens
    )
    (word,) = load(document).words
    assert (word.text, word.start, word.end) == ("māja", 0.0, 0.9)


def test_words_without_length_are_told_and_kept():
    rows = [{"text": "Hi", "start": 0, "end": 0.3}, {"text": "you", "start": 0.5, "end": 0.5}]
    with pytest.warns(VidsyncWarning, match=r"word 2 \('you'\): start and end are both 0.5 s"):
        transcript = load(rows)
    assert [(word.start, word.end) for word in transcript.words] == [(0, 0.3), (0.5, 0.5)]
