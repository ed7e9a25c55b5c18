"""Timing documents of ElevenLabs."""

import pytest

from vidsync.errors import VidsyncWarning
from vidsync.timings import load


def times(transcript):
    return [(word.text, round(word.start, 3), round(word.end, 3)) for word in transcript.words]


def characters(text, step=0.1, start=0.0):
    return {
        "characters": list(text),
        "character_start_times_seconds": [start + index * step for index in range(len(text))],
        "character_end_times_seconds": [start + (index + 1) * step for index in range(len(text))],
    }


def test_characters_become_words_with_spans():
    transcript = load({"audio_base64": "", "alignment": characters("Hi, you!")})
    assert times(transcript) == [("Hi,", 0.0, 0.2), ("you!", 0.4, 0.7)]
    assert transcript.text == "Hi, you!"
    assert [word.span for word in transcript.words] == [(0, 3), (4, 8)]


def test_each_character_of_a_script_without_spaces_is_a_word():
    transcript = load({"alignment": characters("你好。ok")})
    assert [word.text for word in transcript.words] == ["你", "好。", "ok"]


def test_only_a_normalized_alignment_is_used_with_a_warning():
    document = {"audio_base64": "", "alignment": None, "normalized_alignment": characters("three")}
    with pytest.warns(VidsyncWarning, match="read out"):
        transcript = load(document, text="3")
    assert times(transcript) == [("three", 0.0, 0.5)]
    assert transcript.words[0].span is None


@pytest.mark.parametrize("text", ["Hi. Yo, you", "Hi.Yo, you"])
def test_the_turns_of_a_dialogue_share_no_word(text):
    begin = len(text) - len("Yo, you")
    segments = [
        {"dialogue_input_index": 0, "character_start_index": 0, "character_end_index": begin},
        {
            "dialogue_input_index": 1,
            "character_start_index": begin,
            "character_end_index": len(text),
            "voice_id": "bob",
        },
    ]
    transcript = load({"alignment": characters(text), "voice_segments": segments})
    assert [(word.text, word.turn) for word in transcript.words] == [
        ("Hi.", 0), ("Yo,", 1), ("you", 1)
    ]  # fmt: skip
    assert [turn.voice for turn in transcript.turns] == ["", "bob"]
    assert transcript.text == "Hi. Yo, you"
    assert [transcript.text[slice(*word.span)] for word in transcript.words] == [
        "Hi.", "Yo,", "you"
    ]  # fmt: skip


def test_spoken_words_are_kept_beside_the_written_ones():
    written = {
        "characters": ["3", " ", "a"],
        "character_start_times_seconds": [0.0, 0.5, 0.6],
        "character_end_times_seconds": [0.5, 0.6, 0.7],
    }
    document = {"alignment": written, "normalized_alignment": characters("three a")}
    transcript = load(document)
    assert times(transcript) == [("3", 0.0, 0.5), ("a", 0.6, 0.7)]
    assert [(word.text, round(word.end, 3)) for word in transcript.spoken] == [
        ("three", 0.5), ("a", 0.7)
    ]  # fmt: skip
    assert all(word.span is None for word in transcript.spoken)
    assert load({"alignment": written, "normalized_alignment": written}).spoken == ()


def test_spoken_words_with_wrong_times_are_left_out():
    wrong = characters("three")
    wrong["character_start_times_seconds"][0] = -5.0
    document = {"alignment": characters("3"), "normalized_alignment": wrong}
    with pytest.warns(VidsyncWarning, match="spoken out are left out"):
        transcript = load(document)
    assert times(transcript) == [("3", 0.0, 0.1)]
    assert transcript.spoken == ()


def test_socket_chunks_are_placed_end_to_end():
    chunk = {"chars": ["H", "i"], "charStartTimesMs": [0, 100], "charDurationsMs": [100, 100]}
    space = {"chars": [" ", "a"], "charStartTimesMs": [0, 50], "charDurationsMs": [50, 50]}
    lines = [
        {"audio": "", "alignment": chunk},
        {"audio": "", "alignment": space},
        {"isFinal": True},
    ]
    assert times(load(lines)) == [("Hi", 0.0, 0.2), ("a", 0.25, 0.3)]


def test_stream_lines_with_continuous_times_are_not_moved():
    lines = [{"alignment": characters("Hi")}, {"alignment": characters(" a", start=0.2)}]
    assert times(load(lines)) == [("Hi", 0.0, 0.2), ("a", 0.3, 0.4)]
