"""The options of captions' looks, which `captions`, `preview` and `render` share."""

import json
import re

import pytest

from vidsync.cli.look import parse_assignments
from vidsync.errors import InputError


def test_a_value_is_read_as_toml_or_as_a_text():
    given = ["text.size=7.5", "wording.emoji=true", "text.colour = #FFD400", "emphasis.words=['a']"]
    assert parse_assignments(given) == {
        "text.size": 7.5,
        "wording.emoji": True,
        "text.colour": "#FFD400",
        "emphasis.words": ["a"],
    }


@pytest.mark.parametrize("assignment", ["text.size", "text.size=", "=7"])
def test_an_assignment_without_a_name_or_a_value_is_refused(assignment):
    with pytest.raises(InputError, match="not a name and a value"):
        parse_assignments([assignment])


def test_options_of_looks_change_what_is_drawn(run, timings, tmp_path):
    options = ("--max-words", "1", "--case", "lower", "--set", "active.colour=#00FF00")
    done = run("captions", timings, "-o", "small.ass", "--position", "0.5,0.2", *options)
    assert done.returncode == 0, done.stderr
    script = (tmp_path / "small.ass").read_text("utf-8")
    assert "&H0000FF00" in script
    spelled = re.sub(r"{[^}]*}", "", script)
    assert "goes" in spelled
    assert "GOES" not in spelled
    done = run("captions", timings, "-o", "-", "--format", "json", "--max-words", "1")
    assert len(json.loads(done.stdout)["cues"]) == 4


def test_a_wrong_value_of_a_look_is_named_with_a_hint(run, timings):
    done = run("captions", timings, "-o", "x.ass", "--set", "text.colr=#FFFFFF")
    assert done.returncode == 2
    assert "no setting 'text.colr'" in done.stderr
    assert "text.colour" in done.stderr
    done = run("preview", timings, "-o", "x.png", "--position", "left,top")
    assert done.returncode == 2
    assert "not two numbers" in done.stderr
