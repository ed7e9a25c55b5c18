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


def make_transcript(text):
    """Return the tokens of a text as words of a tenth of a second each."""
    words, position = [], 0
    for token in text.split():
        position = text.index(token, position)
        time = len(words) / 10
        words.append(Word(token, time, time + 0.1, (position, position + len(token))))
        position += len(token)
    return Transcript(tuple(words), len(words) / 10 + 1, text=text)


def test_respell_replaces_whole_words_and_respects_case_on_request():
    assert respell("SQL, sql and NoSQL by nginx.", RULES).spoken == (
        "sequel, sql and NoSQL by engine ex."
    )
    assert respell("a.b", [{"word": "a.b", "replacement": "x"}]).spoken == "x"
    assert respell("axb", [{"word": "a.b", "replacement": "x"}]).spoken == "axb"


def test_a_word_has_the_time_of_its_replacement():
    respelling = respell("Use “nginx”, SQL!", RULES)
    transcript = as_written(make_transcript(respelling.spoken), respelling)
    assert [(word.text, word.start, round(word.end, 6)) for word in transcript.words] == [
        ("Use", 0.0, 0.1),
        ("“nginx”,", 0.1, 0.3),
        ("SQL!", 0.3, 0.4),
    ]


@given(st.lists(tokens, max_size=8))
def test_as_written_restores_the_written_words_and_spans(parts):
    text = " ".join(parts)
    respelling = respell(text, RULES)
    transcript = as_written(make_transcript(respelling.spoken), respelling)
    for word in transcript.words:
        assert text[slice(*word.span)] == word.text
    assert [word.text for word in transcript.words] == [part for part in parts if part != "um"]


@given(st.text(alphabet=string.printable + "éß", max_size=40))
def test_without_rules_nothing_changes(text):
    assert respell(text, []).spoken == text


def test_as_written_restores_words_spoken_by_espeak():
    respelling = respell("Our nginx speaks SQL.", RULES)
    transcript = as_written(espeak.pronounce(respelling.spoken), respelling)
    assert [word.text for word in transcript.words] == ["Our", "nginx", "speaks", "SQL."]
    assert all(word.phones for word in transcript.words)
