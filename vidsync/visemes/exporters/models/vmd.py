"""MikuMikuDance motions: morphs at 30 frames per second."""

from __future__ import annotations

import struct

from vidsync.errors import FormatError
from vidsync.visemes.exporters.base import ExporterInfo, ExportOptions, KeyExporter
from vidsync.visemes.exporters.curve_keys import to_frame_keys
from vidsync.visemes.keys.keyframes import MouthAnimation

FRAME_RATE = 30

MORPHS = {
    "aa": "あ",
    "ih": "い",
    "ou": "う",
    "ee": "え",
    "oh": "お",
    "A": "あ",
    "I": "い",
    "U": "う",
    "E": "え",
    "O": "お",
}
"""The usual MMD morphs for VRM's mouth expressions, of VRM 1.0 and VRM 0."""

_NAME_BYTES = 15
_EMPTY_SECTIONS = 4  # camera, light, shadow, and models shown and IK


class Vmd(KeyExporter):
    """Keys of morphs; MMD interpolates them linearly.

    VRM's expressions become the vowels あいうえお of MMD's models. Other sets keep their
    names, which must fit into 15 bytes of Shift-JIS.

    Source:
        The VMD layout, as public readers document it: a header of 30 bytes, the model's
        name of 20 bytes, then counted sections of bones, morphs, camera, light, shadow, IK.
    """

    info = ExporterInfo(
        "MikuMikuDance motion", ".vmd", "read by an independent reader", usual_set="vrm1"
    )

    def content(self, animation: MouthAnimation, options: ExportOptions) -> bytes:
        """Return the motion."""
        last = len(animation.sample(FRAME_RATE)[0]) - 1
        is_vrm = animation.set.startswith("vrm")
        keys = []
        for curve in animation.curves:
            if is_vrm and curve.name == animation.rest:
                continue
            morph = MORPHS.get(curve.name, curve.name) if is_vrm else curve.name
            frames, values = to_frame_keys(curve, FRAME_RATE, last)
            name = _name(morph)
            keys += [
                struct.pack("<15sIf", name, frame, value)
                for frame, value in zip(frames, values, strict=True)
            ]
        model = options.target.encode("shift_jis", "replace")[:20]
        head = struct.pack("<30s20sII", b"Vocaloid Motion Data 0002", model, 0, len(keys))
        return head + b"".join(keys) + bytes(4 * _EMPTY_SECTIONS)


def _name(morph: str) -> bytes:
    try:
        name = morph.encode("shift_jis")
    except UnicodeEncodeError:
        name = b""
    if not 0 < len(name) <= _NAME_BYTES:
        raise FormatError(
            f"{morph!r} cannot be the name of a morph: a VMD has 15 bytes of Shift-JIS for it",
            hint="use set='vrm1', which becomes MMD's vowels",
        )
    return name
