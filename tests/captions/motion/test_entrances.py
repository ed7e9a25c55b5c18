"""Entrances, exits and decorations, measured in pixels, frame by frame."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from vidsync.captions import Canvas, Preset, Rules, Style, caption, presets
from vidsync.captions.style.colour import Colour
from vidsync.captions.style.style import (
    ActiveStyle,
    BoxStyle,
    EmphasisStyle,
    EntranceStyle,
    ExitStyle,
    GlowStyle,
    OutlineStyle,
    PillStyle,
    SpeakersStyle,
    TextStyle,
    TiltStyle,
    UnderlineStyle,
)

WIDE = Canvas(640, 360, frame_rate=25, matrix="None")
GREEN, RED, BLUE = Colour(0, 255, 0), Colour(255, 0, 0), Colour(0, 0, 255)
TEXT = TextStyle(font="Poppins Bold", size=14)
STILL = ActiveStyle(look="none")


def styled(**parts):
    parts.setdefault("text", TEXT)
    parts.setdefault("active", STILL)
    return Preset("test", style=Style(**parts), rules=Rules(linger=0.0, max_words=6))


def like(frame, colour, tolerance=60):
    wanted = np.array([colour.red, colour.green, colour.blue])
    return np.abs(frame.astype(int) - wanted).max(axis=-1) <= tolerance


def ink(frame, box=None, grow=0):
    """The amount of light in a box of a frame."""
    if box is not None:
        frame = frame[
            round(box.top) - grow : round(box.bottom) + grow,
            round(box.left) - grow : round(box.right) + grow,
        ]
    return float(frame.max(axis=-1).mean()) if frame.size else 0.0


def middle(mask):
    rows, columns = np.nonzero(mask)
    return columns.mean(), rows.mean()


TWO = (("left", 0.0, 0.8), ("right", 0.8, 1.6))


@pytest.mark.parametrize("unit", ["word", "letter"])
def test_words_with_their_own_entrance_are_hidden_until_spoken(unit, draw, timed):
    preset = styled(entrance=EntranceStyle(kind="pop", unit=unit, duration=0.2))
    captions = caption(timed(*TWO), preset=preset, canvas=WIDE)
    left, right = captions.placed[0].words
    frames = draw(captions, seconds=1.6, rate="25")
    assert ink(frames[18], left.box) > 40
    assert ink(frames[18], right.box) == 0
    assert ink(frames[38], right.box) > 40


def test_letters_come_one_after_another_in_reading_order(draw, timed):
    preset = styled(entrance=EntranceStyle(kind="fade", unit="letter", duration=0.04))
    for text, step in (("abcdefgh", 1), ("אבגדהוזח", -1)):
        captions = caption(timed((text, 0.0, 0.8)), preset=preset, canvas=WIDE)
        frames = draw(captions, seconds=0.9, rate="25")
        box = captions.placed[0].words[0].box
        seen = [np.flatnonzero(frame.max(axis=(0, 2)) > 120) for frame in frames[2:20:4]]
        reach = [(columns[-1] if step > 0 else columns[0]) * step for columns in seen]
        assert reach == sorted(reach)
        assert reach[-1] - reach[0] > box.width / 2


@pytest.mark.parametrize("text", ["typed", "مكتوب"])
def test_a_typewriter_uncovers_letters_and_moves_none(text, draw, timed):
    preset = styled(entrance=EntranceStyle(kind="typewriter", unit="letter"))
    captions = caption(timed((text, 0.0, 1.0)), preset=preset, canvas=WIDE)
    frames = draw(captions, seconds=1.0, rate="25").astype(int)
    amounts = [ink(frame) for frame in frames]
    assert 0 < amounts[1] < amounts[10] < amounts[23]
    # Letters that are already visible do not change.
    for before, after in pairwise(frames):
        assert (after - before).min() >= -2


@pytest.mark.parametrize(
    ("kind", "axis", "sign"),
    [("slide-left", 0, 1), ("slide-right", 0, -1), ("slide-up", 1, 1), ("slide-down", 1, -1)],
)
def test_a_slide_comes_from_its_side_and_slows_down(kind, axis, sign, draw, timed):
    preset = styled(entrance=EntranceStyle(kind=kind, duration=0.4))
    captions = caption(timed(("slides", 0.0, 1.2)), preset=preset, canvas=WIDE)
    frames = draw(captions, seconds=1.0, rate="25")
    places = [middle(frames[i].max(axis=-1) > 60)[axis] * sign for i in (3, 5, 7, 9, 20)]
    assert places == sorted(places, reverse=True)
    assert places[0] - places[1] > places[2] - places[3]


@pytest.mark.parametrize("kind", ["pop", "elastic", "slam"])
def test_overshooting_entrances_pass_their_size_and_settle(kind, draw, timed):
    preset = styled(entrance=EntranceStyle(kind=kind, duration=0.6))
    captions = caption(timed(("size", 0.0, 1.5)), preset=preset, canvas=WIDE)
    frames = draw(captions, seconds=1.2, rate="25")
    widths = []
    for frame in frames[2:]:
        columns = np.flatnonzero(frame.max(axis=(0, 2)) > 100)
        widths.append(columns[-1] - columns[0])
    assert max(widths) > widths[-1] + 4
    assert widths[-1] == widths[-5]


def test_a_cue_that_fades_out_is_gone_at_its_end(draw, timed):
    preset = styled(exit=ExitStyle(kind="fade", duration=0.4))
    preset = replace(preset, rules=replace(preset.rules, linger=0.3))
    captions = caption(timed(("bye", 0.0, 1.2)), preset=preset, canvas=WIDE)
    frames = draw(captions, seconds=1.6, rate="25")
    end = round(captions.cues[0].end * 25)
    amounts = [ink(frame) for frame in frames]
    said = 30  # The fade has 0.4 s, but the word is still spoken for a part of them.
    assert end - said < 10
    assert amounts[said - 1] == pytest.approx(amounts[5], rel=0.01)
    assert amounts[said + 1] > amounts[said + 3] > amounts[end - 1] > 0
    assert amounts[end] == 0


@pytest.mark.parametrize(("kind", "unit"), [("fade", "cue"), ("blur", "word"), ("zoom", "line")])
def test_a_word_is_opaque_one_frame_after_it_is_heard(kind, unit, draw, timed):
    preset = styled(entrance=EntranceStyle(kind=kind, unit=unit, duration=0.4))
    captions = caption(timed(("now", 0.4, 0.9), ("then", 0.9, 1.6)), preset=preset, canvas=WIDE)
    frames = draw(captions, seconds=1.6, rate="25")
    first = captions.placed[0].words[0]
    amounts = [ink(frame, first.box) for frame in frames]
    assert amounts[9] == 0
    # A word that grows or is blurred has less ink inside its box, but it is there.
    assert amounts[11] > 0.3 * amounts[21]
    if kind == "fade":
        assert amounts[11] > 0.95 * amounts[21]


def test_a_fade_takes_its_time_where_the_cue_comes_before_its_word(draw, timed):
    preset = styled(entrance=EntranceStyle(kind="fade", duration=0.4))
    preset = replace(preset, rules=replace(preset.rules, lead_in=0.4))
    captions = caption(timed(("now", 0.8, 1.4)), preset=preset, canvas=WIDE)
    amounts = [ink(frame) for frame in draw(captions, seconds=1.4, rate="25")]
    assert 0 < amounts[12] < amounts[15] < 0.8 * amounts[19]


def test_words_with_their_own_exit_leave_when_they_have_been_spoken(draw, timed):
    preset = styled(
        active=ActiveStyle(look="colour", colour=GREEN), exit=ExitStyle(kind="zoom", unit="word")
    )
    captions = caption(timed(*TWO), preset=preset, canvas=WIDE)
    left, right = captions.placed[0].words
    frames = draw(captions, seconds=1.5, rate="25")
    assert ink(frames[15], left.box) > 40
    assert ink(frames[26], left.box) == 0
    assert ink(frames[26], right.box) > 40


def test_lines_build_up_as_their_first_word_is_spoken(draw, timed):
    words = [(word, n * 0.4, n * 0.4 + 0.4) for n, word in enumerate(("upper", "line", "lower"))]
    preset = styled(text=replace(TEXT, size=26), entrance=EntranceStyle(kind="fade", unit="line"))
    captions = caption(timed(*words), preset=preset, canvas=WIDE)
    placed = captions.placed[0].words
    assert placed[0].box.bottom < placed[-1].box.bottom
    second = next(word for word in placed if word.box.bottom > placed[0].box.bottom)
    start = round(second.word.start * 25)
    frames = draw(captions, seconds=1.2, rate="25")
    assert ink(frames[start - 1], second.box) == 0
    assert ink(frames[start + 5], second.box) > 40
    assert ink(frames[start - 1], placed[0].box) > 40


def test_a_wave_leaves_words_in_sight_and_ends_where_it_began(draw, timed):
    preset = styled(entrance=EntranceStyle(kind="wave", unit="letter", duration=0.3))
    captions = caption(timed(*TWO), preset=preset, canvas=WIDE)
    left, right = captions.placed[0].words
    frames = draw(captions, seconds=1.6, rate="25")
    assert ink(frames[1], right.box) > 40
    tops = [np.flatnonzero(frame.max(axis=(1, 2)) > 120)[0] for frame in frames]
    assert min(tops[2:15]) < tops[0] - 4
    # Once its letters are at rest, the word looks as it does without the wave.
    parts = [frame[:, : round(left.box.right)].astype(int) for frame in (frames[0], frames[38])]
    assert np.abs(parts[0] - parts[1]).mean() < 0.3


def test_an_underline_is_under_its_word_and_glides_on(draw, timed):
    preset = styled(
        active=ActiveStyle(look="underline", colour=Colour(255, 255, 255)),
        underline=UnderlineStyle(colour=GREEN, thickness=12, gap=14, glide=0.2),
    )
    captions = caption(timed(*TWO), preset=preset, canvas=WIDE)
    frames = draw(captions, seconds=1.6, rate="25")
    for word, index in zip(captions.placed[0].words, (12, 35), strict=True):
        rows, columns = np.nonzero(like(frames[index], GREEN))
        assert rows.min() > word.box.bottom
        assert columns.mean() == pytest.approx(word.box.centre[0], abs=2.5)
        assert columns.max() - columns.min() == pytest.approx(word.box.width, abs=2.5)
    first, last = (middle(like(frames[i], GREEN))[0] for i in (19, 27))
    assert first < middle(like(frames[22], GREEN))[0] < last


def test_a_marker_stays_behind_what_has_been_spoken(draw, timed):
    preset = styled(
        active=ActiveStyle(look="pill", colour=RED), pill=PillStyle(colour=GREEN, stay=True)
    )
    captions = caption(timed(*TWO), preset=preset, canvas=WIDE)
    left, right = (word.box for word in captions.placed[0].words)
    frames = draw(captions, seconds=1.6, rate="25")
    reach = [round((right.top + right.bottom) / 2), slice(round(left.left) - 4, round(left.right))]
    assert like(frames[15], GREEN)[reach[0], reach[1]].any()
    assert like(frames[35], GREEN)[reach[0], reach[1]].any()
    assert not like(frames[15], GREEN)[:, round(right.left) :].any()
    assert like(frames[35], GREEN)[:, round(right.left) :].any()


def test_a_leaning_pill_stands_further_right_at_its_top(draw, timed):
    preset = styled(active=ActiveStyle(look="pill"), pill=PillStyle(colour=GREEN, lean=40, glide=0))
    captions = caption(timed(("lean", 0.0, 1.0)), preset=preset, canvas=WIDE)
    (frame,) = draw(captions, seconds=0.04)
    rows = np.flatnonzero(like(frame, GREEN).any(axis=1))
    top, foot = (np.flatnonzero(like(frame, GREEN)[row]) for row in (rows[1], rows[-2]))
    assert top[0] > foot[0] + 10
    assert top[-1] > foot[-1] + 10


def test_a_gradient_runs_from_the_top_of_the_letters_to_the_bottom(draw, timed):
    preset = styled(text=replace(TEXT, colour=RED, gradient=BLUE, size=30, font="Anton"))
    captions = caption(timed(("HHH", 0.0, 1.0)), preset=preset, canvas=WIDE)
    (frame,) = draw(captions, seconds=0.04)
    box = captions.placed[0].words[0].box
    part = frame[round(box.top) + 2 : round(box.bottom) - 2, round(box.left) : round(box.right)]
    letters = part.max(axis=-1) > 100
    reds = [row[mask][:, 0].mean() for row, mask in zip(part, letters, strict=True)]
    blues = [row[mask][:, 2].mean() for row, mask in zip(part, letters, strict=True)]
    assert reds[0] > 230
    assert blues[-1] > 230
    # No step is larger than one band, and the gradient never reverses.
    assert max(np.diff(reds)) < 6
    assert min(np.diff(reds)) > -45


def test_only_the_active_word_glows(draw, timed):
    preset = styled(
        active=ActiveStyle(look="colour"), glow=GlowStyle(colour=GREEN, width=8, blur=8)
    )
    captions = caption(timed(*TWO), preset=preset, canvas=WIDE)
    left, right = (word.box for word in captions.placed[0].words)
    frames = draw(captions, seconds=1.6, rate="25")
    for index, lit, dark in ((10, left, right), (35, right, left)):
        green = (frames[index][..., 1] > 25) & (frames[index][..., 0] < 60)
        around = [green[:, round(box.left) : round(box.right)].mean() for box in (lit, dark)]
        assert around[0] > 0.03
        assert around[1] < 0.004


def test_the_next_word_has_a_look_of_its_own(draw, timed):
    words = [(word, n * 0.4, n * 0.4 + 0.4) for n, word in enumerate(("one", "two", "six"))]
    preset = styled(
        text=replace(TEXT, colour=BLUE, next=GREEN, after=RED),
        active=ActiveStyle(look="colour", colour=Colour(255, 255, 255)),
    )
    captions = caption(timed(*words), preset=preset, canvas=WIDE)
    frames = draw(captions, seconds=1.2, rate="25")
    white = Colour(255, 255, 255)
    expected = {5: (white, GREEN, BLUE), 15: (RED, white, GREEN), 25: (RED, RED, white)}
    for index, colours in expected.items():
        for word, colour in zip(captions.placed[0].words, colours, strict=True):
            box = word.box
            part = frames[index][
                round(box.top) : round(box.bottom), round(box.left) : round(box.right)
            ]
            assert like(part, colour, 30).mean() > 0.15


def test_a_heavier_active_word_has_more_ink_about_the_same_middle(draw, timed):
    preset = styled(
        text=TextStyle(font="Inter SemiBold", size=14, word_space=200),
        active=ActiveStyle(
            look="colour", colour=Colour(255, 255, 255), font="Inter ExtraBold", hold=0
        ),
    )
    captions = caption(timed(("weight", 0.0, 0.6), ("x", 1.0, 1.4)), preset=preset, canvas=WIDE)
    assert len(captions.font_files) == 2
    frames = draw(captions, seconds=1.2, rate="25")
    box = captions.placed[0].words[0].box
    heavy, light = (frames[i][:, : round(box.right) + 8].max(axis=-1) > 128 for i in (10, 20))
    assert heavy.sum() > light.sum() * 1.1
    assert middle(heavy)[0] == pytest.approx(middle(light)[0], abs=2)


def test_emphasised_words_are_larger_and_push_no_word_off_the_line(draw, timed):
    preset = styled(emphasis=EmphasisStyle(rules=("numbers",), colour=GREEN, scale=150))
    words = (("pay", 0, 0.5), ("100", 0.5, 1), ("now", 1, 1.5))
    captions = caption(timed(*words), preset=preset, canvas=WIDE)
    pay, hundred, now = captions.placed[0].words
    assert hundred.emphasised
    assert not pay.emphasised
    assert hundred.box.height == pytest.approx(pay.box.height * 1.5)
    assert hundred.box.bottom == pay.box.bottom
    assert pay.box.right < hundred.box.left < hundred.box.right < now.box.left
    (frame,) = draw(captions, seconds=0.04)
    rows, columns = np.nonzero(like(frame, GREEN))
    assert rows.min() == pytest.approx(hundred.box.top, abs=3)
    assert columns.min() >= hundred.box.left - 1
    assert columns.max() <= hundred.box.right + 1


def test_speakers_have_colours_of_their_own(draw, dialogue):
    preset = styled(speakers=SpeakersStyle((GREEN, Colour(255, 255, 0))))
    captions = caption(dialogue, preset=preset, canvas=WIDE)
    frames = draw(captions, seconds=1.2, rate="25")
    assert like(frames[10], GREEN).any()
    assert not like(frames[10], Colour(255, 255, 0)).any()
    assert like(frames[25], Colour(255, 255, 0)).any()


def test_each_line_can_have_a_box_of_its_own(draw, timed):
    preset = styled(
        text=replace(TEXT, size=34, line_height=170),
        box=BoxStyle(colour=BLUE, around="line", padding_x=10, padding_y=20),
    )
    words = (("long", 0, 0.5), ("lines", 0.5, 1), ("s", 1, 1.5))
    captions = caption(timed(*words), preset=preset, canvas=WIDE)
    (frame,) = draw(captions, seconds=0.04)
    blue = like(frame, BLUE).any(axis=1)
    assert np.count_nonzero(np.diff(blue.astype(int)) == 1) == 2


@pytest.mark.parametrize(("tilt", "sign"), [(8, -1), (-8, 1)])
def test_a_turned_cue_is_turned_as_one(tilt, sign, draw, timed):
    preset = styled(tilt=TiltStyle(z=tilt), text=replace(TEXT, font="Anton"))
    captions = caption(timed(("HHHH", 0, 1), ("HHHH", 1, 2)), preset=preset, canvas=WIDE)
    (frame,) = draw(captions, seconds=0.04)
    rows, columns = np.nonzero(frame.max(axis=-1) > 128)
    slope = np.polyfit(columns, rows, 1)[0]
    assert slope == pytest.approx(sign * np.tan(np.radians(8)), abs=0.02)


@pytest.mark.parametrize("size", [(360, 640), (1080, 1920)])
def test_a_tilted_plane_looks_the_same_at_every_size(size, draw, timed):
    preset = styled(tilt=TiltStyle(y=6), text=TextStyle(font="Anton", size=14))
    canvas = Canvas(*size, matrix="None")
    (frame,) = draw(caption(timed(("HHHHHHH", 0, 1)), preset=preset, canvas=canvas), seconds=0.04)
    mask = frame.max(axis=-1) > 128
    columns = np.flatnonzero(mask.any(axis=0))
    left, right = (mask[:, column].sum() for column in (columns[2], columns[-3]))
    # The left side is turned towards the viewer and the right side away.
    assert left / right == pytest.approx(1.19, abs=0.05)


@pytest.mark.parametrize("info", presets(), ids=lambda info: info.name)
def test_no_preset_leaves_the_safe_area_or_clips_what_it_draws(info, draw, spoken):
    text = "Unquestionably *wide* WWWWW 100% MMMMM fire🔥 NEVER مرحبا yyy ggg ÅÄÖ jjj."
    canvas = Canvas(360, 640, frame_rate=10, matrix="None")
    captions = caption(spoken(text, speed=2.5), preset=info.name, canvas=canvas)
    frames = draw(captions, seconds=4, rate="10")
    assert all(placed.words for placed in captions.placed)
    drawn = np.flatnonzero(frames.max(axis=(0, 3)).any(axis=1))
    across = np.flatnonzero(frames.max(axis=(0, 3)).any(axis=0))
    safe = captions.canvas.safe_box
    assert drawn[0] >= safe.top
    assert drawn[-1] < safe.bottom
    assert across[0] >= safe.left
    assert across[-1] < safe.right


def test_an_outline_that_is_shrunk_with_its_cue_stays_in_proportion(timed):
    preset = styled(outline=OutlineStyle(width=10))
    captions = caption(timed(("Q" * 18, 0, 1)), preset=preset, canvas=WIDE)
    scale = captions.placed[0].scale
    assert scale < 1
    assert f"\\bord{round(360 * 0.14 * 0.1 * scale, 2):g}" in captions.to_ass()
