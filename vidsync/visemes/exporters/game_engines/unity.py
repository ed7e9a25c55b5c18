"""Unity animation clips: blend shapes of a mesh, with tangents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from zlib import crc32

from vidsync.visemes.exporters.base import ExporterInfo, ExportOptions, KeyExporter
from vidsync.visemes.exporters.curve_keys import find_slopes
from vidsync.visemes.exporters.decimals import format_decimal
from vidsync.visemes.exporters.markup import quote
from vidsync.visemes.keys.keyframes import Curve, Floats, MouthAnimation

MESH = "Body"

_SKINNED_MESH_RENDERER = 137
_BLEND_SHAPE_BINDING = 20
# Free, linear or constant tangents, each side on its own.
_TANGENT_MODES = {"smooth": 1, "linear": 69, "stepped": 103}
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")


class Unity(KeyExporter):
    """A text-serialized AnimationClip of a SkinnedMeshRenderer's blend shapes, 0 to 100.

    The target is the mesh's path below the animated object: ``Body``, ``Head/Face``.

    Source:
        Unity's text serialization, object type 74. Binding hashes are the CRC-32 of the
        path and of the attribute.
    """

    info = ExporterInfo(
        "Unity animation clip", ".anim", "read by an independent reader", usual_set="arkit"
    )

    def text(self, animation: MouthAnimation, options: ExportOptions) -> str:
        """Return the clip."""
        path = options.target or MESH
        curves = "".join(
            line for curve in animation.curves for line in _curve_lines(curve, _scalar(path))
        )
        curves = f"\n{curves}" if curves else " []\n"
        bindings = "".join(
            f"    - serializedVersion: 2\n"
            f"      path: {crc32(path.encode())}\n"
            f"      attribute: {crc32(f'blendShape.{name}'.encode())}\n"
            f"      script: {{fileID: 0}}\n"
            f"      typeID: {_SKINNED_MESH_RENDERER}\n"
            f"      customType: {_BLEND_SHAPE_BINDING}\n"
            f"      isPPtrCurve: 0\n"
            for name in animation.names
        )
        bindings = f"\n{bindings}" if bindings else " []\n"
        return (
            "%YAML 1.1\n"
            "%TAG !u! tag:unity3d.com,2011:\n"
            "--- !u!74 &7400000\n"
            "AnimationClip:\n"
            "  m_ObjectHideFlags: 0\n"
            "  m_CorrespondingSourceObject: {fileID: 0}\n"
            "  m_PrefabInstance: {fileID: 0}\n"
            "  m_PrefabAsset: {fileID: 0}\n"
            f"  m_Name: {_scalar(options.name)}\n"
            "  serializedVersion: 6\n"
            "  m_Legacy: 0\n"
            "  m_Compressed: 0\n"
            "  m_UseHighQualityCurve: 1\n"
            "  m_RotationCurves: []\n"
            "  m_CompressedRotationCurves: []\n"
            "  m_EulerCurves: []\n"
            "  m_PositionCurves: []\n"
            "  m_ScaleCurves: []\n"
            f"  m_FloatCurves:{curves}"
            "  m_PPtrCurves: []\n"
            f"  m_SampleRate: {format_decimal(float(options.frame_rate or animation.frame_rate))}\n"
            "  m_WrapMode: 0\n"
            "  m_Bounds:\n"
            "    m_Center: {x: 0, y: 0, z: 0}\n"
            "    m_Extent: {x: 0, y: 0, z: 0}\n"
            "  m_ClipBindingConstant:\n"
            f"    genericBindings:{bindings}"
            "    pptrCurveMapping: []\n"
            "  m_AnimationClipSettings:\n"
            "    serializedVersion: 2\n"
            "    m_AdditiveReferencePoseClip: {fileID: 0}\n"
            "    m_AdditiveReferencePoseTime: 0\n"
            "    m_StartTime: 0\n"
            f"    m_StopTime: {format_decimal(animation.duration)}\n"
            "    m_OrientationOffsetY: 0\n"
            "    m_Level: 0\n"
            "    m_CycleOffset: 0\n"
            "    m_HasAdditiveReferencePose: 0\n"
            "    m_LoopTime: 0\n"
            "    m_LoopBlend: 0\n"
            "    m_LoopBlendOrientation: 0\n"
            "    m_LoopBlendPositionY: 0\n"
            "    m_LoopBlendPositionXZ: 0\n"
            "    m_KeepOriginalOrientation: 0\n"
            "    m_KeepOriginalPositionY: 1\n"
            "    m_KeepOriginalPositionXZ: 0\n"
            "    m_HeightFromFeet: 0\n"
            "    m_Mirror: 0\n"
            f"  m_EditorCurves:{curves}"
            "  m_EulerEditorCurves: []\n"
            "  m_HasGenericRootTransform: 0\n"
            "  m_HasMotionFloatCurves: 0\n"
            "  m_Events: []\n"
        )


def _curve_lines(curve: Curve, path: str) -> Iterator[str]:
    yield "  - curve:\n      serializedVersion: 2\n      m_Curve:\n"
    slopes = [_slope_texts(curve, side) for side in find_slopes(curve, curve.times)]
    for time, value, slope_in, slope_out in zip(curve.times, curve.values, *slopes, strict=True):
        yield (
            "      - serializedVersion: 3\n"
            f"        time: {format_decimal(time)}\n"
            f"        value: {format_decimal(value * 100)}\n"
            f"        inSlope: {slope_in}\n"
            f"        outSlope: {slope_out}\n"
            f"        tangentMode: {_TANGENT_MODES[curve.interpolation]}\n"
            "        weightedMode: 0\n"
            "        inWeight: 0.33333334\n"
            "        outWeight: 0.33333334\n"
        )
    yield (
        "      m_PreInfinity: 2\n"
        "      m_PostInfinity: 2\n"
        "      m_RotationOrder: 4\n"
        f"    attribute: {_scalar(f'blendShape.{curve.name}')}\n"
        f"    path: {path}\n"
        f"    classID: {_SKINNED_MESH_RENDERER}\n"
        "    script: {fileID: 0}\n"
    )


def _slope_texts(curve: Curve, slopes: Floats) -> list[str]:
    if curve.interpolation == "stepped":
        return ["Infinity"] * len(curve)
    return [format_decimal(slope * 100) for slope in slopes]


def _scalar(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else quote(text)
