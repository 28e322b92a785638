/// A program whose files go through the store: `brick` makes one, `wall` reads it again and complains when it is not
/// what it must be, `shelf` is deployed on them. They do what the sections of their stack say.
let quarryProgram = """
    #!/usr/bin/env python3
    import hashlib, json, os, subprocess, sys, time

    role = sys.argv[1]
    kinds = {"brick": ([], "brick"), "wall": (["brick"], "report"), "shelf": ([], "deployment")}
    keys = {"word": {"type": "string"}, "size": {"type": "integer"}, "leaves": {"type": "boolean"}}

    def send(message):
        sys.stdout.write(json.dumps(dict(message, jsonrpc="2.0")) + "\\n")
        sys.stdout.flush()

    def fail(id, code, text):
        send({"id": id, "error": {"code": -32000, "message": text, "data": {"code": code}}})

    def brick(own, scratch):
        word, size = own.get("word", "clay").encode(), own.get("size", 200000)
        content = (word * (size // len(word) + 1))[:size]
        path = os.path.join(scratch, "brick")
        with open(path, "wb") as file:
            file.write(content)
        return {"path": path, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}

    def run(id, params):
        own = params["sections"].get(role) or {}
        if role == "brick":
            return send({"id": id, "result": {"artifact": brick(own, params["scratch"])}})
        if role == "shelf":
            artifact = {"target": "shelf", "url": "http://127.0.0.1:9/" + params["stack"]["name"], "auth": "none",
                        "isStreaming": False, "modelName": "x", "imageDigest": "0" * 64, "resources": {}}
            if own.get("leaves"):
                # What outlives its starter, and does not know of any lock.
                child = subprocess.Popen(["sleep", "600"], start_new_session=True, stdin=subprocess.DEVNULL,
                                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                with open(os.path.join(params["stack"]["folder"], "children"), "w") as file:
                    file.write("%d %d" % (child.pid, os.getpid()))
                time.sleep(600)
            return send({"id": id, "result": {"artifact": artifact}})
        given = params["inputs"]["brick"]
        try:
            time.sleep(own.get("size", 0) / 1000)
            with open(given["path"], "rb") as file:
                found = hashlib.sha256(file.read()).hexdigest()
        except OSError as error:
            return fail(id, "quarry.lost", "the brick is gone: " + str(error))
        if found != given["sha256"]:
            return fail(id, "quarry.wrong", "the brick is another one")
        case = {"name": "brick", "passed": True, "failures": [], "attempts": 1, "duration": 0.1}
        send({"id": id, "result": {"artifact": {"url": "http://127.0.0.1:9", "cases": [case], "of": given["sha256"]}}})

    for line in sys.stdin:
        message = json.loads(line)
        method, id, params = message["method"], message.get("id"), message.get("params")
        if method == "initialize":
            needs, provides = kinds[role]
            send({"id": id, "result": {
                "protocolVersion": 1, "plugin": {"name": role, "version": "1.0.0", "summary": "A quarry"},
                "sections": {role: {"type": "object", "properties": keys, "additionalProperties": False}},
                "needs": needs, "provides": provides, "effect": role == "shelf", "concurrency": 4}})
        elif method == "run":
            run(id, params)
        elif method == "check":
            send({"id": id, "result": {"diagnostics": []}})
        elif method == "observe":
            send({"id": id, "result": {"state": "absent"}})
        elif id is not None:
            send({"id": id, "result": {}})
    """
