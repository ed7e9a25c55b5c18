"""`vidsync voices get` and `remove`, on a cache folder of the test's own."""

import json

import pytest

from vidsync.models import find_model


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("VIDSYNC_CACHE", str(tmp_path / "cache"))
    # No server answers there.
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    return tmp_path / "cache" / "models"


def put(folder, name):
    """Create files of the right sizes in the cache folder."""
    for file in find_model(name).files:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as stream:
            stream.truncate(file.size)


def rows(run, *options):
    done = run("voices", "--json", *options)
    assert done.returncode == 0, done.stderr
    (engine,) = json.loads(done.stdout)["engines"].values()
    return {row["name"]: row for row in engine["voices"]}


def test_the_list_tells_licence_and_what_is_missing(run, folder):
    listed = rows(run, "--engine", "kokoro", "--language", "ja")
    assert set(listed) == {"jf_alpha", "jf_gongitsune", "jf_nezumi", "jf_tebukuro", "jm_kumo"}
    row = listed["jf_alpha"]
    assert (row["licence"], row["gender"]) == ("Apache-2.0", "female")
    assert row["missing_bytes"] == find_model("jf_alpha").size
    put(folder, "jm_kumo")
    listed = rows(run, "--engine", "kokoro", "--language", "ja")
    assert listed["jm_kumo"]["missing_bytes"] == 0
    # The network is shared.
    assert listed["jf_alpha"]["missing_bytes"] == 522_240


def test_nothing_is_fetched_without_being_asked_for(run, folder):
    done = run("voices", "get", "en_US-joe-medium", stdin=-3)
    assert done.returncode == 2
    assert "63.2 MB" in done.stderr
    assert "CC0-1.0" in done.stderr
    assert "http://127.0.0.1:9/rhasspy/piper-voices/" in done.stderr
    assert done.stderr.endswith(
        "error: en_US-joe-medium is not fetched, as nobody can be asked here\n"
        "       give --yes to fetch it\n"
    )
    assert not folder.exists()


def test_without_a_network_one_line_says_what_to_do(run, folder):
    done = run("voices", "get", "en_US-joe-medium", "--yes", "--quiet")
    assert done.returncode == 2
    assert done.stderr.startswith("error: 127.0.0.1 can't be reached")
    assert len(done.stderr.splitlines()) == 2
    assert "--from" in done.stderr


def test_a_voice_that_is_here_is_not_fetched_again(run, folder):
    put(folder, "emma")
    done = run("voices", "get", "emma", "--json")
    assert json.loads(done.stdout) == {"emma": str(folder / "hibari" / "bf_emma.int8.onnx")}


def test_a_wrong_file_is_not_installed(run, folder, tmp_path):
    (tmp_path / "bf_emma.int8.onnx").write_bytes(b"no model")
    done = run("voices", "get", "emma", "--from", tmp_path)
    assert done.returncode == 2
    assert "its hash is another" in done.stderr


def test_a_voice_is_removed(run, folder):
    put(folder, "emma")
    assert "7.9 MB" in run("voices", "remove", "emma").stderr
    assert not (folder / "hibari").exists()
    assert "was not here" in run("voices", "remove", "emma").stderr


def test_an_unknown_voice_is_told_with_near_ones(run, folder):
    done = run("voices", "get", "af_hart")
    assert done.returncode == 2
    assert "af_heart" in done.stderr
