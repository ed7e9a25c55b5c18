"""Transcripts of Rev AI."""

from vidsync.timings import load_document


def text(value, start, end):
    return {"type": "text", "value": value, "ts": start, "end_ts": end, "confidence": 0.9}


def test_punctuation_joins_and_each_monologue_is_a_turn():
    punct = {"type": "punct", "value": ", "}
    unknown = {"type": "unknown", "value": "<inaudible>"}
    document = {"monologues": [
        {"speaker": 0, "elements": [text("Hello", 0.1, 0.5), punct, text("you", 0.6, 1.1),
                                    {"type": "punct", "value": "."}]},
        {"speaker": 1, "speaker_info": {"display_name": "Ann"},
         "elements": [unknown, text("Yes", 1.2, 1.5)]},
    ]}  # fmt: skip
    found = load_document(document)
    assert found.format == "rev-ai"
    assert [(w.text, w.start, w.end, w.turn) for w in found.transcript.words] == [
        ("Hello,", 0.1, 0.5, 0), ("you.", 0.6, 1.1, 0), ("Yes", 1.2, 1.5, 1),
    ]  # fmt: skip
    assert [turn.speaker for turn in found.transcript.turns] == ["Speaker 0", "Ann"]
