"""File names with characters that are special to ffmpeg, a filter string or a shell."""

import shutil
from dataclasses import replace

import pytest

from vidsync.media import Narration, SubtitleTrack, compose, paint_footage, probe, stills

NAMES = [
    "with space",
    "it's",
    'double "quotes"',
    "comma, semi; colon: x",
    "[brackets] {braces} (round)",
    "100%d %03d %% of",
    "back\\slash",
    "ünïcödé 日本語 🎬",
    "-leading dash",
    "$HOME `id` $(id) & | > <",
    "=equals+plus@at#hash~tilde",
    "concat:a|b",
    "new\nline",
    "https:host",
]


@pytest.mark.parametrize("name", NAMES)
def test_any_file_name_works_for_every_input_and_output(
    tmp_path, plain, block_font, script, speech_like, frames_of, name, monkeypatch
):
    folder = tmp_path / name
    folder.mkdir()
    monkeypatch.chdir(folder)
    video, voice, font = (folder / f"{name}.{kind}" for kind in ("mp4", "wav", "ttf"))
    shutil.copy(plain, video)
    shutil.copy(block_font, font)
    voice.write_bytes(speech_like((0, 1), duration=1))
    # Relative names, as a user would type them.
    media = probe(video.relative_to(folder))
    drawing = replace(
        script(media, ("0:00:00.00", "0:00:09.00", "A")),
        font_files=[font.relative_to(folder)],
    )
    output = folder / f"{name} out.mkv"
    compose(
        media,
        output.relative_to(folder),
        drawing=drawing,
        narration=Narration(voice.relative_to(folder)),
        subtitles=[SubtitleTrack("1\n00:00:00,000 --> 00:00:01,000\nx\n", title=name)],
    )
    assert frames_of(output)[0].rgb[10, 10].min() > 225
    assert set(folder.iterdir()) == {video, voice, font, output}
    (still,) = stills(drawing, [0.5], background=media)
    assert min(still.getpixel((10, 10))) > 225


def test_footage_may_be_named_anything(tmp_path):
    output = tmp_path / "50%, 'it's' [x]: ü.mp4"
    paint_footage(output, width=64, height=64, duration=0.3)
    assert [path.name for path in tmp_path.iterdir()] == [output.name]
    assert probe(output).canvas == (64, 64)
