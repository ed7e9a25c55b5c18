"""The Blender add-on: its sources, and how an extension is made of them.

What the add-on does in Blender is in `addon`; nothing there imports vidsync, since Blender
has a Python of its own. `build` puts it into the zip that Blender installs.
"""

from __future__ import annotations

import os
import re
import zipfile
from pathlib import Path

from vidsync.output import whole_file

_ADDON = Path(__file__).with_name("addon")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def build(output: str | os.PathLike[str], *, overwrite: bool = False) -> None:
    """Write the extension, for Blender 4.2 and later; the same bytes every time.

    Args:
        output: the zip.
        overwrite: replace a file that is there.

    Raises:
        OutputError: the file exists, or can't be written.
    """
    import vidsync
    from vidsync.visemes.exporters.models import rig_names

    files = {path.name: path.read_bytes() for path in sorted(_ADDON.iterdir()) if path.is_file()}
    # Names are matched in Blender as they are when a model file is written.
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
    """Three numbers, as Blender wants them; of 1.2.3.dev4 the first three."""
    numbers = re.findall(r"\d+", version)[:3]
    return ".".join([*numbers, "0", "0", "0"][:3])
