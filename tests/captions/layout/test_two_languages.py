"""Captions in two languages, and regions that captions avoid."""

from __future__ import annotations

import numpy as np
import pytest

from vidsync.captions import Box, Canvas, SafeArea, caption, load_preset
from vidsync.errors import CaptionError, InputError

CANVAS = Canvas(360, 640, frame_rate=10, matrix="None")


@pytest.mark.parametrize("preset", ["pop", "clean", "label", "typewriter"])
def test_two_lanes_never_touch_and_stay_in_the_safe_area(preset, spoken):
    first = spoken("The very same words are said in two languages, one above the other.")
    second = spoken("Dieselben Worte stehen in zwei Sprachen übereinander, ungewöhnlicherweise.")
    captions = caption(first, preset=preset, canvas=CANVAS, second=second)
    lowest = max(placed.box.bottom for placed in captions.placed)
    highest = min(placed.box.top for placed in captions.second.placed)
    assert lowest < highest
    safe = CANVAS.safe_box
    assert min(placed.box.top for placed in captions.placed) > safe.top
    assert max(placed.box.bottom for placed in captions.second.placed) < safe.bottom


def test_both_lanes_are_drawn_each_in_its_script(draw, timed):
    first, second = timed(("Peace", 0, 1)), timed(("سلام", 0, 1), language="ar")
    captions = caption(first, preset="clean", canvas=CANVAS, second=second)
    assert len(captions.font_files) == 2
    (frame,) = draw(captions, seconds=0.1, rate="10", start=0.5)
    for placed in (captions.placed[0], captions.second.placed[0]):
        box = placed.box
        part = frame[round(box.top) : round(box.bottom), round(box.left) : round(box.right)]
        assert (part.max(axis=-1) > 200).mean() > 0.1
    assert captions.to_srt().count("Peace") == 1


def test_lanes_that_do_not_fit_the_picture_are_an_error(timed):
    with pytest.raises(CaptionError, match="two lanes"):
        caption(
            timed(("a", 0, 1)),
            preset=load_preset("punch"),
            canvas=Canvas(safe_area=SafeArea(top=0.4, bottom=0.45, caption_centre=0.5)),
            second=timed(("b", 0, 1)),
        )


@pytest.mark.parametrize("offset", [-30, 30])
def test_captions_move_clear_of_a_region_by_the_shorter_way(offset, draw, timed):
    words = (("Keep", 0, 0.5), ("clear", 0.5, 1))
    plain = caption(timed(*words), preset="clean", canvas=CANVAS)
    x, y = plain.placed[0].box.centre
    region = Box(x - 60, y + offset - 40, x + 60, y + offset + 40)
    canvas = Canvas(360, 640, frame_rate=10, matrix="None", avoid=(region,))
    moved = caption(timed(*words), preset="clean", canvas=canvas)
    assert (moved.placed[0].box.top - plain.placed[0].box.top) * offset < 0
    frame = draw(moved, seconds=0.5, rate="10")[3]
    inside = frame[
        round(region.top) : round(region.bottom), round(region.left) : round(region.right)
    ]
    assert inside.max() == 0
    assert frame.max() > 200


@pytest.mark.parametrize("offset", [-40, 40])
def test_two_lanes_move_clear_of_a_region_together(offset, timed):
    lanes = {"second": timed(("Frei", 0, 0.5), ("bleiben", 0.5, 1)), "preset": "clean"}
    words = timed(("Keep", 0, 0.5), ("clear", 0.5, 1))
    plain = caption(words, canvas=CANVAS, **lanes)
    x = plain.placed[0].box.centre[0]
    y = (plain.placed[0].box.bottom + plain.second.placed[0].box.top) / 2
    region = Box(x - 60, y + offset - 40, x + 60, y + offset + 40)
    moved = caption(words, canvas=Canvas(360, 640, matrix="None", avoid=(region,)), **lanes)
    upper, lower = moved.placed[0].box, moved.second.placed[0].box
    covered = (plain.placed[0].box, plain.second.placed[0].box)
    assert any(box.bottom > region.top and box.top < region.bottom for box in covered)
    assert lower.bottom < region.top or upper.top > region.bottom
    assert upper.bottom < lower.top
    assert CANVAS.safe_box.top < upper.top
    assert lower.bottom < CANVAS.safe_box.bottom


def test_a_region_beside_the_caption_moves_nothing(timed):
    words = (("Stay", 0, 0.5),)
    plain = caption(timed(*words), preset="clean", canvas=CANVAS).placed
    canvas = Canvas(360, 640, frame_rate=10, matrix="None", avoid=(Box(0, 300, 60, 500),))
    assert caption(timed(*words), preset="clean", canvas=canvas).placed == plain
    with pytest.raises(InputError, match="avoided"):
        Canvas(avoid=(Box(5, 5, 5, 9),))


def test_captions_that_cannot_avoid_a_region_stay_in_the_safe_area(timed):
    canvas = Canvas(360, 640, matrix="None", avoid=(Box(0, 0, 360, 640),))
    plain = caption(timed(("Stay", 0, 1)), canvas=CANVAS).placed[0].box
    assert np.allclose(caption(timed(("Stay", 0, 1)), canvas=canvas).placed[0].box.top, plain.top)
