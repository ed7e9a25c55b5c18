from dataclasses import replace

import pytest

from vidsync.errors import FontError
from vidsync.media import compose, probe

ALWAYS = ("0:00:00.00", "0:00:09.00")


def test_letters_are_drawn_with_the_given_font(tmp_path, gray, script, frames_of):
    media = probe(gray)
    compose(media, tmp_path / "out.mp4", drawing=script(media, (*ALWAYS, "A A")))
    picture = frames_of(tmp_path / "out.mp4")[3].rgb
    # At size 20, letters are square: white from 0 to 20, a gap, white from 40 to 60.
    assert picture[10, 10].min() > 230
    assert picture[10, 30].max() < 150
    assert picture[10, 50].min() > 230


@pytest.mark.parametrize(
    ("font", "text", "message"),
    [
        ("Block", "A", "none of the given font files holds a font named 'Block'"),
        ("Blocks", "{\\fnDejaVu Sans}A", "holds a font named 'DejaVu Sans'"),
        ("Blocks", "a", r"the font 'Blocks' has no glyph for 'a' \(U\+0061\)"),
        ("Blocks", "A漢", r"has no glyph for '漢' \(U\+6F22\)"),
    ],
)
def test_a_font_that_would_be_replaced_is_an_error(tmp_path, gray, script, font, text, message):
    media = probe(gray)
    with pytest.raises(FontError, match=message):
        compose(media, tmp_path / "out.mp4", drawing=script(media, (*ALWAYS, text), font=font))
    assert list(tmp_path.iterdir()) == []


def test_an_unintended_font_is_an_error(tmp_path, gray, script):
    media = probe(gray)
    drawing = replace(script(media, (*ALWAYS, "A")), font_names=frozenset({"Anton-Regular"}))
    with pytest.raises(FontError, match=r"font 'Blocks' .* draw 'Blocks-Regular'") as caught:
        compose(media, tmp_path / "out.mp4", drawing=drawing)
    assert "Anton-Regular" in caught.value.hint


def test_a_font_file_that_is_missing_is_an_error(tmp_path, gray, script):
    media = probe(gray)
    drawing = replace(script(media, (*ALWAYS, "A")), font_files=[tmp_path / "no.ttf"])
    with pytest.raises(FontError, match=r"no\.ttf does not exist"):
        compose(media, tmp_path / "out.mp4", drawing=drawing)


def test_a_wrong_font_ends_the_run_at_once(tmp_path, make_clip, script):
    long = make_clip(
        "hour.mp4",
        *("-f", "lavfi", "-i", "color=gray:size=320x240:rate=30:duration=100"),
        *("-c:v", "libx264", "-preset", "ultrafast"),
    )
    media = probe(long)
    seen = []
    with pytest.raises(FontError):
        compose(
            media,
            tmp_path / "out.mp4",
            drawing=script(media, (*ALWAYS, "a")),
            on_progress=seen.append,
        )
    assert not seen or seen[-1].fraction < 0.9
