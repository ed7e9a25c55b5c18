"""What ElevenLabs says was read out, where it differs from the text."""

import json

import pytest

from vidsync.errors import VidsyncWarning
from vidsync.timings import loads


def chunk(text, normalized):
    def table(characters):
        lead = len(characters) - len(characters.lstrip())
        starts = [0] * lead + [50 * n for n in range(len(characters) - lead)]
        lengths = [0] * lead + [50] * (len(characters) - lead)
        return {"chars": list(characters), "charStartTimesMs": starts, "charDurationsMs": lengths}

    return json.dumps(
        {"audio": "", "alignment": table(text), "normalizedAlignment": table(normalized)}
    )


def test_a_word_that_is_cut_by_a_chunk_is_one_in_both_alignments():
    found = loads("\n".join([chunk("Good to", " Good to"), chunk("mato soup", " mato soup")]))
    assert [word.text for word in found.words] == ["Good", "tomato", "soup"]
    # Both alignments agree, so the words as read out are not kept.
    assert found.spoken == ()
    found = loads("\n".join([chunk("Good to ", " Good to"), chunk("9 soup", " nine soup")]))
    assert [word.text for word in found.spoken] == ["Good", "to", "nine", "soup"]


def answer(text, starts, normalized=None):
    def table(characters, times):
        return {
            "characters": list(characters),
            "character_start_times_seconds": times,
            "character_end_times_seconds": [*times[1:], times[-1]],
        }

    spoken = table(normalized, [0.1 * n for n in range(len(normalized))]) if normalized else None
    return json.dumps(
        {"audio_base64": "", "alignment": table(text, starts), "normalized_alignment": spoken}
    )


def test_tags_are_no_words_and_not_in_the_text():
    text = 'Wait. <break time="1.5s" /> Go.'
    found = loads(answer(text, [0.1 * n for n in range(len(text))], "Wait. Go."))
    assert [word.text for word in found.words] == ["Wait.", "Go."]
    assert found.text == "Wait. Go."
    assert [found.text[slice(*word.span)] for word in found.words] == ["Wait.", "Go."]
    assert [pause.text for pause in found.pauses] == ['<break time="1.5s" />']


def test_times_that_collapse_are_told():
    text = "Yes it is here. Then all of this at once."
    starts = [0.06 * min(n, 16) for n in range(len(text))]
    with pytest.warns(VidsyncWarning, match=r"word 5 \('Then'\) and the 5 words after it .*align"):
        assert len(loads(answer(text, starts)).words) == 10
