"""Folders of mouth pictures: which are accepted, and the errors for the others."""

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from vidsync.errors import InputError, PresetError, VidsyncError
from vidsync.mouths import SHAPES, mouth_set, mouth_sets
from vidsync.resources import assets_folder

SHIPPED = ("cartoon", "comic", "puppet")


def copy_set(source: Path, target: Path, *, without: str = "") -> Path:
    target.mkdir()
    for file in source.iterdir():
        if file.stem not in without:
            (target / file.name).write_bytes(file.read_bytes())
    return target


def test_there_are_three_built_in_sets():
    assert tuple(known.name for known in mouth_sets()) == SHIPPED
    assert all(known.description for known in mouth_sets())
    assert "CC0-1.0" in (assets_folder("mouths") / "LICENSE.txt").read_text("utf-8")


@pytest.mark.parametrize("name", SHIPPED)
def test_a_built_in_set_has_nine_different_pictures(name):
    known = mouth_set(name)
    assert {path.name for path in known.folder.iterdir()} == {f"{shape}.png" for shape in SHAPES}
    assert known.size[0] == 512
    assert sum(path.stat().st_size for path in known.folder.iterdir()) < 400_000
    pictures = {shape: np.asarray(picture) for shape, picture in known.pictures().items()}
    for shape, picture in pictures.items():
        alpha = picture[..., 3]
        # The picture is not cut off at an edge.
        assert max(alpha[0].max(), alpha[-1].max(), alpha[:, 0].max(), alpha[:, -1].max()) == 0
        assert (alpha == 255).sum() > 1000
        assert all(
            (picture != other).any(axis=2).sum() > 500
            for name, other in pictures.items()
            if name != shape
        )


@pytest.mark.parametrize("name", SHIPPED)
def test_shapes_are_open_as_rhubarb_defines(name):
    pictures = {
        shape: np.asarray(picture).astype(int)
        for shape, picture in mouth_set(name).pictures().items()
    }

    def differs(shape: str, other: str = "A") -> np.ndarray:
        return np.abs(pictures[shape] - pictures[other]).max(axis=2) > 40

    def height(shape: str) -> int:
        """Return the number of rows in the middle that differ from closed lips, first to last."""
        rows = np.flatnonzero(differs(shape)[:, 236:276].any(axis=1))
        return int(rows.max() - rows.min())

    # B is nearly shut, C open, D wide open; H between C and D; E less than D; X nearly A.
    assert height("B") < height("C") < height("H") < height("D")
    assert height("E") < height("D")
    assert 0 < differs("X").sum() < differs("C").sum()


def test_missing_shapes_are_replaced_as_rhubarb_documents(painted, tmp_path):
    known = mouth_set(copy_set(painted, tmp_path / "six", without="GHX"))
    assert known.files["G"].name == "A.png"
    assert known.files["H"].name == "C.png"
    assert known.files["X"].name == "A.png"
    assert set(known.pictures()) == set(SHAPES)


@pytest.mark.parametrize("shape", ["A", "B", "C", "D", "E", "F"])
def test_a_basic_shape_may_not_be_missing(painted, tmp_path, shape):
    folder = copy_set(painted, tmp_path / "five", without=shape)
    with pytest.raises(InputError, match=f"no picture for {shape}\n"):
        mouth_set(folder)


def test_file_names_may_have_a_prefix(painted, tmp_path):
    folder = tmp_path / "lisa"
    folder.mkdir()
    for number, shape in enumerate(SHAPES):
        name = (f"lisa-{shape}.png", f"Lisa_{shape.lower()}.PNG", f"{shape}.webp")[number % 3]
        Image.open(painted / f"{shape}.png").save(folder / name)
    (folder / "notes.txt").write_text("x")
    (folder / ".A.png").write_bytes(b"")
    assert len(set(mouth_set(folder).files.values())) == 9


def test_the_error_for_a_bad_picture_names_the_file(painted, tmp_path):
    def refused(name: str, error: type[VidsyncError] = InputError) -> str:
        with pytest.raises(error) as caught:
            mouth_set(tmp_path / name).pictures()
        return str(caught.value)

    other = copy_set(painted, tmp_path / "unequal")
    Image.new("RGBA", (41, 30)).save(other / "D.png")
    assert "D.png is 41x30 pixels, A.png is 40x30" in refused("unequal")

    other = copy_set(painted, tmp_path / "twice")
    (other / "mouth-a.png").write_bytes((other / "A.png").read_bytes())
    assert "two pictures for A: A.png and mouth-a.png" in refused("twice")

    other = copy_set(painted, tmp_path / "text")
    (other / "C.png").write_text("no picture")
    assert "C.png is not a picture" in refused("text")

    other = copy_set(painted, tmp_path / "cut")
    (other / "C.png").write_bytes((other / "C.png").read_bytes()[:60])
    assert "C.png is broken" in refused("cut")

    other = copy_set(painted, tmp_path / "folder", without="E")
    (other / "E.png").mkdir()
    assert "E.png is not a file" in refused("folder")

    other = copy_set(painted, tmp_path / "tiny")
    Image.new("RGBA", (4, 4)).save(other / "A.png")
    assert "A.png is 4x4 pixels" in refused("tiny")

    other = copy_set(painted, tmp_path / "heavy")
    with (other / "B.png").open("r+b") as file:
        file.truncate(40 * 1024 * 1024)
    assert "B.png is over 32 MiB" in refused("heavy")

    other = copy_set(painted, tmp_path / "deep")
    for shape in SHAPES:
        Image.fromarray(np.zeros((30, 40), np.uint16)).save(other / f"{shape}.png")
    assert "more than 8 bits" in refused("deep")

    (tmp_path / "empty").mkdir()
    assert "no picture for A, B, C, D, E, F" in refused("empty")


def test_a_huge_picture_is_rejected_before_it_is_decoded(painted, tmp_path):
    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content))
            + kind
            + content
            + struct.pack(">I", zlib.crc32(kind + content))
        )

    for side in (5000, 14_000, 60_000):
        folder = copy_set(painted, tmp_path / str(side))
        head = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
        (folder / "A.png").write_bytes(
            b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")
        )
        with pytest.raises(InputError, match=r"A\.png"):
            mouth_set(folder)


@pytest.mark.parametrize("name", ["pupet", "no/such/folder", "a\x00b", "x" * 5000, ""])
def test_the_error_for_an_unknown_set_names_it(name):
    with pytest.raises(VidsyncError) as refused:
        mouth_set(name if name else Path("nowhere at all"))
    if name == "pupet":
        assert isinstance(refused.value, PresetError)
        assert "'puppet'" in refused.value.hint


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 160), st.binary(min_size=1, max_size=12))
def test_a_damaged_picture_is_shown_or_refused(tmp_path_factory, place, damage):
    folder = tmp_path_factory.mktemp("damaged")
    for shape in SHAPES:
        Image.new("RGBA", (16, 12), (9, 9, 9, 255)).save(folder / f"{shape}.png")
    content = bytearray((folder / "A.png").read_bytes())
    content[place : place + len(damage)] = damage
    (folder / "A.png").write_bytes(content)
    try:
        pictures = mouth_set(folder).pictures()
    except InputError:
        return
    assert all(picture.size == (16, 12) for picture in pictures.values())
