"""Matching of channels with the names of common rigs."""

import pytest

from vidsync.visemes import viseme_set
from vidsync.visemes.exporters.arkit import APPLE
from vidsync.visemes.exporters.models.rig_names import match_names

OCULUS = ("sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "I", "O", "U")
SPOKEN = OCULUS[1:]

RIGS = {
    "Ready Player Me": [f"viseme_{name}" for name in OCULUS],
    "VRChat": [
        f"vrc.v_{name}" for name in
        ("sil", "pp", "ff", "th", "dd", "kk", "ch", "ss", "nn", "rr", "aa", "e", "ih", "oh", "ou")
    ],
    "CC4": [
        "V_None", "V_Explosive", "V_Dental_Lip", "V_Tongue_Out", "V_Tongue_Curl_D",
        "V_Tongue_Lower", "V_Affricate", "V_Tongue_Narrow", "V_Tongue_Raise", "V_Tongue_Curl_U",
        "V_Open", "V_Wide", "V_Lip_Open", "V_Tight_O", "V_Tight",
    ],
    "Rocketbox": [f"AA_VI_{number:02}_{name}" for number, name in enumerate(OCULUS)],
    "prefixed by its mesh": [f"Head_Mesh.viseme_{name}" for name in OCULUS],
}  # fmt: skip


@pytest.mark.parametrize("rig", RIGS)
def test_oculus_visemes_find_every_shape_of_a_rig(rig: str) -> None:
    names = ["Basis", "browInnerUp", *RIGS[rig], "mouthSmile"]
    assert match_names(OCULUS, names) == dict(zip(OCULUS, RIGS[rig], strict=True))


@pytest.mark.parametrize("rig", ["readyplayerme", "vrchat", "cc4"])
def test_the_set_of_a_rig_matches_its_own_names(rig: str) -> None:
    shapes = viseme_set(rig).shapes
    assert match_names(shapes, shapes) == {shape: shape for shape in shapes}


@pytest.mark.parametrize(
    "spelled",
    [
        lambda name: name,
        lambda name: name[0].upper() + name[1:],
        lambda name: name.removesuffix("Left") + "_L" if name.endswith("Left") else name,
        lambda name: "blendShape1." + name,
        lambda name: f"A25_{name}",
        lambda name: f"AK_07_{name}",
    ],
)
def test_arkit_shapes_are_found_however_they_are_spelled(spelled) -> None:
    targets = [spelled(name) for name in APPLE]
    assert match_names(APPLE, reversed(targets)) == dict(zip(APPLE, targets, strict=True))


def test_left_and_right_are_never_confused() -> None:
    found = match_names(["mouthSmileLeft", "mouthSmileRight"], ["mouthSmile_R", "mouthSmile.L"])
    assert found == {"mouthSmileLeft": "mouthSmile.L", "mouthSmileRight": "mouthSmile_R"}
    assert match_names(["mouthSmileLeft"], ["mouthSmile_R", "mouthSmile"]) == {}


def test_vowels_of_vrm_find_those_of_mmd_and_vroid() -> None:
    vowels = ("aa", "ih", "ou", "ee", "oh")
    for targets in ("あいうえお", [f"Fcl_MTH_{vowel}" for vowel in "AIUEO"]):
        assert match_names(vowels, targets) == dict(zip(vowels, targets, strict=True))


def test_rhubarbs_closed_mouth_is_not_a_vowel() -> None:
    assert match_names("ABCDEFGHX", ["aa", "E", "あ"]) == {"E": "E"}


def test_a_target_matches_once_and_none_is_invented() -> None:
    assert match_names(["aa", "a", "A"], ["viseme_aa"]) == {"aa": "viseme_aa"}
    assert match_names(OCULUS, ["Key 1", "Smile", ""]) == {}
