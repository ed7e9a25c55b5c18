"""The code blocks of the documentation's pages."""

from __future__ import annotations

import re
import shlex
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vidsync.resources import docs_folder

PROJECT = Path(__file__).resolve().parents[2]
SITE_PAGES = sorted((docs_folder() / "pages").rglob("*.md"))
PAGES = {"README.md": PROJECT / "README.md"} | {
    path.relative_to(docs_folder() / "pages").as_posix(): path for path in SITE_PAGES
}

_FENCE = re.compile(r"^( *)```(\{ *\.)?(\w+)?([^\n]*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_TITLE = re.compile(r'title="([^"]+)"')


@dataclass(frozen=True)
class Block:
    """One fenced block.

    Attributes:
        language: as the fence names it: sh, python, toml, …
        code: the text, without the fence's own indentation.
        title: the file that it is written to, or ``""``.
        runs: False for blocks that are only shown.
    """

    language: str
    code: str
    title: str
    runs: bool

    def commands(self) -> list[list[str]]:
        """The words of each command of a shell block."""
        lines = self.code.replace("\\\n", " ").splitlines()
        return [words for line in lines if (words := shlex.split(line, comments=True))]


def blocks(page: str) -> Iterator[Block]:
    """Every block of a page, in order."""
    for _, _, language, info, code in _FENCE.findall(PAGES[page].read_text("utf-8")):
        title = _TITLE.search(info)
        # The commands that install vidsync make environments of their own.
        installs = "venv" in code
        yield Block(
            language=language,
            code=textwrap.dedent(code),
            title=title[1] if title else "",
            runs="no-run" not in info and not installs,
        )
