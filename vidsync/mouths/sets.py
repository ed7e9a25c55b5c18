"""Mouth sets: folders of pictures, one for each of Rhubarb's shapes, and what may be in one.

A folder of the user's is as good as one that ships. Whatever is in it is looked at before
any work begins: missing shapes fall back as Rhubarb documents it, all else is an error
that names the file.
"""

from __future__ import annotations

import re
import tomllib
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from vidsync.errors import InputError, PresetError, near_matches
from vidsync.resources import assets_folder

if TYPE_CHECKING:
    from PIL import Image

SHAPES = ("A", "B", "C", "D", "E", "F", "G", "H", "X")
"""Rhubarb's shapes; the last three need no picture of their own."""

_FALLBACKS = {"G": "A", "H": "C", "X": "A"}
_FORMATS = {".png": "PNG", ".webp": "WEBP", ".jpg": "JPEG", ".jpeg": "JPEG"}
# "A.png", and "lisa-A.png" as Rhubarb's own examples are named.
_NAME = re.compile(r"(?:.*[-_. ])?([A-HX])", re.IGNORECASE | re.DOTALL)

_LARGEST_FILE = 32 * 1024 * 1024
_LARGEST_SIDE = 4096
_SMALLEST_SIDE = 16
_USUAL_WIDTH = 0.4


@dataclass(frozen=True, slots=True)
class MouthSet:
    """Pictures of one mouth, or of one face.

    Attributes:
        name: of a set that ships, or of the folder.
        folder: where the pictures are.
        files: the picture of each shape; of all nine, several may have the same.
        size: width and height of every picture, in pixels.
        description: one line for a list.
        width: what it takes of the shorter side of a picture, where nothing is said.
    """

    name: str
    folder: Path
    files: Mapping[str, Path] = field(repr=False)
    size: tuple[int, int]
    description: str = ""
    width: float = _USUAL_WIDTH

    def pictures(self) -> dict[str, Image.Image]:
        """The picture of each shape, decoded, as RGBA.

        Raises:
            InputError: one is broken.
        """
        decoded = {file: _decoded(file) for file in dict.fromkeys(self.files.values())}
        return {shape: decoded[file] for shape, file in self.files.items()}


def mouth_sets() -> tuple[MouthSet, ...]:
    """The sets that ship, in order of name."""
    return tuple(mouth_set(name) for name in sorted(shipped()))


def mouth_set(name: str | Path) -> MouthSet:
    """A set by its name, or a folder of one.

    Args:
        name: of a set that ships; or a folder with ``A.png`` to ``H.png`` and ``X.png`` (or
            .webp, .jpg; ``lisa-A.png`` will do), all of one size. Without G, A is shown for
            it, without H C, and without X A.

    Raises:
        PresetError: there is no such set or folder.
        InputError: a shape is missing or there twice, or a picture is broken, too large, or
            of another size than the others.

    Source:
        Shapes and fallbacks: the readme of Rhubarb Lip Sync, "Mouth shapes".
    """
    known = shipped()
    if isinstance(name, str) and name in known:
        about = known[name]
        return _read(assets_folder("mouths") / name, str(about["description"]), about["width"])
    folder = Path(name)
    if not _is_folder(folder):
        raise PresetError(
            f"no mouth set, and no folder, is named {str(name)!r}",
            hint=near_matches(str(name), known),
        )
    return _read(folder)


def shipped() -> dict[str, dict[str, str | float]]:
    """What is said of the sets that ship, by name: ``description`` and ``width``."""
    text = (assets_folder("mouths") / "mouths.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):  # a name too long, or a NUL in it
        return False


def _read(folder: Path, description: str = "", width: str | float = _USUAL_WIDTH) -> MouthSet:
    found = _found(folder)
    missing = [shape for shape in SHAPES if shape not in found and shape not in _FALLBACKS]
    if missing:
        raise InputError(
            f"the mouth folder {folder} has no picture for {', '.join(missing)}",
            hint="name them A.png to H.png and X.png; only G, H and X may be left out",
        )
    files = {shape: found.get(shape) or found[_FALLBACKS[shape]] for shape in SHAPES}
    sizes = {file: _size(file) for file in dict.fromkeys(files.values())}
    first, size = next(iter(sizes.items()))
    for file, other in sizes.items():
        if other != size:
            raise InputError(
                f"{file} is {other[0]}x{other[1]} pixels, {first.name} is {size[0]}x{size[1]}",
                hint="draw all shapes of a mouth on canvases of one size",
            )
    return MouthSet(folder.resolve().name, folder, files, size, description, float(width))


def _found(folder: Path) -> dict[str, Path]:
    """The pictures in a folder, by shape."""
    found: dict[str, Path] = {}
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise InputError(f"the mouth folder {folder} can't be read: {error.strerror}") from error
    for path in entries:
        named = _NAME.fullmatch(path.stem)
        if named is None or path.suffix.lower() not in _FORMATS or path.name.startswith("."):
            continue
        shape = named[1].upper()
        if shape in found:
            raise InputError(
                f"the mouth folder {folder} has two pictures for {shape}: "
                f"{found[shape].name} and {path.name}",
                hint="leave one picture for each shape",
            )
        found[shape] = path
    return found


def _size(file: Path) -> tuple[int, int]:
    """What a picture's head says; nothing is decoded yet."""
    with _opened(file) as picture:
        width, height = picture.size
    if not _SMALLEST_SIDE <= min(width, height) <= max(width, height) <= _LARGEST_SIDE:
        raise InputError(
            f"{file} is {width}x{height} pixels: a mouth is {_SMALLEST_SIDE} to "
            f"{_LARGEST_SIDE} a side",
            hint="scale it; 512 is plenty",
        )
    return width, height


def _decoded(file: Path) -> Image.Image:
    with _opened(file) as picture:
        if picture.mode.startswith(("I", "F")):
            raise InputError(f"{file} has more than 8 bits a colour", hint="save it with 8")
        try:
            plain: Image.Image = picture.convert("RGBA")
        except (OSError, SyntaxError, ValueError, EOFError) as error:
            raise InputError(f"{file} is broken: {error}", hint="export it anew") from error
    return plain


def _opened(file: Path) -> Image.Image:
    # Pillow is loaded when a picture is, not when the room is imported.
    from PIL import Image

    try:
        if not file.is_file():
            raise InputError(f"{file} is no file")
        if file.stat().st_size > _LARGEST_FILE:
            raise InputError(
                f"{file} is over {_LARGEST_FILE // 1024**2} MiB: too large for a mouth"
            )
        with warnings.catch_warnings():
            # Pillow only warns of what unpacks to hundreds of megabytes; sizes are judged here.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return Image.open(file, formats=[_FORMATS[file.suffix.lower()]])
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise InputError(f"{file} is no picture that can be read: {error}") from error
