/// A program that keeps the contract; tests replace parts of it.
let goodProgram = """
    import hashlib, json, os, subprocess, sys, threading, time

    description = {
        "protocolVersion": 1,
        "plugin": {"name": "probe", "version": "1.2.3", "summary": "A program of the tests"},
        "sections": {"probe": {"type": "object", "additionalProperties": False, "properties": {
            "word": {"type": "string", "description": "A word", "default": "none"}}}},
        "methods": ["check", "observe", "destroy"], "needs": [], "provides": "probe", "effect": True, "concurrency": 4,
    }
    here = os.path.dirname(os.path.abspath(__file__))
    made = os.path.join(here, "made")
    sending = threading.Lock()
    cancelled = set()

    def write(text):
        with sending:
            sys.stdout.write(text)
            sys.stdout.flush()

    def send(message): write(json.dumps(dict(message, jsonrpc="2.0")) + "\\n")
    def answer(id, result): send({"id": id, "result": result})
    def fail(id, message, code=-32000, **data):
        send({"id": id, "error": {"code": code, "message": message, "data": data}})

    def file(path, content):
        with open(path, "wb") as output:
            output.write(content)
        return {"path": path, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}

    def initialize(id, params): answer(id, description)
    def check(id, params): answer(id, {"diagnostics": []})
    def artifact(params): return {"file": file(os.path.join(params["scratch"], "word"), b"word")}
    def run(id, params):
        open(made, "w").close()
        answer(id, {"artifact": artifact(params)})
    def observe(id, params): answer(id, {"state": "present" if os.path.exists(made) else "absent"})
    def destroy(id, params):
        if os.path.exists(made):
            os.remove(made)
        answer(id, {})
    def shutdown(id, params): answer(id, {})
    def unknown(id, method): fail(id, "unknown method " + method, -32601)
    def notice(method, params): pass
    def invalid(line): pass
    def leave(): pass

    methods = ["initialize", "check", "run", "observe", "destroy", "shutdown"]

    def receive(line):
        try:
            message = json.loads(line)
            method, id = message["method"], message.get("id")
        except (ValueError, TypeError, KeyError):
            return invalid(line)
        if id is None:
            notice(method, message.get("params"))
        elif method in methods:
            globals()[method](id, message.get("params"))
        else:
            unknown(id, method)

    def serve():
        for line in sys.stdin.buffer:
            receive(line)
        leave()
    """
