"""Fonts: which are bundled, under which names, and that libass finds them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import uharfbuzz as hb
from fontTools.ttLib import TTFont

from vidsync.captions import Canvas, Style, caption, load_preset
from vidsync.captions.ass.vector import emoji_layers
from vidsync.captions.layout.fonts import bundled_fonts, emoji_font, find_font, open_font
from vidsync.captions.layout.shaping import Typesetter
from vidsync.captions.style.style import TextStyle
from vidsync.errors import FontError
from vidsync.resources import assets_folder

SAMPLES = {
    "Noto Sans Arabic Bold": "مرحبا",
    "Noto Sans Hebrew Bold": "שלום",
    "Noto Sans Devanagari Bold": "नमस्ते",
}


@pytest.mark.parametrize("font", [font.name for font in bundled_fonts()])
def test_libass_finds_every_bundled_font_by_its_name(font, draw, timed):
    preset = replace(load_preset("clean"), style=Style(text=TextStyle(font=font)))
    captions = caption(
        timed((SAMPLES.get(font, "Word"), 0, 1)), preset=preset, canvas=Canvas(640, 360)
    )
    assert captions.font_names == {find_font(font).postscript_name}
    (frame,) = draw(captions, seconds=0.04)
    assert frame.max() > 200


def test_every_font_has_its_licence_beside_it_and_all_are_small():
    total = 0
    for path in (*assets_folder("fonts").rglob("*.ttf"), *assets_folder("emoji").glob("*.ttf")):
        total += path.stat().st_size
        licences = [p for p in path.parent.iterdir() if p.suffix == ".txt"]
        assert any("SIL OPEN FONT LICENSE" in p.read_text().upper() for p in licences)
    assert total < 8_000_000
    assert "CC BY 4.0" in (assets_folder("emoji") / "LICENSE.txt").read_text()


@pytest.mark.parametrize(
    ("font", "text"),
    [
        ("Montserrat ExtraBold", "Zażółć gęślą jaźń Đặng Привет Їжак “quotes” – — … €"),
        ("Inter SemiBold", "Ελλάδα Привет Łódź Việt ‘a’ ™ €"),
        ("Poppins Bold", "Çağrı Škoda नमस्ते"),
        ("Anton", "ĞÜŞİÖÇ Łódź Việt"),
    ],
)
def test_families_reach_beyond_english(font, text):
    assert find_font(font).covers(text.replace(" ", ""))


def test_a_custom_font_file_is_found_by_path(tmp_path, draw, timed):
    file = tmp_path / "it's, my [font]: 100%.ttf"
    shutil.copy(find_font("Anton").path, file)
    preset = tmp_path / "own.toml"
    preset.write_text(f'[text]\nfont = "{file.name}"\n')
    captions = caption(timed(("Mine", 0, 1)), preset=preset, canvas=Canvas(640, 360))
    assert captions.font_files == (file,)
    assert captions.font_names == {"Anton-Regular"}
    draw(captions, seconds=0.04)


def test_a_file_that_is_not_a_font_is_refused_by_name(tmp_path):
    file = tmp_path / "not-a-font.ttf"
    file.write_bytes(b"hello" * 100)
    with pytest.raises(FontError, match="not-a-font"):
        open_font(file)
    with pytest.raises(FontError, match="gone"):
        open_font(Path("gone.ttf"))


def test_a_script_falls_back_as_a_whole():
    (run,) = Typesetter("Montserrat ExtraBold").shape("שלום!", 1)
    assert run.font.name == "Noto Sans Hebrew Bold"
    (run,) = Typesetter("Montserrat ExtraBold").shape("Hello!", 0)
    assert run.font.name == "Montserrat ExtraBold"


def test_merged_font_subsets_keep_kerning_and_ligatures():
    typesetter = Typesetter("Montserrat ExtraBold")
    pair = typesetter.shape("AV", 0)[0].advance
    assert pair < typesetter.shape("A", 0)[0].advance + typesetter.shape("V", 0)[0].advance


@pytest.mark.parametrize(
    "sequence",
    ["🔥", "👨‍👩‍👧‍👦", "🇩🇪", "👍🏽", "1️⃣", "❤️", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🏳️‍🌈", "👩🏿‍🚀", "⭐"],
)
def test_emoji_sequences_are_one_picture(sequence):
    (run,) = Typesetter("Inter SemiBold").shape(sequence, 0)
    assert run.emoji is not None
    assert emoji_layers(run.emoji)


def test_digits_and_signs_are_text_unless_they_request_emoji_style():
    for text in ("1", "#", "©", "™"):
        (run,) = Typesetter("Inter SemiBold").shape(text, 0)
        assert run.emoji is None


def test_an_emoji_is_drawn_with_the_colours_of_its_palette():
    font = emoji_font()
    buffer = hb.Buffer()
    buffer.add_str("🔥")
    buffer.guess_segment_properties()
    hb.shape(font.shaper, buffer)
    layers = emoji_layers(buffer.glyph_infos[0].codepoint)
    assert [str(layer.colour) for layer in layers] == ["#F4900CFF", "#FFCC4DFF"]


def test_an_installed_font_supplies_characters_that_the_bundled_fonts_lack(tmp_path):
    folder = tmp_path / "fonts"
    folder.mkdir()
    with TTFont(find_font("Anton").path) as font:
        glyph = font.getBestCmap()[ord("A")]
        for table in font["cmap"].tables:
            table.cmap[0xA500] = glyph
        for record in font["name"].names:
            if record.nameID in (1, 4):
                record.string = "Vai Test Bold"
            elif record.nameID == 6:
                record.string = "VaiTest-Bold"
        font.save(folder / "vai.ttf")
    code = (
        "from vidsync.captions import caption; from vidsync.transcript import Transcript, Word;"
        "c = caption(Transcript((Word('\\ua500', 0, 1),), 1.0)); print(sorted(c.font_names))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "XDG_DATA_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == "['Montserrat-ExtraBold', 'VaiTest-Bold']"
