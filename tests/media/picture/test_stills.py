import pytest

from vidsync.errors import FontError, InputError
from vidsync.media import compose, probe, stills


@pytest.fixture
def drawing(script, box):
    """Red in the upper left from 0 to 1 s, and green beside it from 1 s."""
    return script(
        (64, 48),
        ("0:00:00.00", "0:00:01.00", box(0, 0, 16, 16, "0000FF")),
        ("0:00:01.00", "0:00:09.00", box(16, 0, 16, 16, "00FF00")),
    )


def near(pixel, color, tolerance=4):
    return all(abs(a - b) <= tolerance for a, b in zip(pixel, color, strict=True))


def test_pictures_come_in_the_order_asked_for(drawing):
    later, sooner, boundary, again = stills(drawing, [1.5, 0.2, 1.0, 1.5], size=(64, 48))
    assert near(sooner.getpixel((4, 4)), (255, 0, 0))
    assert near(sooner.getpixel((20, 4)), (0x20, 0x24, 0x2C))
    for picture in (later, boundary, again):
        assert near(picture.getpixel((4, 4)), (0x20, 0x24, 0x2C))
        assert near(picture.getpixel((20, 4)), (0, 255, 0))
    assert sooner.size == (64, 48)


def test_more_pictures_than_one_run_makes(drawing):
    pictures = stills(drawing, [number / 10 for number in range(40)], size=(64, 48))
    red = [near(picture.getpixel((4, 4)), (255, 0, 0)) for picture in pictures]
    assert red == [True] * 10 + [False] * 30


def test_a_background_of_two_colours(drawing):
    (picture,) = stills(drawing, [0.0], size=(64, 48), background=("#ff0000", "blue"))
    assert near(picture.getpixel((60, 0)), (252, 0, 2), 6)
    assert near(picture.getpixel((60, 24)), (127, 0, 128), 6)
    assert near(picture.getpixel((60, 47)), (2, 0, 252), 6)


def test_without_a_background_the_picture_is_transparent(drawing):
    (picture,) = stills(drawing, [0.0], size=(64, 48), background=None)
    assert picture.mode == "RGBA"
    assert near(picture.getpixel((4, 4)), (255, 0, 0, 255))
    assert picture.getpixel((60, 40))[3] == 0


def test_a_still_on_a_video_looks_like_the_finished_video(tmp_path, plain, red_box, frames_of):
    media = probe(plain)
    compose(media, tmp_path / "out.mp4", drawing=red_box(media))
    made = frames_of(tmp_path / "out.mp4")
    times = [0.0, 0.55, 1.9, 25.0]
    pictures = stills(red_box(media), times, background=media)
    for picture, number in zip(pictures, (0, 5, 19, 19), strict=True):
        assert near(picture.getpixel((4, 4)), (255, 0, 0), 6)
        pixels = [(x, y) for x in range(20, 64, 7) for y in range(20, 48, 7)]
        difference = sum(
            abs(a - int(b))
            for x, y in pixels
            for a, b in zip(picture.getpixel((x, y)), made[number].rgb[y, x], strict=True)
        )
        assert difference / len(pixels) < 40


def test_real_footage(footage, red_box):
    for name in ("big_buck_bunny.webm", "cockatoo.mp4"):
        media = probe(footage / name)
        first, last = stills(red_box(media), [1.0, media.duration], background=media)
        assert first.size == last.size == (1280, 720)
        assert first.tobytes() != last.tobytes()


def test_rotated_video(make_clip, plain, red_box):
    turned = probe(make_clip("turned-4.mp4", "-display_rotation", "90", "-i", plain, "-c", "copy"))
    (picture,) = stills(red_box(turned), [1.0], background=turned)
    assert picture.size == (48, 64)


def test_wrong_fonts_are_errors_here_too(script):
    with pytest.raises(FontError, match="has no glyph for 'a'"):
        stills(script((64, 48), ("0:00:00.00", "0:00:01.00", "a")), [0.5], size=(64, 48))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"times": [float("nan")], "size": (64, 48)}, "no still at nan s"),
        ({"times": [-1.0], "size": (64, 48)}, r"no still at -1\.0 s"),
        ({"times": [0.0]}, "needs a size"),
        ({"times": [0.0], "size": (0, 48)}, "can't be 0x48 pixels"),
        ({"times": [0.0], "size": (64, 48), "background": "redish"}, "'redish' is not a colour"),
    ],
)
def test_stills_that_cannot_be_drawn_are_refused(drawing, options, message):
    times = options.pop("times")
    with pytest.raises(InputError, match=message):
        stills(drawing, times, **options)


def test_no_times_give_no_pictures(drawing):
    assert stills(drawing, [], size=(64, 48)) == []
