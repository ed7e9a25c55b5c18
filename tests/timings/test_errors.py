"""Detection of formats, and errors for broken documents."""

import json
import re
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vidsync.errors import FormatError, TimingError, VidsyncError, VidsyncWarning
from vidsync.timings import dumps, format_names, load, load_document, loads
from vidsync.timings.reading.files import parse_document
from vidsync.timings.registry import ENTRY_POINTS, FORMATS, detect_format, formats
from vidsync.transcript import Transcript

VALID = {
    "vidsync": {
        "format": "vidsync-transcript",
        "version": 1,
        "duration": 2.0,
        "source": "aligned",
        "text": "a b",
        "turns": [{"speaker": "A"}],
        "words": [
            {"text": "a", "start": 0.0, "end": 1.0, "span": [0, 1], "turn": 0, "confidence": 0.5,
             "phones": [["a", 0.0, 0.5]]},
            {"text": "b", "start": 1.0, "end": 2.0},
        ],
        "pauses": [{"start": 0.0, "end": 0.5, "text": " "}],
    },
    "lmnt": {"audio": "", "timestamps": [{"text": "a", "start": 0.0, "duration": 1.0},
                            {"text": "!", "start": 1.0, "duration": 0.5}]},
    "playkit": {"audio_length_ms": 2000, "alignment": {"granularity": "word", "items": [
        {"text": "a", "start_ms": 0, "end_ms": 1000, "text_start": 0, "text_end": 1}]}},
    "speechbase": {"mediaType": "audio/wav", "warnings": [], "timestamps": [
        {"text": "a", "start": 0.0, "end": 1.0, "turnIndex": 0}]},
    "cartesia": [{"type": "timestamps", "done": False, "word_timestamps": {
        "words": ["a"], "start": [0.0], "end": [1.0]}},
        {"type": "phoneme_timestamps", "done": False, "phoneme_timestamps": {
            "phonemes": ["a"], "start": [0.0], "end": [1.0]}},
        {"type": "done", "done": True}],
    "elevenlabs": {"audio_base64": "", "alignment": {"characters": ["a", " ", "b"],
        "character_start_times_seconds": [0.0, 0.1, 0.2],
        "character_end_times_seconds": [0.1, 0.2, 0.3]}, "normalized_alignment": None,
        "voice_segments": [{"dialogue_input_index": 0, "character_start_index": 0,
                            "character_end_index": 3}]},
    "azure": {"Metadata": [{"Type": "WordBoundary", "Data": {"Offset": 0, "Duration": 10000000,
        "text": {"Text": "a", "Length": 1, "BoundaryType": "WordBoundary"}}}]},
    "polly": [{"time": 0, "type": "word", "start": 0, "end": 1, "value": "a"},
              {"time": 90, "type": "viseme", "value": "sil"}],
    "google": {"audioContent": "", "timepoints": [{"markName": "0-1:a", "timeSeconds": 0.0},
                                                  {"markName": "end", "timeSeconds": 0.5}]},
    "inworld": [{"result": {"audioContent": "", "timestampInfo": {"wordAlignment": {
        "words": ["a"], "wordStartTimeSeconds": [0.0], "wordEndTimeSeconds": [1.0],
        "phoneticDetails": [{"wordIndex": 0, "phones": [{"phoneSymbol": "a",
            "startTimeSeconds": 0.0, "durationSeconds": 0.5}]}]}}}}],
    "hume": [{"type": "timestamp", "timestamp": {"type": "word", "text": "a",
                                                 "time": {"begin": 0, "end": 400}}},
             {"type": "timestamp", "timestamp": {"type": "phoneme", "text": "a",
                                                 "time": {"begin": 0, "end": 400}}},
             {"type": "audio", "audio": ""}],
    "rime": [{"type": "timestamps", "contextId": None,
              "word_timestamps": {"words": ["a"], "start": [0.0], "end": [1.0]}},
             {"type": "chunk", "data": "", "contextId": None}],
    "minimax": [{"text": "a b.", "time_begin": 0.0, "time_end": 500.0, "timestamped_words": [
        {"word": "a", "word_begin": 0, "word_end": 1, "time_begin": 0.0, "time_end": 100.0},
        {"word": "b", "word_begin": 2, "word_end": 3, "time_begin": 200.0, "time_end": 300.0}]}],
    "openai": {"text": "a b.", "language": "english", "duration": 1.5, "words": [
        {"word": "a", "start": 0.0, "end": 0.5}, {"word": "b", "start": 0.5, "end": 1.0}]},
    "whisper": {"language": "en", "transcription": [{"offsets": {"from": 0, "to": 900}, "text": "a",
        "tokens": [{"text": " a", "offsets": {"from": 0, "to": 500}, "p": 0.5}]}],
        "segments": [{"start": 0.0, "end": 1.0, "text": "a", "speaker": "A",
                      "words": [{"word": "a", "start": 0.0, "end": 1.0, "score": 0.5}]}]},
    "gentle": {"transcript": "a b", "words": [
        {"case": "success", "word": "a", "start": 0.0, "end": 1.0, "startOffset": 0,
         "endOffset": 1}, {"case": "not-found-in-audio", "word": "b"}]},
    "aeneas": {"fragments": [{"begin": "0.0", "end": "1.0", "lines": ["a b"], "children": []}]},
    "premiere": {"language": "en", "speakers": [{"id": "s", "name": "A"}], "segments": [
        {"speaker": "s", "start": 0.0, "duration": 1.0, "words": [
            {"type": "word", "text": "a", "start": 0.0, "duration": 1.0, "confidence": 0.5},
            {"type": "punctuation", "text": "!", "start": 1.0, "duration": 0.0}]}]},
    "deepgram": {"metadata": {"duration": 2.0}, "results": {"channels": [{"detected_language": "en",
        "alternatives": [{"transcript": "A b.", "words": [
            {"word": "a", "start": 0.0, "end": 0.5, "punctuated_word": "A", "speaker": 0},
            {"word": "b", "start": 0.5, "end": 1.0, "confidence": 0.5, "speaker": 1}]}]}],
        "utterances": [{"start": 0.0, "end": 1.0, "transcript": "A b.", "speaker": 0}]}},
    "assemblyai": {"status": "completed", "audio_duration": 2, "text": "A b.", "words": [
        {"text": "A", "start": 0, "end": 500, "confidence": 0.5, "speaker": "A"},
        {"text": "b.", "start": 500, "end": 900, "confidence": 0.5, "speaker": "B"}],
        "utterances": [{"text": "A b.", "start": 0, "end": 900, "speaker": "A"}]},
    "amazon-transcribe": {"jobName": "j", "results": {"transcripts": [{"transcript": "a."}],
        "items": [{"type": "pronunciation", "start_time": "0.1", "end_time": "0.5",
                   "speaker_label": "spk_0", "alternatives": [{"content": "a",
                                                               "confidence": "0.9"}]},
                  {"type": "punctuation", "alternatives": [{"content": "."}]}]}},
    "google-speech": {"results": [{"languageCode": "en-us", "resultEndTime": "1s", "alternatives": [
        {"transcript": "a", "words": [{"word": "a", "startTime": "0.1s", "endTime": "0.5s",
                                       "speakerTag": 1}]}]}]},
    "elevenlabs-scribe": {"language_code": "eng", "text": "a b", "words": [
        {"text": "a", "type": "word", "start": 0.0, "end": 0.4, "logprob": -0.1,
         "speaker_id": "s"}, {"text": " ", "type": "spacing", "start": 0.4, "end": 0.5},
        {"text": "(laughs)", "type": "audio_event", "start": 0.5, "end": 1.0}]},
    "rev-ai": {"monologues": [{"speaker": 0, "elements": [
        {"type": "text", "value": "a", "ts": 0.1, "end_ts": 0.5, "confidence": 0.9},
        {"type": "punct", "value": ", "}]}]},
    "speechmatics": {"format": "2.9", "job": {"duration": 2}, "results": [
        {"type": "word", "start_time": 0.1, "end_time": 0.5, "alternatives": [
            {"content": "a", "confidence": 0.9, "speaker": "S1", "language": "en"}]},
        {"type": "punctuation", "attaches_to": "previous", "start_time": 0.5, "end_time": 0.5,
         "alternatives": [{"content": "."}]}]},
    "gladia": {"result": {"metadata": {"audio_duration": 2.0}, "transcription": {
        "full_transcript": "a", "languages": ["en"], "utterances": [
            {"text": "a", "start": 0.1, "end": 0.5, "speaker": 0, "channel": 0, "words": [
                {"word": " a", "start": 0.1, "end": 0.5, "confidence": 0.9}]}]}}},
    "vosk": {"result": [{"word": "a", "start": 0.1, "end": 0.5, "conf": 1.0}], "text": "a"},
    "azure-speech": {"duration": "PT2S", "recognizedPhrases": [
        {"offset": "PT0.1S", "duration": "PT0.5S", "speaker": 1, "locale": "en-US", "nBest": [
            {"display": "A.", "words": [{"word": "a", "offset": "PT0.1S",
                                         "durationInTicks": 4_000_000.0}]}]}]},
    "transformers": {"text": " a b c", "chunks": [{"text": " a", "timestamp": [0.0, 0.4]},
                                                  {"text": " b c", "timestamp": [0.5, None]}]},
    "nemo": {"text": "a", "timestamp": {"word": [{"word": "a", "start": 0.0, "end": 0.4}],
                                        "segment": [{"segment": "a", "start": 0.0, "end": 0.4}]}},
    "kokoro-fastapi": {"audio": "", "audio_format": "audio/mpeg", "timestamps": [
        {"word": "a", "start_time": 0.1, "end_time": 0.5}]},
    "talkinghead": {"words": ["a"], "wtimes": [100], "wdurations": [300], "visemes": ["aa"],
                    "vtimes": [100], "vdurations": [300]},
    "edge-tts": [{"type": "WordBoundary", "offset": 1_000_000, "duration": 4_000_000, "text": "a"}],
    "swama": {"audio": "", "format": "wav", "sample_rate": 24000, "duration_seconds": 1.2,
              "words": [{"text": "a", "start": 0.1, "end": 0.4}]},
    "piper-plus": {"phonemes": [{"phoneme": "k", "start": 0.0, "end": 0.1}],
                   "total_duration": 0.2},
    "remotion": [{"text": " a", "startMs": 40, "endMs": 300, "timestampMs": 200,
                  "confidence": None}],
    "pycaps": {"segments": [{"time": {"start": 0.1, "end": 0.5}, "lines": [
        {"words": [{"text": "a", "time": {"start": 0.1, "end": 0.5}}]}]}]},
    "youtube-json3": {"wireMagic": "pb3", "events": [{"tStartMs": 160, "dDurationMs": 4000,
        "segs": [{"utf8": "a"}, {"utf8": " b", "tOffsetMs": 400}]}]},
    "mfa-json": {"start": 0, "end": 1.2, "tiers": {
        "words": {"type": "interval", "entries": [[0.1, 0.4, "a"]]},
        "phones": {"type": "interval", "entries": [[0.1, 0.4, "AY1"]]}}},
    "otio": {"OTIO_SCHEMA": "Timeline.1", "tracks": {"OTIO_SCHEMA": "Stack.1", "children": [
        {"OTIO_SCHEMA": "Track.1", "children": [{"OTIO_SCHEMA": "Clip.2", "name": "a",
            "source_range": {"start_time": {"rate": 24, "value": 0},
                             "duration": {"rate": 24, "value": 24}},
            "markers": [{"name": "b", "marked_range": {"start_time": {"rate": 24, "value": 2},
                "duration": {"rate": 24, "value": 12}}}]}]}]}},
    "words": {"words": [{"word": "a", "startMs": 0, "endMs": 400, "speaker": 1}, {"word": "b"}]},
}  # fmt: skip


def test_each_document_is_recognised_by_exactly_one_format():
    assert set(VALID) <= set(FORMATS)
    for name, document in VALID.items():
        assert detect_format(document, "it")[0] == name


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ([{"text": "a", "start": "x", "end": 1}], r"word 1 \('a'\): start is the string 'x'"),
        ([{"text": "a", "start": None, "end": 1}], r"word 1 \('a'\): start is null"),
        ([{"text": "a", "start": True, "end": 1}], r"word 1 \('a'\): start is true"),
        ([{"text": "a", "start": float("nan"), "end": 1}], r"word 1 \('a'\): start is nan"),
        ([{"text": "a", "start": 0, "end": 10**400}], r"word 1 \('a'\): end is 1000"),
        ([{"text": "a", "start": 0, "end": 1e300}], r"word 1 \('a'\): end is 1e\+300"),
        ([{"text": "a", "start": -0.5, "end": 1}], r"word 1 \('a'\): start is -0.5 s"),
        ([{"text": "a", "start": 1, "end": 0.5}], r"word 1 \('a'\): end 0.5 s is before start"),
        (
            [{"text": "a", "start": 1, "end": 2}, {"text": "b", "start": 0.5, "end": 2}],
            r"word 2 \('b'\): start 0.5 s is before the one before",
        ),
        ([{"text": "a", "start": 1, "end": 2}, 7], r"word 2 is the number 7, not an object"),
        ([{"text": "a", "start": 1, "end": 2}, {"text": 7}], r"word 2: text is the number 7"),
        ([{"text": "a", "start": 1, "end": None}, {"text": "b", "start": 2, "end": 3}],
         r"word 1 \('a'\) has no end"),
        ([{"text": "a", "start": 1, "end": None}], "is the last and has no end"),
        ([{"text": "a\ud83d", "start": 1, "end": 2}], "surrogate"),
    ],
)  # fmt: skip
def test_the_error_names_the_bad_field_and_its_word(document, message):
    with pytest.raises((FormatError, TimingError), match=message):
        load(document)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"<!DOCTYPE html><title>502</title>", "web page"),
        (b"<?xml version='1.0'?>", "XML"),
        (b'{"timestamps": [', "not JSON: .* at line 1, column"),
        (b"not json", "plain text, without times"),
        (b"\xff\xfb\x90\x00mp3", "sound or video"),
        (b"RIFF\0\0\0\0WAVE", "sound or video"),
        (b"[" * 100_000, "nested too deeply"),
        (b'[{"text":"a","start":' + b"9" * 5000 + b"}]", "thousands of digits"),
        (b"{}", "not in a known timing format"),
        (b"[]", "not in a known timing format"),
        (b"3", "not in a known timing format"),
        (b'"data"', "not in a known timing format"),
        (b'data: {"type":\n\n', "event 1 is not JSON"),
        (b'{"type":"done","done":true}\n{"type"', "line 2 is not JSON"),
    ],
)
def test_the_error_tells_what_another_kind_of_file_is(content, message):
    with pytest.raises(FormatError, match=message):
        load(content)


def test_the_error_for_an_unknown_document_shows_one_that_is_read():
    with pytest.raises(FormatError, match="fields 'parts'") as caught:
        load({"parts": []})
    assert '[{"text": "Hello", "start": 0.0, "end": 0.4}]' in caught.value.hint


def test_an_unknown_format_name_gets_near_matches():
    with pytest.raises(FormatError, match="cartesia"):
        load(VALID["cartesia"], format="cartesa")
    with pytest.raises(FormatError, match="lmnt"):
        dumps(Transcript((), 0.0), format="lmtn")


def test_a_document_forced_into_a_wrong_format_is_an_error():
    with pytest.raises(FormatError, match="lmnt"):
        load(VALID["speechbase"], format="lmnt")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"version": 2}, "version 2; this vidsync reads version 1\nupdate vidsync"),
        ({"version": "1"}, "version is '1', not a whole number"),
        ({"words": None}, "words is null"),
        ({"source": "nativ"}, "did you mean 'native'"),
        ({"word": []}, "unknown field 'word'\ndid you mean 'words'"),
        ({"words": [{"text": "a", "strat": 0, "end": 1}]}, "unknown field 'strat'"),
        ({"words": [{"text": "a", "start": 0, "end": 3}]}, "past the audio's end"),
        ({"words": [{"text": "a", "start": 0, "end": 1, "span": [2, 9]}]}, r"span \(2, 9\)"),
        ({"words": [{"text": "a", "start": 0, "end": 1, "turn": 4}]}, "turn 4 of 1"),
        ({"words": [{"text": "a", "start": 0, "end": 1, "confidence": 2}]}, "confidence is 2"),
        ({"words": [{"text": "a", "start": 0, "end": 1, "phones": [["a", 0]]}]}, "phone 1 of word"),
        ({"words": [{"text": " ", "start": 0, "end": 1}]}, "has no text"),
    ],
)
def test_vidsync_json_is_read_strictly(change, message):
    with pytest.raises(VidsyncError) as caught:
        load({**VALID["vidsync"], **change})
    assert re.search(message, str(caught.value)), str(caught.value)


def test_each_kind_of_repair_gives_one_warning():
    document = [
        {"text": "a", "start": -0.0003, "end": 0.5004},
        {"text": "b", "start": 0.5, "end": 0.8007},
        {"text": "c", "start": 0.8, "end": 1.2},
        {"text": "d", "start": 1.1996, "end": 1.5},
        {"text": "e", "start": 1.1992, "end": None},
    ]
    with pytest.warns(VidsyncWarning) as caught:
        transcript = load(document, audio_duration=2.0)
    assert [(word.start, word.end) for word in transcript.words] == [
        (0.0, 0.5), (0.5, 0.8), (0.8, 1.1996), (1.1996, 1.5), (1.1996, 2.0)]  # fmt: skip
    messages = "\n".join(str(warning.message) for warning in caught)
    assert "word 1 ('a') began under 1 ms before 0" in messages
    assert "word 1 ('a') and 2 more overlapped the next by under 1 ms" in messages
    assert "word 5 ('e') began under 1 ms before the start of the one before" in messages
    assert "word 5 ('e') had no end" in messages
    assert len(caught) == 4


def test_float_noise_is_repaired_silently():
    entries = [
        {"text": "a", "start": 0.8, "duration": 0.4},
        {"text": "b", "start": 1.2, "duration": 0.1},
    ]
    transcript = load(entries)
    assert transcript.words[0].end == 1.2 != 0.8 + 0.4
    assert json.loads(dumps(transcript, format="lmnt"))["timestamps"][1]["duration"] == 0.4


def test_entry_points_add_formats_of_other_packages(tmp_path, monkeypatch):
    package = tmp_path / "shouting-1.0.dist-info"
    package.mkdir()
    (package / "METADATA").write_text("Name: shouting\nVersion: 1.0\n")
    (package / "entry_points.txt").write_text(
        f"[{ENTRY_POINTS}]\nshouted = shouting:Shouted\nlmnt = shouting:Shouted\n"
        "gone = nowhere:Gone\n"
    )
    (tmp_path / "shouting.py").write_text(
        "from vidsync.timings import TimingFormat\n"
        "from vidsync.timings.formats.services.speechbase import SpeechbaseFormat\n"
        "class Shouted(SpeechbaseFormat):\n"
        "    title = 'SHOUTED'\n"
        "    def recognises(self, value):\n"
        "        return isinstance(value, dict) and 'SHOUTED' in value\n"
        "    def read(self, value):\n"
        "        return super().read(value['SHOUTED'])\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    formats.cache_clear()
    try:
        with pytest.warns(VidsyncWarning) as caught:
            assert "shouted" in format_names()
        assert load({"SHOUTED": VALID["speechbase"]}).words[0].text == "a"
    finally:
        formats.cache_clear()
    assert sorted(str(warning.message)[:6] for warning in caught) == [
        "'gone'",
        "'lmnt'",
    ]


FIELDS = [
    "text",
    "start",
    "end",
    "duration",
    "timestamps",
    "durations",
    "words",
    "pauses",
    "phones",
    "span",
    "turn",
    "turns",
    "alignment",
    "items",
    "granularity",
    "word_timestamps",
    "phoneme_timestamps",
    "type",
    "data",
    "done",
    "audio",
    "audio_base64",
    "mediaType",
    "warnings",
    "turnIndex",
    "start_ms",
    "end_ms",
    "text_start",
    "format",
    "version",
    "events",
    "output_format",
    "phonemes",
    "error",
]

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=6)
    | st.sampled_from(["", " ", "a", "!", "\ud800", "sentence", "chunk", "done", "AAAA"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(FIELDS),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


def accepts_or_explains(call):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", VidsyncWarning)
        try:
            return call()
        except VidsyncError:
            return None


@settings(max_examples=400, deadline=None)
@given(
    st.data(),
    st.sampled_from(sorted(VALID)),
    st.sampled_from(["", "a b", "😀 a! “b”"]),
    st.booleans(),
)
def test_a_broken_document_raises_only_our_errors(broken, data, name, text, forced):
    document = broken(VALID[name], JSON, data.draw)
    format_name = name if forced else None
    read = accepts_or_explains(
        lambda: load_document(
            document, format=format_name, text=text, encoding="pcm_s16le", sample_rate=8000
        )
    )
    if read is not None:
        assert isinstance(read.transcript, Transcript)
        assert loads(dumps(read.transcript)) == read.transcript


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "ignore"))
)
def test_any_bytes_raise_only_our_errors(content):
    accepts_or_explains(lambda: load(content))
    accepts_or_explains(lambda: load(b"data: " + content + b"\n\n"))


@given(JSON)
def test_recognising_never_raises_and_parse_reads_back_json(value):
    for format_ in formats().values():
        format_.recognises(value)
    text = json.dumps(value)
    if text.strip() not in {'""'}:
        assert json.dumps(parse_document(text, "it")) == text


def test_a_list_of_too_many_words_is_refused():
    with pytest.raises(FormatError, match="more than"):
        load([{"text": "a", "start": 0, "end": 1}] * 2_000_001)
