import json
import tomllib
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vidsync.errors import PresetError
from vidsync.espeak import pronounce
from vidsync.resources import presets_folder
from vidsync.transcript import Phone, Transcript, Word
from vidsync.visemes import lipsync, viseme_set, viseme_sets
from vidsync.visemes.phonetics import ipa

OCULUS = viseme_set("oculus")
RHUBARB = viseme_set("rhubarb")


def shapes(phone: str, visemes=OCULUS) -> list[str]:
    return ["+".join(name for name, _ in rule.poses[0]) for rule in visemes.rules(phone)]


@pytest.mark.parametrize(
    ("phone", "expected"),
    [
        ("p", ["PP"]),
        ("pʰ", ["PP"]),
        ("ɓ", ["PP"]),
        ("mː", ["PP"]),
        ("ˈaɪ", ["aa", "I"]),
        ("a͡ɪ", ["aa", "I"]),
        ("əl", ["aa", "nn"]),
        ("tʃ", ["CH"]),
        ("t͡ʃ", ["CH"]),
        ("tɕʰ", ["CH"]),
        ("ʈʂ", ["CH"]),
        ("ʦ", ["SS"]),
        ("ts", ["SS"]),
        ("pf", ["PP", "FF"]),
        ("ɱ", ["FF"]),
        ("ʀ", ["RR"]),
        ("ʁ", ["kk"]),
        ("ɾ", ["DD"]),
        ("ɲ", ["nn"]),
        ("ʎ", ["nn"]),
        ("ɥ", ["U"]),
        ("ɔ̃", ["O"]),
        ("ɑ̃ː", ["aa"]),
        ("ɛ̃", ["E"]),
        ("œ̃", ["E+U"]),
        ("ˈøː", ["E+U"]),
        ("y", ["U+I"]),
        ("ɯ", ["I"]),
        ("ɯᵝ", ["U"]),
        ("ɨ", ["I"]),
        ("ʉ", ["U"]),
        ("ɵ", ["O"]),
        ("ɶ", ["aa"]),
        ("ˈɜː", ["RR+aa"]),
        ("ɚ", ["RR+aa"]),
        ("g", ["kk"]),
        ("", []),
        ("?", []),
        ("ʂ", ["CH"]),
    ],
)
def test_ipa_of_any_language_finds_its_oculus_shape(phone, expected):
    assert shapes(phone) == expected


def test_a_cedilla_is_a_letter_and_not_a_diacritic():
    assert shapes("ç") == shapes("c\u0327") == ["I+kk"]


def test_every_ipa_letter_leads_to_a_sound_that_every_set_has():
    assert set(ipa.NEAREST.values()) <= ipa.BASIC
    for visemes in (visemes for visemes in viseme_sets() if not visemes.is_rig):
        for letter in ipa.BASIC | ipa.NEAREST.keys():
            assert visemes.rules(letter), (visemes.name, letter)


@pytest.mark.parametrize(
    "language", ["en-us", "de", "fr-fr", "es", "it", "ja", "ar", "hi", "cmn", "ru", "ko", "tr"]
)
def test_every_set_has_a_shape_for_every_espeak_phone(language):
    texts = {
        "ja": "こんにちは、みなさん。", "ar": "مَرْحَبًا بِكُمْ", "hi": "नमस्ते दुनिया",
        "cmn": "你好世界,今天天气很好",
        "ru": "Привет, как дела, мой друг?", "ko": "안녕하세요 여러분",
    }  # fmt: skip
    transcript = pronounce(
        texts.get(language, "Bonjour mein Freund, vamos a la playa"), voice=language
    )
    phones = [phone.ipa for word in transcript.words for phone in word.phones]
    # A mark of palatalization alone has no shape.
    phones = [phone for phone in phones if phone != "ʲ"]
    assert phones
    for visemes in (visemes for visemes in viseme_sets() if not visemes.is_rig):
        assert [phone for phone in phones if not visemes.rules(phone)] == []


@settings(deadline=None)
@given(st.text(max_size=8))
def test_any_text_as_a_phone_gives_known_shapes(text):
    for visemes in (OCULUS, RHUBARB):
        for rule in visemes.rules(text):
            for pose in (*rule.poses, *rule.long_poses):
                assert all(name in visemes.shapes and 0 < weight <= 1 for name, weight in pose)


def test_rhubarbs_vowels_open_wider_when_they_last():
    def shape(length: float) -> str:
        word = Word("a", 0.0, length, phones=(Phone("ʌ", 0.0, length),))
        return lipsync(Transcript((word,), length), set="rhubarb", lead=0).cues[0].viseme

    assert (shape(0.15), shape(0.3)) == ("C", "D")


def test_the_shipped_sets_have_descriptions():
    assert [visemes.name for visemes in viseme_sets()] == [
        "arkit", "azure-blendshapes", "azure", "cc4", "facefx", "inworld", "live2d", "mouth-open",
        "mpeg4", "oculus", "polly", "preston-blair", "readyplayerme", "rhubarb", "vrchat", "vrm0",
        "vrm1",
    ]  # fmt: skip
    assert all(visemes.description for visemes in viseme_sets())
    assert len(OCULUS.shapes) == 15


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('closed = "PP"', 'closed = "PPP"', "closed: no shape 'PPP'\ndid you mean 'PP'"),
        ('p = "PP"', 'p = "P"', "phones.p: no shape 'P'"),
        ('p = "PP"', "p = { PP = 2 }", "phones.p: weight of PP is 2"),
        ('p = "PP"', "p = { PP = nan }", "weight of PP is nan"),
        ('p = "PP"', "p = 3", "phones.p: no shape 3"),
        ('p = "PP"', "p = { any = [] }", "any has no shapes"),
        ('p = "PP"', 'p = { any = ["PP"], form = 1 }', "unknown key 'form'"),
        ('p = "PP"', "p = []", "phones.p has 0 parts"),
        ('p = "PP"', "", "phones has no rule for p"),
        ("closed =", "close =", "unknown key 'close'\ndid you mean 'closed'"),
        ('rest = "sil"', "rest = 1", "rest: no shape 1"),
        ("relaxed = [", "unit = 7\nrelaxed = [", "unit is 7"),
        ("shapes = [", "shapes = [[", "not TOML"),
        ('"sil", "PP",', '"PP", "PP",', "list of different names"),
        ("[phones]", "[tones]", "unknown key 'tones'"),
    ],
)
def test_a_mistake_in_a_set_names_the_file_and_the_key(tmp_path: Path, old, new, message):
    text = (presets_folder("visemes") / "oculus.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "mine.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PresetError) as caught:
        viseme_set(path)
    assert str(path) in str(caught.value)
    assert message in str(caught.value)


def test_a_set_of_the_users_own(tmp_path: Path):
    text = (presets_folder("visemes") / "oculus.toml").read_text(encoding="utf-8")
    path = tmp_path / "robot.toml"
    path.write_text(text.replace('"PP"', '"shut"').replace("PP = ", "shut = "), encoding="utf-8")
    word = Word("m", 0.0, 0.3, phones=(Phone("m", 0.0, 0.3),))
    track = lipsync(Transcript((word,), 0.3), set=path)
    assert track.set == "robot"
    assert track.cues[0].viseme == "shut"
    with pytest.raises(PresetError):
        viseme_set(tmp_path / "missing.toml")


SCHEMA = json.loads((presets_folder("visemes") / "set.schema.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("visemes", viseme_sets(), ids=lambda visemes: visemes.name)
def test_every_shipped_set_satisfies_the_schema(visemes):
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    file = presets_folder("visemes") / f"{visemes.name}.toml"
    jsonschema.validate(tomllib.loads(file.read_text(encoding="utf-8")), SCHEMA)


RIG = """
[channels]
open = { jaw = 0.9, opens = true }
form = { spread = 1.0, rounding = -1, low = -1 }
tongue = { tongue = 1.0, above = 0.5 }
still = {}
"""


def test_a_rig_of_the_users_own(tmp_path: Path):
    path = tmp_path / "puppet.toml"
    path.write_text(RIG, encoding="utf-8")
    jsonschema.validate(tomllib.loads(RIG), SCHEMA)
    words = Word("ba", 0.2, 0.8, phones=(Phone("b", 0.2, 0.3), Phone("ɑ", 0.3, 0.8)))
    track = lipsync(Transcript((words,), 1.4), set=path, lead=0)
    keys = track.animation()
    assert keys.set == "puppet"
    assert keys.value_at("open", 0.25) <= 0.05
    assert keys.value_at("open", 0.5) > 0.6
    assert len(keys.curve("still")) == 1


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("jaw = 0.9", "jaws = 0.9", "channels.open: unknown key 'jaws'\ndid you mean 'jaw'"),
        ("jaw = 0.9", "jaw = 3", "channels.open: jaw is 3, not -2 to 2"),
        ("jaw = 0.9", "jaw = nan", "channels.open: jaw is nan"),
        ("opens = true", "opens = 1", "channels.open: opens is 1"),
        ("above = 0.5", "above = 1", "channels.tongue: above is 1"),
        ("low = -1", "low = 0.5", "channels.form: low is 0.5"),
        ("still = {}", "still = 1", "channels.still: unknown key"),
        ("[channels]", 'rest = "x"\n[channels]', "a rig of channels has no 'rest'"),
        ("[channels]", "[channel]", "unknown key 'channel'\ndid you mean 'channels'"),
    ],
)
def test_a_mistake_in_a_rig_names_the_file_and_the_channel(tmp_path: Path, old, new, message):
    path = tmp_path / "mine.toml"
    assert old in RIG
    path.write_text(RIG.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PresetError) as caught:
        viseme_set(path)
    assert str(path) in str(caught.value)
    assert message in str(caught.value)


def test_a_set_under_other_names(tmp_path: Path):
    path = tmp_path / "mine.toml"
    text = 'base = "oculus"\nprefix = "m_"\n[names]\nPP = "shut"\n'
    path.write_text(text, encoding="utf-8")
    jsonschema.validate(tomllib.loads(text), SCHEMA)
    mine = viseme_set(path)
    assert mine.closed == "m_shut"
    assert mine.rules("b")[0].poses == (((mine.closed, 1.0),),)
    assert len(mine.shapes) == 15


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('base = "okulus"', "no viseme set 'okulus'\ndid you mean 'oculus'"),
        ("base = 3", "base is 3"),
        ('base = "vrchat"', "has a base itself"),
        ('base = "oculus"\n[names]\nPX = "a"', "no shape 'PX' in oculus"),
        ('base = "oculus"\n[names]\nPP = "FF"', "two shapes have the same name"),
        ('base = "oculus"\n[names]\nPP = 1', "PP is 1, not a name"),
        ('base = "oculus"\nshapes = ["a"]', "unknown key 'shapes'"),
        ('base = "arkit"\nprefix = "x"', "base 'arkit' is a rig"),
    ],
)
def test_a_mistake_in_other_names_is_named(tmp_path: Path, text, message):
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PresetError) as caught:
        viseme_set(path)
    assert message in str(caught.value)
