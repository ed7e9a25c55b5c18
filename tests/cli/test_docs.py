"""`vidsync docs` writes the site into a folder, or serves it."""

import importlib.util
import subprocess
import sys
import urllib.request

import pytest

INSTALLED = importlib.util.find_spec("mkdocs") and importlib.util.find_spec("mkdocstrings")


def test_the_error_without_mkdocs_says_what_to_install(tmp_path):
    program = (
        "import sys\n"
        "sys.modules['material'] = None\n"
        "from vidsync.cli import main\n"
        "main(['docs', '-o', 'site'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "pip install 'vidsync[docs]'" in done.stderr
    assert not list(tmp_path.iterdir())


def test_an_existing_folder_is_kept(run, tmp_path):
    (tmp_path / "site").mkdir()
    done = run("docs", "-o", "site")
    assert done.returncode == 2
    assert "site exists" in done.stderr


@pytest.mark.external
@pytest.mark.skipif(not INSTALLED, reason="the extra docs is not installed")
def test_the_site_is_built_without_a_warning(run, tmp_path):
    done = run("docs", "-o", "site")
    assert done.returncode == 0, done.stderr
    assert "Look at this" in (tmp_path / "site" / "index.html").read_text("utf-8")
    assert 'id="vidsync.render"' in (tmp_path / "site/reference/api.html").read_text("utf-8")
    pages = [page.read_text("utf-8") for page in (tmp_path / "site").rglob("*.html")]
    assert not any('src="http' in page or 'rel="stylesheet" href="http' in page for page in pages)


@pytest.mark.external
@pytest.mark.skipif(not INSTALLED, reason="the extra docs is not installed")
def test_the_site_is_served_on_this_machine(tmp_path):
    command = [sys.executable, "-m", "vidsync", "docs", "--no-open", "--port", "18764"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as server:
        try:
            url = server.stdout.readline().strip()
            assert url == "http://127.0.0.1:18764/"
            with urllib.request.urlopen(url) as answer:
                assert b"vidsync" in answer.read()
        finally:
            server.terminate()
