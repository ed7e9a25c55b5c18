"""The forms in which programs write words as JSON: rows, columns, messages, wrappers."""

import json
import warnings

import pytest

from vidsync.errors import FormatError, VidsyncWarning
from vidsync.timings import loads

WORDS = [("Hello", 0.0, 0.4), ("there.", 0.5, 0.9), ("You", 1.2, 1.4)]
ITEMS = [{"word": word, "start": start, "end": end} for word, start, end in WORDS]
FIRST = [{"word": "Hel", "start": 0, "end": 0.2}]
VOSK = [
    {"result": [{"conf": 1.0, **item} for item in part], "text": "…"}
    for part in (ITEMS[:2], ITEMS[2:])
]


def deepgram(items, *, final, start=0.0):
    return {
        "type": "Results",
        "channel_index": [0, 1],
        "start": start,
        "is_final": final,
        "channel": {"alternatives": [{"transcript": "…", "words": items}]},
    }


def in_ms(items):
    return [
        {"text": i["word"], "start": round(1000 * i["start"]), "end": round(1000 * i["end"])}
        for i in items
    ]


def by(start, end, form=float, text="text"):
    return [{text: word, start: form(a), end: form(b)} for word, a, b in WORDS]


def lasting(start, duration, text="word"):
    return [{text: word, start: a, duration: round(b - a, 3)} for word, a, b in WORDS]


SHAPES = {
    "rows": [list(word) for word in WORDS],
    "rows with scores": [[*word, 0.9] for word in WORDS],
    "rows of times first": [[start, end, word] for word, start, end in WORDS],
    "rows of strings": [["word", "start", "end"], *([w, str(a), str(b)] for w, a, b in WORDS)],
    "rows in words": {"words": [list(word) for word in WORDS]},
    "s and e": by("s", "e"),
    "w, s and e": by("s", "e", text="w"),
    "t is the text": by("s", "e", text="t"),
    "t and d": lasting("t", "d", "w"),
    "time and duration": lasting("time", "duration"),
    "offset and duration": lasting("offset", "duration"),
    "ts in pairs": [{"word": word, "ts": [start, end]} for word, start, end in WORDS],
    "capitals": by("Start", "End", text="Word"),
    "Pascal case": by("StartTime", "EndTime", text="Text"),
    "phrases": by("start", "end", text="phrase"),
    "columns": {"words": [w[0] for w in WORDS], "start": [0, 0.5, 1.2], "end": [0.4, 0.9, 1.4]},
    "columns, plural": {
        "words": [w[0] for w in WORDS],
        "starts": [0, 0.5, 1.2],
        "ends": [0.4, 0.9, 1.4],
    },
    "columns of pairs": {
        "tokens": [w[0] for w in WORDS],
        "timestamps": [[0, 0.4], [0.5, 0.9], [1.2, 1.4]],
    },
    "columns of starts": {
        "tokens": [w[0] for w in WORDS],
        "timestamps": [0, 0.5, 1.2],
        "durations": [0.4, 0.4, 0.2],
    },
    "objects by number": {str(number): item for number, item in enumerate(ITEMS)},
    "strings with a unit": by("start", "end", "{}s".format),
    "strings with a comma": by("start", "end", lambda time: str(time).replace(".", ",")),
    "ISO 8601": by("start", "end", "PT{}S".format),
    "clocks": by("start", "end", "00:00:0{:.3f}".format),
    "a list of lists": [{"words": ITEMS}],
    "deep in an answer": {"status": "ok", "data": {"result": {"words": ITEMS}}},
    "segments deep in an answer": {
        "response": {"output": {"segments": [{"text": "…", "start": 0, "end": 2, "words": ITEMS}]}}
    },
    "JSON in a string": {"statusCode": 200, "body": json.dumps({"words": ITEMS})},
    "wrapped messages": [
        {"event": "a", "data": {"words": ITEMS[:2]}},
        {"event": "b", "data": {"words": ITEMS[2:]}},
    ],
    "Deepgram in an answer": {
        "data": {"results": {"channels": [{"alternatives": [{"words": ITEMS}]}]}}
    },
    "Deepgram's stream": [
        deepgram(FIRST, final=False),
        deepgram(ITEMS[:2], final=True),
        deepgram(ITEMS[2:], final=True, start=1.0),
    ],
    "partial and final": [
        {"type": "partial", "words": FIRST},
        {"type": "final", "words": ITEMS[:2]},
        {"type": "final", "words": ITEMS[2:]},
    ],
    "not final and final": [
        {"is_final": False, "words": FIRST},
        {"is_final": True, "words": ITEMS[:2]},
        {"is_final": True, "words": ITEMS[2:]},
    ],
    "AssemblyAI's old stream": [
        {"message_type": "SessionBegins"},
        {"message_type": "PartialTranscript", "words": in_ms(FIRST)},
        {"message_type": "FinalTranscript", "words": in_ms(ITEMS[:2])},
        {"message_type": "FinalTranscript", "words": in_ms(ITEMS[2:])},
    ],
    "AssemblyAI's stream": [
        {"type": "Begin", "id": "x"},
        {"type": "Turn", "turn_order": 0, "end_of_turn": False, "words": in_ms(FIRST)},
        {"type": "Turn", "turn_order": 0, "end_of_turn": True, "words": in_ms(ITEMS[:1])},
        {"type": "Turn", "turn_order": 0, "end_of_turn": True, "words": in_ms(ITEMS[:2])},
        {"type": "Turn", "turn_order": 1, "end_of_turn": True, "words": in_ms(ITEMS[2:])},
    ],
}


def amazon(items, *, partial=False):
    listed = [
        {"Content": i["word"].strip("."), "StartTime": i["start"], "EndTime": i["end"]}
        for i in items
    ]
    result = {"ResultId": "x", "IsPartial": partial, "Alternatives": [{"Items": listed}]}
    return {"Transcript": {"Results": [{**result, "ResultId": items[0]["word"]}]}}


SHAPES |= {
    "Amazon's stream": [
        amazon(FIRST, partial=True),
        amazon(ITEMS[:2]),
        {"Transcript": {"Results": []}},
        amazon(ITEMS[2:]),
    ],
    "sentences with tokens": {
        "text": "…",
        "sentences": [
            {
                "text": "…",
                "start": 0.0,
                "end": 1.4,
                "tokens": [{"text": f" {i['word']}", **i} for i in ITEMS],
            }
        ],
    },
    "word alignments": [{"results": [{"text": "…", "word_alignments": ITEMS}]}],
    "capitals in messages": {
        "Data": {"Detail": [{"StartMs": 0, "Words": by("S", "E", text="Word")}]}
    },
    "a text beside its times": [
        {"text": "Hello there. You", "timestamp": [[0, 0.4], [0.5, 0.9], [1.2, 1.4]]}
    ],
    "tokens that are final": [
        {"tokens": [{**FIRST[0], "is_final": False}]},
        {"tokens": [{**ITEMS[0], "is_final": True}, {**FIRST[0], "is_final": False}]},
        {"tokens": [{**i, "is_final": True} for i in ITEMS[1:]]},
    ],
}
LINE = "\n".join(json.dumps(item) for item in ITEMS)
TEXTS = {
    "pretty-printed values": "\n".join(json.dumps(part, indent=2) for part in VOSK),
    "partial values": '{\n "partial" : "hel"\n}\n' + "\n".join(map(json.dumps, VOSK)),
    "values that touch": "".join(map(json.dumps, VOSK)),
    "blank lines": "\n\n" + LINE.replace("\n", "\n\n") + "\n\n",
    "comment lines": f"# made by hand\n{LINE}\n// the end\n",
    "an event stream": "".join(f"event: word\ndata: {json.dumps(i)}\n\n" for i in ITEMS)
    + "data: [DONE]\n\n",
    "a script": f"export const words = {json.dumps(ITEMS)};\n",
    "a fence": f"```json\n{json.dumps(ITEMS)}\n```\n",
    "a comma too many": json.dumps(ITEMS)[:-1] + ",\n]",
    "comments": "[ // words\n" + json.dumps(ITEMS)[1:].replace("}, {", "}, /* and */ {"),
    "JSON in JSON": json.dumps(json.dumps(ITEMS)),
}


def read(text):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", VidsyncWarning)
        words = loads(text).words
    return [(word.text.strip(".").lower(), word.start, word.end) for word in words]


EXPECTED = [(word.strip(".").lower(), start, pytest.approx(end)) for word, start, end in WORDS]


@pytest.mark.parametrize("shape", SHAPES)
def test_words_are_read_from_every_shape(shape):
    assert read(json.dumps(SHAPES[shape])) == EXPECTED


def test_an_event_of_json3_without_a_start_follows_the_one_before():
    hello = [{"utf8": "Hello"}, {"utf8": " there.", "tOffsetMs": 500}]
    events = [
        {"dDurationMs": 900, "segs": hello},
        {"dDurationMs": 100, "segs": [{"utf8": "\n"}]},
        {"tStartMs": 1200, "dDurationMs": 200, "segs": [{"utf8": "You"}]},
    ]
    found = read(json.dumps({"events": events}))
    assert found == [("hello", 0.0, 0.5), ("there", 0.5, 0.9), ("you", 1.2, 1.4)]


@pytest.mark.parametrize("shape", TEXTS)
def test_words_are_read_from_what_is_nearly_json(shape):
    assert read(TEXTS[shape]) == EXPECTED


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (json.dumps(ITEMS, indent=1)[:-30], "it breaks off at its end, .* at line 14"),
        ('{"words": [{"word": "Hel', "it breaks off at its end, .* at line 1, column 21"),
        (LINE + '\n{"word": "', "line 4 is not JSON: it breaks off at its end"),
    ],
)
def test_a_document_that_breaks_off_is_told(text, message):
    with pytest.raises(FormatError, match=message) as told:
        loads(text)
    assert "not saved completely" in told.value.hint


def test_speakers_scores_and_missing_ends_of_a_bare_list_are_read():
    items = [
        {"text": "Hello", "start": 0.0, "end": 0.4, "speaker": "Ann", "confidence": 0.9},
        {"text": "there.", "start": 0.5, "end": 0.9, "speaker": {"id": "b", "name": "Bob"}},
    ]
    found = loads(json.dumps(items))
    assert [turn.speaker for turn in found.turns] == ["Ann", "Bob"]
    assert found.words[0].confidence == 0.9
    ends = [word[2] for word in read(json.dumps([{**item, "end": None} for item in ITEMS]))]
    assert ends[:2] == [0.4, pytest.approx(0.9, abs=0.3)]


def test_lines_with_durations_are_no_words():
    lines = [{"text": "Hello there.", "start": 0.0, "duration": 0.9}]
    assert [word[0] for word in read(json.dumps(lines))] == ["hello", "there"]


def test_a_time_in_parts_is_read_whole():
    parts = {"total": 1.2, "minutes": 0, "seconds": 1, "hundredths": 20}
    assert read(json.dumps([{"text": "You", "time": parts}]))[0][:2] == ("you", 1.2)


def test_a_line_that_ends_at_0_has_no_end():
    lines = [{"startTimeMs": "1200", "words": "You", "endTimeMs": "0"}]
    word = read(json.dumps({"lyrics": {"lines": lines}}))[0]
    assert word[:2] == ("you", 1.2)
    assert word[2] > 1.2


def test_columns_of_other_lengths_are_no_words():
    with pytest.raises(FormatError):
        loads(json.dumps({"words": ["a", "b"], "start": [0, 1, 2]}))


def test_the_words_of_a_part_are_not_taken_for_those_of_another_format():
    answer = {"error": {"message": "no words"}, "request": {"language": "en"}}
    with pytest.raises(FormatError, match="not in a known timing format"):
        loads(json.dumps(answer))


@pytest.mark.parametrize("depth", [50, 5000])
def test_a_deep_document_is_no_burden(depth):
    with pytest.raises(FormatError):
        loads('{"a": ' * depth + "1" + "}" * depth)


def test_strings_that_are_not_closed_are_no_burden():
    with pytest.raises(FormatError):
        loads('"[{\\"word\\": \\"Hello\\", \\"start\\": 0.0}, ' * 4000 + "x")
