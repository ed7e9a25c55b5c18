import inspect
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidsync import errors
from vidsync.errors import VidsyncError, VidsyncWarning, near_matches


def test_the_docstring_shows_the_tree_of_errors():
    drawn: dict[str, str] = {}
    parents = {-1: ""}
    for line in errors.__doc__.splitlines():
        match = re.match(r"^( *[│├└─ ]*)([A-Z][A-Za-z]+(?:Error|Unavailable))\b", line)
        if match:
            depth = len(match[1]) // 4
            parents[depth] = match[2]
            drawn[match[2]] = parents.get(depth - 1, "")
    there = {
        name: kind.__base__.__name__
        for name, kind in vars(errors).items()
        if inspect.isclass(kind) and issubclass(kind, VidsyncError)
    }
    root = drawn.pop("VidsyncError")
    assert root == ""
    assert drawn == {name: base for name, base in there.items() if name != "VidsyncError"}


def test_every_class_has_a_docstring():
    for kind in vars(errors).values():
        if inspect.isclass(kind) and issubclass(kind, VidsyncError | VidsyncWarning):
            assert inspect.getdoc(kind)


def test_an_error_shows_its_message_and_then_its_hint():
    assert str(VidsyncError("no such file", hint="look again")) == "no such file\nlook again"
    assert str(VidsyncError("no such file")) == "no such file"
    assert VidsyncError("a", hint="b").message == "a"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("ocullus", "did you mean 'oculus'?"),
        ("", "there are: arkit, oculus, rhubarb"),
        ("zzz", "there are: arkit, oculus, rhubarb"),
    ],
)
def test_near_matches_name_close_names_or_all_names(name, hint):
    assert near_matches(name, ["rhubarb", "oculus", "arkit"]) == hint
    assert near_matches(name, []) == "there are none"


def test_a_long_list_is_shortened():
    names = [f"name-{number:02}" for number in range(30)]
    hint = near_matches("qqq", names)
    assert hint.endswith("name-11, … (30 in all)")
    assert "name-12" not in hint


@given(st.text(max_size=20), st.lists(st.text(max_size=8), max_size=20))
def test_near_matches_is_never_empty(name, known):
    assert near_matches(name, known)
