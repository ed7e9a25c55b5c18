from __future__ import annotations

from vidsync.alignment.engines.grammar import SILENCE, Grammar


def pauses(grammar: Grammar) -> dict[int, float]:
    return {arc.source: arc.probability for arc in grammar.arcs if arc.word == SILENCE}


def test_a_pause_is_likely_at_a_mark_unlikely_beside_it_and_possible_elsewhere() -> None:
    grammar = Grammar.of(
        [((word,),) for word in ["one", "two", "three", "four", "five", "six", "seven"]]
    )
    grammar.expect_pauses([3], 1.0, 0.005)
    found = pauses(grammar)
    states = [found.get(state) for state in grammar.boundaries]
    assert states == [0.005, None, None, 1.0, None, None, 0.005, 0.005]


def test_near_the_ends_of_the_text_a_mark_has_fewer_neighbours() -> None:
    grammar = Grammar.of([((word,),) for word in ["one", "two", "three"]])
    grammar.expect_pauses([3], 1.0, 0.005)
    found = pauses(grammar)
    assert [found.get(state) for state in grammar.boundaries] == [0.005, None, None, 1.0]


def test_a_pause_within_a_reading_is_as_likely_as_elsewhere() -> None:
    grammar = Grammar.of([(("twenty", "one"),)])
    grammar.expect_pauses([], 1.0, 0.005)
    assert pauses(grammar) == dict.fromkeys(range(grammar.states), 0.005)


def test_pauses_do_not_change_the_words_that_are_traced() -> None:
    grammar = Grammar.of([(("twenty", "one"), ("two", "one")), (("two",),)])
    grammar.expect_pauses([1], 1.0, 0.005)
    assert grammar.trace(["two", "one", "two"]) == [0, 0, 1]
