"""The zip file of the extension, and the file readers of the add-on, without Blender."""

import importlib.util
import json
import sys
import tomllib
import zipfile
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import vidsync
from vidsync.cli.mouths.blender_addon import app
from vidsync.errors import OutputError
from vidsync.plugins import blender
from vidsync.visemes.exporters import EXPORTERS
from vidsync.visemes.keys.keyframes import Curve
from vidsync.visemes.track import Track, VisemeCue

# No deadline, so that the tests don't fail on a slow machine.
STEADY = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


ADDON = Path(blender.__file__).with_name("addon")


@pytest.fixture(scope="module")
def documents() -> ModuleType:
    specification = importlib.util.spec_from_file_location(
        "vidsync_addon_documents", ADDON / "documents.py"
    )
    assert specification
    assert specification.loader
    module = importlib.util.module_from_spec(specification)
    sys.modules[specification.name] = module
    specification.loader.exec_module(module)
    return module


def test_the_zip_is_complete_and_reproducible_and_has_the_version_of_vidsync(
    tmp_path: Path,
) -> None:
    for name in ("a.zip", "b.zip"):
        blender.build(tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        names = archive.namelist()
        manifest = tomllib.loads(archive.read("blender_manifest.toml").decode())
    assert {"__init__.py", "rig_names.py", "curves.py", "documents.py"} <= set(names)
    assert not any("/" in name or name.endswith(".pyc") for name in names)
    assert manifest["id"] == "vidsync"
    assert vidsync.__version__.startswith(manifest["version"])
    assert manifest["version"] != "0.0.0"


def test_the_extension_does_not_import_vidsync(tmp_path: Path) -> None:
    blender.build(tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        for name in archive.namelist():
            text = archive.read(name).decode()
            assert "import vidsync" not in text, name
            assert "from vidsync" not in text, name


def test_an_existing_extension_is_kept(tmp_path: Path) -> None:
    blender.build(tmp_path / "a.zip")
    with pytest.raises(OutputError):
        blender.build(tmp_path / "a.zip")
    blender.build(tmp_path / "a.zip", overwrite=True)


def test_the_command_builds_the_extension(tmp_path: Path) -> None:
    path = tmp_path / "vidsync-blender.zip"
    done = CliRunner().invoke(app, ["build", "-o", str(path), "--json"])
    assert done.exit_code == 0
    assert json.loads(done.output) == {"extension": str(path)}
    assert zipfile.is_zipfile(path)


def test_read_cues_returns_steps_for_every_shape(documents: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "mouth.json"
    track = Track(
        "oculus", ("sil", "E", "U"), "sil",
        (VisemeCue(0, 0.5, (("E", 0.75), ("U", 0.5))), VisemeCue(0.5, 1, (("sil", 1.0),))), 1.0,
    )  # fmt: skip
    path.write_bytes(EXPORTERS["vidsync"].export(track))
    movement = documents.read_movement(str(path))
    assert movement.interpolation == "stepped"
    assert [(c.name, c.times, c.values) for c in movement.channels] == [
        ("sil", [0.0, 0.5], [0.0, 1.0]),
        ("E", [0.0, 0.5], [0.75, 0.0]),
        ("U", [0.0, 0.5], [0.5, 0.0]),
    ]
    assert movement.drawn == [(0.0, 1), (0.5, 0), (1.0, 0)]


@pytest.mark.parametrize("kind", ["stepped", "linear", "smooth"])
def test_the_add_on_samples_a_channel_as_vidsync_does(documents: ModuleType, kind: str) -> None:
    times, values = np.array([0.25, 0.5, 1.0]), np.array([0.1, 0.9, 0.3])
    slopes = (np.array([0.0, 1.0, -2.0]), np.array([0.5, -1.0, 0.0])) if kind == "smooth" else ()
    curve = Curve("a", times, values, kind, *slopes)  # type: ignore[arg-type]
    lists = [list(part) for part in (times, values, *(slopes or ([], [])))]
    seconds = [frame / 24 for frame in range(36)]
    sampled = documents.sample(documents.KeyedChannel("a", *lists), kind, seconds)
    assert sampled == pytest.approx(curve.sample(seconds).tolist())


@pytest.mark.parametrize("name", ["a.srt", "a.vtt"])
def test_captions_are_read_from_srt_and_vtt(
    documents: ModuleType, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    comma, head = (",", "") if name.endswith("srt") else (".", "WEBVTT\n\n")
    path.write_bytes(
        f"\ufeff{head}1\r\n00:00:01{comma}500 --> 01:00:02{comma}25\r\n<i>a</i>\r\nb\r\n\r\n"
        f"00:03{comma}000 --> 00:04{comma}000 line:90%\r\nc\r\n".encode()
    )
    assert documents.read_captions(str(path)) == [(1.5, 3602.25, "a\nb"), (3.0, 4.0, "c")]


@STEADY
@given(st.binary(max_size=200) | st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["format", "version", "curves", "cues", "name", "times", "values",
                         "shapes", "rest", "set", "duration", "interpolation", "weights"]),
        inner, max_size=5),
    max_leaves=12,
).map(lambda document: json.dumps(
    {"format": "vidsync-keys", "version": 1, **document}
    if isinstance(document, dict) else document).encode()))  # fmt: skip
def test_any_other_file_is_a_document_error(
    documents: ModuleType, tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("odd") / "odd.json"
    path.write_bytes(data)
    for read in (documents.read_movement, documents.read_captions):
        with pytest.raises(documents.DocumentError, match=r"\w"):
            read(str(path))
