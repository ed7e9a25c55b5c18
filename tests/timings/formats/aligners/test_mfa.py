"""JSON and CSV of the Montreal Forced Aligner."""

import pytest

from vidsync.errors import TimestampsUnavailable, TimingError
from vidsync.timings import load, load_document, loads


def tier(*entries):
    return {"type": "interval", "entries": [list(entry) for entry in entries]}


WORDS = ((0.0, 0.1, ""), (0.1, 0.4, "hi"), (0.4, 1.0, "you"), (1.0, 1.2, "<unk>"),
         (1.2, 1.4, "{LG}"))  # fmt: skip
PHONES = ((0.1, 0.2, "HH"), (0.2, 0.4, "AY1"), (0.4, 1.0, "Y"), (1.0, 1.2, "spn"))
EXPECTED = [("hi", 0.1, 0.4), ("you", 0.4, 1.0)]


def times(transcript):
    return [(w.text, w.start, w.end) for w in transcript.words]


def test_words_have_their_phones_and_noises_are_no_words():
    tiers = {"words": tier(*WORDS), "phones": tier(*PHONES)}
    found = load_document({"start": 0, "end": 1.5, "tiers": tiers})
    assert (found.format, found.transcript.duration) == ("mfa-json", 1.5)
    assert times(found.transcript) == EXPECTED
    assert [phone.ipa for phone in found.transcript.words[0].phones] == ["HH", "AY1"]


def test_the_tiers_of_several_speakers_are_merged():
    tiers = {
        "ann - words": tier((0.0, 0.4, "hi"), (1.0, 1.4, "so")),
        "ann - phones": tier(),
        "bob - words": tier((0.5, 0.9, "yes")),
    }
    transcript = load({"start": 0, "end": 2, "tiers": tiers})
    assert [w.text for w in transcript.words] == ["hi", "yes", "so"]
    assert [turn.speaker for turn in transcript.turns] == ["ann", "bob", "ann"]


def test_the_rows_of_a_table_are_read():
    rows = [f"{s},{e},{label},words,ann" for s, e, label in WORDS]
    rows += [f"{s},{e},{label},phones,ann" for s, e, label in PHONES]
    document = "\n".join(["Begin,End,Label,Type,Speaker", *rows]) + "\n"
    transcript = loads(document)
    assert times(transcript) == EXPECTED
    assert [phone.ipa for phone in transcript.words[1].phones] == ["Y"]


def test_a_backward_interval_and_empty_tiers_are_told():
    with pytest.raises(TimingError, match="interval 1: its end"):
        load({"tiers": {"words": tier((1.0, 0.5, "hi"))}})
    with pytest.raises(TimestampsUnavailable, match="it has no words"):
        load({"tiers": {"words": tier()}})
