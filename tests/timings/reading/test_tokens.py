"""Joining of tokens to words."""

import json

import pytest

from vidsync.errors import TimingError, VidsyncWarning
from vidsync.timings import loads
from vidsync.timings.reading.tokens import Token, join_tokens


def join(texts, text=""):
    tokens = [Token(each, index, index + 1.0) for index, each in enumerate(texts)]
    return join_tokens(tokens, text=text)


def shown(texts, text=""):
    return [word.text for word in join(texts, text)]


def test_a_token_without_a_space_before_it_continues_the_word():
    texts = [
        " A",
        " self",
        "-driving",
        " car,",
        " 3",
        ".5",
        " or",
        " 100",
        "%",
        " and",
        "/or",
        " x",
    ]
    words = join(texts)
    assert [w.text for w in words] == [
        "A",
        "self-driving",
        "car,",
        "3.5",
        "or",
        "100%",
        "and/or",
        "x",
    ]
    assert (words[1].start, words[1].end) == (1, 3)
    # A space may also stand after each word.
    assert shown(["Hello ", "wor", "ld"]) == ["Hello", "world"]


def test_scripts_without_spaces_keep_their_tokens_and_latin_words_are_not_cut():
    assert shown(["我", "用", "Py", "thon", "写", "代码"]) == ["我", "用", "Python", "写", "代码"]
    assert shown(["今日は", "iP", "hone", "を", "買う"]) == ["今日は", "iPhone", "を", "買う"]
    spaced = join(["富士山", "の絵", " 葛飾", "北斎"])
    assert [(word.text, word.gap) for word in spaced] == [
        ("富士山", None), ("の絵", None), ("葛飾", " "), ("北斎", None)]  # fmt: skip


def test_marks_join_the_word_that_they_touch():
    assert shown([" Well", " -", " yes", " —", "no"]) == ["Well -", "yes", "—no"]
    assert shown([' "', "Hi", '",', " he"]) == ['"Hi",', "he"]
    assert shown([" l", "'", "homme", " dit", " :", " oui"]) == ["l'homme", "dit :", "oui"]


def test_each_token_without_spaces_is_a_word():
    assert shown(["Hello", ",", "world", "!"]) == ["Hello,", "world!"]
    assert shown(["¿", "Qué", "?"]) == ["¿Qué?"]
    assert shown(["(", "a", ")", "$", "20"]) == ["(a)", "$20"]
    assert join(["Hello", ","])[0].end == 1


def test_the_text_tells_what_is_written_around_words():
    text = "It costs $20.50, twenty-five percent off."
    words = join(["It", "costs", "20", "50", "twenty", "five", "percent", "off"], text)
    assert [(word.text, word.gap) for word in words] == [
        ("It", None), ("costs", None), ("$20.50,", None), ("twenty-", None), ("five", ""),
        ("percent", None), ("off.", None)]  # fmt: skip
    assert all(text[slice(*word.span)] == word.text for word in words)
    assert shown(["don", "t", "pay", "5"], "Don't pay $5.") == ["Don't", "pay", "$5."]
    assert shown(["10", "30", "a", "b"], "10:30, a—b") == ["10:30,", "a—", "b"]


def test_a_text_that_differs_is_not_used():
    assert shown(["one", "two"], "drei vier fünf") == ["one", "two"]


def test_a_character_that_is_cut_is_joined():
    assert shown([" m", "\udcc4", "\udc81ja"]) == ["māja"]
    assert shown([" \ud83d", "\ude00"]) == ["😀"]
    words = join(["ン\ufffd", "\ufffd", "です"], "ンハです")
    assert [(word.text, word.start, word.end) for word in words] == [("ンハ", 0, 2), ("です", 2, 3)]


def test_the_lowest_confidence_and_the_first_speaker_count():
    first = Token(" a", 0.0, 0.1, 0.9, "Ann")
    (word,) = join_tokens([first, Token("b", 0.1, 0.2, 0.4, "Ben")])
    assert (word.text, word.confidence, word.speaker) == ("ab", 0.4, "Ann")


@pytest.mark.parametrize("texts", [[], ["  "], ["\ufffd"], ["\0"], ["$"], ["—", "—"]])
def test_odd_tokens_are_no_fault(texts):
    for text in ("", "x", "\ufffd"):
        for word in join(texts, text):
            word.text.encode()


def cpp(*texts):
    items = [
        {"offsets": {"from": 100 * n, "to": 100 * n + 100}, "text": text}
        for n, text in enumerate(texts)
    ]
    return json.dumps({"result": {"language": "en"}, "transcription": items})


def test_segments_of_one_token_each_are_joined():
    found = loads(cpp("", " un", "believ", "able", ",", " friends"))
    assert [(word.text, word.start, word.end) for word in found.words] == [
        ("unbelievable,", 0.1, 0.5), ("friends", 0.5, 0.6)]  # fmt: skip


def whisper(*words, text):
    segment = {"start": 0, "end": 4, "text": text, "words": list(words)}
    return json.dumps({"language": "en", "segments": [segment]})


def test_words_of_a_segment_keep_their_own_speaker():
    document = whisper(
        {"word": "Hi.", "start": 0, "end": 0.5, "speaker": "A"},
        {"word": "Hello.", "start": 0.8, "end": 1.4, "speaker": "B"},
        text=" Hi. Hello.",
    )
    found = loads(document)
    assert [found.turns[word.turn].speaker for word in found.words] == ["A", "B"]


@pytest.mark.parametrize(
    "times",
    [[(1.8, 0.9), (0.9, 1.4)], [(12.66, 12.84), (11.4, 11.58)]],
)
def test_times_of_whisper_that_go_back_are_an_error_that_names_the_word(times):
    words = [
        {"word": f" {text}", "start": start, "end": end}
        for text, (start, end) in zip(("Guten", "Tag"), times, strict=True)
    ]
    with pytest.raises(TimingError, match=r"word [12] \('(Guten|Tag)'\): (start|end)"):
        loads(whisper(*words, text=" Guten Tag"))


def test_the_comma_form_of_whisper_is_in_milliseconds():
    with pytest.warns(VidsyncWarning, match="estimated"):
        found = loads('start,end,text\n0,2400," Hi there, you"\n2400,4000," Bye"\n')
    assert (found.words[-1].text, found.words[-1].start, found.words[-1].end) == ("Bye", 2.4, 4.0)
