"""Japanese and Chinese sentences, read by pyopenjtalk and pypinyin."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from vidsync.tts.engines.neural.kokoro.chinese import spell_chinese
from vidsync.tts.engines.neural.kokoro.japanese import spell_japanese

pytestmark = [
    pytest.mark.external,
    # Of pyopenjtalk, for kanji that its dictionary lacks.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

SIGNS = "私は東京へ行き。、！？「」々ー〜ァッン2024.,Ab z’\u3000\u200b😀㌔①Ⅳ中国好了重庆%€-…한\n\0"


def words(spell, text):
    spelled = spell(text)
    return [
        (
            text[token.start : token.end],
            "".join(letter.sign for letter in spelled.letters if letter.token == number).strip(),
        )
        for number, token in enumerate(spelled.tokens)
    ]


def test_japanese_words_have_their_particles_and_numbers():
    assert words(spell_japanese, "2024年、私は「鮭」を1,200円で買った。") == [
        ("2024年、", "ɲiseɲɲiʥɨːjoneɴ,"),
        ("私は", "βataɕiβa"),
        ("「鮭」を", "sakeo"),
        ("1,200円で", "seɲɲiçakɯende"),
        ("買った。", "kaʔta."),
    ]


def test_chinese_words_have_their_tones():
    assert words(spell_chinese, "绿女士去了重庆，花了3.5元。") == [
        ("绿", "ly↘"),
        ("女士", "ny↓ʂɨ↘"),
        ("去", "ʨʰy↘"),
        ("了", "lɤ"),
        ("重庆", "ꭧʰʊ↗ŋʨʰi↘ŋ,"),
        ("，", ""),
        ("花", "xwa→"),
        ("了", "lɤ"),
        ("3.5", "sa→ntjɛ↓nu↓"),
        ("元", "ɥɛ↗n."),
        ("。", ""),
    ]


@pytest.mark.parametrize("spell", [spell_japanese, spell_chinese])
@settings(max_examples=200, deadline=None)
@given(text=st.text(st.one_of(st.sampled_from(SIGNS), st.characters(codec="utf-8")), max_size=30))
def test_tokens_are_in_order_and_every_sound_has_one(spell, text):
    assume(text.strip())
    spelled = spell(text)
    edges = [edge for token in spelled.tokens for edge in (token.start, token.end)]
    assert edges == sorted(edges)
    assert all(token.start < token.end <= len(text) for token in spelled.tokens)
    assert all(letter.token < len(spelled.tokens) for letter in spelled.letters)
