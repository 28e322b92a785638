/// A program that provides toys in place of models: `shelf` a deployment, `probe` a report. It does what the sections
/// of its stack say.
let toyProgram = """
    #!/usr/bin/env python3
    import json, os, sys, threading, time

    role = sys.argv[1]
    kinds = {"shelf": ([], "deployment"), "probe": (["deployment"], "report")}
    keys = {"word": {"type": "string"}, "waits": {"type": "boolean"}, "ponders": {"type": "boolean"}, "isDeaf": {"type": "boolean"},
            "says": {"type": "string"}, "notes": {"type": "string"}, "asks": {"type": "string"}, "mutters": {"type": "string"}, "error": {"type": "string"}, "class": {"type": "string"}, "refuses": {"type": "string"}}
    cancelled = set()
    turn = threading.Lock()

    def send(message):
        with turn:
            sys.stdout.write(json.dumps(dict(message, jsonrpc="2.0")) + "\\n")
            sys.stdout.flush()

    def fail(id, code, **more):
        send({"id": id, "error": {"code": -32000, "message": "the toy is broken", "data": dict(more, code=code)}})

    def artifact(stack, own):
        url = "http://127.0.0.1:9/" + stack["name"]
        if role == "probe":
            return {"url": url, "cases": [{"name": own.get("asks", "word"), "passed": True, "failures": [], "attempts": 1, "duration": 0.5}]}
        return {"target": "shelf", "url": url, "auth": "none", "isStreaming": False, "modelName": stack["name"],
                "imageDigest": "0" * 64, "resources": {"log": os.path.join(stack["folder"], "toy.log")}}

    def wait(id, stack, own):
        open(os.path.join(stack["folder"], "started"), "w").close()
        while not os.path.exists(os.path.join(stack["folder"], "go")):
            if id in cancelled and not own.get("isDeaf"):
                return fail(id, "toy.cancelled", **{"class": "cancelled"})
            time.sleep(0.01)
        send({"id": id, "result": {"artifact": artifact(stack, own)}})

    def run(id, params):
        own = params["sections"].get(role) or {}
        for done in (1, 2):
            send({"method": "progress", "params": {"id": id, "phase": "toy", "done": done, "total": 2, "unit": "items"}})
        if "mutters" in own:
            print(own["mutters"], file=sys.stderr, flush=True)
        if "notes" in own:
            send({"method": "log", "params": {"id": id, "level": "notice", "message": own["notes"]}})
        if "says" in own:
            send({"method": "log", "params": {"id": id, "level": "warning", "message": own["says"]}})
        if "error" in own:
            return fail(id, own["error"], help="mend the toy", **{"class": own.get("class")})
        if own.get("waits"):
            threading.Thread(target=wait, args=(id, params["stack"], own), daemon=True).start()
        else:
            send({"id": id, "result": {"artifact": artifact(params["stack"], own)}})

    def check(params):
        own = params["sections"].get(role) or {}
        if "refuses" not in own:
            return {"diagnostics": []}
        return {"diagnostics": [{"severity": "error", "code": "toy.refused", "message": own["refuses"],
                                 "pointer": "/%s/refuses" % role}]}

    for line in sys.stdin:
        message = json.loads(line)
        method, id, params = message["method"], message.get("id"), message.get("params")
        if method == "initialize":
            needs, provides = kinds[role]
            send({"id": id, "result": {
                "protocolVersion": 1, "plugin": {"name": role, "version": "1.0.0", "summary": "A toy"},
                "sections": {role: {"type": "object", "properties": keys, "additionalProperties": False}},
                "needs": needs, "provides": provides, "effect": role == "shelf", "concurrency": 4}})
        elif method == "run":
            run(id, params)
        elif method == "check":
            send({"id": id, "result": check(params)})
        elif method == "observe" and (params["sections"].get(role) or {}).get("ponders"):
            threading.Thread(target=wait, args=(id, params["stack"], {}), daemon=True).start()
        elif method == "observe":
            send({"id": id, "result": {"state": "absent"}})
        elif method == "cancel":
            cancelled.add(params["id"])
        else:
            send({"id": id, "result": {}})
    """
