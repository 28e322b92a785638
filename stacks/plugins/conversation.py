"""For tests of plugins: one plugin process, spoken to as Recua does."""
import json
import os
import subprocess
import tempfile
from pathlib import Path

import jsonschema

HERE = Path(__file__).parent
PROTOCOL = json.loads((HERE.parent.parent / "docs/plugin-protocol.schema.json").read_text())


def demand(message, definition):
    """What a plugin says is what the protocol's schema has it say."""
    jsonschema.validate(message, {"$ref": f"#/$defs/{definition}", "$defs": PROTOCOL["$defs"]})


class Plugin:
    """A program that was started as Recua starts it: with a few variables and those that it declares."""

    def __init__(self, program, **environment):
        base = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen([HERE / program], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=self.log, env={**base, **environment})
        self.notices, self.secrets, self.asked, self.methods = [], {}, [], {}

    def write(self, line):
        self.process.stdin.write(line + b"\n")
        self.process.stdin.flush()

    def send(self, method, params, **more):
        self.methods[more.get("id")] = method
        self.write(json.dumps({"jsonrpc": "2.0", "method": method, "params": params, **more}).encode())

    def read(self):
        """The next message; a request for a secret is answered and not told."""
        while (message := self.line()).get("method") == "secret":
            self.reveal(message)
        return message

    def line(self):
        message = json.loads(self.process.stdout.readline())
        if "method" in message or message["id"] is not None:
            demand(message, "plugin")
        if "result" in message:
            demand(message["result"], f"results/$defs/{self.methods[message['id']]}")
        return message

    def reveal(self, request):
        pointer = request["params"]["pointer"]
        self.asked.append(pointer)
        answer = {"result": {"value": self.secrets[pointer]}} if pointer in self.secrets else {
            "error": {"code": -32000, "message": f"there is no secret at {pointer}", "data": {"code": "plugin.secret"}}}
        self.write(json.dumps({"jsonrpc": "2.0", "id": request["id"], **answer}).encode())

    def ask(self, method, params, id=1):
        self.send(method, params, id=id)
        return self.answer(id)

    def answer(self, id):
        while "method" in (message := self.read()):
            self.notices.append(message)
        assert message["id"] == id, message
        return message

    def close(self):
        """Ends its input; the program's exit code."""
        self.process.stdin.close()
        code = self.process.wait(timeout=300)
        self.process.stdout.close()
        self.log.close()
        return code
