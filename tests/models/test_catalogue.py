"""The catalogue that ships, and paths that it may not have."""

import pytest

from vidsync.errors import InputError
from vidsync.models import ModelFile, cache_folder, cached, find_model, models, remove, storage


def test_every_model_has_an_address_and_a_licence():
    for model in models():
        assert model.licence or model.page, model.name
        assert model.files
        assert all(file.url.startswith("https://") for file in model.files)
        paths = [file.path for file in model.files]
        assert any(path == model.place or path.startswith(f"{model.place}/") for path in paths)


def test_names_and_paths_are_unique():
    names = [model.name for model in models()]
    assert len(set(names)) == len(names)
    files = {}
    for model in models():
        for file in model.files:
            assert files.setdefault(file.path.casefold(), file) == file


def test_only_pipers_voices_have_no_hash_in_the_catalogue():
    unpinned = {m.engine for m in models() if any(not file.sha256 for file in m.files)}
    assert unpinned == {"piper"}


def test_an_unknown_name_is_told_with_near_ones():
    with pytest.raises(InputError) as caught:
        find_model("en_US-lesac-medium")
    assert "en_US-lessac-medium" in caught.value.hint


@pytest.mark.parametrize(
    "path", ["../x", "/etc/passwd", "a/../b", "a//b", "c:\\x", "a\\b", ".hidden", "", "a/\0"]
)
def test_a_path_that_leaves_the_folder_is_refused(path):
    with pytest.raises(InputError):
        ModelFile(path, "https://example.org/x", 5)


def test_the_cache_folder_is_the_platforms(monkeypatch, tmp_path):
    monkeypatch.delenv("VIDSYNC_CACHE", raising=False)
    monkeypatch.setattr(storage.sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "vidsync" / "models"
    monkeypatch.setattr(storage.sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    assert cache_folder() == tmp_path / "local" / "vidsync" / "models"


def test_a_file_that_another_model_needs_stays(monkeypatch, tmp_path):
    monkeypatch.setenv("VIDSYNC_CACHE", str(tmp_path))
    first, second = find_model("af_heart"), find_model("af_bella")
    for file in {*first.files, *second.files}:
        path = cache_folder() / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as stream:
            stream.truncate(file.size)
    freed = remove(first)
    assert freed == first.files[0].size
    assert cached(first) is None
    assert cached(second) is not None
