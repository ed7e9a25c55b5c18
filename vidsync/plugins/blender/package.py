"""Packing of the Blender add-on into the zip file that Blender installs."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from vidsync.output import whole_file
from vidsync.paths import PathLike

_ADDON = Path(__file__).with_name("addon")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def build(output: PathLike, *, overwrite: bool = False) -> None:
    """Write the extension for Blender 4.2 and later. The bytes are the same every time.

    Args:
        output: the zip file.
        overwrite: replace an existing file.

    Raises:
        OutputError: the file exists, or cannot be written.
    """
    import vidsync
    from vidsync.visemes.exporters.models import rig_names

    files = {path.name: path.read_bytes() for path in sorted(_ADDON.iterdir()) if path.is_file()}
    # The add-on matches names in the same way as the export of a model.
    files["rig_names.py"] = Path(rig_names.__file__).read_bytes()
    manifest = files["blender_manifest.toml"].decode("utf-8")
    files["blender_manifest.toml"] = manifest.replace(
        'version = "0.0.0"', f'version = "{_semantic(vidsync.__version__)}"'
    ).encode()
    with (
        whole_file(Path(output), overwrite=overwrite) as temporary,
        zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)


def _semantic(version: str) -> str:
    """The first three numbers of a version, as Blender requires: 1.2.3 for 1.2.3.dev4."""
    numbers = re.findall(r"\d+", version)[:3]
    return ".".join([*numbers, "0", "0", "0"][:3])
