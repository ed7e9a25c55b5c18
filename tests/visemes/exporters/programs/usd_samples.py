"""Print the blend shape weights of a layer at each time code, as UsdSkel computes them."""

import json
import sys

from pxr import Sdf, Usd, UsdSkel

layer = Sdf.Layer.FindOrOpen(sys.argv[1])
stage = Usd.Stage.Open(layer)
prim = stage.GetDefaultPrim()
query = UsdSkel.Cache().GetAnimQuery(UsdSkel.Animation(prim))
codes = json.loads(sys.argv[2])
print(
    json.dumps(
        {
            "rate": stage.GetTimeCodesPerSecond(),
            "end": stage.GetEndTimeCode(),
            "prim": prim.GetName(),
            "order": list(query.GetBlendShapeOrder()),
            "rows": [list(query.ComputeBlendShapeWeights(Usd.TimeCode(code))) for code in codes],
        }
    )
)
