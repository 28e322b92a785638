#!/usr/bin/python3
"""Stands for a deployment (`shelf.py shelf`) and its smoke test (`shelf.py probe`), so that nothing is fetched or started."""
import json
import sys

ROLE = sys.argv[1]
URL = "http://127.0.0.1:9"
NEEDS, KIND = {"shelf": ([], "deployment"), "probe": (["deployment"], "report")}[ROLE]
DESCRIPTION = {
    "protocolVersion": 1, "plugin": {"name": ROLE, "version": "1.0.0", "summary": "A stand-in"},
    "sections": {ROLE: {"type": "object"}}, "needs": NEEDS, "provides": KIND, "effect": ROLE == "shelf",
}
ARTIFACTS = {
    "shelf": {"target": "shelf", "url": URL, "auth": "none", "isStreaming": False, "modelName": "toy",
              "imageDigest": "0" * 64, "resources": {}},
    "probe": {"url": URL, "cases": []},
}
ANSWERS = {"initialize": DESCRIPTION, "check": {"diagnostics": []}, "run": {"artifact": ARTIFACTS[ROLE]},
           "observe": {"state": "absent"}, "destroy": {}, "shutdown": {}}

for line in sys.stdin:
    message = json.loads(line)
    if "id" in message:
        answer = {"jsonrpc": "2.0", "id": message["id"], "result": ANSWERS[message["method"]]}
        print(json.dumps(answer), flush=True)
