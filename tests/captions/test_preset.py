"""Presets: the shipped ones, and the error messages for mistakes in a file."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from typing import get_args

import pytest
from jsonschema import Draft202012Validator

from vidsync.captions import Preset, load_preset, presets
from vidsync.captions.preset_schema import preset_schema
from vidsync.captions.preset_text import write_preset
from vidsync.captions.style.colour import Colour
from vidsync.captions.style.style import Look, PillStyle, Unit
from vidsync.errors import PresetError
from vidsync.resources import presets_folder


def test_at_least_24_presets_ship_and_no_two_are_alike():
    shipped = {info.name: info for info in presets()}
    assert {"pop", "pill", "sweep", "clean"} <= set(shipped)
    assert len(shipped) >= 24
    assert {info.look for info in shipped.values()} == set(get_args(Look))
    assert len({info.description for info in shipped.values()}) == len(shipped)
    assert len({info.font for info in shipped.values()}) >= 10
    for info in shipped.values():
        assert 10 < len(info.description) < 100
        assert info.path.is_file()
    styles = [load_preset(name).style for name in shipped]
    assert len({repr(style) for style in styles}) == len(styles)
    kinds = {style.entrance.kind for style in styles}
    assert len(kinds) >= 14
    assert {style.entrance.unit for style in styles} == set(get_args(Unit))


def test_the_published_schema_is_what_the_styles_say():
    published = json.loads((presets_folder("captions") / "schema.json").read_text("utf-8"))
    assert published == preset_schema()
    for section in published["properties"].values():
        for field in section.get("properties", {}).values():
            assert field.get("description") or "enum" in field


@pytest.mark.parametrize("info", presets(), ids=lambda info: info.name)
def test_every_preset_obeys_the_published_schema(info):
    table = tomllib.loads(info.path.read_text("utf-8"))
    Draft202012Validator(preset_schema()).validate(table)


@pytest.mark.parametrize(
    "content",
    [
        {"text": {"sixe": 4}},
        {"text": {"size": 900}},
        {"text": {"colour": "yellow"}},
        {"active": {"look": "pil"}},
        {"entrance": {"kind": "popp"}},
        {"speakers": {"colours": ["#12"]}},
        {"rules": {"profile": "sociel"}},
        {"pill": {"stay": "yes"}},
        {"emphasis": {"rules": ["number"]}},
        {"sound": {"word": "tik"}},
        {"sound": {"cue": "whoosh.txt"}},
        {"sound": {"gain": 40}},
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(content, tmp_path):
    assert list(Draft202012Validator(preset_schema()).iter_errors(content))
    file = tmp_path / "wrong.toml"
    file.write_text(
        "\n".join(
            f"[{section}]\n{key} = {json.dumps(value)}"
            for section, values in content.items()
            for key, value in values.items()
        )
    )
    with pytest.raises(PresetError):
        load_preset(file)


def test_a_preset_extends_another_of_the_folder_or_a_shipped_one(tmp_path):
    (tmp_path / "mine.toml").write_text('extends = "pop"\n[text]\nsize = 5\n')
    (tmp_path / "ours.toml").write_text('extends = "mine"\n[text]\ncase = "lower"\n')
    pop, ours = load_preset("pop").style, load_preset(tmp_path / "ours.toml").style
    assert ours.text == replace(pop.text, size=5, case="lower")
    assert ours.active == pop.active


def test_presets_in_a_circle_and_unknown_parents_are_errors(tmp_path):
    (tmp_path / "a.toml").write_text('extends = "b"')
    (tmp_path / "b.toml").write_text('extends = "a"')
    with pytest.raises(PresetError, match="circle"):
        load_preset(tmp_path / "a.toml")
    (tmp_path / "c.toml").write_text('extends = "pup"')
    with pytest.raises(PresetError, match="'pop'"):
        load_preset(tmp_path / "c.toml")


def test_a_brand_kit_overrides_any_preset(tmp_path):
    kit = tmp_path / "brand.toml"
    kit.write_text('[text]\nfont = "Poppins Bold"\n[active]\ncolour = "#00AA88"\n')
    for name in ("pop", "clean", "hype"):
        plain, branded = load_preset(name).style, load_preset(name, brand=kit).style
        assert branded.text == replace(plain.text, font="Poppins Bold")
        assert branded.active == replace(plain.active, colour=Colour(0, 0xAA, 0x88))
    kit.write_text('[text]\nfnt = "Poppins Bold"\n')
    with pytest.raises(PresetError, match=r"brand\.toml.*'font'|'font'"):
        load_preset("pop", brand=kit)


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
        ("[entrance]\nkind = 'bounc'", "'bounce'"),
        ("[entrance]\neasing = 'bak'", "'back'"),
        ("[entrance]\nunit = 'words'", "'word'"),
        ("[pill]\nstay = 1", "true or false"),
        ("[emphasis]\nrules = ['number']", "'numbers'"),
        ("[speakers]\ncolours = ['#FF0000', '#FE0000']", "look alike"),
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


def test_an_error_for_a_missing_preset_suggests_similar_names(tmp_path):
    with pytest.raises(PresetError, match="'pop'"):
        load_preset("popp")
    with pytest.raises(PresetError, match=r"gone\.toml"):
        load_preset(tmp_path / "gone.toml")


def test_a_file_that_is_not_text_is_refused(tmp_path):
    file = tmp_path / "binary.toml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PresetError, match="not a TOML file"):
        load_preset(file)


def test_settings_override_a_preset_and_its_brand():
    changed = load_preset(
        "pop", settings={"style.size": 7, "emphasis.colour": "#FFD400", "rules.max_words": 2}
    )
    usual = load_preset("pop")
    assert changed.style.text.size == 7
    assert changed.style.emphasis.colour == Colour.parse("#FFD400")
    assert changed.rules.max_words == 2
    assert changed.style.text.font == usual.style.text.font
    assert changed.rules.pause == usual.rules.pause


@pytest.mark.parametrize(
    ("settings", "message", "hint"),
    [
        ({"text.colr": "#FFFFFF"}, "no setting 'text.colr'", "text.colour"),
        ({"emfasis.colour": "#FFFFFF"}, "no setting", "emphasis.colour"),
        ({"text.size": 90}, "size is 90", ""),
        ({"text.size": "big"}, "not a number", ""),
        ({"text.colour": 3}, "not a colour", "#RRGGBB"),
        ({"rules.profile": "sociale"}, "no profile", "social"),
        ({"place.position": "upper"}, "not a choice", ""),
    ],
)
def test_a_wrong_setting_is_named(settings, message, hint):
    with pytest.raises(PresetError, match=message) as error:
        load_preset("pop", settings=settings)
    assert hint in (error.value.hint or "")


@pytest.mark.parametrize("info", presets(), ids=lambda info: info.name)
def test_a_preset_that_is_written_reads_as_the_same_preset(info):
    preset = load_preset(info.name)
    again = load_preset(tomllib.loads(write_preset(preset)))
    assert again.style == preset.style
    assert replace(again.rules, scripts=()) == replace(preset.rules, scripts=())


@pytest.mark.parametrize(
    ("values", "hint"),
    [
        ({"style": {"size": 90}}, "did you mean text.size or label.size?"),
        ({"style": "bold"}, "did you mean text?"),
        ({"position": "top"}, "did you mean place.position?"),
        ({"look": {"tilt": 3}}, "did you mean active.tilt?"),
        ({"bx": {}}, "did you mean 'box'?"),
    ],
)
def test_the_table_of_a_key_in_the_wrong_place_is_named(values, hint):
    with pytest.raises(PresetError, match="unknown key") as error:
        load_preset(values)
    assert error.value.hint.startswith(hint)
