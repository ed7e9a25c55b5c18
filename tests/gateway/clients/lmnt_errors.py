"""Print how the current LMNT client reports errors: base URL and the gateway's fault."""

import json
import sys

import lmnt
from lmnt import Lmnt

client = Lmnt(api_key=sys.argv[2], base_url=sys.argv[1])
try:
    client.speech.generate_detailed(text=sys.argv[3], voice=sys.argv[4])
    print(json.dumps(["ok"]))
except lmnt.APIStatusError as error:
    print(json.dumps([type(error).__name__, error.status_code, error.response.json()]))
except lmnt.APIConnectionError as error:
    print(json.dumps([type(error).__name__]))
