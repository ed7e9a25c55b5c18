"""Mouth sets: folders with a picture for each of Rhubarb's shapes.

A set ships with vidsync or is a folder of the user's. It is checked when it is read. Some
shapes may be missing, as Rhubarb documents; any other fault is an error that names the
file.
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
from vidsync.paths import PathLike
from vidsync.resources import assets_folder

if TYPE_CHECKING:
    from PIL import Image

SHAPES = ("A", "B", "C", "D", "E", "F", "G", "H", "X")
"""Rhubarb's shapes. The last three may have no picture of their own."""

_FALLBACKS = {"G": "A", "H": "C", "X": "A"}
_FORMATS = {".png": "PNG", ".webp": "WEBP", ".jpg": "JPEG", ".jpeg": "JPEG"}
# "A.png", or "lisa-A.png" as in Rhubarb's own examples.
_NAME = re.compile(r"(?:.*[-_. ])?([A-HX])", re.IGNORECASE | re.DOTALL)

_LARGEST_FILE = 32 * 1024 * 1024
_LARGEST_SIDE = 4096
_SMALLEST_SIDE = 16
_USUAL_WIDTH = 0.4


@dataclass(frozen=True, slots=True)
class MouthSet:
    """Pictures of one mouth, or of one face.

    Attributes:
        name: of the set, or of the folder.
        folder: with the pictures.
        files: the picture of each of the nine shapes; some may share one.
        size: width and height of every picture, in pixels.
        description: one line for a list.
        width: the usual width, as a fraction of the shorter side of a picture.
    """

    name: str
    folder: Path
    files: Mapping[str, Path] = field(repr=False)
    size: tuple[int, int]
    description: str = ""
    width: float = _USUAL_WIDTH

    def pictures(self) -> dict[str, Image.Image]:
        """Decode the picture of each shape, as RGBA.

        Raises:
            InputError: a picture is broken.
        """
        decoded = {file: _decode(file) for file in dict.fromkeys(self.files.values())}
        return {shape: decoded[file] for shape, file in self.files.items()}


def mouth_sets() -> tuple[MouthSet, ...]:
    """Return the sets that ship with vidsync, in order of name."""
    return tuple(mouth_set(name) for name in sorted(read_shipped_sets()))


def mouth_set(name: PathLike) -> MouthSet:
    """Get a set by its name, or read one from a folder.

    Args:
        name: of a set that ships with vidsync; or a folder with ``A.png`` to ``H.png`` and
            ``X.png`` (.webp and .jpg also work, and names such as ``lisa-A.png``), all of
            one size. G, H and X may be missing: A replaces G and X, and C replaces H.

    Raises:
        PresetError: there is no such set or folder.
        InputError: a shape is missing or has two pictures; or a picture is broken, too
            large, or not of the same size as the others.

    Source:
        Shapes and fallbacks: the readme of Rhubarb Lip Sync, "Mouth shapes".
    """
    known = read_shipped_sets()
    if isinstance(name, str) and name in known:
        about = known[name]
        return _read(assets_folder("mouths") / name, str(about["description"]), about["width"])
    folder = Path(name)
    if not _is_folder(folder):
        raise PresetError(
            f"there is no mouth set and no folder {str(name)!r}",
            hint=near_matches(str(name), known),
        )
    return _read(folder)


def read_shipped_sets() -> dict[str, dict[str, str | float]]:
    """Read the ``description`` and ``width`` of the sets that ship with vidsync, by name."""
    text = (assets_folder("mouths") / "mouths.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):  # a name too long, or a NUL in it
        return False


def _read(folder: Path, description: str = "", width: str | float = _USUAL_WIDTH) -> MouthSet:
    found = _find_pictures(folder)
    missing = [shape for shape in SHAPES if shape not in found and shape not in _FALLBACKS]
    if missing:
        raise InputError(
            f"the mouth folder {folder} has no picture for {', '.join(missing)}",
            hint="name them A.png to H.png and X.png; only G, H and X may be missing",
        )
    files = {shape: found.get(shape) or found[_FALLBACKS[shape]] for shape in SHAPES}
    sizes = {file: _read_size(file) for file in dict.fromkeys(files.values())}
    first, size = next(iter(sizes.items()))
    for file, other in sizes.items():
        if other != size:
            raise InputError(
                f"{file} is {other[0]}x{other[1]} pixels, {first.name} is {size[0]}x{size[1]}",
                hint="give all pictures of a mouth the same size",
            )
    return MouthSet(folder.resolve().name, folder, files, size, description, float(width))


def _find_pictures(folder: Path) -> dict[str, Path]:
    """Find the pictures in a folder, by shape."""
    found: dict[str, Path] = {}
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise InputError(f"the mouth folder {folder} cannot be read: {error.strerror}") from error
    for path in entries:
        named = _NAME.fullmatch(path.stem)
        if named is None or path.suffix.lower() not in _FORMATS or path.name.startswith("."):
            continue
        shape = named[1].upper()
        if shape in found:
            raise InputError(
                f"the mouth folder {folder} has two pictures for {shape}: "
                f"{found[shape].name} and {path.name}",
                hint="keep one picture for each shape",
            )
        found[shape] = path
    return found


def _read_size(file: Path) -> tuple[int, int]:
    """Return the size of a picture, from its header; the picture is not decoded."""
    with _open(file) as picture:
        width, height = picture.size
    if not _SMALLEST_SIDE <= min(width, height) <= max(width, height) <= _LARGEST_SIDE:
        raise InputError(
            f"{file} is {width}x{height} pixels: each side must be {_SMALLEST_SIDE} to "
            f"{_LARGEST_SIDE}",
            hint="scale it; 512 pixels are enough",
        )
    return width, height


def _decode(file: Path) -> Image.Image:
    with _open(file) as picture:
        if picture.mode.startswith(("I", "F")):
            raise InputError(f"{file} has more than 8 bits per channel", hint="save it with 8")
        try:
            plain: Image.Image = picture.convert("RGBA")
        except (OSError, SyntaxError, ValueError, EOFError) as error:
            raise InputError(f"{file} is broken: {error}", hint="export it again") from error
    return plain


def _open(file: Path) -> Image.Image:
    # Imported here: `import vidsync` must not load Pillow.
    from PIL import Image

    try:
        if not file.is_file():
            raise InputError(f"{file} is not a file")
        if file.stat().st_size > _LARGEST_FILE:
            raise InputError(
                f"{file} is over {_LARGEST_FILE // 1024**2} MiB: too large for a mouth"
            )
        with warnings.catch_warnings():
            # Pillow warns of pictures that need much memory; their size is checked afterwards.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return Image.open(file, formats=[_FORMATS[file.suffix.lower()]])
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise InputError(f"{file} is not a picture that can be read: {error}") from error
