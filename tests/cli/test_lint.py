"""`vidsync lint` and `vidsync convert` on the command line."""

from __future__ import annotations

import json

BAD = (
    "1\n00:00:01,000 --> 00:00:01,400\nThis line is certainly a lot longer than forty-two "
    "characters are.\n\n2\n00:00:01,380 --> 00:00:09,900\nHe went to the\nshop.\n"
)


def test_lint_prints_rule_word_and_time_and_exits_with_1(run, tmp_path):
    (tmp_path / "bad.srt").write_text(BAD)
    result = run("lint", "bad.srt", "--profile", "netflix")
    assert result.returncode == 1
    lines = result.stdout.splitlines()
    assert any("cue 1, 00:00:01.000: reading-speed at 'This'" in line for line in lines)
    for rule in ("line-length", "min-duration", "max-duration", "overlap", "break"):
        assert any(f": {rule} at" in line for line in lines), rule


def test_fix_keeps_all_words_and_breaks_fewer_rules(run, tmp_path):
    slow = BAD.replace("00:00:01,400", "00:00:05,000").replace("00:00:01,380", "00:00:04,980")
    (tmp_path / "bad.srt").write_text(slow)
    result = run("lint", "bad.srt", "--fix", "-o", "good.vtt", "--json")
    found = json.loads(result.stdout)
    assert found["findings"]
    assert found["left"] == []
    assert result.returncode == 0
    assert run("lint", "good.vtt").returncode == 0
    assert run("convert", "good.vtt", "-o", "words.txt").returncode == 0
    assert run("convert", "bad.srt", "-o", "before.txt").returncode == 0
    words, before = ((tmp_path / name).read_text().split() for name in ("words.txt", "before.txt"))
    assert words == before


def test_cues_are_moved_to_the_frames_of_the_video(run, tmp_path):
    (tmp_path / "ntsc.srt").write_text(
        "1\n00:16:40,000 --> 00:16:42,000\nA line of words.\n\n"
        "2\n00:16:42,100 --> 00:16:44,000\nAnd one that follows.\n"
    )
    at = ("--fps", "23.976")
    assert ": frame at" in run("lint", "ntsc.srt", *at).stdout
    assert run("lint", "ntsc.srt", *at, "--fix", "-o", "good.srt").returncode == 0
    assert run("lint", "good.srt", *at).returncode == 0
    assert run("lint", "good.srt", "--fps", "25").returncode == 1
    cut = run("convert", "ntsc.srt", "-o", "cut.srt", "--profile", "netflix", *at)
    assert cut.returncode == 0
    assert run("lint", "cut.srt", *at).returncode == 0
    assert run("convert", "ntsc.srt", "-o", "again.srt", *at).returncode == 0
    assert ": frame at" not in run("lint", "again.srt", *at).stdout


def test_lint_splits_word_timings_into_cues(run, timings):
    result = run("lint", timings, "--profile", "social")
    assert result.returncode == 0
    assert "no rule is broken" in result.stdout


def test_fix_needs_an_output(run, tmp_path):
    (tmp_path / "bad.srt").write_text(BAD)
    assert run("lint", "bad.srt", "--fix").returncode == 2
    assert "netflix" in run("lint", "bad.srt", "--profile", "netflx").stderr


def test_convert_writes_and_reads_every_format(run, timings, tmp_path):
    for name in ("a.srt", "a.vtt", "a.ass", "a.ttml", "a.scc", "a.lrc", "a.csv", "a.md"):
        result = run("convert", timings, "-o", name)
        assert result.returncode == 0, result.stderr
        assert run("convert", name, "-o", f"from_{name}.txt").returncode == 0
        text = (tmp_path / f"from_{name}.txt").read_text()
        assert text.split() == ["Pop", "goes", "the", "word."]
    assert run("convert", "a.vtt", "-o", "a.TextGrid", "-f", "textgrid").returncode == 0
    assert 'text = "goes"' in (tmp_path / "a.TextGrid").read_text()
    assert run("convert", "a.vtt", "-o", "b.vtt", "-f", "web").returncode == 2
