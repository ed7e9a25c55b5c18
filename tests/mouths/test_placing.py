"""Mouths are placed clear of captions, and captions clear of placed mouths."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from vidsync import Transcript, Word, caption
from vidsync.captions import Box, Canvas, presets
from vidsync.media import stills
from vidsync.mouths import Mouth, assign_mouths, mouth_set
from vidsync.mouths.placing import place_mouths
from vidsync.rendering import drawing_of
from vidsync.transcript import Turn

SHAPES = [(1080, 1920), (1080, 1350), (1080, 1080), (1920, 1080), (2048, 858)]


def long_talk(words: int = 24) -> Transcript:
    text = ["Everything", "jumps", "quickly,", "you", "see", "goggles."]
    return Transcript(
        tuple(Word(text[i % 6], i * 0.4, i * 0.4 + 0.36) for i in range(words)), words * 0.4 + 0.5
    )


def inside(place, canvas):
    safe = canvas.safe_box
    return (
        place.left >= safe.left - 2
        and place.top >= safe.top - 2
        and place.left + place.width <= safe.right + 2
        and place.top + place.height <= safe.bottom + 2
    )


@pytest.mark.parametrize("size", SHAPES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("count", [1, 2, 3])
def test_mouths_are_in_the_safe_area_and_clear_of_captions_and_each_other(size, count):
    canvas = Canvas(*size)
    captions = caption(long_talk(), canvas=canvas)
    mouths = [(Mouth(), mouth_set(name)) for name in ("cartoon", "puppet", "comic")[:count]]
    found = place_mouths(mouths, canvas, captions)
    assert all(inside(place, canvas) for place in found)
    for place in found:
        assert place.width >= 0.12 * canvas.shorter_side - 2
        for cue in captions.placed:
            assert place.box.bottom <= cue.box.top or place.box.top >= cue.box.bottom
    for first, second in itertools.pairwise(found):
        assert first.box.right <= second.box.left


@pytest.mark.parametrize("preset", [info.name for info in presets()])
def test_no_preset_draws_over_a_mouth_without_a_place(preset):
    canvas = Canvas(360, 640)
    captions = caption(long_talk(6), preset=preset, canvas=canvas)
    (place,) = place_mouths([(Mouth(), mouth_set("cartoon"))], canvas, captions)
    times = [cue.cue.start + share for cue in captions.placed[:1] for share in (0.06, 0.3)]
    drawn = stills(drawing_of(captions), times, background=None, size=(360, 640))
    alpha = np.max([np.asarray(picture)[..., 3] for picture in drawn], axis=0)
    assert alpha.max() > 120
    under = alpha[place.top : place.top + place.height, place.left : place.left + place.width]
    assert (under > 40).mean() < 0.002


def test_a_mouth_is_clear_of_the_names_of_speakers():
    words = long_talk(6).words
    spoken = tuple(replace(word, turn=index // 3) for index, word in enumerate(words))
    transcript = Transcript(spoken, 3.0, turns=(Turn("Ann"), Turn("Bob")))
    for size in SHAPES:
        canvas = Canvas(*size)
        captions = caption(transcript, preset="interview", canvas=canvas)
        (place,) = place_mouths([(Mouth(), mouth_set("cartoon"))], canvas, captions)
        mouth = Box(place.left, place.top, place.left + place.width, place.top + place.height)
        tags = [placed.label.tag[0] for placed in captions.placed if placed.label]
        assert tags
        # The distance from a label is the same as from the words.
        apart = 0.01 * canvas.shorter_side
        for tag in tags:
            assert mouth.bottom < tag.top - apart or mouth.top > tag.bottom + apart


def test_a_place_and_a_width_are_fractions_of_the_picture():
    canvas = Canvas(1920, 1080)
    (place,) = place_mouths([(Mouth(at=(0.25, 0.5), width=0.2), mouth_set("cartoon"))], canvas)
    assert (place.width, place.height) == (384, 288)
    assert place.box.centre == (480, 540)


def test_captions_move_away_from_a_placed_mouth():
    canvas = Canvas(1080, 1920)
    talk = long_talk()
    plain = caption(talk, canvas=canvas)
    assignment = assign_mouths(talk, Mouth("puppet", at=(0.5, 0.6), width=0.4))
    (region,) = assignment.regions(canvas)
    beside = caption(talk, canvas=Canvas(1080, 1920, avoid=(region,)))
    covered = [cue for cue in plain.placed if cue.box.bottom > region.top]
    assert covered
    for cue in beside.placed:
        assert cue.box.bottom <= region.top or cue.box.top >= region.bottom


def test_two_languages_leave_room_for_a_mouth():
    canvas = Canvas(1080, 1920)
    captions = caption(long_talk(), canvas=canvas, second=long_talk())
    (place,) = place_mouths([(Mouth(), mouth_set("puppet"))], canvas, captions)
    assert captions.second is not None
    for cue in (*captions.placed, *captions.second.placed):
        assert place.box.bottom <= cue.box.top or place.box.top >= cue.box.bottom
