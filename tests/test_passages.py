"""The set of passages with judged gaps: its format, its contents and the measure that uses it."""

from __future__ import annotations

from collections import Counter
from itertools import groupby, pairwise

import pytest

from tests.benchmarks.breaks import judge
from tests.passages import FOLDER, KINDS, Gap, Passage, all_passages, read_passages
from vidsync.captions import Rules
from vidsync.writing import ends_sentence, ends_with_comma, is_spaceless

PASSAGES = list(all_passages())
SPOKEN = [passage for passage in PASSAGES if passage.kind != "plain"]


def read(tmp_path, text):
    file = tmp_path / "fr.txt"
    file.write_text(text, encoding="utf-8")
    return read_passages(file)


def joined_words(passage):
    start = 0
    for gap, run in groupby(passage.gaps):
        length = len(list(run))
        if gap is Gap.FORBIDDEN:
            yield passage.words[start : start + length + 1]
        start += length


def test_reading_a_passage(tmp_path):
    line = "dialogue, held out: Suis @mon\\_compte~!||Oui,|il_est là.\n"
    assert read(tmp_path, f"# a comment\n\n{line}") == [
        Passage(
            "fr",
            "dialogue",
            True,
            ("Suis", "@mon_compte\u202f!", "Oui,", "il", "est", "là."),
            (Gap.TOLERABLE, Gap.SENTENCE, Gap.GOOD, Gap.FORBIDDEN, Gap.TOLERABLE),
        )
    ]


@pytest.mark.parametrize(
    "line", ["poem: Oui.", "hook Oui.", "hook: Oui,||| non.", "hook: Oui |non.", "hook, held: Oui."]
)
def test_a_line_without_the_right_marks_is_refused(tmp_path, line):
    with pytest.raises(ValueError, match=r"passage|mark"):
        read(tmp_path, line)


def test_the_set_has_enough_sentences_of_every_language_and_kind():
    sentences: Counter[str] = Counter()
    for passage in SPOKEN:
        sentences[passage.language] += passage.gaps.count(Gap.SENTENCE) + 1
    assert sentences.total() >= 200
    assert sentences["en"] >= 60
    assert len(sentences) >= 11
    assert min(sentences.values()) >= 12
    kinds = {language: set() for language in sentences}
    for passage in SPOKEN:
        kinds[passage.language].add(passage.kind)
    assert all(found == set(KINDS) - {"plain"} for found in kinds.values())
    assert sum(passage.kind == "plain" for passage in PASSAGES) == 70


def test_every_third_passage_of_a_language_is_held_out():
    for file in FOLDER.glob("*.txt"):
        for number, passage in enumerate(read_passages(file), 1):
            expected = passage.kind != "plain" and number % 3 == 0
            assert passage.held_out is expected, passage.text


def test_punctuation_is_marked_as_the_rules_say():
    for passage in SPOKEN:
        for word, following, gap in zip(
            passage.words, passage.words[1:], passage.gaps, strict=False
        ):
            trails_off = word.rstrip('"”»').endswith("…")
            if ends_sentence(word) and following[0].isupper() and not trails_off:
                assert gap is Gap.SENTENCE, passage.text
            elif ends_with_comma(word) or trails_off:
                assert gap is not Gap.FORBIDDEN, passage.text


def test_no_run_of_joined_words_is_too_long_for_a_short_cue():
    for passage in SPOKEN:
        for words in joined_words(passage):
            if is_spaceless("".join(words)):
                assert sum(map(len, words)) <= 10, words
            else:
                assert len(words) <= 4, words


def test_a_passage_is_spoken_without_a_long_pause():
    (passage,) = (p for p in SPOKEN if p.text.startswith("Oh. Wait,"))
    words = passage.speak(pause=0.3).words
    assert [word.text for word in words[:3]] == ["Oh.", "Wait,", "what?"]
    pauses = [right.start - left.end for left, right in pairwise(words)]
    assert pauses[:3] == pytest.approx([0.3, 0.1, 0.3])
    assert pauses[3] == pytest.approx(0.01)


MARKED = Passage(
    "en",
    "hook",
    False,
    ("Yes.", "Tom", "Baker", "came", "home,", "at", "last."),
    (Gap.SENTENCE, Gap.FORBIDDEN, Gap.TOLERABLE, Gap.TOLERABLE, Gap.GOOD, Gap.FORBIDDEN),
)


def test_every_break_of_one_word_at_a_time_is_counted():
    tally = judge(MARKED, Rules(max_words=1, max_lines=1, min_duration=0.01))
    assert tally.total == len(MARKED.gaps)
    assert tally.forced == 2
    assert tally.breaks[Gap.FORBIDDEN] == 0
    assert tally.breaks[Gap.TOLERABLE] == 2
    assert tally.cells()[3:9] == ("33.3%", "33.3%", "33.3%", 6, "33.3%", "33.3%")
    assert tally.inside == 0
    assert tally.misses == [
        "  tolerable  Yes. Tom Baker // came home, at last.",
        "  tolerable  Yes. Tom Baker came // home, at last.",
    ]


def test_a_sentence_end_inside_a_cue_is_counted():
    rules = Rules(max_words=50, line_characters=200, max_duration=30, pause=9, min_duration=20)
    tally = judge(MARKED, rules)
    assert (tally.total, tally.inside) == (0, 1)
    assert tally.cells()[4:6] == ("-", "100.0%")


def test_joined_words_wider_than_a_line_are_forced_apart():
    passage = Passage("en", "hook", False, ("incomprehensible", "otherworldliness"),
                      (Gap.FORBIDDEN,))  # fmt: skip
    tally = judge(passage, Rules(line_characters=18))
    assert (tally.total, tally.forced) == (1, 1)
