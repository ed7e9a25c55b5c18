"""Free places above and below other boxes."""

import pytest

from vidsync.captions.canvas import Box
from vidsync.captions.layout.free_space import find_free_shift

INSIDE = Box(0, 0, 100, 100)


def box(top, bottom, left=0, right=100):
    return Box(left, top, right, bottom)


def test_a_free_box_stays():
    assert find_free_shift(box(40, 50), INSIDE, [box(60, 70)]) == 0
    assert find_free_shift(box(40, 50), INSIDE, [box(50, 70)]) == 0
    assert find_free_shift(box(40, 50), INSIDE, [box(0, 100, 100, 200)]) == 0


def test_it_makes_the_smallest_move():
    assert find_free_shift(box(40, 50), INSIDE, [box(44, 60)]) == -6
    assert find_free_shift(box(40, 50), INSIDE, [box(30, 46)]) == 6
    assert find_free_shift(box(40, 50), INSIDE, [box(30, 46)], apart=2) == 8


def test_it_does_not_leave_its_area():
    assert find_free_shift(box(2, 12), INSIDE, [box(6, 30)]) == 28
    assert find_free_shift(box(2, 12), INSIDE, [box(6, 95)]) is None


def test_rounding_does_not_make_boxes_touch():
    taken = box(0.1 + 0.2, 50)
    shift = find_free_shift(box(10, 20.1), Box(0, -30, 100, 100), [taken])
    assert shift == pytest.approx(0.3 - 20.1)
    assert find_free_shift(box(10 + shift, 20.1 + shift), Box(0, -30, 100, 100), [taken]) == 0


def test_a_preferred_move_comes_first_if_it_is_free():
    taken = [box(44, 60)]
    assert find_free_shift(box(40, 50), INSIDE, taken, preferred=[30]) == 30
    assert find_free_shift(box(40, 50), INSIDE, taken, preferred=[5]) == -6


def test_it_avoids_further_boxes_where_it_can():
    taken, avoid = [box(44, 60)], [box(30, 42)]
    assert find_free_shift(box(40, 50), INSIDE, taken, avoid=avoid) == -20
    assert find_free_shift(box(40, 50), INSIDE, taken, avoid=[box(0, 42), box(60, 100)]) == -6
