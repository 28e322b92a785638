import RecuaTestSupport

/// A program that provides deployments in a cloud that never forgets: each is a line of the file `cloud`, `create NAME
/// TOKEN` or `remove NAME`. It honours the token of a try, as real clouds do with theirs.
///
/// The file `trouble` says what goes wrong when something is to be removed, before or after it is: `fails early`,
/// `crashes late`, `hangs late`. Who hangs makes the file `hangs` and goes on when it is told anything, or left alone.
let cloudProgram = """
    #!/usr/bin/env python3
    import fcntl, json, os, select, sys

    def lines(file):
        file.seek(0)
        return [line.split() for line in file.read().split("\\n") if line]

    def change(folder, decide):
        with open(os.path.join(folder, "cloud"), "a+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            line = decide(lines(file))
            if line:
                os.write(file.fileno(), (line + "\\n").encode())

    def token_of(name, lines):
        token = None
        for words in lines:
            if words[1] == name:
                token = words[2] if words[0] == "create" else None
        return token

    def artifact(name):
        return {"target": "cloud", "url": "http://127.0.0.1:9/" + name, "auth": "none", "isStreaming": False,
                "modelName": name, "imageDigest": "0" * 64, "resources": {}}

    def trouble(folder, moment):
        try:
            what, when = open(os.path.join(folder, "trouble")).read().split()
        except FileNotFoundError:
            return None
        if when != moment:
            return None
        if what == "crashes":
            os._exit(3)
        if what == "hangs":
            open(os.path.join(folder, "hangs"), "w").close()
            select.select([sys.stdin], [], [])
        kind = {"class": "cancelled"} if what == "hangs" else {}
        return {"error": {"code": -32000, "message": "the network went away", "data": dict(kind, code="cloud.net")}}

    def destroy(folder, name):
        wrong = trouble(folder, "early")
        if wrong:
            return wrong
        change(folder, lambda all: "remove " + name if token_of(name, all) else None)
        return trouble(folder, "late") or {}

    def answer(method, params):
        if method == "initialize":
            return {"protocolVersion": 1, "plugin": {"name": "cloud", "version": "1.0.0", "summary": "A cloud"},
                    "sections": {"cloud": {"type": "object", "properties": {"size": {"type": "integer"}}}},
                    "needs": [], "provides": "deployment", "effect": True, "concurrency": 4}
        stack = params.get("stack", {})
        name, folder, token = stack.get("name"), stack.get("folder"), params.get("token")
        if method == "run":
            change(folder, lambda all: None if token_of(name, all) == token else "create %s %s" % (name, token))
            return {"artifact": artifact(name)}
        if method == "observe":
            found = {}
            change(folder, lambda all: found.update(token=token_of(name, all)))
            return {"state": "present", "artifact": artifact(name)} if found["token"] == token else {"state": "absent"}
        if method == "destroy":
            return destroy(folder, name)
        return {"diagnostics": []} if method == "check" else {}

    for line in sys.stdin:
        message = json.loads(line)
        if "id" in message and "method" in message:
            result = answer(message["method"], message.get("params", {}))
            told = result if "error" in result else {"result": result}
            sys.stdout.write(json.dumps(dict(told, jsonrpc="2.0", id=message["id"])) + "\\n")
            sys.stdout.flush()
    """

/// A project whose stacks are deployed into that cloud, in a folder of its own.
func withCloud(_ stacks: [String], _ body: (ScratchFolder, RecuaBinary) async throws -> Void) async throws {
    try await withScratchFolder { folder in
        try folder.write(cloudProgram, to: "cloud.py", mode: 0o755)
        try folder.write(
            """
            recua: 1
            project: clouds
            plugins: { cloud: { run: [./cloud.py], sandbox: none } }
            defaults: { target: cloud, cloud: { size: 1 } }
            stacks: { \(stacks.map { "\($0): {}" }.joined(separator: ", ")) }

            """, to: "recua.yaml")
        try await body(folder, RecuaBinary(in: folder.path))
    }
}
