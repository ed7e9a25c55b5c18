"""A transcript of vidsync that was edited by hand is read, and its phones follow the words."""

import json
import warnings

import pytest

import vidsync
from vidsync.errors import TimingError, VidsyncWarning


def document(**changed) -> str:
    """Return a transcript of three words; `changed` has new fields by the word's number."""
    words = [
        {"text": "Pop", "start": 0.2, "end": 0.5, "phones": [["p", 0.2, 0.3], ["ɒ", 0.3, 0.5]]},
        {"text": "goes", "start": 0.5, "end": 0.9, "phones": [["g", 0.5, 0.6], ["oʊ", 0.6, 0.9]]},
        {"text": "it", "start": 1.0, "end": 1.2, "phones": [["ɪ", 1.0, 1.1], ["t", 1.1, 1.2]]},
    ]
    for name, fields in changed.items():
        words[int(name[1:])].update(fields)
    whole = {"format": "vidsync-transcript", "version": 1, "duration": 2.0, "words": words}
    return json.dumps(whole)


def phones(word) -> list:
    return [(phone.ipa, round(phone.start, 3), round(phone.end, 3)) for phone in word.phones]


@pytest.mark.parametrize(
    ("moved", "expected"),
    [
        ({"start": 0.7}, [("g", 0.7, 0.75), ("oʊ", 0.75, 0.9)]),
        ({"end": 0.7}, [("g", 0.5, 0.55), ("oʊ", 0.55, 0.7)]),
        ({"start": 0.6, "end": 1.0}, [("g", 0.6, 0.7), ("oʊ", 0.7, 1.0)]),
        ({"start": 0.48}, [("g", 0.48, 0.585), ("oʊ", 0.585, 0.9)]),
        ({"start": 0.9}, [("g", 0.9, 0.9), ("oʊ", 0.9, 0.9)]),
    ],
    ids=["start later", "end earlier", "both", "start earlier", "no duration"],
)
def test_the_phones_of_a_moved_word_follow_it(moved, expected):
    with pytest.warns(VidsyncWarning, match=r"the phones of word 2 \('goes'\) have other times"):
        words = vidsync.timings.loads(document(_1=moved)).words
    assert phones(words[1]) == expected
    assert phones(words[0]) == [("p", 0.2, 0.3), ("ɒ", 0.3, 0.5)]


def test_phones_that_never_fill_their_words_are_left_as_they_are():
    loose = {f"_{n}": {"phones": [["a", start, start + 0.1]]} for n, start in enumerate((0.3, 0.6))}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        words = vidsync.timings.loads(document(**loose)).words
    assert phones(words[0]) == [("a", 0.3, 0.4)]


def test_words_that_overlap_are_told():
    with pytest.warns(VidsyncWarning) as told:
        words = vidsync.timings.loads(document(_1={"start": 0.31})).words
    assert [str(each.message).partition(": ")[2] for each in told] == [
        "the phones of word 2 ('goes') have other times than the word: fitted to it",
        "word 2 ('goes') begins 0.19 s before word 1 ('Pop') ends",
    ]
    assert words[1].start == 0.31


def test_speakers_who_talk_at_once_are_no_fault():
    whole = json.loads(document(_0={"turn": 0, "end": 0.8, "phones": []}, _1={"turn": 1}))
    whole["turns"] = [{"speaker": "Ann"}, {"speaker": "Bo"}]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        vidsync.timings.loads(json.dumps(whole))


def test_phones_that_contradict_each_other_are_an_error():
    wrong = {"start": 0.55, "phones": [["g", 0.6, 0.7], ["oʊ", 0.5, 0.6]]}
    with pytest.raises(TimingError, match=r"phone 'oʊ' of word 2"):
        vidsync.timings.loads(document(_1=wrong))
