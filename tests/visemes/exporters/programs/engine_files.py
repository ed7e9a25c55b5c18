"""Print a Unity clip and a Godot animation as unityparser and godot_parser read them."""

import json
import sys
import warnings

warnings.simplefilter("ignore")

from godot_parser import load  # noqa: E402
from unityparser import UnityDocument  # noqa: E402

clip = UnityDocument.load_yaml(sys.argv[1]).entry
unity = [
    {
        "attribute": curve["attribute"],
        "times": [float(key["time"]) for key in curve["curve"]["m_Curve"]],
        "values": [float(key["value"]) for key in curve["curve"]["m_Curve"]],
    }
    for curve in clip.m_FloatCurves
]
_, animation = load(sys.argv[2]).get_sections()
godot = []
while (prefix := f"tracks/{len(godot)}") + "/keys" in animation.properties:
    keys = animation[f"{prefix}/keys"]
    points = keys["points"].args[::5] if "points" in keys else keys["values"]
    godot.append(
        {
            "path": animation[f"{prefix}/path"].path,
            "times": list(keys["times"].args),
            "values": list(points),
        }
    )
print(
    json.dumps(
        {
            "unity_name": clip.m_Name,
            "godot_name": animation["resource_name"],
            "unity": unity,
            "godot": godot,
        }
    )
)
