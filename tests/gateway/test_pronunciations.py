import string

from hypothesis import given
from hypothesis import strategies as st

from vidsync import espeak
from vidsync.gateway.pronunciations import as_written, respell
from vidsync.transcript import Transcript, Word

RULES = [
    {"word": "SQL", "replacement": "sequel", "caseSensitive": True},
    {"word": "nginx", "replacement": "engine ex"},
    {"word": "um", "replacement": ""},
]
tokens = st.sampled_from(["SQL", "sql,", "(nginx)", "Nginx.", "um", "sum", "and", "a", "“NGINX!”"])


def spoken(text):
    """The tokens of a text as words of a tenth of a second each."""
    words, position = [], 0
    for token in text.split():
        position = text.index(token, position)
        time = len(words) / 10
        words.append(Word(token, time, time + 0.1, (position, position + len(token))))
        position += len(token)
    return Transcript(tuple(words), len(words) / 10 + 1, text=text)


def test_whole_words_are_respelled_in_their_case_where_it_matters():
    assert respell("SQL, sql and NoSQL by nginx.", RULES).spoken == (
        "sequel, sql and NoSQL by engine ex."
    )
    assert respell("a.b", [{"word": "a.b", "replacement": "x"}]).spoken == "x"
    assert respell("axb", [{"word": "a.b", "replacement": "x"}]).spoken == "axb"


def test_what_was_said_for_a_word_is_that_words_time():
    respelling = respell("Use “nginx”, SQL!", RULES)
    transcript = as_written(spoken(respelling.spoken), respelling)
    assert [(word.text, word.start, round(word.end, 6)) for word in transcript.words] == [
        ("Use", 0.0, 0.1),
        ("“nginx”,", 0.1, 0.3),
        ("SQL!", 0.3, 0.4),
    ]


@given(st.lists(tokens, max_size=8))
def test_the_written_words_come_back_in_their_places(parts):
    text = " ".join(parts)
    respelling = respell(text, RULES)
    transcript = as_written(spoken(respelling.spoken), respelling)
    for word in transcript.words:
        assert text[slice(*word.span)] == word.text
    assert [word.text for word in transcript.words] == [part for part in parts if part != "um"]


@given(st.text(alphabet=string.printable + "éß", max_size=40))
def test_without_rules_nothing_changes(text):
    assert respell(text, []).spoken == text


def test_the_engines_own_words_are_given_back():
    respelling = respell("Our nginx speaks SQL.", RULES)
    transcript = as_written(espeak.pronounce(respelling.spoken), respelling)
    assert [word.text for word in transcript.words] == ["Our", "nginx", "speaks", "SQL."]
    assert all(word.phones for word in transcript.words)
