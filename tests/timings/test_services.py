"""Timing documents of the services whose API has no stand-in here, in their documented shape."""

import json
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vidsync.errors import TimestampsUnavailable, VidsyncWarning
from vidsync.timings import load, load_document, loads
from vidsync.timings.formats.services.google import format_mark_name
from vidsync.transcript import Viseme


def times(transcript):
    return [(word.text, round(word.start, 3), round(word.end, 3)) for word in transcript.words]


def characters(text, step=0.1, start=0.0):
    return {
        "characters": list(text),
        "character_start_times_seconds": [start + index * step for index in range(len(text))],
        "character_end_times_seconds": [start + (index + 1) * step for index in range(len(text))],
    }


def test_elevenlabs_characters_become_words_with_their_places():
    transcript = load({"audio_base64": "", "alignment": characters("Hi, you!")})
    assert times(transcript) == [("Hi,", 0.0, 0.2), ("you!", 0.4, 0.7)]
    assert transcript.text == "Hi, you!"
    assert [word.span for word in transcript.words] == [(0, 3), (4, 8)]


def test_elevenlabs_unspaced_scripts_are_a_word_for_each_character():
    transcript = load({"alignment": characters("你好。ok")})
    assert [word.text for word in transcript.words] == ["你", "好。", "ok"]


def test_elevenlabs_normalized_alignment_is_used_with_a_warning_where_there_is_no_other():
    document = {"audio_base64": "", "alignment": None, "normalized_alignment": characters("three")}
    with pytest.warns(VidsyncWarning, match="read out"):
        transcript = load(document, text="3")
    assert times(transcript) == [("three", 0.0, 0.5)]
    assert transcript.words[0].span is None


@pytest.mark.parametrize("text", ["Hi. Yo, you", "Hi.Yo, you"])
def test_elevenlabs_dialogue_gives_turns_that_share_no_word(text):
    begin = len(text) - len("Yo, you")
    segments = [
        {"dialogue_input_index": 0, "character_start_index": 0, "character_end_index": begin},
        {
            "dialogue_input_index": 1,
            "character_start_index": begin,
            "character_end_index": len(text),
            "voice_id": "bob",
        },
    ]
    transcript = load({"alignment": characters(text), "voice_segments": segments})
    assert [(word.text, word.turn) for word in transcript.words] == [
        ("Hi.", 0), ("Yo,", 1), ("you", 1)
    ]  # fmt: skip
    assert [turn.voice for turn in transcript.turns] == ["", "bob"]
    assert transcript.text == "Hi. Yo, you"
    assert [transcript.text[slice(*word.span)] for word in transcript.words] == [
        "Hi.", "Yo,", "you"
    ]  # fmt: skip


def test_elevenlabs_words_as_they_are_spoken_out_are_kept_beside_the_written_ones():
    written = {
        "characters": ["3", " ", "a"],
        "character_start_times_seconds": [0.0, 0.5, 0.6],
        "character_end_times_seconds": [0.5, 0.6, 0.7],
    }
    document = {"alignment": written, "normalized_alignment": characters("three a")}
    transcript = load(document)
    assert times(transcript) == [("3", 0.0, 0.5), ("a", 0.6, 0.7)]
    assert [(word.text, round(word.end, 3)) for word in transcript.spoken] == [
        ("three", 0.5), ("a", 0.7)
    ]  # fmt: skip
    assert all(word.span is None for word in transcript.spoken)
    assert load({"alignment": written, "normalized_alignment": written}).spoken == ()


def test_elevenlabs_spoken_words_with_wrong_times_cost_no_word():
    wrong = characters("three")
    wrong["character_start_times_seconds"][0] = -5.0
    document = {"alignment": characters("3"), "normalized_alignment": wrong}
    with pytest.warns(VidsyncWarning, match="spoken out are left out"):
        transcript = load(document)
    assert times(transcript) == [("3", 0.0, 0.1)]
    assert transcript.spoken == ()


def test_elevenlabs_socket_chunks_are_laid_end_to_end():
    chunk = {"chars": ["H", "i"], "charStartTimesMs": [0, 100], "charDurationsMs": [100, 100]}
    space = {"chars": [" ", "a"], "charStartTimesMs": [0, 50], "charDurationsMs": [50, 50]}
    lines = [
        {"audio": "", "alignment": chunk},
        {"audio": "", "alignment": space},
        {"isFinal": True},
    ]
    assert times(load(lines)) == [("Hi", 0.0, 0.2), ("a", 0.25, 0.3)]


def test_elevenlabs_stream_lines_on_one_clock_stay_as_they_are():
    lines = [{"alignment": characters("Hi")}, {"alignment": characters(" a", start=0.2)}]
    assert times(load(lines)) == [("Hi", 0.0, 0.2), ("a", 0.3, 0.4)]


def azure(*events):
    def item(kind, text, offset, duration):
        data = {
            "Offset": offset,
            "Duration": duration,
            "text": {"Text": text, "Length": len(text), "BoundaryType": kind},
        }
        return {"Type": "WordBoundary", "Data": data}

    return [{"Metadata": [item(*event)]} for event in events] + [viseme(500_000, 12)]


def viseme(offset, shape, chunk=None, *, last=True):
    data = {"Offset": offset, "VisemeId": shape, "IsLastAnimation": last}
    if chunk is not None:
        data["AnimationChunk"] = chunk
    return {"Metadata": [{"Type": "Viseme", "Data": data}]}


def animation(begin, *weights):
    frames = [[weight] * 55 for weight in weights]
    return json.dumps({"FrameIndex": begin, "BlendShapes": frames})


def test_azure_visemes_last_until_the_next_and_the_end_of_the_audio():
    document = [*azure(("WordBoundary", "Hi", 500_000, 3_000_000)), viseme(2_000_000, 6)]
    transcript = load(document, audio_duration=0.5)
    assert transcript.visemes == (
        Viseme("azure", "12", 0.05, 0.2),
        Viseme("azure", "6", 0.2, 0.5),
    )
    # Without the audio's length they last as long as the words.
    assert load(document).visemes[-1].end == 0.35
    # Nothing is seen of one that begins where the audio ends.
    beyond = load([*document, viseme(5_200_000, 0)], audio_duration=0.5)
    assert [shape.name for shape in beyond.visemes] == ["12", "6"]


def test_azure_visemes_that_make_no_sense_cost_no_word():
    document = [*azure(("WordBoundary", "Hi", 500_000, 3_000_000)), viseme(90_000_000, 6)]
    with pytest.warns(VidsyncWarning, match=r"visemes are left out: .* past the audio's end"):
        transcript = load(document, audio_duration=0.5)
    assert times(transcript) == [("Hi", 0.05, 0.35)]
    assert transcript.visemes == ()


def test_azure_blend_shapes_are_put_together_from_their_chunks():
    first, second, third = animation(0, 0.1, 0.2), animation(2, 0.3), animation(5, 0.5)
    document = [
        *azure(("WordBoundary", "Hi", 500_000, 3_000_000)),
        viseme(600_000, 1, first[:9], last=False),
        viseme(600_000, 1, first[9:]),
        viseme(700_000, 2, second),
        viseme(800_000, 3),
        viseme(900_000, 4, third),
    ]
    found = load_document(document)
    # A chunk that another one follows is no viseme of its own.
    assert [shape.name for shape in found.transcript.visemes] == ["12", "1", "2", "3", "4"]
    shapes = found.blend_shapes
    assert (len(shapes.names), shapes.frame_rate) == (55, 60)
    assert (shapes.names[17], shapes.names[52]) == ("jawOpen", "headRoll")
    # Where frames are missing, the face holds still.
    assert [frame[17] for frame in shapes.frames] == [0.1, 0.2, 0.3, 0.3, 0.3, 0.5]


@pytest.mark.parametrize(
    "chunk",
    [
        "{",
        '{"FrameIndex": 0}',
        '{"FrameIndex": -1, "BlendShapes": []}',
        '{"FrameIndex": 0, "BlendShapes": [[1, 2]]}',
        '{"FrameIndex": 0, "BlendShapes": [["a"]]}',
        '{"FrameIndex": 0, "BlendShapes": [[NaN]]}',
        '{"FrameIndex": 1e300, "BlendShapes": []}',
    ],
)
def test_azure_blend_shapes_that_make_no_sense_cost_no_word(chunk):
    document = [*azure(("WordBoundary", "Hi", 500_000, 3_000_000)), viseme(600_000, 1, chunk)]
    with pytest.warns(VidsyncWarning, match="blend shapes are left out"):
        found = load_document(document)
    assert found.blend_shapes is None
    assert times(found.transcript) == [("Hi", 0.05, 0.35)]


def test_azure_blend_shapes_that_break_off_are_left_out():
    cut = viseme(600_000, 1, animation(0, 0.1)[:20], last=False)
    with pytest.warns(VidsyncWarning, match="cut short"):
        found = load_document([*azure(("WordBoundary", "Hi", 500_000, 3_000_000)), cut])
    assert found.blend_shapes is None
    drawing = viseme(600_000, 1, "<svg/>")
    assert load_document([*azure(("WordBoundary", "Hi", 0, 9)), drawing]).blend_shapes is None


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.lists(st.floats(0, 1), max_size=4)), max_size=6))
def test_azure_frames_are_where_their_animation_begins(parts):
    document = [
        viseme(index, 0, animation(*part[:1], *part[1])) for index, part in enumerate(parts)
    ]
    found = load_document([*azure(("WordBoundary", "Hi", 0, 9_000)), *document]).blend_shapes
    frames = found.frames if found else ()
    begin, weights = parts[-1] if parts else (0, [])
    assert len(frames) == begin + len(weights)
    assert [frame[0] for frame in frames[begin:]] == weights


def test_azure_ticks_become_seconds_and_punctuation_a_pause():
    document = azure(
        ("WordBoundary", "Well", 500_000, 3_000_000),
        ("PunctuationBoundary", ",", 3_500_000, 1_000_000),
        ("WordBoundary", "yes", 5_000_000, 2_500_000),
    )
    transcript = load(document, text="Well, yes")
    assert times(transcript) == [("Well,", 0.05, 0.35), ("yes", 0.5, 0.75)]
    assert [(pause.text, pause.start) for pause in transcript.pauses] == [(",", 0.35)]


def test_polly_words_last_until_silence_or_the_next_word():
    marks = (
        '{"time":0,"type":"sentence","start":0,"end":12,"value":"Mary had, é."}\n'
        '{"time":6,"type":"word","start":0,"end":4,"value":"Mary"}\n'
        '{"time":6,"type":"viseme","value":"p"}\n'
        '{"time":373,"type":"word","start":5,"end":8,"value":"had"}\n'
        '{"time":500,"type":"viseme","value":"sil"}\n'
        '{"time":620,"type":"word","start":10,"end":12,"value":"é"}\n'
    )
    transcript = loads_quietly(marks, text="Mary had, é.", audio_duration=0.9)
    assert times(transcript) == [("Mary", 0.006, 0.373), ("had,", 0.373, 0.5), ("é.", 0.62, 0.9)]
    assert transcript.visemes == (
        Viseme("polly", "p", 0.006, 0.5),
        Viseme("polly", "sil", 0.5, 0.9),
    )


def loads_quietly(document, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", VidsyncWarning)
        return loads(document, **options)


def test_google_marks_say_the_word_and_its_place():
    text = "Hi, “you”!"
    points = [
        {"markName": format_mark_name("Hi,", (0, 3)), "timeSeconds": 0.1},
        {"markName": format_mark_name("“you”!", (4, 10)), "timeSeconds": 0.4},
        {"markName": "end", "timeSeconds": 0.9},
    ]
    transcript = load({"audioContent": "", "timepoints": points}, text=text)
    assert times(transcript) == [("Hi,", 0.1, 0.4), ("“you”!", 0.4, 0.9)]
    assert [text[slice(*word.span)] for word in transcript.words] == ["Hi,", "“you”!"]


def test_google_marks_of_others_are_words_by_their_names():
    points = [{"markName": "one", "timeSeconds": 0.1}, {"markName": "two", "timeSeconds": 0.4}]
    document = {"timepoints": points}
    with pytest.warns(VidsyncWarning, match="no end"):
        transcript = load(document, audio_duration=1.0)
    assert times(transcript) == [("one", 0.1, 0.4), ("two", 0.4, 1.0)]


def inworld(words, starts, ends, phones=()):
    alignment = {
        "words": words,
        "wordStartTimeSeconds": starts,
        "wordEndTimeSeconds": ends,
        "phoneticDetails": [{"wordIndex": index, "phones": list(p)} for index, p in phones],
    }
    return {"audioContent": "", "timestampInfo": {"wordAlignment": alignment}}


def test_inworld_words_have_their_phones_and_tokens_are_no_words():
    sound = {"phoneSymbol": "h", "startTimeSeconds": 0.1, "durationSeconds": 0.07,
             "visemeSymbol": "aei"}  # fmt: skip
    document = inworld(
        ["Hi", ",", " ", "you"],
        [0.1, 0.3, 0.3, 0.4],
        [0.3, 0.3, 0.4, 0.6],
        [(0, [sound, {**sound, "phoneSymbol": "sil", "visemeSymbol": "sil"}])],
    )
    transcript = load(document, text="Hi, you")
    assert times(transcript) == [("Hi,", 0.1, 0.3), ("you", 0.4, 0.6)]
    assert [(p.ipa, p.start, round(p.end, 3)) for p in transcript.words[0].phones] == [
        ("h", 0.1, 0.17)
    ]
    assert [shape.name for shape in transcript.visemes] == ["aei", "sil"]


def test_inworld_stream_lines_that_begin_anew_are_laid_end_to_end_with_their_phones():
    sound = {"phoneSymbol": "j", "startTimeSeconds": 0.0, "durationSeconds": 0.1,
             "visemeSymbol": "cdgknstxyz"}  # fmt: skip
    lines = [
        {"result": inworld(["Hi"], [0.1], [0.3])},
        {"result": inworld(["you"], [0.0], [0.2], [(0, [sound])])},
    ]
    transcript = load(lines)
    assert times(transcript) == [("Hi", 0.1, 0.3), ("you", 0.3, 0.5)]
    assert transcript.words[1].phones[0].start == pytest.approx(0.3)
    (shape,) = transcript.visemes
    assert (shape.set, shape.name, round(shape.start, 3)) == ("inworld", "cdgknstxyz", 0.3)


def test_inworld_characters_become_words():
    alignment = {
        "characters": list("a bc"),
        "characterStartTimeSeconds": [0.0, 0.1, 0.2, 0.3],
        "characterEndTimeSeconds": [0.1, 0.2, 0.3, 0.4],
    }
    document = {"timestampInfo": {"characterAlignment": alignment}}
    assert times(load(document)) == [("a", 0.0, 0.1), ("bc", 0.2, 0.4)]


def hume(kind, text, begin, end):
    stamp = {"type": kind, "text": text, "time": {"begin": begin, "end": end}}
    return {"type": "timestamp", "snippet_id": "s", "timestamp": stamp}


def test_hume_events_give_words_with_their_sounds():
    lines = [
        hume("word", "Hi", 60, 380),
        hume("phoneme", "h", 60, 120),
        hume("phoneme", "aɪ", 120, 380),
        {"type": "audio", "audio": "", "is_last_chunk": True},
    ]
    transcript = load(lines)
    assert times(transcript) == [("Hi", 0.06, 0.38)]
    assert [phone.ipa for phone in transcript.words[0].phones] == ["h", "aɪ"]


def test_hume_buffered_answer_reads_like_its_stream():
    stamps = [hume("word", "Hi", 60, 380)["timestamp"]]
    document = {"generations": [{"audio": "", "snippets": [[{"timestamps": stamps}]]}]}
    assert times(load(document)) == [("Hi", 0.06, 0.38)]


def test_rime_clock_that_begins_anew_is_undone():
    def message(words, starts, ends):
        table = {"words": words, "start": starts, "end": ends}
        return {"type": "timestamps", "word_timestamps": table, "contextId": None}

    lines = [message(["Hi"], [0.1], [0.4]), message(["you."], [0.0], [0.3])]
    assert times(load(lines)) == [("Hi", 0.1, 0.4), ("you.", 0.4, 0.7)]


def minimax_word(text, first, begin, end, last=None):
    last = first + len(text) if last is None else last
    return {
        "word": text,
        "word_begin": first,
        "word_end": last,
        "time_begin": begin,
        "time_end": end,
    }


def test_minimax_pieces_of_a_written_word_are_put_together():
    words = [
        minimax_word("un", 0, 0.0, 100.0),
        minimax_word("do", 2, 100.0, 200.0),
        minimax_word(" ", 4, 200.0, 200.0),
        minimax_word("12", 5, 200.0, 300.0),
        minimax_word("12", 5, 300.0, 400.5),
        minimax_word(".", 7, 400.5, 400.5),
    ]
    document = [{"text": "undo 12.", "time_begin": 0, "time_end": 500, "timestamped_words": words}]
    transcript = load(document, text="undo 12.")
    assert [(w.text, w.span) for w in transcript.words] == [("undo", (0, 4)), ("12.", (5, 8))]
    assert transcript.words[1].end == pytest.approx(0.4005)


def test_minimax_characters_of_unspaced_scripts_stay_apart():
    words = [minimax_word("你", 0, 0.0, 100.0), minimax_word("好", 1, 100.0, 200.0)]
    document = [{"text": "你好", "time_begin": 0, "time_end": 200, "timestamped_words": words}]
    assert [word.text for word in load(document).words] == ["你", "好"]


def test_minimax_sentences_are_split_and_marked_estimated():
    document = [{"text": "Hi there.", "time_begin": 100.0, "time_end": 900.0}]
    with pytest.warns(VidsyncWarning, match="estimated"):
        transcript = load(document, text="Hi there.")
    assert transcript.source == "estimated"
    assert [word.text for word in transcript.words] == ["Hi", "there."]
    assert transcript.words[0].start == pytest.approx(0.1)


def test_openai_words_get_the_texts_punctuation_and_are_aligned():
    document = {
        "text": "Hi there.",
        "language": "english",
        "duration": "1.2",
        "words": [
            {"word": "Hi", "start": 0.0, "end": 0.32},
            {"word": "there", "start": 0.4, "end": 0.9},
        ],
    }
    transcript = load(document)
    assert times(transcript) == [("Hi", 0.0, 0.32), ("there.", 0.4, 0.9)]
    assert (transcript.source, transcript.duration) == ("aligned", 1.2)


@pytest.mark.parametrize(
    ("format_name", "document"),
    [
        ("elevenlabs", {"audio_base64": "", "alignment": None, "normalized_alignment": None}),
        ("azure", {"Metadata": []}),
        ("polly", [{"time": 0, "type": "sentence", "value": "x"}]),
        ("google", {"audioContent": "", "timepoints": []}),
        ("inworld", {"timestampInfo": {}}),
        ("hume", {"generations": [{"audio": "", "snippets": []}]}),
        ("rime", [{"type": "chunk", "data": "", "contextId": None}]),
        ("minimax", []),
        ("openai", {"text": "hi", "words": []}),
    ],
)
def test_an_answer_without_times_is_unavailable(format_name, document):
    with pytest.raises(TimestampsUnavailable):
        load_document(document, format=format_name)
