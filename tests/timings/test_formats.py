import base64
import json
import struct
import wave
from io import BytesIO
from pathlib import Path

import pytest

from vidsync.errors import (
    FormatError,
    InputError,
    MediaError,
    TimestampsUnavailable,
    TimingError,
    VidsyncWarning,
)
from vidsync.timings import dumps, load, load_document, loads, save
from vidsync.timings.formats.services.lmnt import build_timestamps
from vidsync.transcript import Pause, Phone, Transcript, Turn, Word

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
PLAYKIT = {
    "audio_base64": "",
    "format": "mp3",
    "usage_characters": 8,
    "audio_length_ms": 900,
    "alignment": {
        "granularity": "word",
        "items": [
            {"text": "Good", "start_ms": 40, "end_ms": 310, "text_start": 0, "text_end": 4},
            {"text": "day", "start_ms": 310, "end_ms": 690, "text_start": 5, "text_end": 8},
        ],
    },
}
SPEECHBASE = {
    "mediaType": "audio/wav",
    "warnings": [],
    "timestamps": [
        {"text": "Well,", "start": 0.05, "end": 0.31, "turnIndex": 0},
        {"text": "yes.", "start": 0.66, "end": 1.02, "turnIndex": 1},
    ],
}
CARTESIA = (
    'data: {"type":"timestamps","done":false,"status_code":206,"context_id":"c1",'
    '"word_timestamps":{"words":["Well,","yes."],"start":[0.02,0.51],"end":[0.43,0.96]}}\n\n'
    ": a comment\n\n"
    'data: {"type":"phoneme_timestamps","context_id":"c1","phoneme_timestamps":'
    '{"phonemes":["w","ɛ","l","j","ɛ","s"],"start":[0.02,0.1,0.3,0.5,0.6,0.8],'
    '"end":[0.1,0.3,0.44,0.6,0.8,0.97]}}\n\n'
    'data: {"type":"done","done":true,"status_code":206,"context_id":"c1"}\n\n'
)


def wav(samples: int, rate: int = 8000) -> bytes:
    file = BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(rate)
        writer.writeframes(b"\0\0" * samples)
    return file.getvalue()


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


# --- LMNT


def test_lmnt_silence_is_kept_as_pause_and_punctuation_joins_its_word():
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


def test_lmnt_is_written_back_to_the_same_document():
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
def test_every_generation_of_lmnt_reads_alike(document):
    assert load(document) == load(LMNT)


def test_lmnt_opening_marks_join_the_word_after_them():
    entries, time = [], 0.0
    for text in ["¿", "Qué", " ", '"', "dices", '"', "?", " ", "(", "eh", ")", " ", "–", " ", "sí"]:
        entries.append({"text": text, "start": time, "duration": 0.25})
        time += 0.25
    transcript = load(entries)
    assert [word.text for word in transcript.words] == ["¿Qué", '"dices"?', "(eh) –", "sí"]
    assert json.loads(dumps(transcript, format="lmnt"))["timestamps"] == entries


def test_lmnt_session_chunks_that_restart_are_laid_end_to_end():
    chunk = LMNT["timestamps"]
    restarting = load([{"timestamps": chunk}, {"timestamps": chunk}])
    running = [{**entry, "start": entry["start"] + 1.56} for entry in chunk]
    continuing = load([{"timestamps": chunk}, {"timestamps": running}])
    assert [word.start for word in restarting.words] == pytest.approx([0.5, 0.8, 2.06, 2.36])
    assert [word.start for word in continuing.words] == pytest.approx([0.5, 0.8, 2.06, 2.36])
    assert restarting.duration == pytest.approx(3.12)


def test_lmnt_chunks_in_one_list_are_laid_end_to_end_with_a_warning():
    with pytest.warns(VidsyncWarning, match="laid end to end"):
        transcript = load([*LMNT["timestamps"], *LMNT["timestamps"]])
    assert transcript.words[2].start == pytest.approx(2.06)


def test_lmnt_of_a_transcript_without_pauses_abuts_from_zero():
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


def test_lmnt_error_frame_is_told():
    frames = [{"type": "timestamps", **LMNT}, {"type": "error", "error": {"message": "no credit"}}]
    with pytest.raises(FormatError, match=r"frame 2.*no credit"):
        load(frames)


# --- PlayKit


def test_playkit_milliseconds_become_seconds_and_spans_are_kept():
    transcript = load(PLAYKIT)
    assert transcript.words == (
        Word("Good", 0.04, 0.31, span=(0, 4)),
        Word("day", 0.31, 0.69, span=(5, 8)),
    )
    assert transcript.duration == 0.9
    written = json.loads(dumps(transcript, format="playkit"))
    assert written["alignment"] == PLAYKIT["alignment"]
    assert written["audio_length_ms"] == 900


def test_playkit_words_get_the_texts_punctuation():
    transcript = load(PLAYKIT, text="Good day, sir")
    assert [word.text for word in transcript.words] == ["Good", "day,"]
    assert json.loads(dumps(transcript, format="playkit"))["alignment"] == PLAYKIT["alignment"]


def test_playkit_offsets_counted_in_utf16_are_understood():
    items = [
        {"text": "Good", "start_ms": 0, "end_ms": 10, "text_start": 3, "text_end": 7},
        {"text": "day", "start_ms": 10, "end_ms": 20, "text_start": 8, "text_end": 11},
    ]
    transcript = load({"granularity": "word", "items": items}, text="😀 Good day!")
    assert [word.span for word in transcript.words] == [(2, 6), (7, 10)]
    assert [word.text for word in transcript.words] == ["Good", "day!"]


def test_playkit_offsets_that_do_not_fit_the_text_are_replaced_with_a_warning():
    with pytest.warns(VidsyncWarning, match="offsets don't fit"):
        transcript = load(PLAYKIT, text="Oh, good day")
    assert [word.span for word in transcript.words] == [(4, 8), (9, 12)]


def test_playkit_names_of_its_javascript_client_read_alike():
    document = {
        "audioLengthMs": 900,
        "alignment": {
            "granularity": "word",
            "items": [{"text": "Good", "startMs": 40, "endMs": 310, "textStart": 0, "textEnd": 4}],
        },
    }
    transcript = load(document)
    assert transcript.words == (Word("Good", 0.04, 0.31, span=(0, 4)),)
    assert transcript.duration == 0.9


def test_playkit_sentences_are_split_into_words_and_marked_estimated():
    items = [{"text": "Hello there, friend.", "start_ms": 100, "end_ms": 2100, "text_start": 4,
              "text_end": 24}]  # fmt: skip
    with pytest.warns(VidsyncWarning, match="sentences, not words"):
        transcript = load({"granularity": "sentence", "items": items})
    assert transcript.source == "estimated"
    assert [word.text for word in transcript.words] == ["Hello", "there,", "friend."]
    assert [word.span for word in transcript.words] == [(4, 9), (10, 16), (17, 24)]
    assert transcript.words[0].start == 0.1
    assert transcript.words[-1].end == pytest.approx(2.1)
    assert transcript.words[1].end < transcript.words[2].start


def test_playkit_sentences_in_unspaced_scripts_are_split_by_character():
    items = [{"text": "你好,世界。OK", "start_ms": 0, "end_ms": 2000}]
    with pytest.warns(VidsyncWarning):
        transcript = load({"granularity": "sentence", "items": items})
    assert [word.text for word in transcript.words] == ["你", "好,", "世", "界。", "OK"]


def test_playkit_without_alignment_is_timestamps_unavailable_and_hands_back_the_audio():
    document = {**PLAYKIT, "audio_base64": encoded(wav(8000)), "format": "wav", "alignment": None}
    with pytest.raises(TimestampsUnavailable, match="alignment") as caught:
        load(document)
    assert caught.value.speech is None
    with pytest.raises(TimestampsUnavailable) as caught:
        load_document(document, text="Good day")
    speech = caught.value.speech
    assert speech.audio == wav(8000)
    assert (speech.media_type, speech.sample_rate) == ("audio/wav", 8000)
    assert speech.transcript.duration == 1.0
    assert speech.transcript.text == "Good day"


# --- Speechbase


def test_speechbase_conversation_has_turns_and_writes_back():
    transcript = load(SPEECHBASE)
    assert [word.turn for word in transcript.words] == [0, 1]
    assert transcript.turns == (Turn(), Turn())
    written = json.loads(dumps(transcript, format="speechbase"))
    assert written["timestamps"] == SPEECHBASE["timestamps"]
    assert load(SPEECHBASE["timestamps"]) == transcript


def test_speechbase_warnings_become_warnings():
    with pytest.warns(VidsyncWarning, match="timed by fallback"):
        document = load_document({**SPEECHBASE, "warnings": ["timed by fallback"]})
    assert document.warnings == ("timed by fallback",)


def test_speechbase_without_timestamps_is_unavailable():
    with pytest.raises(TimestampsUnavailable, match="empty"):
        load({"audio": "", "mediaType": "audio/wav", "timestamps": [], "warnings": []})


def test_audio_in_a_document_is_measured_and_returned():
    document = load_document({**SPEECHBASE, "audio": encoded(wav(10000))})
    assert document.audio == wav(10000)
    assert (document.media_type, document.sample_rate) == ("audio/wav", 8000)
    assert document.transcript.duration == 1.25
    assert document.format == "speechbase"


def test_times_past_the_carried_audio_are_an_error():
    with pytest.raises(TimingError, match=r"word 2 \('yes\.'\).*end"):
        load_document({**SPEECHBASE, "audio": encoded(wav(4000))})


@pytest.mark.parametrize("audio", ["?", "AAA", "Ünicode", "A" * 5])
def test_broken_base64_is_a_format_error(audio):
    with pytest.raises(FormatError, match="base64"):
        load_document({**SPEECHBASE, "audio": audio})


def test_base64_of_no_audio_is_a_media_error():
    with pytest.raises(MediaError):
        load_document({**SPEECHBASE, "audio": encoded(b"RIFF\0\0\0\0WAVE nothing of the kind")})


# --- Cartesia


def test_cartesia_event_stream_gives_words_with_their_phones():
    transcript = loads(CARTESIA)
    assert transcript.words == (
        Word(
            "Well,",
            0.02,
            0.43,
            phones=(Phone("w", 0.02, 0.1), Phone("ɛ", 0.1, 0.3), Phone("l", 0.3, 0.43)),
        ),
        Word(
            "yes.",
            0.51,
            0.96,
            phones=(Phone("j", 0.51, 0.6), Phone("ɛ", 0.6, 0.8), Phone("s", 0.8, 0.96)),
        ),
    )


def test_cartesia_reads_alike_as_sse_with_crlf_as_lines_and_as_a_list():
    events = [json.loads(line[6:]) for line in CARTESIA.splitlines() if line.startswith("data")]
    expected = loads(CARTESIA)
    assert loads(CARTESIA.replace("\n", "\r\n")) == expected
    assert loads("\n".join(map(json.dumps, events))) == expected
    assert loads(json.dumps(events)) == expected
    assert load({"events": events}) == expected
    assert loads(dumps(expected, format="cartesia")) == expected


def chunk(content: bytes) -> dict:
    return {"type": "chunk", "data": encoded(content), "done": False, "status_code": 206}


WORDS = {"type": "timestamps", "done": False, "word_timestamps": {
    "words": ["a"], "start": [0.0], "end": [0.5]}}  # fmt: skip
DONE = {"type": "done", "done": True}


@pytest.mark.parametrize(
    ("encoding", "samples", "expected"),
    [
        ("pcm_s16le", struct.pack("<4h", 0, 1, -32768, 32767), [0, 1, -32768, 32767]),
        ("pcm_f32le", struct.pack("<4f", 0, 0.5, -2.0, float("nan")), [0, 16384, -32767, 0]),
        # Codes and values of the tables in ITU-T G.711, scaled to 16 bits.
        ("pcm_mulaw", bytes([0xFF, 0x7F, 0x80, 0x00]), [0, 0, 32124, -32124]),
        ("pcm_alaw", bytes([0xD5, 0x55, 0xAA, 0x2A]), [8, -8, 32256, -32256]),
    ],
)
def test_cartesia_raw_samples_become_a_wav_file(encoding, samples, expected):
    # Cut inside a sample: chunks are joined before they are decoded.
    pieces = [chunk(samples[:3]), chunk(samples[3:]), chunk(samples * 1000)]
    with pytest.warns(VidsyncWarning, match="encoding"):
        assert load_document([WORDS, *pieces, DONE]).audio is None
    document = load_document([WORDS, *pieces, DONE], encoding=encoding, sample_rate=8000)
    with wave.open(BytesIO(document.audio)) as file:
        assert (file.getframerate(), file.getsampwidth(), file.getnchannels()) == (8000, 2, 1)
        assert list(struct.unpack("<4h", file.readframes(4))) == expected
    assert document.media_type == "audio/wav"
    assert document.transcript.duration == pytest.approx(4004 / 8000)


def test_cartesia_request_in_the_list_tells_the_raw_format():
    request = {"output_format": {"container": "raw", "encoding": "pcm_s16le", "sample_rate": 8000}}
    document = load_document([request, WORDS, chunk(bytes(16000)), DONE])
    assert document.sample_rate == 8000
    assert document.transcript.duration == 1.0
    wrapped = {**request, "events": [WORDS, chunk(bytes(16000)), DONE]}
    assert load_document(wrapped).audio == document.audio


def test_cartesia_stream_without_done_warns():
    with pytest.warns(VidsyncWarning, match="cut short"):
        load([WORDS, chunk(b"\0\0")])


def test_cartesia_errors_and_mixed_contexts_are_told():
    error = {"type": "error", "done": True, "title": "Limit", "message": "too many", "error": None}
    with pytest.raises(FormatError, match="Limit: too many"):
        load([WORDS, error])
    with pytest.raises(FormatError, match="second context"):
        load([{**WORDS, "context_id": "a"}, {**WORDS, "context_id": "b"}])


def test_cartesia_without_word_timestamps_is_unavailable():
    with pytest.raises(TimestampsUnavailable, match="add_timestamps"):
        load([chunk(b"\0\0"), DONE])


def test_cartesia_arrays_of_unequal_length_are_named():
    table = {"words": ["a", "b"], "start": [0.0], "end": [0.5, 1.0]}
    with pytest.raises(FormatError, match="event 1: word_timestamps has 2 words, 1 starts"):
        load([{"type": "timestamps", "word_timestamps": table}])


# --- files, text and audio length


def test_save_and_load_a_file(tmp_path: Path):
    transcript = load(LMNT, text="Hi there!", language="en")
    path = tmp_path / "naïve 'name': 100%, [x].json"
    save(transcript, path)
    assert load(path) == transcript
    assert load(str(path)) == transcript
    with pytest.raises(InputError):
        load(tmp_path / "missing.json")
    with pytest.raises(InputError):
        load(tmp_path)
    with pytest.raises(InputError):
        load("a\0b")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_encodings_with_a_byte_order_mark_are_read(encoding):
    document = json.dumps({"granularity": "word", "items": [
        {"text": "Grüße", "start_ms": 0, "end_ms": 5}]}, ensure_ascii=False)  # fmt: skip
    assert load(document.encode(encoding)).words[0].text == "Grüße"


def test_audio_duration_is_the_transcripts():
    assert load(SPEECHBASE, audio_duration=2.0).duration == 2.0
    with pytest.warns(VidsyncWarning, match=r"word 2 .*past the audio's end by under 50 ms"):
        assert load(SPEECHBASE, audio_duration=1.0).words[-1].end == 1.0
    with pytest.raises(TimingError, match="past the audio's end"):
        load(SPEECHBASE, audio_duration=0.9)
    with pytest.raises(InputError):
        load(SPEECHBASE, audio_duration=float("nan"))
