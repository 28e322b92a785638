#!/usr/bin/python3
"""Stands for a deployment, so that nothing has to be fetched for it."""
import json
import sys

URL = "http://127.0.0.1:9"
DESCRIPTION = {
    "protocolVersion": 1, "plugin": {"name": "shelf", "version": "1.0.0", "summary": "A stand-in"},
    "sections": {"shelf": {"type": "object"}}, "needs": [], "provides": "deployment", "effect": True,
}
ARTIFACT = {"target": "shelf", "url": URL, "auth": "none", "isStreaming": False, "modelName": "toy",
            "imageDigest": "0" * 64, "resources": {}}
ANSWERS = {"initialize": DESCRIPTION, "check": {"diagnostics": []}, "run": {"artifact": ARTIFACT},
           "observe": {"state": "absent"}, "destroy": {}, "shutdown": {}}

for line in sys.stdin:
    message = json.loads(line)
    if "id" in message:
        answer = {"jsonrpc": "2.0", "id": message["id"], "result": ANSWERS[message["method"]]}
        print(json.dumps(answer), flush=True)
