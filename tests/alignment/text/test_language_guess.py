"""The language of words without one is guessed before they are looked for in a sound."""

import pytest

from vidsync.alignment.text.language_guess import guess_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Look at this bird. It dances, and that is the best of it.", "en"),
        ("Der kleine Vogel tanzt auf dem Ast, und alle sehen ihm zu.", "de"),
        ("Le petit oiseau danse sur la branche, et c’est très drôle.", "fr"),
        ("El pájaro baila en la rama y los niños lo miran con alegría.", "es"),
        ("Il piccolo uccello balla sul ramo, e non è difficile.", "it"),
        ("O passarinho dança no galho, e isso não é difícil.", "pt"),
        ("Het vogeltje danst op een tak, en dat is niet moeilijk.", "nl"),
        ("Ptaszek tańczy na gałęzi i nie jest to trudne.", "pl"),
        ("Den lilla fågeln dansar på en gren, och det är inte svårt.", "sv"),
        ("Маленькая птица танцует на ветке.", "ru"),
        ("小さな鳥が枝の上で踊っています。", "ja"),
        ("小鸟在树枝上跳舞。", "cmn"),
        ("الطائر الصغير يرقص على الغصن.", "ar"),
        ("1234 !?", "en"),
        ("", "en"),
    ],
)
def test_the_language_is_guessed(text, language):
    assert guess_language(text) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Guten Tag, wie geht es Ihnen heute Morgen in Berlin?", "de"),
        ("Ich liebe dich.", "de"),
        ("Je ne sais pas.", "fr"),
        ("Non lo so.", "it"),
        ("Bu çok güzel bir gün.", "tr"),
        ("Dzień dobry, jak się masz?", "pl"),
        ("She said: c'est la vie, and left.", "en"),
        ("I love Paris in the springtime.", "en"),
        ("Guten Morgen is what Germans say.", "en"),
    ],
)
def test_the_language_of_a_short_sentence_is_guessed(text, language):
    assert guess_language(text) == language
