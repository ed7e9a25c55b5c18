"""Mouth options, in Python and as text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidsync.errors import InputError
from vidsync.mouths import Mouth, as_mouths, parse_mouth


@pytest.mark.parametrize(
    ("text", "mouth"),
    [
        ("puppet", Mouth("puppet")),
        ("comic@0.5,0.3", Mouth("comic", at=(0.5, 0.3))),
        ("comic@.5,1,.25", Mouth("comic", at=(0.5, 1.0), width=0.25)),
        ("Ann=cartoon", Mouth("cartoon", speaker="Ann")),
        ("Ann Lee=cartoon@0,0.6", Mouth("cartoon", speaker="Ann Lee", at=(0.0, 0.6))),
        ("Ann=my/mouths", Mouth("my/mouths", speaker="Ann")),
        ("me@home/mouths", Mouth("me@home/mouths")),
        ("A=B=comic", Mouth("B=comic", speaker="A")),
    ],
)
def test_a_mouth_is_parsed_from_text(text, mouth):
    assert parse_mouth(text) == mouth


def test_a_folder_may_have_any_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("a=b", "mouth@0.5,0.5"):
        (tmp_path / name).mkdir()
        assert parse_mouth(name) == Mouth(name)
    assert parse_mouth("Ann=a=b@0.1,0.2") == Mouth("a=b", speaker="Ann", at=(0.1, 0.2))


@pytest.mark.parametrize("text", ["", "Ann=", "=", " ", "Ann=@0.5,0.5"])
def test_a_mouth_without_a_set_is_refused(text):
    with pytest.raises(InputError):
        parse_mouth(text)


@pytest.mark.parametrize("text", ["puppet@1.5,0.5", "puppet@-0.1,0.5", "puppet@0.5,0.5,3"])
def test_a_place_outside_the_picture_is_refused(text):
    with pytest.raises(InputError, match="fraction"):
        parse_mouth(text)


@given(st.text(max_size=40))
def test_any_text_is_a_mouth_or_an_input_error(text):
    try:
        mouth = parse_mouth(text)
    except InputError:
        return
    assert str(mouth.set).strip()


def test_all_kinds_of_mouth_input_are_accepted():
    ann, ben = Mouth("comic", speaker="Ann"), Mouth("puppet", speaker="Ben", at=(0.1, 0.2))
    assert as_mouths(None) == ()
    assert as_mouths("puppet") == (Mouth("puppet"),)
    assert as_mouths(ben) == (ben,)
    assert as_mouths([ann, ben]) == (ann, ben)
    assert as_mouths({"Ann": "comic", "Ben": Mouth("puppet", at=(0.1, 0.2))}) == (ann, ben)


@pytest.mark.parametrize(
    ("given", "saying"),
    [
        ([], "no mouth"),
        ([Mouth("comic"), Mouth("puppet", speaker="Ben")], "no speaker"),
        ([Mouth("comic", speaker="Ben"), Mouth("puppet", speaker="Ben")], "two mouths"),
    ],
)
def test_contradicting_mouths_are_rejected(given, saying):
    with pytest.raises(InputError, match=saying):
        as_mouths(given)


@pytest.mark.parametrize(
    "wrong",
    [{"at": (2, 0)}, {"at": (float("nan"), 0)}, {"width": 0}, {"width": float("inf")}],
)
def test_numbers_out_of_range_are_refused(wrong):
    with pytest.raises(InputError):
        Mouth("comic", **wrong)
