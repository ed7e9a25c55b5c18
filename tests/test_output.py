import stat
from pathlib import Path

import pytest

from vidsync.errors import OutputError
from vidsync.output import check_writable, whole_file, write_bytes, write_text


def file_names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


@pytest.mark.parametrize(
    "name",
    ["plain.txt", "with 'quotes' %20.txt", "-dash", "näme [1], x: y.ass", "no suffix", ".hidden"],
)
def test_files_are_written_whole_under_any_name(tmp_path: Path, name):
    path = tmp_path / name
    write_text(path, "a\nü\n")
    assert path.read_bytes() == "a\nü\n".encode()
    assert file_names(tmp_path) == [name]
    write_bytes(path, b"\0", overwrite=True)
    assert path.read_bytes() == b"\0"


def test_an_output_has_the_usual_permissions_of_a_new_file(tmp_path: Path):
    write_text(tmp_path / "ours", "")
    (tmp_path / "plain").write_text("")
    rights = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("ours", "plain")]
    assert rights[0] == rights[1]


def test_whole_file_keeps_the_old_file_if_writing_fails(tmp_path: Path):
    path = tmp_path / "out.mp4"
    path.write_text("before")
    for failure in (RuntimeError, KeyboardInterrupt):
        with pytest.raises(failure), whole_file(path, overwrite=True) as temporary:  # noqa: PT012
            temporary.write_text("half")
            raise failure
    assert path.read_text() == "before"
    assert file_names(tmp_path) == ["out.mp4"]


def test_the_temporary_file_has_the_same_folder_and_suffix(tmp_path: Path):
    with whole_file(tmp_path / "out.mp4") as temporary:
        assert temporary.parent == tmp_path
        assert temporary.suffix == ".mp4"
        assert not (tmp_path / "out.mp4").exists()
        temporary.write_text("x")
    assert file_names(tmp_path) == ["out.mp4"]


def test_an_existing_file_is_not_replaced_by_default(tmp_path: Path):
    path = tmp_path / "out"
    path.write_text("before")
    with pytest.raises(OutputError, match="exists already"):
        write_text(path, "after")
    assert path.read_text() == "before"


def test_check_writable_rejects_a_folder_and_a_missing_folder(tmp_path: Path):
    with pytest.raises(OutputError, match="is a folder"):
        check_writable(tmp_path, overwrite=True)
    with pytest.raises(OutputError, match="does not exist"):
        check_writable(tmp_path / "missing" / "out")
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError):
        check_writable(tmp_path / "file" / "out")


@pytest.mark.parametrize("name", ["a" * 300, "a\0b"])
def test_an_impossible_file_name_raises_an_output_error(tmp_path: Path, name):
    with pytest.raises(OutputError, match="name"):
        write_text(tmp_path / name, "")
    assert file_names(tmp_path) == []
