#!/usr/bin/env python3
"""The Recua plugin `word-list`: writes the words of a text into a file, a line each.
Make DESCRIPTION, check and run yours; the rest speaks the protocol (docs/plugin-protocol.md), a JSON object a line."""
import hashlib, json, os, pathlib, sys, threading, traceback

DESCRIPTION = {
    "protocolVersion": 1,
    "plugin": {"name": "word-list", "version": "0.1.0", "summary": "Writes the words of a text into a file"},
    "sections": {"wordList": {"type": "object", "required": ["text"], "additionalProperties": False, "properties": {
        "text": {"type": "string", "minLength": 1, "description": "The words", "examples": ["Hello, llamas"]}}}},
    "methods": ["check"], "needs": [], "provides": "word-list", "effect": False, "concurrency": 4}

def check(id, params):  # what a schema cannot express; no files and no network, since the answer is kept
    text = params["sections"]["wordList"]["text"]
    spaces = {"severity": "error", "code": "word-list.spaces", "message": "the text begins or ends with a space",
              "pointer": "/wordList/text", "help": "remove the space"}
    return {"diagnostics": [spaces] if text != text.strip() else []}

def run(id, params):  # makes the artifact, any JSON object; what has `path`, `sha256` and `size` in it is a file
    words = params["sections"]["wordList"]["text"].split()
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
