"""Phones and visemes of engines, from answers in the format of each engine, move the mouth."""

import json

import pytest

from vidsync.timings import loads
from vidsync.transcript import Transcript
from vidsync.visemes import lipsync
from vidsync.visemes.phones.phones import find_phones

TICKS = 10_000_000

# "Bob would." with sounds that espeak-ng would not give, so they must be the engine's.
SOUNDS = (
    ("b", 0.10, 0.18), ("ˈuː", 0.18, 0.30), ("b", 0.30, 0.38),
    ("w", 0.42, 0.50), ("ɪ", 0.50, 0.62), ("f", 0.62, 0.75),
)  # fmt: skip
WORDS = (("Bob", 0.10, 0.38), ("would.", 0.42, 0.75))


def read(document: object, name: str) -> Transcript:
    return loads(json.dumps(document), format=name, audio_duration=1.0)


def cartesia() -> Transcript:
    columns = {"start": [w[1] for w in WORDS], "end": [w[2] for w in WORDS]}
    sounds = {
        "phonemes": [sound[0] for sound in SOUNDS],
        "start": [sound[1] for sound in SOUNDS],
        "end": [sound[2] for sound in SOUNDS],
    }
    said = {"words": [word[0] for word in WORDS], **columns}
    envelope = {"done": False, "status_code": 206, "context_id": "one"}
    return read(
        [
            {"type": "timestamps", "word_timestamps": said, **envelope},
            {"type": "phoneme_timestamps", "phoneme_timestamps": sounds, **envelope},
            {"type": "done", "done": True, "status_code": 206, "context_id": "one"},
        ],
        "cartesia",
    )


def hume() -> Transcript:
    def stamp(kind: str, text: str, start: float, end: float) -> object:
        time = {"begin": round(start * 1000), "end": round(end * 1000)}
        return {
            "type": "timestamp", "request_id": "r", "generation_id": "g", "snippet_id": "s",
            "timestamp": {"type": kind, "text": text, "time": time},
        }  # fmt: skip

    stamps = [stamp("word", *word) for word in WORDS] + [stamp("phoneme", *s) for s in SOUNDS]
    return read(stamps, "hume")


def inworld() -> Transcript:
    """Every token has sounds; white space has a silence with the viseme of closed lips."""
    words = [("", 0.0, 0.1), WORDS[0], (" ", 0.38, 0.42), ("would", 0.42, 0.75), (".", 0.75, 1.0)]
    shapes = ["bmp", "o", "bmp", "qw", "ee", "fv"]
    details = []
    for index, (text, start, end) in enumerate(words):
        inside = [
            (sound, begin, until - begin, shape)
            for (sound, begin, until), shape in zip(SOUNDS, shapes, strict=True)
            if start <= begin < end
        ]
        sounds = inside if text.isalpha() else [("[silence]", start, end - start, "bmp")]
        details.append(
            {
                "wordIndex": index,
                "phones": [
                    {"phoneSymbol": sound, "startTimeSeconds": begin, "durationSeconds": length,
                     "visemeSymbol": shape}
                    for sound, begin, length, shape in sounds
                ],
                "isPartial": False,
            }
        )  # fmt: skip
    table = {
        "words": [word[0] for word in words],
        "wordStartTimeSeconds": [word[1] for word in words],
        "wordEndTimeSeconds": [word[2] for word in words],
        "phoneticDetails": details,
    }
    line = {"audioContent": "", "timestampInfo": {"wordAlignment": table}}
    return read([{"result": line}], "inworld")


def azure() -> Transcript:
    def event(kind: str, offset: float, **data: object) -> object:
        return {"Type": kind, "Data": {"Offset": round(offset * TICKS), **data}}

    events = [
        event(
            "WordBoundary", start, Duration=round((end - start) * TICKS),
            text={"Text": text.strip("."), "Length": 3, "BoundaryType": "WordBoundary"},
        )
        for text, start, end in WORDS
    ]  # fmt: skip
    shapes = [(0.05, 0), (0.10, 21), (0.18, 7), (0.30, 21), (0.38, 0), (0.42, 7), (0.50, 6),
              (0.62, 18), (0.75, 0)]  # fmt: skip
    events += [event("Viseme", time, VisemeId=number) for time, number in shapes]
    return read({"Metadata": events}, "azure")


def polly() -> Transcript:
    marks = [
        {"time": 100, "type": "word", "start": 0, "end": 3, "value": "Bob"},
        *({"time": time, "type": "viseme", "value": value}
          for time, value in ((100, "p"), (180, "u"), (300, "p"), (380, "sil"))),
        {"time": 420, "type": "word", "start": 4, "end": 9, "value": "would"},
        *({"time": time, "type": "viseme", "value": value}
          for time, value in ((420, "u"), (500, "i"), (620, "f"), (750, "sil"))),
    ]  # fmt: skip
    return read(marks, "polly")


ENGINES = {"cartesia": cartesia, "hume": hume, "inworld": inworld, "azure": azure, "polly": polly}


@pytest.mark.parametrize("engine", ENGINES)
def test_the_engines_own_sounds_are_what_the_mouth_shows(engine):
    transcript = ENGINES[engine]()
    phones = find_phones(transcript)
    assert [round(phone.start, 3) for phone in phones] == [sound[1] for sound in SOUNDS]
    assert [round(phone.end, 3) for phone in phones] == [sound[2] for sound in SOUNDS]
    # The lips close where the engine closes them, and the mouth rests without sounds.
    track = lipsync(transcript, lead=0)
    shown = [track.weights_at(time)[0][0] for time in (0.05, 0.14, 0.24, 0.34, 0.46, 0.56, 0.7)]
    assert shown == ["sil", "PP", "U", "PP", "U", "I", "FF"]
    assert track.weights_at(0.9)[0][0] == "sil"


@pytest.mark.parametrize("engine", ["cartesia", "hume", "inworld"])
def test_an_engines_phones_are_taken_as_they_are(engine):
    phones = find_phones(ENGINES[engine]())
    assert [phone.ipa for phone in phones] == [sound[0] for sound in SOUNDS]


@pytest.mark.parametrize(
    ("engine", "shapes"),
    [
        ("inworld", ["bmp", "u", "bmp", "qw", "ee", "fv"]),
        ("azure", ["21", "7", "21", "7", "6", "18"]),
        ("polly", ["p", "u", "p", "u", "i", "f"]),
    ],
)
def test_an_engines_own_shapes_come_back_in_its_set(engine, shapes):
    track = lipsync(ENGINES[engine](), set=engine, lead=0)
    middles = [(start + end) / 2 for _, start, end in SOUNDS]
    assert [track.weights_at(time)[0][0] for time in middles] == shapes
    assert track.weights_at(0.04)[0][0] == track.rest
