"""The page of the documentation about formats names every format."""

from importlib.resources import files

from vidsync.timings.registry import FORMATS


def test_every_format_is_on_the_page():
    page = files("vidsync").joinpath("docs/pages/formats.md").read_text(encoding="utf-8")
    assert [name for name in FORMATS if f"`{name}`" not in page] == []
