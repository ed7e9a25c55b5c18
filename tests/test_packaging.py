"""The packaged data is found in a checkout, an editable install, a wheel and an sdist."""

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent
ASK = """
import vidsync
from vidsync.resources import assets_folder, docs_folder, presets_folder
from vidsync.captions import presets
print(vidsync.__file__)
assert (presets_folder("captions") / "pop.toml").is_file()
assert list(assets_folder("fonts").rglob("*.ttf"))
assert len(list(assets_folder("mouths").glob("*/[A-HX].png"))) == 27
assert (assets_folder("mouths") / "LICENSE.txt").is_file()
assert (docs_folder() / "mkdocs.yml").is_file()
assert (docs_folder() / "pages" / "images" / "presets" / "pop.webp").is_file()
assert (assets_folder("alignment") / "boundaries.npz").is_file()
assert (assets_folder("cutting") / "fillers.toml").is_file()
from vidsync.mouths import mouth_sets
assert len(mouth_sets()) == 3
assert {"pop", "pill", "sweep", "clean"} <= {preset.name for preset in presets()}
"""


def find_package(*, python: Path, path: list[Path], cwd: Path) -> Path:
    """Run `ASK` in another place and return the folder where the package was found."""
    libraries = sysconfig.get_paths()["purelib"]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(str(entry) for entry in (*path, libraries)),
        "PYTHONSAFEPATH": "1",
    }
    command = [str(python), "-c", ASK]
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """Return a folder with the sdist, and the wheel built from that sdist."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder)]
    done = subprocess.run([*command, str(CHECKOUT)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_in_a_checkout(tmp_path):
    found = find_package(python=Path(sys.executable), path=[CHECKOUT], cwd=tmp_path)
    assert found.is_relative_to(CHECKOUT)


def test_in_a_wheel(built, tmp_path):
    (wheel,) = built.glob("*.whl")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--target", str(tmp_path / "site"), str(wheel)], check=True)
    found = find_package(python=Path(sys.executable), path=[tmp_path / "site"], cwd=tmp_path)
    assert found.is_relative_to(tmp_path / "site")


def test_in_an_unpacked_sdist(built, tmp_path):
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        # Python 3.11 has extraction filters from 3.11.4 on.
        known = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
        archive.extractall(tmp_path, **known)
    (root,) = tmp_path.iterdir()
    assert {"README.md", "LICENSE", "CHANGELOG.md", "tests"} <= {
        entry.name for entry in root.iterdir()
    }
    assert find_package(python=Path(sys.executable), path=[root], cwd=tmp_path).is_relative_to(root)


def test_in_an_editable_install(tmp_path):
    venv.create(tmp_path / "venv", with_pip=False, symlinks=True)
    python = tmp_path / "venv" / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    environment = {**os.environ, "PYTHONPATH": sysconfig.get_paths()["purelib"]}
    subprocess.run(
        [*pip, "--no-deps", "--no-index", "--no-build-isolation", "--editable", str(CHECKOUT)],
        check=True,
        env=environment,
    )
    assert find_package(python=python, path=[], cwd=tmp_path).is_relative_to(CHECKOUT)
