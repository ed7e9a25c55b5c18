"""Long files of subtitles need no entry for each word."""

from __future__ import annotations

import warnings

from vidsync.errors import VidsyncWarning
from vidsync.timings import loads
from vidsync.timings.word_columns import WordColumns


def test_marks_and_descriptions_do_not_make_every_word_an_entry(monkeypatch):
    """Reading 10 MB takes under 3 s only if the words stay columns."""
    cues = [
        f"{number}\n00:{number // 60:02}:{number % 60:02},000 --> "
        f"00:{number // 60:02}:{number % 60:02},900\n"
        + ("- <i>Hello</i> there.", "♪ la la ♪", "[door closes]", "ANN: Don’t go…")[number % 4]
        + "\n"
        for number in range(1, 400)
    ]
    monkeypatch.setattr(
        WordColumns, "__iter__", lambda self: (_ for _ in ()).throw(AssertionError("entries"))
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", VidsyncWarning)
        transcript = loads("\n".join(cues))
    assert [word.text for word in transcript.words[:5]] == ["la", "la", "ANN:", "Don’t", "go…"]
    assert {pause.text for pause in transcript.pauses} >= {"[door closes]"}
