"""What libass draws for a look, measured in pixels, frame by frame."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from vidsync.captions import Canvas, caption, load_preset
from vidsync.captions.style.colour import Colour
from vidsync.timecode import frame_start

SMALL = {"width": 360, "height": 640, "matrix": "None"}
WIDE = Canvas(640, 360, frame_rate=25, matrix="None")


def like(frame, colour, tolerance=40):
    """Which pixels of a frame have this colour."""
    wanted = np.array([colour.red, colour.green, colour.blue])
    return np.abs(frame.astype(int) - wanted).max(axis=-1) <= tolerance


def inside(mask, box, grow=0):
    top, bottom = round(box.top) - grow, round(box.bottom) + grow
    return mask[top:bottom, round(box.left) - grow : round(box.right) + grow]


def lit_words(captions, frame, colour, time):
    """The words of the cue at this time that have the active colour in the frame."""
    ticks = captions.canvas.ticks
    on_screen = (p for p in captions.placed if ticks(p.cue.start) <= time * 100 < ticks(p.cue.end))
    placed = next(on_screen, None)
    if placed is None:
        return []
    mask = like(frame, colour)
    shares = [(inside(mask, word.box).mean(), word.word) for word in placed.words]
    return [word for share, word in shares if share > 0.06]


@pytest.mark.parametrize("rate", [Fraction(24), Fraction(30000, 1001), Fraction(60)])
@pytest.mark.parametrize("preset", ["pop", "pill", "clean"])
def test_the_lit_word_is_the_one_being_spoken(preset, rate, draw, spoken):
    transcript = spoken("It lights up each word. Right on time!", speed=1.6)
    canvas = Canvas(216, 384, frame_rate=rate, matrix="None")
    captions = caption(transcript, preset=preset, canvas=canvas)
    style = captions.preset.style
    colour = style.pill.colour if preset == "pill" else style.active.colour
    frames = draw(captions, seconds=2.2, rate=str(rate))
    one_frame = float(1 / rate)
    checked = 0
    for index, frame in enumerate(frames):
        time = frame_start(index, rate)
        spoken_now = {
            transcript.word_at(max(0.0, time + shift)) for shift in (-one_frame, 0, one_frame)
        }
        if None in spoken_now:
            continue
        lit = lit_words(captions, frame, colour, time)
        if preset == "pill" and len(lit) != 1:
            # While the pill moves from one word to the next, it is behind both.
            continue
        entering = any(
            0 <= time - cue.start < style.entrance.duration + one_frame for cue in captions.cues
        )
        if entering and preset != "pop":
            continue
        assert len(lit) == 1, (time, lit)
        times = {(word.start, word.end) for word in spoken_now}
        assert (lit[0].start, lit[0].end) in times, time
        checked += 1
    assert checked > 0.6 * rate


def test_a_word_stays_lit_over_a_short_gap_and_not_over_a_long_one(draw, timed):
    transcript = timed(("short", 0.2, 0.6), ("gap", 0.8, 1.0), ("later", 1.4, 1.8))
    captions = caption(transcript, canvas=Canvas(**SMALL, frame_rate=25))
    assert len(captions.cues) == 1
    colour = captions.preset.style.active.colour
    frames = draw(captions, seconds=1.6, rate="25")
    lit = [[w.text for w in lit_words(captions, f, colour, i / 25)] for i, f in enumerate(frames)]
    assert lit[18] == ["SHORT"]
    assert lit[21] == ["GAP"]
    assert lit[31] == ["GAP"]
    assert lit[34] == []
    assert lit[36] == ["LATER"]


def test_a_growing_word_moves_no_neighbour(draw, timed):
    transcript = timed(("still", 0.0, 0.4), ("grows", 0.4, 1.4))
    captions = caption(transcript, canvas=WIDE)
    frames = draw(captions, seconds=1.2, rate="25")
    still, grows = captions.placed[0].words
    reach = round(captions.placed[0].size * 0.12)
    rest = [frames[i] for i in range(13, 28)]
    for frame in rest:
        assert np.array_equal(inside(frame, still.box, 3), inside(rest[-1], still.box, 3))
    colour = captions.preset.style.active.colour
    widths = []
    for frame in frames[10:28]:
        columns = np.flatnonzero(like(frame, colour).any(axis=0))
        widths.append(columns[-1] - columns[0])
        assert columns[0] > still.box.right
    # It overshoots its final size.
    assert max(widths) > widths[-1] > widths[0]
    assert max(widths) <= grows.box.width * 1.2 + reach


def test_the_pill_is_centred_behind_its_word(draw, timed):
    transcript = timed(("first", 0.0, 0.5), ("second,", 0.5, 1.0), ("last", 1.0, 1.5))
    captions = caption(transcript, preset="pill", canvas=Canvas(**SMALL, frame_rate=25))
    style = captions.preset.style.pill
    (placed,) = captions.placed
    frames = draw(captions, seconds=1.5, rate="25")
    for word, index in zip(placed.words, (10, 22, 35), strict=True):
        mask = like(frames[index], style.colour, 12)
        rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
        x, y = word.box.centre
        percent = placed.size / 100
        assert (columns[0] + columns[-1] + 1) / 2 == pytest.approx(x, abs=1.5)
        middle = (rows[0] + rows[-1] + 1) / 2
        assert middle == pytest.approx(y + style.drop * percent, abs=1.5)
        assert columns[-1] + 1 - columns[0] == pytest.approx(
            word.box.width + 2 * style.padding_x * percent, abs=2.5
        )
        assert rows[-1] + 1 - rows[0] == pytest.approx(
            word.box.height + 2 * style.padding_y * percent, abs=2.5
        )


def test_the_pill_glides_from_word_to_word(draw, timed):
    transcript = timed(("one", 0.0, 0.5), ("two", 0.5, 1.0))
    preset = load_preset("pill")
    slow = replace(preset, style=replace(preset.style, pill=replace(preset.style.pill, glide=0.3)))
    captions = caption(transcript, preset=slow, canvas=WIDE)
    frames = draw(captions, seconds=1.0, rate="25")
    middles = []
    for frame in frames[12:24]:
        columns = np.flatnonzero(like(frame, slow.style.pill.colour, 12).any(axis=0))
        middles.append((columns[0] + columns[-1] + 1) / 2)
    steps = np.diff(middles)
    first, second = captions.placed[0].words
    assert middles[0] == pytest.approx(first.box.centre[0], abs=4)
    assert middles[-1] == pytest.approx(second.box.centre[0], abs=1.5)
    assert (steps >= -0.6).all()
    assert (steps > 0.6).sum() >= 5


@pytest.mark.parametrize(
    ("text", "language", "from_right"), [("filling", "en", False), ("אבגדהוז", "he", True)]
)
def test_a_sweep_fills_a_word_in_its_reading_direction(text, language, from_right, draw, timed):
    captions = caption(
        timed((text, 0.0, 1.0), language=language),
        preset="sweep",
        canvas=Canvas(**SMALL, frame_rate=25),
    )
    colour = captions.preset.style.active.colour
    (word,) = captions.placed[0].words
    frames = draw(captions, seconds=1.0, rate="25")
    for index in (6, 12, 18):
        columns = np.flatnonzero(like(frames[index], colour).any(axis=0))
        done = index / 25
        if from_right:
            # Every letter takes the same time, whether it is wide or narrow.
            assert columns[0] == pytest.approx(word.box.right - done * word.box.width, abs=16)
            assert columns[-1] == pytest.approx(word.box.right, abs=6)
        else:
            assert columns[-1] == pytest.approx(word.box.left + done * word.box.width, abs=16)
            assert columns[0] == pytest.approx(word.box.left, abs=6)


def test_spoken_words_keep_the_colour_of_the_sweep(draw, timed):
    captions = caption(
        timed(("done", 0.0, 0.4), ("next", 0.4, 0.8)),
        preset="sweep",
        canvas=Canvas(**SMALL, frame_rate=25),
    )
    style = captions.preset.style
    frame = draw(captions, seconds=0.5, rate="25")[10]
    first, second = captions.placed[0].words
    assert inside(like(frame, style.text.after), first.box).mean() > 0.2
    assert inside(like(frame, style.text.colour), second.box).mean() > 0.2


def test_hebrew_words_light_up_from_right_to_left_with_numbers_in_between(draw, timed):
    transcript = timed(
        ("קנינו", 0.0, 0.4), ("15", 0.4, 0.8), ("TV", 0.8, 1.2), ("היום", 1.2, 1.6),
        language="he",
    )  # fmt: skip
    captions = caption(transcript, canvas=Canvas(1280, 720, frame_rate=25, matrix="None"))
    (placed,) = captions.placed
    colour = captions.preset.style.active.colour
    frames = draw(captions, seconds=1.6, rate="25")
    middles = []
    for index in (8, 18, 28, 38):
        columns = np.flatnonzero(like(frames[index], colour).any(axis=0))
        middles.append(columns.mean())
    assert middles == sorted(middles, reverse=True)
    for word, middle in zip(placed.words, middles, strict=True):
        assert middle == pytest.approx(word.box.centre[0], abs=word.box.width / 8)


def test_emoji_have_their_own_colours(draw, timed):
    captions = caption(
        timed(("🇫🇷", 0.0, 0.4), ("🔥", 0.4, 0.8), ("👍🏽", 0.8, 1.2)),
        preset="clean",
        canvas=WIDE,
    )
    frame = draw(captions, seconds=0.6, rate="25")[10]
    flag, fire, thumb = (word.box for word in captions.placed[0].words)
    third = flag.width / 3
    left = replace(flag, right=flag.left + third)
    right = replace(flag, left=flag.right - third)
    assert inside(like(frame, Colour(0x00, 0x24, 0x95), 20), left).mean() > 0.5
    assert inside(like(frame, Colour(0xED, 0x29, 0x39), 20), right).mean() > 0.5
    assert inside(like(frame, Colour(0xF4, 0x90, 0x0C), 20), fire).mean() > 0.2
    assert inside(like(frame, Colour(0xFF, 0xCC, 0x4D), 20), fire).mean() > 0.05
    assert inside(like(frame, Colour(0xD4, 0xAB, 0x88), 20), thumb).mean() > 0.2


def test_a_word_with_an_emoji_grows_as_one(draw, timed):
    captions = caption(timed(("fire🔥", 0.0, 1.0)), canvas=WIDE)
    frames = draw(captions, seconds=0.8, rate="25")
    yellow = captions.preset.style.active.colour
    orange = Colour(0xF4, 0x90, 0x0C)
    gaps = []
    for frame in (frames[0], frames[2], frames[15]):
        letters = np.flatnonzero(like(frame, yellow, 20).any(axis=0))
        picture = np.flatnonzero(like(frame, orange, 20).any(axis=0))
        gaps.append(picture[0] - letters[letters < picture[0]][-1])
    assert max(gaps) - min(gaps) <= 3
    assert min(gaps) > 0


@pytest.mark.parametrize("preset", ["pop", "pill", "sweep", "clean"])
def test_nothing_leaves_the_safe_area(preset, draw, spoken):
    text = (
        "Unquestionably wide WWWWW MMMMM words, Incomprehensibilities! 👨‍👩‍👧‍👦 fire🔥 "
        "ŐŮÇ yes مرحبا بكم yyy ggg ÅÄÖ jjj pneumonoultramicroscopicsilicovolcanoconiosis"
    )
    captions = caption(spoken(text, speed=2.5), preset=preset, canvas=Canvas(**SMALL, frame_rate=8))
    frames = draw(captions, seconds=5, rate="8")
    drawn = np.flatnonzero(frames.max(axis=(0, 3)).any(axis=1))
    across = np.flatnonzero(frames.max(axis=(0, 3)).any(axis=0))
    safe = captions.canvas.safe_box
    assert len(drawn)
    assert drawn[0] >= safe.top
    assert drawn[-1] < safe.bottom
    assert across[0] >= safe.left
    assert across[-1] < safe.right


def test_neighbours_in_time_share_a_boundary_and_never_flash(draw, spoken):
    captions = caption(
        spoken("no flash between any of these words at all", speed=2),
        preset="clean",
        canvas=Canvas(640, 360, frame_rate=60, matrix="None"),
    )
    frames = draw(captions, seconds=1.5, rate="60")
    (cue,) = captions.cues
    ink = [(frame.max(axis=-1) > 150).sum() for frame in frames]
    shown = ink[round((cue.start + 0.15) * 60) : round(1.4 * 60)]
    assert min(shown) > 0.93 * max(shown)
