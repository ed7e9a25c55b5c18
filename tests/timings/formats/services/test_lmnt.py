"""Timing documents of LMNT."""

import base64
import json

import pytest

from vidsync.errors import (
    FormatError,
    VidsyncWarning,
)
from vidsync.timings import dumps, load
from vidsync.timings.formats.services.lmnt import build_timestamps
from vidsync.transcript import Pause, Transcript, Word

LMNT = {
    "timestamps": [
        {"text": "", "start": 0.0, "duration": 0.5},
        {"text": "Hi", "start": 0.5, "duration": 0.3},
        {"text": " ", "start": 0.8, "duration": 0.0},
        {"text": "there", "start": 0.8, "duration": 0.4},
        {"text": "!", "start": 1.2, "duration": 0.35},
        {"text": "", "start": 1.55, "duration": 0.01},
    ]
}


def test_silence_is_a_pause_and_punctuation_joins_its_word():
    transcript = load(LMNT)
    assert [(word.text, word.start, word.end) for word in transcript.words] == [
        ("Hi", 0.5, 0.8),
        ("there!", 0.8, 1.2),
    ]
    assert transcript.pauses == (
        Pause(0.0, 0.5, ""),
        Pause(0.8, 0.8, " "),
        Pause(1.2, 1.55, "!"),
        Pause(1.55, 1.56, ""),
    )
    assert transcript.duration == 1.56


def test_a_document_is_written_back_unchanged():
    assert json.loads(dumps(load(LMNT), format="lmnt")) == LMNT


@pytest.mark.parametrize(
    "document",
    [
        {"durations": LMNT["timestamps"], "seed": 3},
        LMNT["timestamps"],
        [{"type": "ready", "request_id": "r"}, {"type": "timestamps", **LMNT}],
        [
            {"durations": LMNT["timestamps"], "buffer_empty": True},
            {"complete": "flush", "nonce": 1},
        ],
    ],
)
def test_every_version_of_the_api_is_read_alike(document):
    assert load(document) == load(LMNT)


def test_opening_marks_join_the_word_after_them():
    entries, time = [], 0.0
    for text in ["¿", "Qué", " ", '"', "dices", '"', "?", " ", "(", "eh", ")", " ", "–", " ", "sí"]:
        entries.append({"text": text, "start": time, "duration": 0.25})
        time += 0.25
    transcript = load(entries)
    assert [word.text for word in transcript.words] == ["¿Qué", '"dices"?', "(eh) –", "sí"]
    assert json.loads(dumps(transcript, format="lmnt"))["timestamps"] == entries


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def chunk(content: bytes) -> dict:
    return {"type": "chunk", "data": encoded(content), "done": False, "status_code": 206}


def test_session_chunks_that_begin_at_0_are_placed_end_to_end():
    chunk = LMNT["timestamps"]
    restarting = load([{"timestamps": chunk}, {"timestamps": chunk}])
    running = [{**entry, "start": entry["start"] + 1.56} for entry in chunk]
    continuing = load([{"timestamps": chunk}, {"timestamps": running}])
    assert [word.start for word in restarting.words] == pytest.approx([0.5, 0.8, 2.06, 2.36])
    assert [word.start for word in continuing.words] == pytest.approx([0.5, 0.8, 2.06, 2.36])
    assert restarting.duration == pytest.approx(3.12)


def test_chunks_in_one_list_are_placed_end_to_end_with_a_warning():
    with pytest.warns(VidsyncWarning, match="laid end to end"):
        transcript = load([*LMNT["timestamps"], *LMNT["timestamps"]])
    assert transcript.words[2].start == pytest.approx(2.06)


def test_a_transcript_without_pauses_is_written_without_gaps():
    words = (Word("Well,", 0.25, 0.5), Word("(yes)", 0.75, 1.0), Word("no.", 1.0, 1.5))
    entries = build_timestamps(Transcript(words, 2.0))
    assert [entry["text"] for entry in entries] == [
        *("", "Well", ",", " ", "(", "yes", ")", " ", "no", ".", ""),
    ]
    end = 0.0
    for entry in entries:
        assert entry["start"] == pytest.approx(end)
        end = entry["start"] + entry["duration"]
    assert end == pytest.approx(2.0)
    assert load(entries).words == words


def test_an_error_frame_is_reported():
    frames = [{"type": "timestamps", **LMNT}, {"type": "error", "error": {"message": "no credit"}}]
    with pytest.raises(FormatError, match=r"frame 2.*no credit"):
        load(frames)
