"""Tests of wheel.py as Recua sees it: a process, and lines. They need no network.

    cd stacks/plugins && ../../.venv/test/bin/python -m unittest
"""
import hashlib
import os
import shutil
import subprocess
import tempfile
import unittest
import zipfile
from pathlib import Path

import wheel
from conversation import Plugin

WEIGHTS = os.urandom(3 << 20)
DIGEST = hashlib.sha256(WEIGHTS).hexdigest()


class WheelTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.home = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.venv = cls.home / "venv"
        subprocess.run([wheel.PYTHON, "-m", "venv", cls.venv], check=True)
        cls.index = cls.home / "index"
        cls.index.mkdir()
        with zipfile.ZipFile(cls.index / "tiny_model-1.0-py3-none-any.whl", "w") as archive:
            archive.writestr("tiny_model/tiny.gguf", WEIGHTS)
            facts = "tiny_model-1.0.dist-info"
            archive.writestr(f"{facts}/METADATA", "Metadata-Version: 2.1\nName: tiny-model\nVersion: 1.0\n")
            archive.writestr(f"{facts}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            archive.writestr(f"{facts}/RECORD", "")

    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        for name in "scratch", "cache", "store/sha256":
            (self.folder / name).mkdir(parents=True)
        (self.folder / "server.py").write_text("print('serving')\n")
        (self.folder / "scratch/venv").symlink_to(self.venv)
        self.section = {
            "engine": {"package": "tiny-engine", "version": "1.0", "program": "server.py"},
            "weights": {"package": "tiny-model", "version": "1.0", "file": "tiny_model/tiny.gguf", "sha256": DIGEST},
        }
        engine = self.folder / "cache" / wheel.recipe(self.folder / "server.py", self.section["engine"]) / "server"
        engine.parent.mkdir()
        engine.write_bytes(b"built before")
        self.engine = engine
        self.plugin = Plugin("wheel.py", PIP_NO_INDEX="1", PIP_FIND_LINKS=str(self.index), PIP_CONFIG_FILE=os.devnull)
        self.addCleanup(lambda: self.plugin.process.poll() is None and self.plugin.close())

    def params(self, **stack):
        return {"stack": {"name": "chat", "project": "test", "target": "local", "folder": str(self.folder), **stack},
                "sections": {"wheel": self.section}, "inputs": {}, "prior": None, "token": "0",
                **{name: str(self.folder / name) for name in ("scratch", "cache", "store")}}

    def failure(self, answer):
        return answer["error"]["data"]["code"], answer["error"]["data"]["class"]

    def test_initialize_describes_the_plugin(self):
        result = self.plugin.ask("initialize", {"protocolVersions": [1]})["result"]
        self.assertEqual(result["protocolVersion"], 1)
        self.assertEqual((result["provides"], list(result["sections"])), ("model", ["wheel"]))
        self.assertEqual((result["methods"], result["network"]), (["check", "plan"], True))

    def test_check_refuses_another_architecture(self):
        found = self.plugin.ask("check", self.params(architecture="vax"))["result"]["diagnostics"]
        self.assertEqual([(one["severity"], one["code"]) for one in found], [("error", "wheel.other-architecture")])

    def test_run_refuses_another_architecture_before_anything_else(self):
        answer = self.plugin.ask("run", self.params(architecture="vax"))
        self.assertEqual(answer["error"]["data"]["code"], "wheel.other-architecture")
        self.assertEqual(self.plugin.notices, [])

    def test_it_reads_the_architecture_of_the_function(self):
        self.assertEqual(self.plugin.ask("initialize", {})["result"]["reads"], ["function.architecture", "image.architecture"])

    def test_a_run_gives_weights_and_engine_with_their_digests(self):
        artifact = self.plugin.ask("run", self.params())["result"]["artifact"]
        self.assertEqual(Path(artifact["weights"]["path"]).read_bytes(), WEIGHTS)
        self.assertEqual(artifact["weights"], {"name": "tiny.gguf", "path": str(self.folder / "scratch/tiny.gguf"),
                                               "sha256": DIGEST, "size": len(WEIGHTS)})
        self.assertEqual(artifact["engine"], {"name": "server", "path": str(self.engine), "size": 12,
                                              "sha256": hashlib.sha256(b"built before").hexdigest()})
        last = self.plugin.notices[-1]["params"]
        self.assertEqual((last["phase"], last["done"], last["total"]), ("extract", len(WEIGHTS), len(WEIGHTS)))

    def test_a_plan_names_what_will_be_fetched_and_built_and_nothing_that_is_here(self):
        def told():
            forecasts = self.plugin.ask("plan", self.params())["result"]["forecasts"]
            self.assertEqual(len({forecast["identity"] for forecast in forecasts}), len(forecasts))
            return [(forecast["verb"], forecast["text"]) for forecast in forecasts]
        fetching = ("download", "download `tiny.gguf` in the wheel tiny-model==1.0")
        self.assertEqual(told(), [fetching])
        self.engine.unlink()
        self.assertEqual(told(), [fetching, ("download", "download tiny-engine==1.0 and what makes one file of it"),
                                  ("run", "build `server`")])
        (self.folder / "store/sha256" / DIGEST).write_bytes(WEIGHTS)
        self.assertEqual([verb for verb, _ in told()], ["download", "run"])
        self.section["engine"]["program"] = "missing.py"
        self.assertEqual(told(), [])

    def test_offline_nothing_is_installed(self):
        answer = self.plugin.ask("run", {**self.params(), "offline": True})
        self.assertEqual(self.failure(answer), ("wheel.offline", "config"))

    def test_what_the_store_has_is_not_made_again(self):
        store = self.folder / "store/sha256"
        (store / DIGEST).write_bytes(WEIGHTS)
        shutil.copy(self.engine, store / wheel.sha256(self.engine))
        (self.folder / "scratch/venv").unlink()
        artifact = self.plugin.ask("run", self.params())["result"]["artifact"]
        self.assertEqual({Path(part["path"]).parent for part in artifact.values()}, {store})
        self.assertEqual((list((self.folder / "scratch").iterdir()), self.plugin.notices), ([], []))

    def test_a_wrong_digest_is_refused_and_both_are_named(self):
        self.section["weights"]["sha256"] = "0" * 64
        answer = self.plugin.ask("run", self.params())
        self.assertEqual(self.failure(answer), ("wheel.wrong-digest", "config"))
        self.assertIn(DIGEST, answer["error"]["message"])
        self.assertEqual(answer["error"]["data"]["pointer"], "/wheel/weights/sha256")

    def test_a_file_that_the_wheel_lacks_is_named_with_the_nearest(self):
        self.section["weights"]["file"] = "tiny_model/tiny-q4.gguf"
        answer = self.plugin.ask("run", self.params())
        self.assertEqual(self.failure(answer), ("wheel.no-such-file", "config"))
        self.assertIn("tiny_model/tiny.gguf", answer["error"]["data"]["help"])

    def test_a_version_that_does_not_exist_is_told_with_pips_last_words(self):
        self.section["weights"]["version"] = "9.9"
        answer = self.plugin.ask("run", self.params())
        self.assertEqual(self.failure(answer), ("wheel.no-such-package", "config"))
        logged = [notice["params"]["message"] for notice in self.plugin.notices if notice["method"] == "log"]
        self.assertTrue(any("No matching distribution" in line for line in logged), logged)

    def test_a_program_that_does_not_exist_is_told(self):
        self.section["engine"]["program"] = "missing.py"
        self.assertEqual(self.failure(self.plugin.ask("run", self.params())), ("wheel.no-such-file", "config"))

    def test_cancel_ends_the_child_and_the_next_request_is_served(self):
        child = self.start_run_that_hangs(id=7)
        self.plugin.send("cancel", {"id": 7})
        self.assertEqual(self.failure(self.plugin.answer(7)), ("wheel.cancelled", "cancelled"))
        self.assertFalse(child.exists())
        self.assertEqual(self.plugin.ask("shutdown", {}, id=8)["result"], {})

    def test_it_leaves_with_its_children_when_its_input_ends(self):
        child = self.start_run_that_hangs(id=7)
        self.assertEqual(self.plugin.close(), 0)
        self.assertFalse(child.exists())

    def test_it_leaves_with_its_children_when_it_is_told_to(self):
        child = self.start_run_that_hangs(id=7)
        self.plugin.process.terminate()
        self.assertEqual(self.plugin.close(), 0)
        self.assertFalse(child.exists())

    def start_run_that_hangs(self, id):
        """A run whose pip never ends; the /proc entry of that pip."""
        python, note = self.folder / "scratch/venv/bin/python", self.folder / "child"
        (self.folder / "scratch/venv").unlink()
        python.parent.mkdir(parents=True)
        python.write_text(f"#!/bin/sh\necho $$ >{note}.new; mv {note}.new {note}\nsleep 600\n")
        python.chmod(0o755)
        self.plugin.send("run", self.params(), id=id)
        while not note.exists():
            self.plugin.read()  # progress goes on while the child runs
        return Path("/proc", note.read_text().strip())

    def test_lines_that_are_no_requests_are_answered_and_survived(self):
        for line in b"", b"not json", b"\xff\xfe", b"[1]", b"42", b'{"params":{}}', b"[" * 99999:
            self.plugin.write(line)
            self.assertEqual((answer := self.plugin.read())["error"]["code"], -32600, line)
            self.assertIsNone(answer["id"])
        self.assertEqual(self.plugin.ask("run", {}, id=4)["error"]["code"], -32600)
        self.plugin.send("news", {})  # an unknown notification: no answer
        self.assertEqual(self.plugin.ask("dance", {})["error"]["code"], -32601)


if __name__ == "__main__":
    unittest.main()
