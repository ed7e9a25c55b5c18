"""The table of engines in the documentation and the features that each engine declares."""

import re
from importlib import import_module
from pathlib import Path

import pytest

import vidsync
from vidsync.tts.engine import _ENGINES, Engine
from vidsync.tts.engines.remote import RemoteEngine

COLUMNS = ("words", "phones", "visemes", "stream", "pieces", "conversation")
# How the table says that the service itself cannot do something.
LACKS = ("–", "aligned here", "by sentence", "by line")
ENGINES = {
    name: getattr(import_module(path.partition(":")[0]), path.partition(":")[2])
    for name, path in _ENGINES.items()
}
REMOTE = {name: engine for name, engine in ENGINES.items() if issubclass(engine, RemoteEngine)}


@pytest.fixture(scope="module")
def table() -> dict[str, list[str]]:
    """The cells of each engine's row, without its name and its key."""
    (page,) = (Path(vidsync.__file__).parent / "docs").rglob("engines.md")
    rows = re.findall(r"^\| `(\w+)` \|(.+)\|$", page.read_text(encoding="utf-8"), re.M)
    return {
        name: [cell.strip() for cell in cells.split("|")][1:]
        for name, cells in rows
        if cells.count("|") == len(COLUMNS)
    }


def test_the_table_lists_every_engine(table):
    assert set(table) == set(ENGINES)


@pytest.mark.parametrize("name", REMOTE)
def test_the_table_agrees_with_the_features_of_an_engine(name, table):
    cells = dict(zip(COLUMNS, table[name], strict=True))
    assert REMOTE[name].features == {column for column, cell in cells.items() if cell not in LACKS}


@pytest.mark.parametrize("name", REMOTE)
def test_an_engine_overrides_the_methods_of_its_features(name):
    engine = REMOTE[name]
    assert engine.name == name
    assert ("stream" in engine.features) == (engine.stream is not Engine.stream)
    has_conversation = engine.speak_conversation is not Engine.speak_conversation
    assert ("conversation" in engine.features) == has_conversation
