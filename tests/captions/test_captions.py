"""The captions API: one call, four presets, three formats."""

from __future__ import annotations

import subprocess
import sys

import pytest

from vidsync.captions import Canvas, Preset, caption, load_preset, presets
from vidsync.errors import CaptionError, InputError, OutputError
from vidsync.transcript import Transcript


@pytest.mark.parametrize("suffix", [".ass", ".srt", ".vtt", ".ASS"])
def test_the_suffix_chooses_the_format(suffix, spoken, tmp_path):
    captions = caption(spoken("Save me."))
    path = tmp_path / f"out{suffix}"
    captions.save(path)
    text = {".ass": captions.to_ass(), ".srt": captions.to_srt(), ".vtt": captions.to_vtt()}
    assert path.read_text(encoding="utf-8") == text[suffix.lower()]
    with pytest.raises(OutputError):
        captions.save(path)
    captions.save(path, overwrite=True)


def test_an_unknown_suffix_is_refused(spoken, tmp_path):
    with pytest.raises(InputError, match=r"\.srt"):
        caption(spoken("Save me.")).save(tmp_path / "out.docx")


def test_nothing_to_say_is_an_error():
    with pytest.raises(CaptionError, match="no words"):
        caption(Transcript((), duration=1.0))


def test_invisible_words_give_empty_files(timed):
    captions = caption(timed(("\u200b\u2060", 0, 1)))
    assert captions.to_srt() == ""
    assert "Dialogue" not in captions.to_ass()


def test_a_preset_is_a_name_a_path_or_a_value(spoken):
    transcript = spoken("All the same.")
    info = next(info for info in presets() if info.name == "pill")
    by_name = caption(transcript, preset="pill").to_ass()
    assert caption(transcript, preset=info.path).to_ass() == by_name
    assert caption(transcript, preset=load_preset("pill")).to_ass() == by_name
    assert caption(transcript, preset=Preset("bare")).to_ass() != by_name


def test_lines_are_no_longer_than_the_canvas_is_wide(spoken):
    text = "Here is one sentence that a wide picture shows at one time."
    wide = caption(spoken(text), preset="clean", canvas=Canvas(1920, 1080)).placed
    tall = caption(spoken(text), preset="clean", canvas=Canvas(1080, 1920)).placed
    assert len(tall) > len(wide)
    assert all(cue.scale > 0.9 for cue in (*wide, *tall))


def test_the_same_words_give_the_same_file(spoken):
    transcript = spoken("Twice the same, مرحبا and 🔥.")
    assert caption(transcript).to_ass() == caption(transcript).to_ass()


def test_subtitles_need_no_fonts(timed):
    captions = caption(timed(("\U00012000", 0, 1)))
    assert "\U00012000" in captions.to_srt()
    assert "\U00012000" in captions.to_vtt()


def test_an_hour_of_speech_grows_the_file_and_nothing_else(spoken):
    text = " ".join(["Nine words are said again and again, without end."] * 1000)
    captions = caption(spoken(text))
    assert captions.to_ass().count("\nDialogue: 3,") == 9000
    assert captions.placed[-1].cue.end > 3000


def test_importing_visemes_loads_nothing_heavy():
    code = (
        "import sys, vidsync.captions as c; c.presets(); heavy = {'numpy', 'uharfbuzz', 'av', "
        "'fontTools', 'PIL'} & set(sys.modules); print(sorted(heavy)); sys.exit(bool(heavy))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_captions_are_saved_as_every_kind_of_caption_file(spoken, tmp_path):
    captions = caption(spoken("It is said once. Then it is said again."))
    for suffix in ("ass", "srt", "vtt", "ttml", "lrc", "json", "csv", "txt"):
        path = tmp_path / f"captions.{suffix}"
        captions.save(path)
        assert path.stat().st_size > 30
    assert (tmp_path / "captions.txt").read_text().split()[:3] == ["It", "is", "said"]
