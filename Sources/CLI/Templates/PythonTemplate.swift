/// A plugin in Python, which needs the standard library alone.
enum PythonTemplate {
    /// Under sixty lines.
    static func program(_ plugin: PluginName) -> String {
        #"""
        #!/usr/bin/env python3
        """The Recua plugin `\#(plugin.name)`: writes the words of a text into a file, a line each.
        Make DESCRIPTION, check and run yours; the rest speaks the protocol (docs/plugin-protocol.md), a JSON object a line."""
        import hashlib, json, os, pathlib, sys, threading, traceback

        DESCRIPTION = {
            "protocolVersion": 1,
            "plugin": {"name": "\#(plugin.name)", "version": "0.1.0", "summary": "Writes the words of a text into a file"},
            "sections": {"\#(plugin.section)": {"type": "object", "required": ["text"], "additionalProperties": False, "properties": {
                "text": {"type": "string", "minLength": 1, "description": "The words", "examples": ["Hello, llamas"]}}}},
            "methods": ["check"], "needs": [], "provides": "\#(plugin.name)", "effect": False, "concurrency": 4}

        def check(id, params):  # what a schema cannot express; no files and no network, since the answer is kept
            text = params["sections"]["\#(plugin.section)"]["text"]
            spaces = {"severity": "error", "code": "\#(plugin.name).spaces", "message": "the text begins or ends with a space",
                      "pointer": "/\#(plugin.section)/text", "help": "remove the space"}
            return {"diagnostics": [spaces] if text != text.strip() else []}

        def run(id, params):  # makes the artifact, any JSON object; what has `path`, `sha256` and `size` in it is a file
            words = params["sections"]["\#(plugin.section)"]["text"].split()
            path = pathlib.Path(params["scratch"], "words.txt")
            with open(path, "w") as file:
                for done, word in enumerate(words, 1):
                    if id in cancelled:
                        raise InterruptedError("cancelled")
                    print(word, file=file)
                    send(method="progress", params=dict(id=id, phase="write", done=done, total=len(words), unit="items"))
            content = path.read_bytes()
            file = {"path": str(path), "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
            return {"artifact": {"words": len(words), "file": file}}

        METHODS = {"initialize": lambda id, params: DESCRIPTION, "check": check, "run": run, "shutdown": lambda id, params: {}}
        channel, sending, cancelled = os.fdopen(os.dup(1), "w"), threading.Lock(), set()

        def send(**message):
            with sending:
                print(json.dumps({"jsonrpc": "2.0", **message}), file=channel, flush=True)

        def answer(id, method, params):
            try:
                send(id=id, result=METHODS[method](id, params))
            except Exception as error:
                code, kind = -32000 if method in METHODS else -32601, "cancelled" if id in cancelled else "internal"
                if (code, kind) == (-32000, "internal"):
                    traceback.print_exc()  # to the log, which is shown with the failure
                send(id=id, error={"code": code, "message": f"{type(error).__name__}: {error}", "data": {"class": kind}})

        if __name__ == "__main__":
            os.dup2(2, 1)  # from here on, what is printed goes to the log
            for line in sys.stdin.buffer:
                try:
                    message = json.loads(line)
                    if message["method"] == "cancel":
                        cancelled.add(message["params"]["id"])
                    elif "id" in message:
                        threading.Thread(target=answer, args=(message["id"], message["method"], message.get("params"))).start()
                except Exception as error:
                    print(f"not a message: {error}")
            os._exit(0)  # Recua has gone: so does what still runs
        """#
    }

    /// Talks to the program as Recua does.
    static func test(_ plugin: PluginName) -> String {
        #"""
        """What `\#(plugin.name)` answers: python3 -m unittest"""
        import json, os, subprocess, sys, tempfile, unittest

        PROGRAM = os.path.join(os.path.dirname(os.path.abspath(__file__)), "\#(plugin.module).py")


        def talk(*requests):
            """Starts the plugin, sends it the requests, ends its input, and gives what it said by id and by method."""
            with subprocess.Popen([sys.executable, PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as plugin:
                said = []
                for id, (method, params) in enumerate(requests, 1):
                    plugin.stdin.write(json.dumps({"jsonrpc": "2.0", "id": id, "method": method, "params": params}) + "\n")
                    plugin.stdin.flush()
                    while not said or said[-1].get("id") != id:
                        said.append(json.loads(plugin.stdout.readline()))
                plugin.stdin.close()
                return said


        class \#(plugin.type)Test(unittest.TestCase):
            def test_describes_itself(self):
                [answer] = talk(("initialize", {"protocolVersions": [1]}))
                self.assertEqual(answer["result"]["plugin"]["name"], "\#(plugin.name)")

            def test_points_at_a_mistake(self):
                good, bad = talk(*(("check", {"sections": {"\#(plugin.section)": {"text": text}}}) for text in ("a b", "a b ")))
                self.assertEqual(good["result"]["diagnostics"], [])
                self.assertEqual(bad["result"]["diagnostics"][0]["pointer"], "/\#(plugin.section)/text")

            def test_makes_a_file_and_tells_how_far_it_is(self):
                with tempfile.TemporaryDirectory() as scratch:
                    *progress, answer = talk(("run", {"sections": {"\#(plugin.section)": {"text": "a b"}}, "scratch": scratch}))
                    with open(answer["result"]["artifact"]["file"]["path"]) as file:
                        self.assertEqual(file.read(), "a\nb\n")
                self.assertEqual([message["params"]["done"] for message in progress], [1, 2])

            def test_refuses_what_it_does_not_know(self):
                [answer] = talk(("dance", {}))
                self.assertEqual(answer["error"]["code"], -32601)


        if __name__ == "__main__":
            unittest.main()
        """#
    }
}
