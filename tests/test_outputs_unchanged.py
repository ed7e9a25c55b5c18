"""Outputs stay the same; see `tests.outputs` for changes that are meant to alter one."""

import json

import pytest

from tests.outputs import DATA, hashes


@pytest.fixture(scope="module")
def found() -> dict[str, str]:
    return hashes()


@pytest.mark.parametrize(
    "kind", ["ass", "srt", "vtt", "caption file", "timings", "cues", "visemes"]
)
def test_every_output_is_as_it_was(found, kind):
    expected = json.loads((DATA / "sha256.json").read_text("utf-8"))
    names = [name for name in {**expected, **found} if name.startswith(f"{kind}/")]
    assert names
    changed = [name for name in names if expected.get(name) != found.get(name)]
    assert changed == [], (
        "outputs changed; if they are meant to, or are new, run "
        "python -m tests.outputs tests/data/outputs/sha256.json"
    )
