"""Timing documents of Inworld."""

import pytest

from vidsync.timings import load


def times(transcript):
    return [(word.text, round(word.start, 3), round(word.end, 3)) for word in transcript.words]


def inworld(words, starts, ends, phones=()):
    alignment = {
        "words": words,
        "wordStartTimeSeconds": starts,
        "wordEndTimeSeconds": ends,
        "phoneticDetails": [{"wordIndex": index, "phones": list(p)} for index, p in phones],
    }
    return {"audioContent": "", "timestampInfo": {"wordAlignment": alignment}}


def test_words_have_phones_and_tokens_are_not_words():
    sound = {"phoneSymbol": "h", "startTimeSeconds": 0.1, "durationSeconds": 0.07,
             "visemeSymbol": "aei"}  # fmt: skip
    document = inworld(
        ["Hi", ",", " ", "you"],
        [0.1, 0.3, 0.3, 0.4],
        [0.3, 0.3, 0.4, 0.6],
        [(0, [sound, {**sound, "phoneSymbol": "sil", "visemeSymbol": "sil"}])],
    )
    transcript = load(document, text="Hi, you")
    assert times(transcript) == [("Hi,", 0.1, 0.3), ("you", 0.4, 0.6)]
    assert [(p.ipa, p.start, round(p.end, 3)) for p in transcript.words[0].phones] == [
        ("h", 0.1, 0.17)
    ]
    assert [shape.name for shape in transcript.visemes] == ["aei", "sil"]


def test_stream_lines_that_begin_at_0_are_placed_end_to_end():
    sound = {"phoneSymbol": "j", "startTimeSeconds": 0.0, "durationSeconds": 0.1,
             "visemeSymbol": "cdgknstxyz"}  # fmt: skip
    lines = [
        {"result": inworld(["Hi"], [0.1], [0.3])},
        {"result": inworld(["you"], [0.0], [0.2], [(0, [sound])])},
    ]
    transcript = load(lines)
    assert times(transcript) == [("Hi", 0.1, 0.3), ("you", 0.3, 0.5)]
    assert transcript.words[1].phones[0].start == pytest.approx(0.3)
    (shape,) = transcript.visemes
    assert (shape.set, shape.name, round(shape.start, 3)) == ("inworld", "cdgknstxyz", 0.3)


def test_characters_become_words():
    alignment = {
        "characters": list("a bc"),
        "characterStartTimeSeconds": [0.0, 0.1, 0.2, 0.3],
        "characterEndTimeSeconds": [0.1, 0.2, 0.3, 0.4],
    }
    document = {"timestampInfo": {"characterAlignment": alignment}}
    assert times(load(document)) == [("a", 0.0, 0.1), ("bc", 0.2, 0.4)]
