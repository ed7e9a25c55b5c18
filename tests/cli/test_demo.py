"""`vidsync demo`, with a short script and small footage so that the test is fast."""

import pytest

from vidsync.cli.video import demo
from vidsync.media import probe


@pytest.fixture
def small_demo(monkeypatch):
    monkeypatch.setattr(demo, "_SCRIPT", "Look at this 🚀!")
    monkeypatch.setattr(demo, "_FOOTAGE_SIZE", (320, 180))


def test_demo_writes_every_output(small_demo, tmp_path, capsys):
    folder = tmp_path / "demo"
    demo.command(folder)
    captured = capsys.readouterr()
    wide, vertical = probe(folder / "wide.mp4"), probe(folder / "vertical.mp4")
    assert wide.canvas == (320, 180)
    assert vertical.canvas == (180, 320)
    for clip in (wide, vertical):
        assert clip.audio
        assert clip.subtitles == ("eng",)
        assert clip.duration > 0.8
    for name in (*(name for name, _ in demo._CLIPS.values()), *demo._FILES.values()):
        assert (folder / name).stat().st_size > 0
        assert str(folder / name) in captured.out
    assert len(list(folder.iterdir())) == len(demo._CLIPS) + len(demo._FILES)


def test_each_step_is_one_line_without_a_terminal(small_demo, tmp_path, capsys):
    demo.command(tmp_path / "demo")
    assert capsys.readouterr().err.splitlines() == [
        "Speaking …",
        "Writing captions and visemes …",
        "Painting footage …",
        "Rendering the vertical clip …",
        "Rendering the wide clip …",
    ]


def test_quiet_prints_nothing(small_demo, tmp_path, capsys):
    demo.command(tmp_path / "demo", quiet=True)
    captured = capsys.readouterr()
    assert captured.out == captured.err == ""
