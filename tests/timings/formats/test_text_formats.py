"""Documents of subtitles, aligners and editors: examples, round trips and fuzzing."""

from __future__ import annotations

import contextlib
import json
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vidsync.errors import FormatError, TimingError, VidsyncError, VidsyncWarning
from vidsync.timings import dumps, load_blocks, loads
from vidsync.timings.registry import detect_format, formats
from vidsync.transcript import Phone, Transcript, Word
from vidsync.writing import has_core

SRT = "1\n00:00:01,000 --> 00:00:02,000\n<i>Hello</i> you\n\n2\n00:00:03.5 --> 00:00:04,000\nbye\n"
VTT = (
    "WEBVTT\nLanguage: en\n\nNOTE hello\n\nintro\n00:01.000 --> 00:00:03.000 align:center\n"
    "<v Ann><c>Hi</c> <00:00:01.500><c>AT&amp;T</c>\n<00:00:02.000><c>there.</c>\n"
)
ASS = (
    "[Script Info]\nScriptType: v4.00+\n\n[Events]\n"
    "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
    "Comment: 0,0:00:00.00,0:00:09.00,Default,,0,0,0,,not this\n"
    "Dialogue: 0,0:00:01.00,0:00:03.00,Default,Ann,0,0,0,,"
    "{\\k20}{\\an8\\kf30}Ka{\\k20}ra{\\k10}o{\\k20}ke {\\K60}now\\N{\\k40}then\n"
    "Dialogue: 0,0:00:04.00,0:00:05.00,Default,,0,0,0,,{\\p1}m 0 0 l 9 9{\\p0}seen\n"
)
TTML = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<tt xmlns="http://www.w3.org/ns/ttml" xml:lang="en" '
    'xmlns:ttp="http://www.w3.org/ns/ttml#parameter" ttp:frameRate="25"><body><div begin="1s">'
    '<p begin="00:00:00.000" end="00:00:02:05"><span begin="0s" end="500ms">Hi</span> '
    '<span begin="0.5s" end="25f">there</span><br/>again</p></div></body></tt>'
)
LRC = (
    "[ti:Song]\n[offset:0]\n[00:01.00]plain line\n[00:02.00]<00:02.00>one <00:02.50>two<00:03.00>\n"
)
CTM = ";; made\ntalk 1 0.10 0.30 Hi 0.98\ntalk 1 0.40 0.2 <eps>\ntalk 1 0.60 0.40 there 0.5\n"
LABELS = "0.100000\t0.400000\tHi\n0.500000\t1.500000\ttwo words\n"
CSV = 'Speaker,Start,End,Text\nAnn,0.1,0.5,Hi\nBob,00:00:01.000,00:00:02.000,"Well, yes"\n'
STAMPED = "[00:00:01] Ann: Hi there.\n\n[00:00:03] Bob: Yes.\n"
HEADED = "Ann Lee  0:01\nHi there.\n\nBob (00:00:03):\nYes.\nIndeed.\n"
PREMIERE_TEXT = (
    "00:00:01:12 - 00:00:03:24\nSpeaker 1\nHi there.\n\n00;00;04;00 - 00;00;05;05\nBob\nYes.\n"
)
SAMI = "<SAMI><BODY><SYNC Start=1000><P>Hello there<SYNC Start=2000><P>&nbsp;</BODY></SAMI>"
MICRODVD = "{24}{48}Hello there\n{72}{96}bye\n"
TEXTGRID_SHORT = (
    'File type = "ooTextFile"\nObject class = "TextGrid"\n\n0\n1.5\n<exists>\n2\n'
    '"IntervalTier"\n"words"\n0\n1.5\n3\n0\n0.2\n""\n0.2\n0.8\n"say ""hi"""\n0.8\n1.5\n"now"\n'
    '"IntervalTier"\n"phones"\n0\n1.5\n2\n0.2\n0.8\n"h"\n0.8\n1.5\n"n"\n'
)
WHISPER = {
    "text": " Hi there 20 times",
    "language": "en",
    "segments": [
        {
            "start": 0.0,
            "end": 2.0,
            "text": " Hi there 20 times",
            "words": [
                {"word": " Hi", "start": 0.0, "end": 0.4, "probability": 0.9},
                {"word": " there", "start": 0.4, "end": 1.0, "probability": 0.8},
                {"word": " 20"},
                {"word": " times", "start": 1.5, "end": 2.0, "score": 0.7},
            ],
        }
    ],
}
WHISPER_CPP = {"transcription": [{"offsets": {"from": 0, "to": 1000}, "text": " Hi there"}]}
GENTLE = {
    "transcript": "Hi there you",
    "words": [
        {"case": "success", "word": "Hi", "start": 0.1, "end": 0.3, "startOffset": 0,
         "endOffset": 2},
        {"case": "not-found-in-audio", "word": "there", "startOffset": 3, "endOffset": 8},
        {"case": "success", "word": "you", "start": 1.0, "end": 1.3, "startOffset": 9,
         "endOffset": 12},
    ],
}  # fmt: skip
AENEAS = {"fragments": [{"id": "f1", "begin": "0.000", "end": "1.200", "lines": ["Hi there"]}]}
PREMIERE = {
    "language": "en-us",
    "speakers": [{"id": "s1", "name": "Ann"}],
    "segments": [
        {"speaker": "s1", "start": 0.1, "duration": 1.0, "language": "en-us", "words": [
            {"type": "word", "text": "Hi", "start": 0.1, "duration": 0.3, "confidence": 0.9},
            {"type": "punctuation", "text": "!", "start": 0.4, "duration": 0.0},
        ]}
    ],
}  # fmt: skip
DOCUMENTS = {
    "srt": SRT,
    "webvtt": VTT,
    "ass": ASS,
    "ttml": TTML,
    "lrc": LRC,
    "ctm": CTM,
    "audacity": LABELS,
    "csv": CSV,
    "stamped-text": STAMPED,
    "headed-text": HEADED,
    "subtitles": SAMI,
    "textgrid": TEXTGRID_SHORT,
    "whisper": json.dumps(WHISPER),
    "gentle": json.dumps(GENTLE),
    "aeneas": json.dumps(AENEAS),
    "premiere": json.dumps(PREMIERE),
}


def read(document, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", VidsyncWarning)
        return loads(document, **options)


def words(transcript):
    return [(w.text, round(w.start, 3), round(w.end, 3)) for w in transcript.words]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_exactly_one_format_recognises_each_document(name):
    text = DOCUMENTS[name]
    value = json.loads(text) if text.startswith("{") and name != "subtitles" else text
    assert detect_format(value, "it")[0] == name
    assert read(text) == read(text, format=name)
    assert read(text).words


def test_srt_words_share_the_time_of_their_block_with_a_warning():
    with pytest.warns(VidsyncWarning, match="3 of 3 words have no time of their own"):
        transcript = loads(SRT)
    assert transcript.source == "estimated"
    assert words(transcript) == [("Hello", 1, 1.6), ("you", 1.6, 2), ("bye", 3.5, 4)]


def test_webvtt_inner_times_voices_and_entities():
    transcript = read(VTT)
    assert words(transcript) == [("Hi", 1, 1.5), ("AT&T", 1.5, 2), ("there.", 2, 3)]
    assert transcript.source == "native"
    assert transcript.turns[0].speaker == "Ann"
    assert transcript.language == "en"


YOUTUBE = """WEBVTT
Kind: captions
Language: en

00:00:00.080 --> 00:00:02.389 align:start position:0%
 \nso<00:00:00.320><c> today</c><00:00:00.640><c> we</c>

00:00:02.389 --> 00:00:02.399 align:start position:0%
so today we
 \n
00:00:02.399 --> 00:00:05.000 align:start position:0%
so today we
build<00:00:02.800><c> a</c><00:00:03.100><c> house</c>

00:00:05.000 --> 00:00:05.010 align:start position:0%
build a house
 \n
"""


def test_webvtt_has_its_language_in_the_header_or_in_a_note():
    body = "\n\n00:01.000 --> 00:02.000\nBom dia"
    for head in ("WEBVTT\nLanguage: pt", "WEBVTT\n\nNOTE Language: pt"):
        assert read(head + body).language == "pt"
    assert read("WEBVTT\n\nNOTE hello" + body).language == ""


def test_rolling_captions_give_every_word_once():
    transcript = read(YOUTUBE)
    assert words(transcript) == [
        ("so", 0.08, 0.32), ("today", 0.32, 0.64), ("we", 0.64, 2.389),
        ("build", 2.399, 2.8), ("a", 2.8, 3.1), ("house", 3.1, 5),
    ]  # fmt: skip
    assert transcript.source == "native"
    assert len(load_blocks(YOUTUBE.encode()).blocks) == 2


def test_a_line_that_is_spoken_twice_is_kept_twice():
    twice = "00:01.000 --> 00:02.000\nNo!\n\n00:02.000 --> 00:03.000\nNo!\nStop."
    assert [w.text for w in read(f"WEBVTT\n\n{twice}").words] == ["No!", "No!", "Stop."]


def test_karaoke_syllables_become_words_and_drawings_are_ignored():
    assert words(read(ASS)) == [
        ("Karaoke", 1.2, 2.0), ("now", 2.0, 2.6), ("then", 2.6, 3.0), ("seen", 4, 5),
    ]  # fmt: skip


def test_ttml_times_are_relative_to_the_parent_element():
    assert words(read(TTML)) == [("Hi", 1, 1.5), ("there", 1.5, 2), ("again", 2, 3.2)]


def test_lrc_lines_and_words():
    assert words(read(LRC)) == [
        ("plain", 1, 1.545), ("line", 1.545, 2), ("one", 2, 2.5), ("two", 2.5, 3),
    ]  # fmt: skip


def test_rows_of_ctm_audacity_and_csv():
    ctm = read(CTM)
    assert words(ctm) == [("Hi", 0.1, 0.4), ("there", 0.6, 1.0)]
    assert ctm.words[0].confidence == 0.98
    assert [round(p.start, 2) for p in ctm.pauses] == [0.4]
    assert words(read(LABELS))[0] == ("Hi", 0.1, 0.4)
    table = read(CSV)
    assert [turn.speaker for turn in table.turns] == ["Ann", "Bob"]
    assert [w.text for w in table.words] == ["Hi", "Well,", "yes"]


def test_the_table_of_whisper_is_in_milliseconds():
    assert words(read("start\tend\ttext\n0\t1500\tHello\n1500\t2000\tyou\n")) == [
        ("Hello", 0, 1.5), ("you", 1.5, 2),
    ]  # fmt: skip
    assert words(read("start\tend\ttext\n0\t1.5\tHello\n")) == [("Hello", 0, 1.5)]


def test_textgrid_words_with_their_phones():
    transcript = read(TEXTGRID_SHORT)
    assert words(transcript) == [('say "hi"', 0.2, 0.8), ("now", 0.8, 1.5)]
    assert [phone.ipa for word in transcript.words for phone in word.phones] == ["h", "n"]


def test_a_word_without_times_fills_the_gap_around_it():
    assert words(read(json.dumps(WHISPER)))[2] == ("20", 1.0, 1.5)
    gentle = read(json.dumps(GENTLE))
    assert words(gentle)[1] == ("there", 0.3, 0.7)
    assert gentle.source == "estimated"
    assert gentle.text[slice(*gentle.words[1].span)] == "there"


def test_segments_without_words_and_separate_punctuation():
    assert words(read(json.dumps(WHISPER_CPP))) == [("Hi", 0, 0.333), ("there", 0.333, 1)]
    assert words(read(json.dumps(AENEAS)))[1][2] == 1.2
    premiere = read(json.dumps(PREMIERE))
    assert [w.text for w in premiere.words] == ["Hi!"]
    assert premiere.turns[0].speaker == "Ann"
    assert [turn.speaker for turn in read(STAMPED).turns] == ["Ann", "Bob"]


def segment(*words, **fields):
    text = "".join(word.get("word", word.get("text", "")) for word in words)
    return {"start": 0.0, "end": 1.6, "text": text, "words": list(words), **fields}


def timed(text, start, end, **fields):
    return {"word": text, "start": start, "end": end, **fields}


TIMED = [("Hello", 0, 0.4), ("there.", 0.4, 0.8)]


def test_a_list_of_faster_whisper_segments():
    hello = segment(
        timed(" Hello", 0.0, 0.4, probability=0.9), timed(" there.", 0.4, 0.8, probability=0.8)
    )
    transcript = read(json.dumps([hello | {"seek": 0, "tokens": [1], "avg_logprob": -0.2}]))
    assert words(transcript) == TIMED
    assert [word.confidence for word in transcript.words] == [0.9, 0.8]
    assert read(json.dumps({"info": {"language": "en"}, "segments": [hello]})).language == "en"
    bare = [{"start": 0.0, "end": 1.0, "text": " Hello there."}]
    assert [w.text for w in read(json.dumps(bare)).words] == ["Hello", "there."]
    single = [{"start": 0.0, "end": 1.0, "text": "Hello"}]
    assert detect_format(single, "it")[0] == "speechbase"


def test_words_of_whisper_timestamped():
    item = segment(
        {"text": "Hello", "start": 0.0, "end": 0.4, "confidence": 0.9},
        {"text": "there.", "start": 0.4, "end": 0.8, "confidence": 0.7},
    )
    item["text"] = " Hello there."
    transcript = read(json.dumps({"text": "", "segments": [item], "language": "en"}))
    assert words(transcript) == TIMED
    assert [word.confidence for word in transcript.words] == [0.9, 0.7]


def test_tokens_of_whisper_cpp_become_words():
    tokens = [("[_BEG_]", 0, 0), (" Hello", 0, 400), (" the", 400, 600), ("re", 600, 700),
              (".", 700, 800), ("[_TT_50]", 800, 800)]  # fmt: skip
    item = {
        "offsets": {"from": 0, "to": 1600},
        "text": " Hello there.",
        "tokens": [
            {"text": text, "offsets": {"from": start, "to": end}, "p": 0.5 + start / 1000}
            for text, start, end in tokens
        ],
    }
    document = {"result": {"language": "en"}, "transcription": [item]}
    transcript = read(json.dumps(document))
    assert words(transcript) == TIMED
    assert transcript.language == "en"
    assert [word.confidence for word in transcript.words] == [0.5, 0.9]
    assert transcript.source == "aligned"


def test_speakers_and_times_on_separate_lines():
    headed = read(HEADED)
    assert words(headed)[0][1:] == (1, 1.6)
    assert [w.text for w in headed.words] == ["Hi", "there.", "Yes.", "Indeed."]
    assert [(turn.speaker) for turn in headed.turns] == ["Ann Lee", "Bob"]
    premiere = load_blocks(PREMIERE_TEXT.encode()).blocks
    # Frame 24 needs a rate of 25 frames per second or more.
    assert [(b.start, b.end, b.speaker) for b in premiere] == [
        (1 + 12 / 25, 3 + 24 / 25, "Speaker 1"), (4, 5 + 5 / 25, "Bob"),
    ]  # fmt: skip
    with pytest.raises(TimingError, match="ends before"):
        loads("00:00:05:00 - 00:00:03:00\nAnn\nHi.")


def test_japanese_blocks_are_split_into_phrases():
    text = "1\n00:00:00,000 --> 00:00:02,000\n今日は天気です。\n"
    assert [w.text for w in read(text).words] == ["今日は", "天気です。"]


def test_older_subtitles_are_read():
    assert words(read(MICRODVD))[-1][0] == "bye"
    assert [b.start for b in load_blocks(SAMI.encode()).blocks] == [1.0]


def test_an_entity_bomb_is_refused():
    bomb = '<!DOCTYPE tt [<!ENTITY a "aaaa">]><tt xmlns="http://www.w3.org/ns/ttml">&a;</tt>'
    with pytest.raises(FormatError, match="entities"):
        loads(bomb)


def test_an_end_before_its_start_is_an_error_that_names_the_place():
    with pytest.raises(TimingError, match="cue 1 \\('x'\\): its end"):
        loads("1\n00:00:03,000 --> 00:00:02,000\nx\n")


texts = st.text(
    st.characters(
        codec="utf-8", exclude_categories=["C", "Z"], exclude_characters="<[({（*♩♪♫♬🎵🎶"
    ),
    min_size=1,
    max_size=8,
).filter(has_core)


@st.composite
def transcripts(draw):
    now = 0
    made = []
    for text in draw(st.lists(texts, min_size=1, max_size=12)):
        start = now + draw(st.integers(0, 300))
        now = start + draw(st.integers(10, 900))
        made.append(Word(text, start / 1000, now / 1000))
    return Transcript(tuple(made), duration=made[-1].end, source="aligned")


@pytest.mark.parametrize("name", ["ctm", "textgrid", "audacity", "csv"])
@given(transcript=transcripts())
@settings(max_examples=60, deadline=None)
def test_what_is_written_reads_back(name, transcript):
    silent = {"<eps>", "<sil>", "sil", "sp", "spn", "<unk>", "[noise]", "@"}
    if any(word.text.lower() in silent for word in transcript.words):
        return
    back = read(dumps(transcript, format=name), format=name)
    if name in ("audacity", "csv"):
        # In a script without spaces, a phrase is more than one word in this format.
        assert "".join(w.text for w in back.words) == "".join(w.text for w in transcript.words)
        if len(back.words) != len(transcript.words):
            return
    assert words(back) == words(transcript)


def test_phones_are_written_into_a_textgrid():
    word = Word("hi", 0.1, 0.5, phones=(Phone("h", 0.1, 0.2), Phone("aɪ", 0.2, 0.5)))
    back = read(dumps(Transcript((word,), duration=1.0), format="textgrid"))
    assert back.words[0].phones == word.phones
    assert back.duration == 1.0


@given(
    st.sampled_from(sorted(DOCUMENTS)),
    st.data(),
)
@settings(max_examples=400, deadline=None)
def test_a_broken_document_raises_only_our_errors(name, data):
    text = DOCUMENTS[name]
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        until = min(len(text), at + data.draw(st.integers(0, 6)))
        put = data.draw(st.one_of(st.text(max_size=4), st.sampled_from(
            ["-", "9" * 20, "\n\n", "{\\k", "<", ">", "00:", "null", "[", '"', "&#x0;", "1e999"]
        )))  # fmt: skip
        text = text[:at] + put + text[until:]
    for options in ({}, {"format": name}):
        try:
            transcript = read(text, **options)
        except VidsyncError:
            continue
        assert transcript.duration >= 0


@given(st.sampled_from(sorted(formats())), st.text(max_size=80))
@settings(max_examples=300, deadline=None)
def test_any_text_as_any_format_is_read_or_refused(name, text):
    with contextlib.suppress(VidsyncError):
        read(text, format=name)


def test_textgrid_times_keep_all_digits():
    written = TEXTGRID_SHORT.replace("\n0.2\n", "\n0.20000000000000001\n")
    written = written.replace('TextGrid"\n\n0\n', 'TextGrid"\n\n-0\n')
    assert read(written).words == read(TEXTGRID_SHORT).words


@pytest.mark.parametrize(
    "table",
    [
        "Word;Start;End\nHi;0,1;0,4\nthere;0,6;1,0\n",
        "start_ms,end_ms,word\n100,400,Hi\n600,1000,there\n",
        "0.1,0.4,Hi\n0.6,1.0,there\n",
        "0,100000\t0,400000\tHi\n0,600000\t1,000000\tthere\n",
        "0.1 0.4 Hi\n0.6 1.0 there\n",
        "Hi,0.1,0.4\nthere,0.6,1.0\n",
        "Start Time,End-Time,Text\n00:00:00.100,00:00:00.400,Hi\n00:00:00.600,0:01.000,there\n",
    ],
)
def test_tables_have_other_headers_or_none_and_commas_in_numbers(table):
    assert words(read(table)) == [("Hi", 0.1, 0.4), ("there", 0.6, 1.0)]


def test_turns_of_speakers_are_not_taken_for_words():
    with pytest.raises(FormatError):
        read("SPEAKER a 1 0.00 0.90 <NA> <NA> spk1 <NA> <NA>\n")
