"""Kokoro's alphabet, kana and pinyin in it, and the language of a voice."""

import pytest

from vidsync.errors import VoiceError
from vidsync.tts.engines.neural.kokoro.alphabet import from_espeak, label
from vidsync.tts.engines.neural.kokoro.chinese import read_number, spell_syllable
from vidsync.tts.engines.neural.kokoro.japanese import spell_kana
from vidsync.tts.engines.neural.kokoro.spelling import find_language


@pytest.mark.parametrize(
    ("ipa", "letters"),
    [
        ("tʃ", "ʧ"),
        ("ˈeɪ", "ˈA"),
        ("ɑ̃", "ɑ̃"),
        ("dʒː", "ʤː"),
        ("ˈɚ", "ˈəɹ"),
        ("ɡʰ", "ɡʰ"),
        (" ", " "),
    ],
)
def test_phones_of_espeak_become_letters(ipa, letters):
    assert from_espeak(ipa) == letters


@pytest.mark.parametrize(
    ("letters", "ipa"),
    [("ˈA", "ˈeɪ"), ("ʨʰ", "tɕʰ"), ("au↓", "au"), ("ꭧʰ", "ʈʂʰ"), ("kʲ", "kʲ"), ("aː", "aː")],
)
def test_letters_are_told_in_ipa_without_tones(letters, ipa):
    assert label(letters) == ipa


@pytest.mark.parametrize(
    ("kana", "letters"),
    [
        ("トーキョー", "toːkʲoː"),
        ("ニッポン", "ɲiʔpoɴ"),
        ("キャンプ", "kʲampɯ"),
        ("サンガ", "saŋɡa"),
        ("コンニチワ", "koɲɲiʨiβa"),
        ("ツヅク", "ʦɨzɨkɯ"),
        ("シュジュツ", "ɕɨʥɨʦɨ"),
        ("ファイティン", "ɸaitʲiɴ"),
        ("チェック", "ʨeʔkɯ"),
        ("デュオ", "dʲɨo"),
        ("ウィークエンド", "βiːkɯendo"),
        ("ヴァイオリン", "vaioɾʲiɴ"),
        ("クァ", "kᵝa"),
        ("ァ", ""),
        ("X", ""),
    ],
)
def test_kana_are_spelled(kana, letters):
    assert spell_kana(kana) == letters


@pytest.mark.parametrize(
    ("pinyin", "sounds"),
    [
        ("hao3", "x au↓"),
        ("zhong1", "ꭧ ʊ→ ŋ"),
        ("zi5", "ʦ ɨ"),
        ("ri4", "ɻ ɨ↘"),
        ("qu4", "ʨʰ y↘"),
        ("yuan2", "ɥ ɛ↗ n"),
        ("wei4", "w ei↘"),
        ("liu2", "l j ou↗"),
        ("dun1", "t w ə→ n"),
        ("yi1", "i→"),
        ("wu3", "u↓"),
        ("er2", "ɚ↗"),
        ("nv3", "n y↓"),
        ("tian1", "tʰ j ɛ→ n"),
        ("xyz9", ""),
        ("", ""),
    ],
)
def test_syllables_are_spelled(pinyin, sounds):
    assert spell_syllable(pinyin) == sounds.split()


@pytest.mark.parametrize(
    ("figures", "read"),
    [
        ("0", "零"),
        ("14", "十四"),
        ("105", "一百零五"),
        ("2024", "二千零二十四"),
        ("10010", "一万零一十"),
        ("100000000", "一亿"),
        ("007", "零零七"),
        ("3.14", "三点一四"),
        ("1" * 17, "一" * 17),
    ],
)
def test_numbers_are_read_in_chinese(figures, read):
    assert read_number(figures) == read


@pytest.mark.parametrize(
    ("name", "language", "letter"),
    [
        ("af_heart", None, "a"),
        ("bm_george", "en", "b"),
        ("zf_xiaobei", "zh-CN", "z"),
        ("zf_xiaobei", "cmn", "z"),
        ("mine", "en-GB", "b"),
        ("mine", "en", "a"),
        ("pf_dora", "pt_BR", "p"),
    ],
)
def test_the_language_is_that_of_the_voice(name, language, letter):
    assert find_language(name, language) == letter


@pytest.mark.parametrize(
    ("name", "language", "message"),
    [
        ("mine", None, "does not tell its language"),
        ("mine", "de", "does not speak de"),
        ("af_heart", "fr", "speaks en-US, not fr"),
    ],
)
def test_a_language_that_a_voice_does_not_speak_is_told(name, language, message):
    with pytest.raises(VoiceError, match=message):
        find_language(name, language)
