"""Presets: what ships, and what a mistake in a file says."""

from __future__ import annotations

import pytest

from vidsync.captions import Preset, load_preset, presets
from vidsync.captions.colour import Colour
from vidsync.captions.style import PillStyle
from vidsync.errors import PresetError


def test_four_presets_ship_each_with_another_look():
    shipped = {info.name: info for info in presets()}
    assert {"pop", "pill", "sweep", "clean"} <= set(shipped)
    assert {info.look for info in shipped.values()} >= {"pop", "pill", "sweep", "colour"}
    for info in shipped.values():
        assert info.description
        assert info.path.is_file()


def test_a_file_overrides_what_it_names_and_nothing_else(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(
        'description = "Mine"\n[pill]\ncolour = "#11223344"\n[rules]\nprofile = "block"\n'
        "max_duration = 5\n[text]\nfallback = ['sub/x.ttf', 'Anton']\n"
    )
    preset = load_preset(file)
    assert preset.name == "mine"
    assert preset.style.pill == PillStyle(colour=Colour(0x11, 0x22, 0x33, 0x44))
    assert preset.rules.max_duration == 5
    assert preset.rules.line_characters == 42
    assert preset.style.text.fallback == (str(tmp_path / "sub/x.ttf"), "Anton")
    assert preset.style.text.size == Preset("x").style.text.size


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("[txet]\nsize = 4", "'text'"),
        ("[text]\nsixe = 4", "'size'"),
        ("[text]\nsize = 900", "1 to 40"),
        ("[text]\nsize = '4'", "not a number"),
        ("[text]\nsize = nan", "1 to 40"),
        ("[text]\nmax_lines = 1.5", "whole number"),
        ("[text]\nmax_lines = true", "whole number"),
        ("[text]\ncolour = 'yellow'", "#RRGGBB"),
        ("[text]\ncolour = 3", "#RRGGBB"),
        ("[text]\nfont = ''", "not a text"),
        ("[text]\nfallback = 'x.ttf'", "list of texts"),
        ("[active]\nlook = 'pil'", "'pill'"),
        ("[rules]\nprofile = 'sociel'", "'social'"),
        ("[rules]\nmax_wrods = 3", "'max_words'"),
        ("[rules]\nmax_words = 0", "positive"),
        ("[rules]\nmax_words = 2.5", "whole number"),
        ("[rules]\nmin_duration = 9", "longer than"),
        ("rules = 3", r"\[rules\]"),
        ("description = 3", "not a text"),
        ("[text", "TOML"),
    ],
)
def test_a_mistake_names_the_file_and_the_key(content, says, tmp_path):
    file = tmp_path / "wrong.toml"
    file.write_text(content)
    with pytest.raises(PresetError, match=says) as caught:
        load_preset(file)
    assert "wrong.toml" in caught.value.message


def test_a_preset_that_is_not_there_names_what_is_near(tmp_path):
    with pytest.raises(PresetError, match="'pop'"):
        load_preset("popp")
    with pytest.raises(PresetError, match=r"gone\.toml"):
        load_preset(tmp_path / "gone.toml")


def test_a_file_that_is_not_text_is_refused(tmp_path):
    file = tmp_path / "binary.toml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PresetError, match="not a TOML file"):
        load_preset(file)
