"""Results of Amazon Transcribe."""

import pytest

from vidsync.errors import TimestampsUnavailable
from vidsync.timings import load, load_document


def said(text, start, end, **more):
    alternatives = [{"confidence": "0.9", "content": text}]
    return {"type": "pronunciation", "alternatives": alternatives, "start_time": start,
            "end_time": end, **more}  # fmt: skip


def mark(text):
    return {"type": "punctuation", "alternatives": [{"confidence": "0.0", "content": text}]}


def times(transcript):
    return [(w.text, w.start, w.end) for w in transcript.words]


ITEMS = [said("Hello", "0.1", "0.5"), mark(","), said("you", "0.6", "1.1"), mark("."), mark(")")]


def test_punctuation_joins_the_word_before_it():
    results = {"transcripts": [{"transcript": ""}], "items": ITEMS, "language_code": "en-US"}
    found = load_document({"jobName": "j", "status": "COMPLETED", "results": results})
    assert found.format == "amazon-transcribe"
    assert times(found.transcript) == [("Hello,", 0.1, 0.5), ("you.)", 0.6, 1.1)]
    assert found.transcript.words[0].confidence == 0.9
    assert found.transcript.language == "en-US"


def test_speakers_are_found_in_the_items_or_in_the_labels():
    labels = {"segments": [
        {"items": [{"start_time": "0.1", "end_time": "0.5", "speaker_label": "spk_0"}]},
        {"items": [{"start_time": "0.6", "end_time": "1.1", "speaker_label": "spk_1"}]},
    ]}  # fmt: skip
    old = {"results": {"transcripts": [], "items": ITEMS, "speaker_labels": labels}}
    items = [said("a", "0.1", "0.5", speaker_label="spk_0"),
             said("b", "0.6", "1.1", speaker_label="spk_1")]  # fmt: skip
    new = {"results": {"transcripts": [], "items": items}}
    for document in (old, new):
        assert [turn.speaker for turn in load(document).turns] == ["spk_0", "spk_1"]


def test_channels_are_merged_by_time():
    channels = [
        {"channel_label": "ch_0", "items": [said("a", "0.1", "0.3"), mark("."),
                                            said("c", "2.0", "2.3")]},
        {"channel_label": "ch_1", "items": [said("b", "1.0", "1.3"), mark("?")]},
    ]  # fmt: skip
    results = {"transcripts": [], "items": [], "channel_labels": {"channels": channels}}
    transcript = load({"results": results})
    assert [w.text for w in transcript.words] == ["a.", "b?", "c"]
    assert [turn.speaker for turn in transcript.turns] == ["ch_0", "ch_1", "ch_0"]


def test_an_empty_result_has_no_words():
    with pytest.raises(TimestampsUnavailable, match="it has no words"):
        load({"jobName": "j", "results": {"transcripts": [{"transcript": ""}], "items": []}})


def test_a_word_without_a_label_belongs_to_the_speaker_before_it():
    items = [said("a", "0.1", "0.5", speaker_label="spk_0"), said("b", "0.6", "0.9")]
    transcript = load({"results": {"transcripts": [], "items": items}})
    assert [word.turn for word in transcript.words] == [0, 0]
