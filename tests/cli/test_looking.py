"""`vidsync presets`, `vidsync formats` and `vidsync preview`: schema, lists and pictures."""

import json
import tomllib

from PIL import Image


def assert_success(done):
    assert done.returncode == 0, done.stderr
    return done


def test_presets_prints_the_schema(run):
    schema = json.loads(assert_success(run("presets", "--schema")).stdout)
    assert schema["properties"]["text"]["properties"]["size"]["maximum"] == 40


def test_the_formats_of_timing_documents_are_listed(run):
    listed = json.loads(assert_success(run("formats", "--json")).stdout)["formats"]
    written = {row["name"]: row["written"] for row in listed}
    assert (written["textgrid"], written["deepgram"]) == (True, False)
    assert "deepgram           " in assert_success(run("formats")).stdout


def test_preview_animates_a_cue_under_the_interface_of_a_platform(run, timings, tmp_path):
    arguments = ("--size", "180x320", "--platform", "tiktok", "--safe-area")
    assert_success(run("preview", timings, "-o", "cue.gif", *arguments))
    assert_success(run("preview", timings, "-o", "frame.png", "--at", "0.4", *arguments))
    with Image.open(tmp_path / "cue.gif") as moving, Image.open(tmp_path / "frame.png") as still:
        assert moving.n_frames > 3
        assert still.size == (180, 320)
        # The head of the picture is tinted: the app covers it.
        red, green, _ = still.getpixel((5, 5))
        assert red > green


def test_a_brand_kit_colours_the_preview(run, timings, tmp_path):
    (tmp_path / "brand.toml").write_text(
        '[text]\ncolour = "#00FF00"\n[active]\ncolour = "#00FF00"\n'
    )
    arguments = ("--size", "180x320", "--at", "0.4", "--brand", "brand.toml")
    assert_success(run("preview", timings, "-o", "frame.png", *arguments))
    with Image.open(tmp_path / "frame.png") as still:
        assert any(g > 200 > r + 100 for _, (r, g, b) in still.getcolors(1 << 20))


def test_captions_take_the_options_of_where_they_stand(run, timings, tmp_path):
    placed = ("--platform", "tiktok", "--avoid", "0,0.5,1,1", "--second", timings)
    assert_success(run("captions", timings, "-o", "plain.ass"))
    assert_success(run("captions", timings, "-o", "placed.ass", *placed))
    plain, moved = ((tmp_path / f"{name}.ass").read_text("utf-8") for name in ("plain", "placed"))
    assert moved.count("Dialogue:") > plain.count("Dialogue:")
    refused = run("captions", timings, "-o", "c.srt", "--second", timings)
    assert refused.returncode == 2
    assert "a subtitle file has one language" in refused.stderr


def test_a_preset_is_shown_as_written_and_with_every_key(run):
    written = tomllib.loads(assert_success(run("presets", "show", "pop")).stdout)
    assert written["rules"] == {"profile": "social", "max_words": 4}
    resolved = tomllib.loads(assert_success(run("presets", "show", "pop", "--resolved")).stdout)
    assert resolved["text"]["font"] == written["text"]["font"]
    assert resolved["outline"]["blur"] == 0
    assert resolved["rules"]["pause"] == 0.45
    missing = run("presets", "show", "popp")
    assert missing.returncode == 2
    assert "pop" in missing.stderr


def test_a_new_preset_extends_another_and_is_not_replaced(run, timings, tmp_path):
    assert_success(run("presets", "new", "mine", "--from", "pill"))
    content = (tmp_path / "mine.toml").read_text("utf-8")
    assert tomllib.loads(content) == {"description": "", "extends": "pill"}
    assert run("presets", "new", "mine").returncode == 2
    changed = content.replace("# [text]", "[text]").replace("# size = ", "size = 1", 1)
    (tmp_path / "mine.toml").write_text(changed, "utf-8")
    assert tomllib.loads(changed)["text"]["size"] > 10
    assert_success(run("preview", timings, "-o", "mine.png", "--preset", "mine.toml", "--at", "1"))
