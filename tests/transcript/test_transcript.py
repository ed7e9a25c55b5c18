from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vidsync.audio import Samples, decode, wav_bytes
from vidsync.errors import InputError, OutputError, TimingError
from vidsync.transcript import (
    BlendShapes,
    Pause,
    Phone,
    Speech,
    Transcript,
    Turn,
    Viseme,
    Word,
    join,
    join_blend_shapes,
)

NAN, INF = float("nan"), float("inf")
# A busy machine may exceed the deadline of an example.
PATIENT = settings(deadline=None)
WORD = st.text(st.characters(categories=["L", "N", "P", "So"]), min_size=1, max_size=8)


@st.composite
def transcripts(draw):
    times = sorted(draw(st.lists(st.floats(0, 1000), min_size=2, max_size=12)))
    duration = times[-1]
    texts = [draw(WORD) for _ in times[:-1]]
    text = " ".join(texts)
    turns = tuple(Turn(f"speaker {index}") for index in range(draw(st.integers(0, 3))))
    words, place = [], 0
    for word, start in zip(texts, times, strict=False):
        end = draw(st.floats(start, duration))
        middle = draw(st.floats(start, end))
        words.append(
            Word(
                word,
                start,
                end,
                span=(place, place + len(word)),
                turn=draw(st.sampled_from([None, *range(len(turns))])),
                phones=draw(
                    st.sampled_from([(), (Phone("a", start, middle), Phone("b", middle, end))])
                ),
            )
        )
        place += len(word) + 1
    pauses = tuple(Pause(start, duration, " ") for start in times[:2])
    visemes = tuple(Viseme("azure", "21", start, duration) for start in times[:3])
    spoken = tuple(replace(word, text="spoken", span=None) for word in words[:2])
    return Transcript(tuple(words), duration, text, "en", turns, "native", pauses, visemes, spoken)


def test_everything_is_frozen():
    word = Word("a", 0, 1)
    with pytest.raises(FrozenInstanceError):
        word.start = 2


@pytest.mark.parametrize(
    ("word", "message"),
    [
        (Word("a", NAN, 1), r"word 1 \('a'\): start is nan"),
        (Word("a", 0, INF), r"word 1 \('a'\): end is inf"),
        (Word("a", -0.5, 1), r"word 1 \('a'\): start is -0.5 s"),
        (Word("a", 1, 0.5), r"word 1 \('a'\): end 0.5 s is before start 1 s"),
        (Word("a", 1, 7), r"word 1 \('a'\): end is 7 s, past the audio's end at 3 s"),
        (Word("a", 0, 1, confidence=1.5), r"confidence 1.5"),
        (Word("a", 0, 1, confidence=NAN), r"confidence nan"),
        (Word("a", 1, 2, phones=(Phone("a", 0.5, 2),)), r"phone 'a' of word 1 \('a'\): start"),
        (Word("a", 0, 1, phones=(Phone("x", 0, 4),)), "phone 'x' .* past the audio's end"),
    ],
)
def test_the_error_for_a_wrong_time_names_the_word_and_the_field(word, message):
    with pytest.raises(TimingError, match=message):
        Transcript((word,), 3.0)


@pytest.mark.parametrize(
    ("word", "message"),
    [
        (Word("", 0, 1), "has no text"),
        (Word(" \n", 0, 1), "has no text"),
        (Word("a\ud83d", 0, 1), "surrogate"),
        (Word("a", 0, 1, span=(0, 9)), r"span \(0, 9\)"),
        (Word("a", 0, 1, span=(2, 1)), r"span \(2, 1\)"),
        (Word("a", 0, 1, span=(-1, 1)), r"span \(-1, 1\)"),
        (Word("a", 0, 1, turn=0), "turn 0 of 0"),
    ],
)
def test_a_wrong_word_is_named(word, message):
    with pytest.raises(InputError, match=message):
        Transcript((word,), 3.0, text="abc")


@pytest.mark.parametrize("duration", [NAN, INF, -1.0])
def test_a_wrong_duration_is_an_error(duration):
    with pytest.raises(TimingError, match="duration"):
        Transcript((), duration)


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "half \ud83d"},
        {"language": "\ud83d"},
        {"turns": (Turn("\ud83d"),)},
        {"turns": (Turn("", "\ud83d"),)},
        {"pauses": (Pause(0, 1, "\ud83d"),)},
        {"visemes": (Viseme("azure", "\ud83d", 0, 1),)},
        {"spoken": (Word("a\ud83d", 0, 1),)},
    ],
)
def test_half_of_a_surrogate_pair_is_refused_in_every_text(fields):
    with pytest.raises(InputError, match="surrogate"):
        Transcript((), 2.0, **fields)


def test_starts_never_decrease_but_words_may_overlap():
    Transcript((Word("a", 0, 2), Word("b", 1, 1.5)), 2.0)
    with pytest.raises(TimingError, match=r"word 2 \('b'\): start 0 s is before the one before"):
        Transcript((Word("a", 1, 2), Word("b", 0, 1.5)), 2.0)
    with pytest.raises(TimingError, match="pause 2"):
        Transcript((), 2.0, pauses=(Pause(1, 1), Pause(0, 1)))


@pytest.mark.parametrize(
    ("fields", "error", "message"),
    [
        ({"visemes": (Viseme("azure", "1", NAN, 1),)}, TimingError, "viseme 1: start is nan"),
        ({"visemes": (Viseme("azure", "1", 1, 0),)}, TimingError, "viseme 1: end 0 s is before"),
        ({"visemes": (Viseme("azure", "1", 1, 9),)}, TimingError, "viseme 1: end is 9 s, past"),
        ({"visemes": (Viseme("a", "1", 1, 1), Viseme("a", "2", 0, 1))}, TimingError, "viseme 2"),
        ({"visemes": (Viseme("azure", "", 0, 1),)}, InputError, "viseme 1 has no set or no name"),
        ({"visemes": (Viseme("", "1", 0, 1),)}, InputError, "viseme 1 has no set or no name"),
        ({"spoken": (Word("a", 1, 9),)}, TimingError, r"spoken word 1 \('a'\): end is 9 s"),
        ({"spoken": (Word("a", 1, 2, span=(0, 1)),)}, InputError, "spoken word has a span"),
        ({"spoken": (Word("a", 1, 2, turn=0),)}, InputError, "turn 0 of 0"),
    ],
)
def test_a_wrong_viseme_or_spoken_word_is_named(fields, error, message):
    with pytest.raises(error, match=message):
        Transcript((), 3.0, **fields)


def test_visemes_and_spoken_words_move_with_the_words():
    visemes = (Viseme("polly", "p", 0.5, 1.0), Viseme("polly", "a", 1.0, 2.0))
    spoken = (Word("twelve", 0.5, 2.0, turn=0, phones=(Phone("t", 0.5, 0.75),)),)
    said = Transcript(
        (Word("12", 0.5, 2.0),), 2.0, "12", turns=(Turn("Ann"),), visemes=visemes, spoken=spoken
    )
    assert said.shift(1).visemes == (Viseme("polly", "p", 1.5, 2), Viseme("polly", "a", 2, 3))
    assert said.scale(2).spoken[0].phones == (Phone("t", 1.0, 1.5),)
    part = said.slice(0.75, 1.25)
    assert part.visemes == (Viseme("polly", "p", 0, 0.25), Viseme("polly", "a", 0.25, 0.5))
    assert [(word.text, word.start, word.end) for word in part.spoken] == [("twelve", 0, 0.5)]
    both = join([said, said], gap=1.0)
    assert [viseme.start for viseme in both.visemes] == [0.5, 1.0, 3.5, 4.0]
    assert [(word.start, word.turn) for word in both.spoken] == [(0.5, 0), (3.5, 1)]
    assert visemes[0].duration == 0.5


def test_joined_spoken_words_are_those_of_all_parts():
    plain = Transcript((Word("mice", 0, 1, span=(0, 4)),), 1.0, "mice")
    counted = Transcript((Word("3", 0, 1),), 1.0, "3", spoken=(Word("three", 0, 1),))
    assert [(w.text, w.span) for w in join([counted, plain]).spoken] == [
        ("three", None), ("mice", None)
    ]  # fmt: skip
    assert join([plain, plain]).spoken == ()


@PATIENT
@given(transcripts(), st.floats(0, 1001))
def test_word_at_is_the_last_word_that_began_unless_it_has_ended(transcript, seconds):
    begun = [word for word in transcript.words if word.start <= seconds]
    expected = begun[-1] if begun and seconds < begun[-1].end else None
    assert transcript.word_at(seconds) == expected


@PATIENT
@given(transcripts(), st.floats(0, 1000))
def test_shift_moves_everything_and_can_be_undone(transcript, seconds):
    moved = transcript.shift(seconds)
    for before, after in zip(transcript.words, moved.words, strict=True):
        assert after.start == before.start + seconds
        assert after.end == before.end + seconds
        assert len(after.phones) == len(before.phones)
    assert moved.duration >= transcript.duration
    assert moved.text == transcript.text


def test_shift_before_the_start_is_an_error():
    with pytest.raises(TimingError):
        Transcript((Word("a", 1, 2),), 3.0).shift(-2)
    assert Transcript((Word("a", 1, 2),), 3.0).shift(-1).words[0].start == 0


@PATIENT
@given(transcripts(), st.floats(0.01, 100))
def test_scale_multiplies_every_time(transcript, factor):
    scaled = transcript.scale(factor)
    for before, after in zip(transcript.words, scaled.words, strict=True):
        assert after.duration == pytest.approx(before.duration * factor, rel=1e-6, abs=1e-9)
        for old, new in zip(before.phones, after.phones, strict=True):
            assert new.start == old.start * factor


@pytest.mark.parametrize("factor", [0, -1, NAN, INF])
def test_scale_by_no_positive_number_is_an_error(factor):
    with pytest.raises(TimingError):
        Transcript((), 1.0).scale(factor)


@PATIENT
@given(transcripts(), st.floats(0, 1000), st.floats(0.001, 1000))
def test_a_slice_has_the_words_of_its_time(transcript, start, length):
    part = transcript.slice(start, start + length)
    assert part.duration <= length + 1e-9
    heard = [word for word in transcript.words if word.start < start + length and word.end > start]
    texts = [word.text for word in part.words]
    assert [text for text in (word.text for word in heard) if text not in texts] == []
    for word in part.words:
        assert 0 <= word.start <= word.end <= part.duration


@PATIENT
@given(transcripts(), st.floats(0.001, 999.0))
def test_two_slices_have_all_words_and_all_time(transcript, cut):
    if not 0 < cut < transcript.duration:
        return
    first, second = transcript.slice(0, cut), transcript.slice(cut, transcript.duration)
    lasting = sum(word.duration for word in transcript.words)
    parts = sum(word.duration for part in (first, second) for word in part.words)
    assert parts == pytest.approx(lasting, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(("start", "end"), [(1, 1), (2, 1), (-1, 1), (NAN, 1), (0, INF)])
def test_an_empty_slice_is_an_error(start, end):
    with pytest.raises(TimingError):
        Transcript((), 5.0).slice(start, end)


@PATIENT
@given(st.lists(transcripts(), min_size=1, max_size=4), st.floats(0, 2))
def test_join_places_transcripts_end_to_end(parts, gap):
    whole = join(parts, gap=gap)
    assert len(whole.words) == sum(len(part.words) for part in parts)
    assert len(whole.turns) == sum(len(part.turns) for part in parts)
    assert whole.duration >= sum(part.duration for part in parts)
    for word in whole.words:
        assert whole.text[slice(*word.span)] == word.text
    speakers = [
        part.turns[word.turn] for part in parts for word in part.words if word.turn is not None
    ]
    assert speakers == [whole.turns[word.turn] for word in whole.words if word.turn is not None]


def test_join_of_nothing_is_an_error_and_the_weakest_source_is_kept():
    with pytest.raises(InputError):
        join([])
    parts = [Transcript((), 1, source="native"), Transcript((), 1, source="estimated")]
    assert join([*parts, Transcript((), 1, source="aligned")]).source == "estimated"


@PATIENT
@given(transcripts())
def test_sentences_have_every_word_once_and_one_speaker_each(transcript):
    sentences = transcript.sentences()
    assert tuple(word for sentence in sentences for word in sentence) == transcript.words
    for sentence in sentences:
        assert len({word.turn for word in sentence}) == 1


def test_plain_text_is_the_source_or_the_words():
    words = (Word("a", 0, 1), Word("b.", 1, 2))
    assert Transcript(words, 2).plain_text == "a b."
    assert Transcript(words, 2, text="A  b.").plain_text == "A  b."


def test_reprs_are_short():
    transcript = Transcript((Word("a", 0, 1),), 2.0, language="de")
    assert repr(transcript) == "<Transcript 1 words, 2.00 s, native, de>"
    speech = Speech(b"123", "audio/wav", 8000, transcript)
    assert repr(speech) == f"<Speech audio/wav, 8000 Hz, 3 bytes, {transcript!r}>"
    assert replace(speech, warnings=("x",)).audio == b"123"


ROW, OTHER = (0.0, 1.0), (0.5, -0.25)


@pytest.mark.parametrize(
    "values",
    [
        (("a", "b"), 0.0, ()),
        (("a", "b"), NAN, ()),
        (("a", "a"), 60, ()),
        (("a", ""), 60, ()),
        (("a", "b"), 60, ((0.0,),)),
        (("a", "b"), 60, (ROW, (0.0, NAN))),
    ],
)
def test_wrong_blend_shapes_are_refused(values):
    with pytest.raises(InputError):
        BlendShapes(*values)


def test_blend_shapes_of_parts_begin_where_their_parts_begin():
    shapes = BlendShapes(("jawOpen", "headRoll"), 10, (ROW, OTHER, ROW))
    assert shapes.duration == pytest.approx(0.3)
    assert repr(shapes) == "<BlendShapes 2 names, 3 frames at 10/s>"
    whole = join_blend_shapes([(0.0, shapes), (0.2, None), (0.5, shapes), (0.7, shapes)])
    rest = (0.0, 0.0)
    assert whole.frames == (ROW, OTHER, ROW, rest, rest, ROW, OTHER, ROW, OTHER, ROW)
    assert join_blend_shapes([(0.0, None)]) is None
    with pytest.raises(InputError, match="different rigs"):
        join_blend_shapes([(0.0, shapes), (1.0, replace(shapes, frame_rate=60))])


def test_the_duration_is_the_end_of_the_last_item_unless_given():
    words = [Word("a", 0.0, 0.4), Word("b", 0.5, 1.25)]
    assert Transcript(words).duration == 1.25
    assert Transcript(words).words == tuple(words)
    assert Transcript(words, pauses=(Pause(1.3, 2.0),)).duration == 2.0
    assert Transcript(()).duration == 0.0
    assert Transcript(words, 3.0).duration == 3.0
    assert repr(Transcript(words)) == repr(Transcript(words, 1.25))


@pytest.mark.parametrize("suffix", [".mp3", ".m4a", ".aac", ".ogg", ".opus", ".webm", ".flac"])
def test_a_speech_is_encoded_in_the_format_of_the_suffix(tmp_path, suffix):
    tone = np.sin(np.arange(22050) * 0.1, dtype=np.float32).reshape(-1, 1) / 2
    speech = Speech(wav_bytes(Samples(tone, 22050)), "audio/wav", 22050, Transcript(()))
    speech.save(tmp_path / f"n{suffix}")
    read = decode(tmp_path / f"n{suffix}")
    assert read.channels == 1
    assert read.duration == pytest.approx(1.0, abs=0.1)
    # A sine of amplitude 1/2.
    assert np.sqrt(np.mean(read.data[4000:-8000] ** 2)) == pytest.approx(0.354, abs=0.02)


def test_a_speech_is_saved_under_a_fitting_suffix(tmp_path):
    speech = Speech(b"RIFF", "audio/wav", 16000, Transcript(()))
    speech.save(tmp_path / "n.wav")
    assert (tmp_path / "n.wav").read_bytes() == b"RIFF"
    with pytest.raises(InputError, match=r"n\.txt: '\.txt' is not a sound format\nuse \.wav, "):
        speech.save(tmp_path / "n.txt")
    with pytest.raises(OutputError, match="exists already"):
        speech.save(tmp_path / "n.wav")
    speech.save(str(tmp_path / "n.wav"), overwrite=True)
    unknown = Speech(b"xyz", "audio/basic", 8000, Transcript(()))
    unknown.save(tmp_path / "n.au")
    assert (tmp_path / "n.au").exists()
