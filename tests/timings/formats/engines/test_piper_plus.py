"""Phoneme timing of piper-plus."""

import pytest

from vidsync.errors import VidsyncWarning
from vidsync.timings import load_document


def test_phonemes_between_silences_are_a_word():
    spoken = [("^", 0.0, 0.0), ("k", 0.0, 0.05), ("o", 0.05, 0.12), ("pau", 0.12, 0.3),
              ("n", 0.3, 0.35), ("a", 0.35, 0.5), ("$", 0.5, 0.5)]  # fmt: skip
    in_seconds = [{"phoneme": p, "start": s, "end": e} for p, s, e in spoken]
    in_ms = [{"phoneme": p, "start_ms": s * 1000, "end_ms": e * 1000} for p, s, e in spoken]
    for phonemes in (in_seconds, in_ms):
        with pytest.warns(VidsyncWarning, match="times phonemes, not words"):
            found = load_document({"phonemes": phonemes, "total_duration": 0.5})
        assert found.format == "piper-plus"
        assert [(w.text, w.start, w.end) for w in found.transcript.words] == [
            ("ko", 0.0, 0.12), ("na", 0.3, 0.5),
        ]  # fmt: skip
        assert [phone.ipa for phone in found.transcript.words[0].phones] == ["k", "o"]
