"""What is not speech in a timing document."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidsync.timings import loads
from vidsync.timings.base import Entry
from vidsync.timings.building.marks import join_marks
from vidsync.timings.building.markup import remove_markup, separate_markup


def separate(*texts):
    entries = [Entry(f"word {n}", text, n, n + 1) for n, text in enumerate(texts)]
    found = separate_markup(entries)
    return [e.text for e in found if e.is_word], [e.text for e in found if not e.is_word]


@pytest.mark.parametrize(
    "text",
    [
        *("<break time='1s'/>", '<break time="1.5s" />', "</speak>", "<unk>", "<|en|>", "<|0.00|>"),
        *("[laughs]", "[laughter]", "[Applause]", "[BLANK_AUDIO]", "[_BEG_]", "[door slams]"),
        *("(music)", "(upbeat music)", "(audience laughing)", "(DOOR OPENS)", "*sighs*", "（笑）"),
        *("♪", "♪♪", "{LG}", "{NS}", "(laughs),"),
    ],
)
def test_text_that_is_not_speech_becomes_a_pause(text):
    assert separate("Oh", text, "yes") == (["Oh", "yes"], [text])


@pytest.mark.parametrize(
    "text",
    [
        *("(he", "(NASA)", "[1]", "<3", "a<b", "(said)", "{x}", "*really*", "(or", "note)"),
        *("(I", "love", "music)", "5>4", "(the", "silence)", "[", "(", "<"),
    ],
)
def test_ordinary_words_in_brackets_stay(text):
    assert separate("Oh", text, "yes") == (["Oh", text, "yes"], [])


def test_sentences_in_brackets_stay():
    texts = [
        "He",
        "(I",
        "love",
        "music)",
        "sang",
        "(he",
        "said)",
        "loud",
        "(see",
        "below)",
        "[sic]",
    ]
    assert separate(*texts) == (texts[:-1], ["[sic]"])


def test_markup_may_be_split_over_entries():
    assert separate("<emotion", 'value="excited"/>', "Oh", "[laughter]", "yes!") == (
        ["Oh", "yes!"],
        ['<emotion value="excited"/>', "[laughter]"],
    )
    assert separate("[upbeat", "jazz", "music]", "Hi") == (["Hi"], ["[upbeat jazz music]"])
    assert separate("(soft", "music)", "Hi") == (["Hi"], ["(soft music)"])
    assert separate("Hi", "<emotion", "value") == (["Hi", "<emotion", "value"], [])


def test_words_inside_tags_and_sung_words_stay():
    assert separate("<b>Hello</b>", "♪La", "la♪") == (["Hello", "La", "la"], [])
    assert separate("♪", "La", "♪") == (["La"], ["♪", "♪"])


def test_a_text_without_markup_is_the_same():
    text = "He (Ann) said 1 < 2, [3] ok"
    assert remove_markup(text) == (text, list(range(len(text) + 1)))


def test_the_text_and_the_spans_lose_the_markup():
    text, places = remove_markup('Wait. <break time="1s"/> Go. [laughs]')
    assert text == "Wait. Go. "
    assert text[places[25] : places[28]] == "Go."


def test_a_document_has_pauses_for_them():
    document = [
        {"text": "Oh", "start": 0.0, "end": 0.3},
        {"text": "[laughter]", "start": 0.4, "end": 0.9},
        {"text": "yes!", "start": 0.9, "end": 1.2},
    ]
    found = loads(json.dumps(document))
    assert [word.text for word in found.words] == ["Oh", "yes!"]
    assert [(pause.text, pause.start, pause.end) for pause in found.pauses] == [
        ("[laughter]", 0.4, 0.9)]  # fmt: skip


def test_the_range_of_a_word_loses_its_tags():
    (word,) = separate_markup([Entry("word 1", "<b>b</b>", 0, 1, span=(10, 18))])
    assert (word.text, word.span) == ("b", (13, 14))


PIECES = st.sampled_from(["<b>", "</b>", "[a]", "(", ")", "♪", "x", " ", "<", ">", "[", "]", "*"])


@given(
    st.lists(st.lists(PIECES, min_size=1, max_size=6).map("".join).filter(str.strip), max_size=8)
)
def test_any_markup_is_separated_without_loss_of_words(texts):
    entries, at = [], 0
    for text in texts:
        entries.append(Entry("word", text, at, at + 1, span=(at, at + len(text))))
        at += len(text)
    for entry in separate_markup(entries):
        if entry.is_word and entry.span:
            assert entry.text.strip()[0] == "".join(texts)[entry.span[0] :].strip()[0]
            assert 0 <= entry.span[0] < entry.span[1] <= at


def test_marks_with_a_time_of_their_own_join_the_word_once():
    entries = [
        Entry("word", text, n, n + 1) for n, text in enumerate(["Hi,", ",", "you", "!", "("])
    ]
    found = join_marks(entries)
    assert [entry.text for entry in found if entry.is_word] == ["Hi,", "you!("]
