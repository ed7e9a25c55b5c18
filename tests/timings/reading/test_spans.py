"""Spans of words in the source text."""

from hypothesis import given
from hypothesis import strategies as st

from vidsync.timings.reading.spans import add_punctuation, find_spans


def found(words: str, text: str) -> list[str | None]:
    return [span and text[slice(*span)] for span in find_spans(words.split(), text)]


def test_case_width_quotes_and_punctuation_do_not_matter():
    assert found("well, DON'T stop", "Well, don’t\nstop!") == ["Well,", "don’t", "stop"]
    assert found("straße", "STRASSE") == ["STRASSE"]


def test_repeated_words_are_found_in_order():
    assert find_spans(["a", "rose", "is", "a", "rose"], "A rose is a rose") == [
        (0, 1), (2, 6), (7, 9), (10, 11), (12, 16)]  # fmt: skip


def test_a_word_is_not_found_inside_another():
    assert found("the art on", "the cart: art on") == ["the", "art", "on"]
    assert found("the art", "the cart") == ["the", None]


def test_neighbours_of_a_missing_word_are_found():
    text = "I paid 100 euros on the 3rd of May"
    words = "I paid one hundred euros on the third of May"
    assert found(words, text) == [
        *("I", "paid", None, None, "euros", "on", "the", None, "of", "May")]  # fmt: skip


def test_scripts_without_spaces_are_found_by_character():
    assert found("你 好 世 界", "你好,世界。") == ["你", "好", "世", "界"]


@given(st.lists(st.text(st.characters(categories=["Ll", "Lu", "Lo"]), min_size=1, max_size=5),
                max_size=12))  # fmt: skip
def test_spans_are_in_order_inside_the_text_and_all_found_in_the_words_own_text(words):
    text = "  ".join(word + "," for word in words)
    spans = find_spans(words, text)
    end = 0
    for word, span in zip(words, spans, strict=True):
        assert span is not None
        assert end <= span[0] < span[1] <= len(text)
        assert text[slice(*span)] == word
        end = span[1]


@given(st.lists(st.text(max_size=5), max_size=8), st.text(max_size=40))
def test_any_words_in_any_text_give_ordered_spans(words, text):
    end = 0
    for span in find_spans(words, text):
        if span is not None:
            assert 0 <= span[0] < span[1] <= len(text)
            assert span[0] >= end - 1  # one character may fold into two words' letters
            end = span[1]


def test_a_word_includes_the_punctuation_that_touches_it():
    text = '"Good," she said (¿really?) — state-of-the-art... 你好。'

    def around(word: str) -> str:
        start = text.index(word)
        return add_punctuation((start, start + len(word)), text)

    assert around("Good") == '"Good,"'
    assert around("said") == "said"
    assert around("really") == "(¿really?)"
    assert around("state") == "state-"
    assert around("art") == "art..."
    assert around("好") == "好。"
