"""Timing documents of Azure."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vidsync.errors import TimingError, VidsyncWarning
from vidsync.timings import load, load_document
from vidsync.transcript import Viseme


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


def test_a_viseme_lasts_until_the_next_or_the_end_of_the_audio():
    document = [*azure(("WordBoundary", "Hi", 500_000, 3_000_000)), viseme(2_000_000, 6)]
    transcript = load(document, audio_duration=0.5)
    assert transcript.visemes == (
        Viseme("azure", "12", 0.05, 0.2),
        Viseme("azure", "6", 0.2, 0.5),
    )
    # If the length of the audio is unknown, they last as long as the words.
    assert load(document).visemes[-1].end == 0.35
    # A viseme that begins at the end of the audio is left out.
    beyond = load([*document, viseme(5_200_000, 0)], audio_duration=0.5)
    assert [shape.name for shape in beyond.visemes] == ["12", "6"]


def times(transcript):
    return [(word.text, round(word.start, 3), round(word.end, 3)) for word in transcript.words]


def test_invalid_visemes_are_left_out_and_words_kept():
    document = [*azure(("WordBoundary", "Hi", 500_000, 3_000_000)), viseme(90_000_000, 6)]
    with pytest.warns(VidsyncWarning, match=r"visemes are left out: .* past the audio's end"):
        transcript = load(document, audio_duration=0.5)
    assert times(transcript) == [("Hi", 0.05, 0.35)]
    assert transcript.visemes == ()


def animation(begin, *weights):
    frames = [[weight] * 55 for weight in weights]
    return json.dumps({"FrameIndex": begin, "BlendShapes": frames})


def test_blend_shapes_are_joined_from_their_chunks():
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
    # Only the last chunk of an animation is a viseme.
    assert [shape.name for shape in found.transcript.visemes] == ["12", "1", "2", "3", "4"]
    shapes = found.blend_shapes
    assert (len(shapes.names), shapes.frame_rate) == (55, 60)
    assert (shapes.names[17], shapes.names[52]) == ("jawOpen", "headRoll")
    # The last frame is repeated where frames are missing.
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
def test_invalid_blend_shapes_are_left_out_and_words_kept(chunk):
    document = [*azure(("WordBoundary", "Hi", 500_000, 3_000_000)), viseme(600_000, 1, chunk)]
    with pytest.warns(VidsyncWarning, match="blend shapes are left out"):
        found = load_document(document)
    assert found.blend_shapes is None
    assert times(found.transcript) == [("Hi", 0.05, 0.35)]


def test_incomplete_blend_shapes_are_left_out():
    cut = viseme(600_000, 1, animation(0, 0.1)[:20], last=False)
    with pytest.warns(VidsyncWarning, match="cut short"):
        found = load_document([*azure(("WordBoundary", "Hi", 500_000, 3_000_000)), cut])
    assert found.blend_shapes is None
    drawing = viseme(600_000, 1, "<svg/>")
    assert load_document([*azure(("WordBoundary", "Hi", 0, 9)), drawing]).blend_shapes is None


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.lists(st.floats(0, 1), max_size=4)), max_size=6))
def test_frames_begin_where_their_animation_begins(parts):
    document = [
        viseme(index, 0, animation(*part[:1], *part[1])) for index, part in enumerate(parts)
    ]
    found = load_document([*azure(("WordBoundary", "Hi", 0, 9_000)), *document]).blend_shapes
    frames = found.frames if found else ()
    begin, weights = parts[-1] if parts else (0, [])
    assert len(frames) == begin + len(weights)
    assert [frame[0] for frame in frames[begin:]] == weights


def test_ticks_become_seconds_and_punctuation_is_a_pause():
    document = azure(
        ("WordBoundary", "Well", 500_000, 3_000_000),
        ("PunctuationBoundary", ",", 3_500_000, 1_000_000),
        ("WordBoundary", "yes", 5_000_000, 2_500_000),
    )
    transcript = load(document, text="Well, yes")
    assert times(transcript) == [("Well,", 0.05, 0.35), ("yes", 0.5, 0.75)]
    assert [(pause.text, pause.start) for pause in transcript.pauses] == [(",", 0.35)]


def test_a_mark_past_the_audio_is_left_out():
    document = azure(
        ("WordBoundary", "Why", 500_000, 2_000_000),
        ("PunctuationBoundary", "?", 20_620_000, 1_000_000),
    )
    assert load(document, audio_duration=1.0).pauses == ()


def test_words_without_offsets_are_an_error():
    words = [("WordBoundary", text, 0, 3_000_000) for text in ("Bom", "dia", "mundo")]
    with pytest.raises(TimingError, match=r"word 1 \('Bom'\) and the 2 words after it"):
        load(azure(*words))


def test_punctuation_joins_its_word_without_the_text_too():
    def boundary(text, start, duration, kind="WordBoundary"):
        shown = {"Text": text, "Length": len(text), "BoundaryType": kind}
        times = {"Offset": round(start * 10_000_000), "Duration": round(duration * 10_000_000)}
        return {"Type": "WordBoundary", "Data": {**times, "text": shown}}

    marks = "PunctuationBoundary"
    document = {
        "Metadata": [
            boundary("\u00bf", 0.0, 0.05, marks),
            boundary("Hola", 0.05, 0.3),
            boundary(",", 0.35, 0.1, marks),
            boundary("mundo", 0.5, 0.4),
            boundary("?", 0.9, 0.1, marks),
        ]
    }
    for text in ("", "\u00bfHola, mundo?"):
        read = load(document, text=text)
        assert [(word.text, word.start, word.end) for word in read.words] == [
            ("\u00bfHola,", 0.05, 0.35),
            ("mundo?", 0.5, 0.9),
        ]
        pauses = [time for pause in read.pauses for time in (pause.start, pause.end)]
        assert pauses == pytest.approx([0.35, 0.45, 0.9, 1.0])
