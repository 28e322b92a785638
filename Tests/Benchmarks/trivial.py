#!/usr/bin/python3
"""A plugin whose steps do nothing, so that what remains is the engine: trivial.py NAME PROVIDES NEEDS"""

import json
import sys

name, provides, needs = sys.argv[1:]
DESCRIPTION = {
    "protocolVersion": 1,
    "plugin": {"name": name, "version": "1", "summary": "Does nothing"},
    "sections": {name: {"type": "object", "properties": {"value": {"type": "integer"}}, "additionalProperties": False}},
    "needs": [] if needs == "-" else [needs],
    "provides": provides,
    "effect": provides == "deployment",
    "always": provides == "report",
    "concurrency": 16,
}


def artifact(stack: str) -> dict:
    if provides == "report":
        return {"url": f"http://localhost:1/{stack}", "cases": []}
    if provides != "deployment":
        return {"stack": stack}
    return {
        "target": name, "url": f"http://localhost:1/{stack}", "auth": "none", "isStreaming": False,
        "modelName": stack, "imageDigest": "0" * 64, "resources": {},
    }


for line in sys.stdin:
    message = json.loads(line)
    if "id" not in message:
        continue
    result = {}
    if message["method"] == "initialize":
        result = DESCRIPTION
    elif message["method"] == "check":
        result = {"diagnostics": []}
    elif message["method"] == "run":
        result = {"artifact": artifact(message["params"]["stack"]["name"])}
    print(json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": result}), flush=True)
