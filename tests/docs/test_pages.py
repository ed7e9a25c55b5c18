"""The examples of the README and the documentation run, and their links lead somewhere."""

import gc
import os
import re
import shutil
import signal
import subprocess
import sys
import tomllib
import unicodedata
import warnings
from pathlib import Path

import pytest

from tests.docs import reference
from tests.docs.blocks import PAGES, PROJECT, Block, blocks
from vidsync.cli import main
from vidsync.resources import docs_folder

WITH_EXAMPLES = [name for name in PAGES if any(block.runs for block in blocks(name))]
LINKED = PAGES | {name: PROJECT / name for name in (".github/CONTRIBUTING.md", "CHANGELOG.md")}
# Adds to vidsync itself, so it runs in a copy of the project.
IN_A_COPY = "extending.md"


@pytest.fixture
def folder(examples, tmp_path, monkeypatch):
    """The page's own folder, with the example files in it."""
    shutil.copytree(examples, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


# moviepy leaves its pipes to the garbage collector.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("page", [name for name in WITH_EXAMPLES if name != IN_A_COPY])
def test_the_examples_of_a_page_run_one_after_the_other(page, folder, capsys):
    for block in filter(lambda block: block.runs, blocks(page)):
        if block.title:
            write(folder, block)
        elif block.language == "sh":
            for words in block.commands():
                run_here(words)
        elif block.language == "python":
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                exec(compile(block.code, page, "exec"), {"__name__": "__main__"})
    gc.collect()


def run_here(words: list[str]) -> None:
    """Run a command of vidsync in this process, which has imported most of it already."""
    assert words[0] == "vidsync", words
    handler = signal.getsignal(signal.SIGTERM)
    try:
        with warnings.catch_warnings(), pytest.raises(SystemExit) as ended:
            main(words[1:])
    finally:
        signal.signal(signal.SIGTERM, handler)
    assert not ended.value.code, words


def test_the_examples_of_extending_work_in_a_project_that_has_them(folder):
    ignored = shutil.ignore_patterns("docs")
    shutil.copytree(PROJECT / "vidsync", folder / "vidsync", ignore=ignored)
    shutil.copytree(PROJECT / "presets", folder / "presets")
    (folder / "assets").symlink_to(PROJECT / "assets")
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    for block in filter(lambda block: block.runs, blocks(IN_A_COPY)):
        if block.title:
            write(folder, block)
        for words in block.commands() if block.language == "sh" else ():
            run_there([sys.executable, "-m", *words], folder, environment)
        if block.language == "python" and not block.title:
            run_there([sys.executable, "-c", block.code], folder, environment)
    assert (folder / "talk.dashes").read_text().splitlines()[0].endswith(" Look")
    assert (folder / "from-dashes.srt").read_text().count("Look at this") == 1
    assert (folder / "three-times.json").read_text().count('"Look"') == 3
    assert set((folder / "talk.shapes").read_text().split()) <= set("ABCDEFGHX")
    assert "LOOK AT THIS." in (folder / "talk.lines").read_text()
    assert {"closed", "open"} < set(re.findall("closed|open|round", read(folder / "three.csv")))


def run_there(command: list[str], folder: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, f"{command}\n{done.stderr}"


def write(folder: Path, block: Block) -> None:
    """Write a block to its file; a pyproject.toml is installed, as far as its entry points go."""
    path = folder / block.title
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(block.code, encoding="utf-8")
    if path.name != "pyproject.toml":
        return
    project = tomllib.loads(block.code)["project"]
    installed = folder / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    installed.mkdir()
    head = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    (installed / "METADATA").write_text(head, encoding="utf-8")
    groups = [
        f"[{group}]\n" + "".join(f"{name} = {value}\n" for name, value in points.items())
        for group, points in project["entry-points"].items()
    ]
    (installed / "entry_points.txt").write_text("".join(groups), encoding="utf-8")


def read(path: Path) -> str:
    return path.read_text("utf-8")


@pytest.mark.external
def test_the_python_examples_pass_mypy(tmp_path, request):
    pytest.importorskip("mypy")
    for page in PAGES:
        stem = re.sub(r"\W", "_", page.removesuffix(".md"))
        python = [block for block in blocks(page) if block.language == "python" and block.runs]
        for number, block in enumerate(python):
            write(
                tmp_path,
                block if block.title else Block("", block.code, f"{stem}{number}.py", True),
            )
    (tmp_path / "mypy.ini").write_text(
        "[mypy]\nstrict = true\nfollow_imports = silent\n"
        "[mypy-moviepy.*]\nignore_missing_imports = true\n"
    )
    cache = request.config.cache.mkdir("mypy-of-examples")
    files = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.py"))
    environment = {**os.environ, "MYPYPATH": os.pathsep.join((".", str(PROJECT)))}
    environment.pop("PYTHONPATH", None)
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "mypy",
            "--explicit-package-bases",
            "--cache-dir",
            str(cache),
            *files,
        ],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("page", LINKED)
def test_every_link_of_a_page_leads_somewhere(page):
    text = re.sub(r"```.*?```|`[^`\n]*`", "", read(LINKED[page]), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith(("https://", "http://")):
            continue
        path, _, anchor = target.partition("#")
        file = (LINKED[page].parent / path).resolve() if path else LINKED[page]
        assert file.exists(), target
        if anchor:
            assert anchor in anchors(file), target


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as mkdocs makes them."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", read(page), flags=re.S), re.M)
    found = set()
    for heading in headings:
        plain = unicodedata.normalize("NFKD", heading).encode("ascii", "ignore").decode()
        found.add(re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", plain).strip().lower()))
    return found


def test_every_page_is_in_the_site_s_navigation():
    navigation = read(docs_folder() / "mkdocs.yml").partition("\nnav:")[2]
    for page in PAGES.keys() - {"README.md"}:
        assert f": {page}\n" in navigation, page


def test_every_file_that_the_architecture_names_is_there():
    table = read(PAGES["architecture.md"]).partition("## Where to change what")[2]
    named = re.findall(r"`([\w/]+(?:/|\.py))`", table.partition("## Contracts")[0])
    assert len(named) > 30
    for path in named:
        base = PROJECT if path.startswith(("presets", "assets")) else PROJECT / "vidsync"
        assert (base / path).exists(), path


@pytest.mark.parametrize("page", LINKED)
def test_every_file_of_the_package_that_a_page_names_is_there(page):
    for path in re.findall(r"`(vidsync/[\w/]+\.py)`", read(LINKED[page])):
        assert (PROJECT / path).exists() or "NAME" in path, path


@pytest.mark.parametrize("name", reference.PAGES)
def test_the_reference_is_as_the_code_is(name):
    written = read(reference.FOLDER / name)
    assert written == reference.PAGES[name](), "run `python -m tests.docs`"


def test_every_preset_has_a_picture():
    names = re.findall(r"images/presets/([\w-]+)\.webp", reference.presets_page())
    assert {path.stem for path in reference.PICTURES.glob("*.webp")} == set(names)
