from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vidsync.errors import InputError
from vidsync.espeak import pronounce
from vidsync.transcript import Phone, Transcript, Word
from vidsync.visemes import lipsync
from vidsync.visemes.phones.lexicon import (
    as_lexicon,
    english_dictionary,
    read_lexicon,
    replace_sounds,
)
from vidsync.visemes.phones.phones import find_phones


def heard(text: str, language: str = "en-us", **options) -> list[str]:
    words = text.split()
    timed = tuple(Word(word, index * 0.5, index * 0.5 + 0.5) for index, word in enumerate(words))
    transcript = Transcript(timed, len(words) * 0.5, language=language)
    return [phone.ipa.strip("ˈˌ") for phone in find_phones(transcript, **options)]


def test_a_lexicon_wins_over_espeak_and_the_engine(tmp_path: Path):
    path = tmp_path / "words.txt"
    path.write_text(
        "# names\nNguyen  w ˈɪ n\nHermione HH ER0 M AY1 AH0 N IY0 ;;; CMU\n", encoding="utf-8"
    )
    lexicon = read_lexicon(path)
    assert lexicon["hermione"] == ("h", "ɝ", "m", "ˈaɪ", "ə", "n", "i")
    assert heard("Nguyen, map", lexicon=lexicon) == ["w", "ɪ", "n", "m", "æ", "p"]
    native = Word("Nguyen", 0.0, 0.6, phones=(Phone("ŋ", 0.0, 0.3), Phone("uː", 0.3, 0.6)))
    assert [phone.ipa for phone in find_phones(Transcript((native,), 0.6), lexicon=lexicon)] == [
        "w", "ˈɪ", "n",
    ]  # fmt: skip
    track = lipsync(Transcript((native,), 0.6), lexicon={"nguyen": "m ɑ"}, lead=0)
    assert track.cues[0].viseme == "PP"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("Nguyen", "line 2 (Nguyen): it has no sounds"),
        ("Nguyen w 7", "line 2 (Nguyen): '7' is not a sound"),
    ],
)
def test_a_mistake_in_a_lexicon_names_the_line(tmp_path: Path, line, message):
    path = tmp_path / "words.txt"
    path.write_text("good ɡ ʊ d\n" + line, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_lexicon(path)
    assert message in str(caught.value)


def test_a_lexicon_that_is_missing_or_not_text_is_refused(tmp_path: Path):
    path = tmp_path / "words.txt"
    with pytest.raises(InputError, match="cannot be read"):
        read_lexicon(path)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="not UTF-8"):
        read_lexicon(path)
    with pytest.raises(InputError, match="'word': it has no sounds"):
        as_lexicon({"word": ""})


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_a_lexicon_or_an_input_error(tmp_path_factory, text):
    path = tmp_path_factory.getbasetemp() / "any.txt"
    path.write_text(text, encoding="utf-8", newline="")
    try:
        entries = read_lexicon(path)
    except InputError:
        return
    assert all(entries.values())


def test_replaced_sounds_keep_the_words_times():
    said = (Phone("n", 1.0, 1.1), Phone("ˈaɪ", 1.1, 1.3), Phone("k", 1.3, 1.4))
    phones = replace_sounds(said, ("n", "aɪ", "k", "i"))
    assert [phone.ipa for phone in phones] == ["n", "aɪ", "k", "i"]
    assert (phones[0].start, phones[-1].end) == (1.0, pytest.approx(1.4))
    lengths = [phone.duration for phone in phones]
    assert lengths[1] == pytest.approx(2 * lengths[0])
    assert replace_sounds(said, ("n", "aɪ", "k")) == tuple(
        Phone(ipa, phone.start, pytest.approx(phone.end))
        for ipa, phone in zip(("n", "aɪ", "k"), said, strict=True)
    )


def test_the_dictionary_corrects_only_words_that_look_wrong():
    # The dictionary has /naɪki/, and espeak-ng /naɪk/.
    assert heard("Nike") == ["n", "aɪ", "k", "i"]
    for text in ("baby", "colonel", "women", "Chicago", "the"):
        assert english_dictionary().find_correction(text, pronounce(text).words[0].phones) is None
    # Other languages do not use the English dictionary.
    assert heard("Nike", language="de") != ["n", "aɪ", "k", "i"]


SPOT = {
    "de": {"schön": "ʃøːn", "Pfund": "pfʊnt", "zwei": "tsvaɪ", "ich": "ɪç", "Buch": "buːx",
           "Vater": "fɑːtɜ", "Jahr": "jɑːɾ", "müde": "myːdə", "Leute": "lɔøtə"},
    "es": {"llave": "ʎaβe", "queso": "keso", "jamón": "xamon", "niño": "niɲo", "bueno": "bweno",
           "vino": "bino", "cielo": "θjelo", "perro": "pero", "guitarra": "ɡitara"},
    "fr-fr": {"bonjour": "bɔ̃ʒuʁ", "eau": "o", "peu": "pø", "lune": "lyn", "vin": "vɛ̃", "chat": "ʃa",
              "blanc": "blɑ̃", "femme": "fam", "oiseau": "wazo"},
}  # fmt: skip


@pytest.mark.parametrize("language", SPOT)
def test_spot_lists_of_other_languages_look_right(language):
    """Compare the Oculus shapes of both spellings."""
    from vidsync.visemes import viseme_set

    oculus = viseme_set("oculus")

    def shapes(phones) -> list[str]:
        found: list[str] = []
        for phone in phones:
            for rule in oculus.rules(phone):
                name = rule.poses[0][0][0] if rule.poses else "next"
                found += [name] if found[-1:] != [name] else []
        return found

    for word, sounds in SPOT[language].items():
        said = [phone.ipa for phone in pronounce(word, voice=language).words[0].phones]
        assert shapes(said) == shapes([sounds]), (word, said)
