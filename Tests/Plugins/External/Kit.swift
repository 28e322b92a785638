/// The smallest program that speaks the protocol; tests replace parts of it.
let kit = """
    import hashlib, json, os, signal, subprocess, sys, time

    here = os.path.dirname(os.path.abspath(__file__))
    description = {
        "protocolVersion": 1,
        "plugin": {"name": "probe", "version": "1.2.3", "summary": "A program of the tests"},
        "sections": {"probe": {"type": "object", "properties": {"word": {"type": "string"}}}},
        "needs": [], "provides": "probe-result", "concurrency": 1,
    }

    def note(name, text):
        with open(os.path.join(here, name), "a") as file:
            file.write(text)

    def send(message):
        sys.stdout.write(json.dumps(message) + "\\n")
        sys.stdout.flush()

    def answer(id, result):
        send({"jsonrpc": "2.0", "id": id, "result": result})

    def fail(id, message, **data):
        send({"jsonrpc": "2.0", "id": id, "error": {"code": -32000, "message": message, "data": data}})

    def tell(method, **params):
        send({"jsonrpc": "2.0", "method": method, "params": params})

    def file(path, content, mode=0o644):
        with open(path, "wb") as output:
            output.write(content)
        os.chmod(path, mode)
        return {"path": path, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}

    def initialize(id, params): answer(id, description)
    def check(id, params): answer(id, {"diagnostics": []})
    def run(id, params): answer(id, {"artifact": {"word": params["sections"]["probe"].get("word", "none")}})
    def observe(id, params): answer(id, {"state": "present"})
    def destroy(id, params): answer(id, {})
    def shutdown(id, params): answer(id, {})
    def cancel(params): pass

    def serve():
        note("starts", "x")
        for line in sys.stdin:
            message = json.loads(line)
            method = globals()[message["method"]]
            if "id" in message:
                method(message["id"], message["params"])
            else:
                method(message["params"])
    """
