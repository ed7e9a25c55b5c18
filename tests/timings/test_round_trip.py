"""Documents are written and read back without loss."""

import json
import warnings
from dataclasses import replace
from itertools import pairwise

import jsonschema
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from vidsync.errors import VidsyncError, VidsyncWarning
from vidsync.timings import dumps, load, loads
from vidsync.timings.formats.vidsync_json import SCHEMA
from vidsync.transcript import Pause, Phone, Transcript, Turn, Viseme, Word

TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Z", "C", "P"], exclude_characters="<♩♪♫♬🎵🎶"),
    min_size=1,
    max_size=6,
).filter(str.strip)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
TIMES = st.floats(0, 5000)
VALIDATOR = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text()))


@st.composite
def transcripts(draw):
    """Any transcript."""
    times = sorted(draw(st.lists(TIMES, min_size=2, max_size=14)))
    duration = times[-1]
    turns = tuple(draw(st.lists(st.builds(Turn, ANY_TEXT, ANY_TEXT), max_size=2)))
    text = draw(ANY_TEXT)
    words = []
    for start in times[:-1:2]:
        end = draw(st.floats(start, duration))
        # Phones that do not fill their word are taken for a word that was moved by hand.
        edges = sorted([start, end, *draw(st.lists(st.floats(start, end), max_size=3))])
        words.append(
            Word(
                draw(TEXTS),
                start,
                end,
                span=draw(st.none() | st.just((0, len(text)))),
                turn=draw(st.sampled_from([None, *range(len(turns))])),
                phones=draw(st.sampled_from([(), tuple(
                    Phone("aː", *edge) for edge in pairwise(edges))])),
                confidence=draw(st.none() | st.floats(0, 1)),
            )
        )  # fmt: skip
    pauses = [Pause(start, draw(st.floats(start, duration)), " ") for start in times[1:-1:3]]
    source = draw(st.sampled_from(["native", "aligned", "estimated"]))
    visemes = [
        Viseme(draw(TEXTS), draw(TEXTS), start, draw(st.floats(start, duration)))
        for start in times[1:-1:2]
    ]
    spoken = [replace(word, text=draw(TEXTS), span=None) for word in words[:3]]
    timed = (tuple(pauses), tuple(visemes), tuple(spoken))
    return Transcript(tuple(words), duration, text, draw(ANY_TEXT), turns, source, *timed)


@pytest.mark.filterwarnings("ignore:.* begins .* s before")
@settings(deadline=None)
@given(transcripts())
def test_vidsync_json_reads_back_exactly_and_satisfies_its_schema(transcript):
    text = dumps(transcript)
    assert loads(text) == transcript
    VALIDATOR.validate(json.loads(text))


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"words": [{"text": "a", "start": 0}]},
        {"words": [{"text": " ", "start": 0, "end": 1}]},
        {"words": [{"text": "a", "start": -1, "end": 1}]},
        {"words": [{"text": "a", "start": 0, "end": 1, "span": [1]}]},
        {"words": [{"text": "a", "start": 0, "end": 1, "phones": [["a", 0]]}]},
        {"visemes": [{"set": "azure", "name": "", "start": 0, "end": 1}]},
        {"visemes": [{"set": "azure", "name": "1", "start": 0}]},
        {"visemes": [{"set": "azure", "name": "1", "start": -1, "end": 1}]},
        {"spoken": [{"text": "a", "start": 0, "end": 1, "span": [0, 1]}]},
        {"source": "guess"},
        {"other": 1},
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(change):
    document = {"format": "vidsync-transcript", "version": 1, "duration": 1, "words": []}
    schema = json.loads(SCHEMA.read_text())
    jsonschema.validate(document, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**document, **change}, schema)
    with pytest.raises(VidsyncError, match=r"version|end|text|start|span|phone|name|source|other"):
        load({**document, **change})


def test_vidsync_json_has_one_word_per_line_and_ignores_private_keys():
    transcript = Transcript((Word("Hi", 0.1, 0.25), Word("“you”", 0.25, 0.5)), 0.75, language="en")
    assert dumps(transcript) == (
        '{\n "format": "vidsync-transcript",\n "version": 1,\n "duration": 0.75,\n'
        ' "source": "native",\n "language": "en",\n "words": [\n'
        '  {"text": "Hi", "start": 0.1, "end": 0.25},\n'
        '  {"text": "“you”", "start": 0.25, "end": 0.5}\n ]\n}\n'
    )
    document = json.loads(dumps(transcript))
    document["x-take"] = 3
    document["words"][0]["x-note"] = "louder"
    assert load(document) == transcript


SEPARATE = ["", " ", "!", ",", "...", '"', "(", ")", "¿", "–", "-"]


@st.composite
def lmnt_documents(draw):
    """Entries as the service lists them: without gaps, and words with a duration."""
    digits = draw(st.sampled_from([2, 3, 6, 16]))
    entries, time = [], 0.0
    for _ in range(draw(st.integers(1, 12))):
        text = draw(TEXTS | st.sampled_from(SEPARATE))
        last = draw(st.floats(0.01, 2))
        if text in SEPARATE:
            last = draw(st.sampled_from([0.0, last]))
        entries.append({"text": text, "start": time, "duration": round(last, digits)})
        time = round(time + round(last, digits), digits)
    assume(any(entry["text"] == "" or not entry["text"].strip() for entry in entries))
    return entries


@settings(max_examples=120, deadline=None)
@given(lmnt_documents())
def test_lmnt_written_and_read_again_is_the_same_transcript(entries):
    transcript = load(entries)
    assert loads(dumps(transcript, format="lmnt")) == transcript


@settings(max_examples=120, deadline=None)
@given(lmnt_documents())
def test_lmnt_keeps_every_entry(entries):
    written = json.loads(dumps(load(entries), format="lmnt"))["timestamps"]
    assert sorted(entry["text"] for entry in written) == sorted(entry["text"] for entry in entries)
    assert [entry["start"] for entry in written] == pytest.approx(
        [entry["start"] for entry in entries], abs=1e-6
    )


@given(transcripts())
def test_lmnt_of_any_transcript_keeps_its_words(transcript):
    spoken = [word for word in transcript.words if word.duration > 0.01]
    words = []
    for word in spoken:
        if not words or word.start - words[-1].start > 0.01:
            words.append(Word(word.text + ",", word.start, word.end))
    for index, following in enumerate(words[1:]):
        words[index] = replace(words[index], end=min(words[index].end, following.start))
    assume(words)
    plain = Transcript(tuple(words), transcript.duration)
    assert loads(dumps(plain, format="lmnt"), unit="s").words == plain.words


@given(st.lists(st.tuples(TEXTS, st.integers(0, 900), st.integers(1, 400)), min_size=1, max_size=9))
def test_playkit_written_and_read_again_is_the_same_transcript(parts):
    items, time, text = [], 0, ""
    for word, gap, length in parts:
        text += " " * bool(text)
        items.append({"text": word, "start_ms": time + gap, "end_ms": time + gap + length,
                      "text_start": len(text), "text_end": len(text) + len(word)})  # fmt: skip
        text += word
        time += gap + length
    document = {"audio_length_ms": time, "alignment": {"granularity": "word", "items": items}}
    for given_text in ("", text, text + "!"):
        transcript = load(document, text=given_text)
        assert loads(dumps(transcript, format="playkit"), text=given_text) == transcript
    assert json.loads(dumps(transcript, format="playkit")) == document


def without_overlaps(transcript):
    """The same words without overlaps and without phones of no duration.

    A phone of no duration at the edge of two words could belong to either.
    """
    words = [
        word if all(phone.duration > 0 for phone in word.phones) else replace(word, phones=())
        for word in transcript.words
    ]
    for index, following in enumerate(words[1:]):
        if words[index].end > following.start:
            words[index] = replace(words[index], end=following.start, phones=())
    return replace(transcript, words=tuple(words))


@given(transcripts().map(without_overlaps))
def test_speechbase_and_cartesia_read_back_what_they_can_hold(transcript):
    # Words that all start at one time are an error.
    assume(len(transcript.words) < 3 or transcript.words[0].start < transcript.words[-1].start - 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", VidsyncWarning)
        for name in ("speechbase", "cartesia"):
            # The first pass drops what the format cannot hold. The second changes nothing.
            held = loads(dumps(transcript, format=name), unit="s")
            assert loads(dumps(held, format=name), unit="s") == held
            assert [word.text for word in held.words] == [word.text for word in transcript.words]
            assert [word.start for word in held.words] == [word.start for word in transcript.words]


def test_a_transcript_without_words_is_recognised():
    empty = Transcript((), 0.5, text="a b")
    assert loads(dumps(empty)) == empty
