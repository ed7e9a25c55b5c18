"""Words that aligners did not find, noises, and several speakers."""

import json

import pytest

from vidsync.errors import TimestampsUnavailable, VidsyncWarning
from vidsync.timings import loads


def textgrid(*tiers):
    lines = ['File type = "ooTextFile"\nObject class = "TextGrid"\n\n0\n3\n<exists>', len(tiers)]
    for name, *intervals in tiers:
        lines += ['"IntervalTier"', f'"{name}"', 0, 3, len(intervals)]
        for start, end, label in intervals:
            lines += [start, end, f'"{label}"']
    return "\n".join(map(str, lines)) + "\n"


def test_a_pair_of_tiers_for_each_speaker_gives_turns():
    found = loads(
        textgrid(
            ("ann - words", (0, 0.2, ""), (0.2, 0.5, "hello"), (0.5, 3, "")),
            ("ann - phones", (0.2, 0.3, "HH"), (0.3, 0.5, "OW1")),
            ("ben - words", (1.0, 1.5, "maybe")),
            ("ben - phones", (1.0, 1.2, "M"), (1.2, 1.5, "EY1")),
        )
    )
    said = [(found.turns[word.turn].speaker, word.text, word.start) for word in found.words]
    assert said == [("ann", "hello", 0.2), ("ben", "maybe", 1.0)]
    assert [phone.ipa for phone in found.words[1].phones] == ["M", "EY1"]


def test_unknown_words_and_noises_are_pauses():
    noises = [(0, 0.2, "<unk>"), (0.2, 0.5, "spn"), (0.5, 1.0, "{LG}")]
    with pytest.raises(TimestampsUnavailable):
        loads(textgrid(("words", *noises)))
    found = loads(textgrid(("words", *noises, (1, 1.4, "hi"))))
    assert [word.text for word in found.words] == ["hi"]
    assert [pause.text for pause in found.pauses] == ["<unk>", "spn", "{LG}"]
    rows = "a 1 0.1 0.2 hi 0.9\na 1 0.4 0.2 {NS} 0.9\na 1 0.7 0.2 spn 0.9\n"
    assert [word.text for word in loads(rows).words] == ["hi"]


def gentle(*words):
    items = []
    at = 0
    for text, *times in words:
        item = {"word": text, "startOffset": at, "endOffset": at + len(text)}
        at += len(text) + 1
        if times:
            item |= {"case": "success", "start": times[0], "end": times[1]}
        else:
            item |= {"case": "not-found-in-audio"}
        items.append(item)
    return json.dumps({"transcript": " ".join(item["word"] for item in items), "words": items})


def test_words_not_found_last_as_long_as_their_letters():
    document = gentle(
        ("this", 0.5, 0.8), ("went",), ("on",), ("then", 20.0, 20.3), ("it",), ("was",)
    )
    with pytest.warns(VidsyncWarning, match="estimated"):
        found = loads(document)
    lengths = [word.duration for word in found.words]
    assert all(0.1 < length < 0.5 for length in lengths)
    assert found.words[2].end < 2
    assert found.words[4].start == 20.3
    # They end with the audio.
    with pytest.warns(VidsyncWarning, match="estimated"):
        short = loads(document, audio_duration=20.5)
    assert short.words[-1].end == 20.5
    assert 0 < short.words[-1].duration < 0.2
