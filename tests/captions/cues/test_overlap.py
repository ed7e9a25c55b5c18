"""Overlapping speakers: their words stay together and their captions do not collide."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vidsync.captions import Box, Canvas, SafeArea, caption
from vidsync.captions.cues.cue import Cue
from vidsync.captions.cues.overlap import end_lingering, merge_overlapping, split_voices
from vidsync.errors import VidsyncWarning
from vidsync.transcript import Transcript, Turn, Word


def talk(*speeches, language="en"):
    """Speeches with given start times, at four words per second."""
    words = []
    for turn, (_, start, text) in enumerate(speeches):
        for index, token in enumerate(text.split()):
            begin = start + index * 0.25
            words.append(Word(token, begin, begin + 0.24, turn=turn))
    words.sort(key=lambda word: word.start)
    turns = tuple(Turn(name) for name, _, _ in speeches)
    return Transcript(tuple(words), words[-1].end + 3, language=language, turns=turns)


ANN = "I really think that we should leave before the storm arrives tonight"
ARGUMENT = talk(("Ann", 0.2, ANN), ("Bob", 1.1, "No no no that is the wrong idea"))
THREE = talk(
    *(("Ann", 0.2, ANN), ("Bob", 1.1, "No no no that is the wrong idea")),
    ("Cleo", 1.5, "Let her finish please"),
)


def overlaps(cues):
    return [
        (a, b) for a, b in itertools.combinations(cues, 2) if a.start < b.end and b.start < a.end
    ]


def test_speakers_who_take_turns_are_not_split(dialogue):
    assert split_voices(dialogue) == (dialogue,)
    # A word that begins just before the other speaker has finished still starts a new turn.
    edge = talk(("Ann", 0.0, "one two three"), ("Bob", 0.7, "four five"), ("Ann", 1.3, "six"))
    assert split_voices(edge) == (edge,)
    # An answer in a pause does not count as overlap, and neither does a speaker without a name.
    asides = talk(("Ann", 0, "well"), ("Bob", 0.3, "yes"), ("Ann", 0.6, "then"))
    assert split_voices(asides) == (asides,)


def test_a_word_held_over_another_speaker_s_words_is_overlap():
    held = Word("noooo", 0.0, 3.0, turn=0)
    words = (held, Word("stop", 1.0, 1.3, turn=1), Word("it", 1.3, 1.6, turn=1))
    turns = (Turn("Ann"), Turn("Bob"))
    transcript = Transcript(words, 4.0, turns=turns)
    assert len(split_voices(transcript)) == 2
    ann, bob = caption(transcript, preset="podcast").cues
    assert ann.end >= 3.0
    assert ann.speaker == "Ann"
    assert bob.end < 3.0


def test_words_of_one_voice_stay_together():
    assert [[w.text for w in part.words] for part in split_voices(ARGUMENT)] == [
        ANN.split(),
        ["No", "no", "no", "that", "is", "the", "wrong", "idea"],
    ]
    cues = caption(ARGUMENT, preset="podcast").cues
    assert [cue.start for cue in cues] == sorted(cue.start for cue in cues)
    for name, text in (("Ann", ANN), ("Bob", "No no no that is the wrong idea")):
        spoken = [word.text for cue in cues if cue.speaker == name for word in cue.words]
        assert spoken == text.split()
    assert min(len(cue.words) for cue in cues) >= 2
    assert overlaps(cues)
    assert {frozenset((a.speaker, b.speaker)) for a, b in overlaps(cues)} == {
        frozenset(("Ann", "Bob"))
    }


def test_a_cue_is_not_extended_while_another_speaker_talks():
    word = Word("a", 0.0, 1.0)
    ann = Cue(((word,),), 0.0, 2.0, "Ann")
    bob = Cue(((Word("b", 1.5, 2.5),),), 1.5, 3.0, "Bob")
    assert [cue.end for cue in end_lingering([bob, ann])] == [1.5, 3.0]
    early = Cue(((Word("b", 0.8, 2.5),),), 0.8, 3.0, "Bob")
    assert [cue.end for cue in end_lingering([ann, early])] == [2.0, 3.0]


@pytest.mark.parametrize("preset", ["podcast", "interview", "dialogue", "pill", "note"])
@pytest.mark.parametrize("canvas", [Canvas(1080, 1920), Canvas(1920, 1080)])
def test_captions_of_several_speakers_never_cover_each_other(preset, canvas):
    captions = caption(THREE, preset=preset, canvas=canvas)
    safe = canvas.safe_box
    together = 0
    for one, other in itertools.combinations(captions.placed, 2):
        if one.cue.start < other.cue.end and other.cue.start < one.cue.end:
            together += 1
            for a, b in itertools.product(parts(one), parts(other)):
                assert not a.touches(b)
    assert together >= 3
    for placed in captions.placed:
        for box in parts(placed):
            assert safe.top - 1 <= box.top < box.bottom <= safe.bottom + 1
            assert safe.left - 1 <= box.left < box.right <= safe.right + 1


def parts(placed):
    found = [word.box for word in placed.words]
    if placed.label:
        found.append(placed.label.tag[0] if placed.label.tag else placed.label.box)
    return found


def test_each_caption_is_drawn_where_it_would_be_alone(draw):
    canvas = Canvas(360, 640)
    captions = caption(ARGUMENT, preset="podcast", canvas=canvas)
    (frame,) = draw(captions, seconds=0.04, start=1.5)
    on_screen = [p for p in captions.placed if p.cue.start <= 1.5 < p.cue.end]
    assert {placed.cue.speaker for placed in on_screen} == {"Ann", "Bob"}
    for placed in on_screen:
        colour = placed.colour
        wanted = np.array([colour.red, colour.green, colour.blue])
        rows = np.flatnonzero((np.abs(frame.astype(int) - wanted).max(axis=2) < 50).any(axis=1))
        assert rows.min() >= placed.box.top - 6
        assert rows.max() <= placed.box.bottom + 8


def test_without_room_the_earlier_caption_ends():
    area = SafeArea(top=0.4, bottom=0.4, left=0.05, right=0.05, caption_centre=0.5)
    captions = caption(ARGUMENT, preset="podcast", canvas=Canvas(1920, 1080, safe_area=area))
    assert overlaps(captions.cues)
    for one, other in itertools.combinations(captions.placed, 2):
        apart = one.cue.end <= other.cue.start or other.cue.end <= one.cue.start
        assert apart or not any(
            a.touches(b) for a, b in itertools.product(parts(one), parts(other))
        )
    assert {placed.cue.speaker for placed in captions.placed} == {"Ann", "Bob"}
    captions.to_ass()


def test_subtitle_files_have_whole_sentences_of_each_voice(tmp_path):
    captions = caption(THREE, preset="podcast")
    vtt = captions.to_vtt()
    for name, first in (("Ann", "I"), ("Bob", "No"), ("Cleo", "Let")):
        assert f"<v {name}><c>{first}</c>" in vtt
    assert len(captions.blocks) <= 5
    times = [line for line in captions.to_srt().splitlines() if "-->" in line]
    ends = [line.split(" --> ") for line in times]
    # Cues do not overlap; speakers who overlap share a cue, with names.
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(ends))
    both = next(block for block in captions.to_srt().split("\n\n") if "Cleo:" in block)
    assert "Ann: I really think" in both
    assert "Bob: No no no" in both
    for suffix in (".srt", ".vtt", ".ttml", ".lrc", ".json", ".csv", ".txt", ".md"):
        captions.save(tmp_path / f"all{suffix}")
    with pytest.warns(VidsyncWarning, match="cues appear late"):
        captions.save(tmp_path / "all.scc")
    assert (tmp_path / "all.srt").read_text("utf-8") == captions.to_srt()
    said = (tmp_path / "all.md").read_text("utf-8")
    assert "Bob: No no no that is the wrong idea" in said


def test_cues_of_speakers_who_take_turns_do_not_change(dialogue):
    cues = caption(dialogue).blocks
    assert merge_overlapping(cues) == cues


def test_a_moved_caption_still_avoids_regions():
    captions = caption(ARGUMENT, preset="podcast", canvas=Canvas(1080, 1920))
    moved = [p for p in captions.placed if p.cue.speaker == "Bob"]
    first = moved[0].box
    face = Box(first.left, first.top - 20, first.right, first.bottom + 20)
    again = caption(ARGUMENT, preset="podcast", canvas=Canvas(1080, 1920, avoid=(face,)))
    for placed in again.placed:
        assert not any(word.box.touches(face) for word in placed.words)
    for one, other in itertools.combinations(again.placed, 2):
        if one.cue.start < other.cue.end and other.cue.start < one.cue.end:
            assert not any(a.touches(b) for a, b in itertools.product(parts(one), parts(other)))


def test_overlapping_right_to_left_speakers_are_split_too():
    two = talk(
        *(("ليلى", 0.0, "هل رأيت الفيلم الجديد أمس في السينما"), ("عمر", 0.6, "نعم كان رائعا جدا")),
        language="ar",
    )
    captions = caption(two, preset="interview")
    assert overlaps(captions.cues)
    for one, other in itertools.combinations(captions.placed, 2):
        if one.cue.start < other.cue.end and other.cue.start < one.cue.end:
            assert not any(a.touches(b) for a, b in itertools.product(parts(one), parts(other)))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("ABCDEF"), st.floats(0, 6), st.integers(1, 8)),
        min_size=1,
        max_size=8,
    )
)
def test_no_word_is_lost_and_no_speaker_overlaps_themselves(speeches):
    transcript = talk(*((name, start, "word " * count) for name, start, count in speeches))
    found = split_voices(transcript)
    assert sorted(id(word) for part in found for word in part.words) == sorted(
        id(word) for word in transcript.words
    )
    assert len(found) <= 4
    for part in found:
        assert [w.start for w in part.words] == sorted(w.start for w in part.words)


def test_a_large_crowd_of_overlapping_speakers_is_fast():
    turns = tuple(Turn(f"S{n}") for n in range(3000))
    words = tuple(Word(f"w{n}", 0.0, 5.0, turn=n % 3000) for n in range(12_000))
    found = split_voices(Transcript(words, 6.0, turns=turns))
    assert sum(len(part.words) for part in found) == 12_000
