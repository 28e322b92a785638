"""Tests of webhook as Recua sees it, a process and lines, against an HTTP server on this machine."""
import json
import os
import shutil
import tempfile
import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from conversation import Plugin

SECRET = 'to"ken\\ of $HOME'
REPORT = {"url": "http://127.0.0.1:9", "coldStart": None, "cases": [
    {"name": "opposite", "passed": True, "failures": [], "attempts": 1, "duration": 0.4, "answer": "down"},
    {"name": "capital", "passed": True, "failures": [], "attempts": 1, "duration": 0.7, "answer": "Paris & <more>"}]}
FAILED = {**REPORT, "cases": [{**REPORT["cases"][0], "passed": False, "failures": ["expected `down`"]}]}


class Receiver(ThreadingHTTPServer):
    """Answers with `answers`, one after another, then with 200; `None` is an answer that never comes."""

    def __init__(self, *answers):
        super().__init__(("127.0.0.1", 0), Receiving)
        self.answers, self.received, self.done = list(answers), [], threading.Event()
        self.waiting = threading.Event()
        self.url = f"http://127.0.0.1:{self.server_port}/services/T0/B1?key=%20x"


class Receiving(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((self.path, self.headers, body))
        answer = self.server.answers.pop(0) if self.server.answers else 200
        if answer is None:
            self.server.waiting.set()
            self.server.done.wait(60)
            return
        status, headers, text = (answer, {}, "") if isinstance(answer, int) else answer
        self.send_response(status)
        for name, value in {**headers, "Content-Length": len(text.encode())}.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass


class WebhookTest(unittest.TestCase):
    def setUp(self):
        self.scratch = self.enterContext(tempfile.TemporaryDirectory())
        self.plugin = Plugin("webhook")
        self.addCleanup(lambda: self.plugin.process.poll() is None and self.plugin.close())
        self.section = {"url": "${env:HOOK}", "format": "json", "timeout": 20, "retries": 3}

    def receiver(self, *answers):
        receiver = Receiver(*answers)
        threading.Thread(target=receiver.serve_forever, args=(0.01,), daemon=True).start()
        self.addCleanup(receiver.server_close)
        self.addCleanup(receiver.shutdown)
        self.addCleanup(receiver.done.set)
        self.plugin.secrets["/webhook/url"] = receiver.url
        return receiver

    def params(self, **more):
        return {"stack": {"name": "chat", "project": "llamas", "target": "local"},
                "sections": {"webhook": self.section}, "inputs": {"report": REPORT}, "prior": None,
                "token": "t-0", "scratch": self.scratch, "offline": False, **more}

    def failure(self, step="smoke", message="1 of 1 case failed", **more):
        return {"step": step, "problems": [{"code": f"{step}.failed", "message": message, "notes": []}], **more}

    def error(self, answer):
        return answer["error"]["data"]["code"], answer["error"]["data"]["class"], answer["error"]["data"].get("pointer")

    def test_it_describes_itself_and_names_its_secrets(self):
        told = self.plugin.ask("initialize", {"protocolVersions": [1]})["result"]
        keys = told["sections"]["webhook"]["properties"]
        self.assertEqual([key for key in keys if keys[key].get("writeOnly")], ["url", "token"])
        self.assertEqual((told["needs"], told["provides"], told["effect"]), (["report"], "webhook", True))
        self.assertEqual((told["network"], told["methods"]), (True, ["plan"]))

    def test_the_whole_report_is_posted_with_the_token_of_the_try(self):
        receiver = self.receiver()
        self.assertEqual(self.plugin.ask("run", self.params())["result"], {"artifact": {"status": 200}})
        path, headers, body = receiver.received[0]
        self.assertEqual(path, "/services/T0/B1?key=%20x")
        self.assertEqual(json.loads(body), {"version": 1, "project": "llamas", "stack": "chat", "target": "local",
                                            "passed": True, "report": REPORT})
        self.assertEqual((headers["Content-Type"], headers["Idempotency-Key"]), ("application/json", "t-0"))
        self.assertIsNone(headers["Authorization"])
        self.assertEqual(self.plugin.asked, ["/webhook/url"])

    def test_slack_gets_a_message(self):
        receiver = self.receiver()
        self.section["format"] = "slack"
        self.plugin.ask("run", self.params())
        self.assertEqual(json.loads(receiver.received[0][2]), {
            "text": ":white_check_mark: *llamas/chat* (local): 2 of 2 cases passed\nhttp://127.0.0.1:9"})

    def test_what_failed_is_named_in_slacks_message_and_cannot_forge_links(self):
        receiver = self.receiver()
        self.section["format"] = "slack"
        failed = {**REPORT["cases"][0], "passed": False, "failures": ["no `<http://evil|up>` & co"]}
        self.plugin.ask("run", self.params(inputs={"report": {**REPORT, "cases": [failed, REPORT["cases"][1]]}}))
        self.assertEqual(json.loads(receiver.received[0][2])["text"].splitlines(), [
            ":x: *llamas/chat* (local): 1 of 2 cases passed", "http://127.0.0.1:9",
            "• opposite: no `&lt;http://evil|up&gt;` &amp; co"])

    def test_a_failure_is_posted_with_its_report(self):
        receiver = self.receiver()
        failure = self.failure(artifact=FAILED)
        self.assertIn("result", self.plugin.ask("run", self.params(inputs={}, failures={"report": failure})))
        body = json.loads(receiver.received[0][2])
        self.assertEqual((body["passed"], body["report"]), (False, FAILED))
        self.assertEqual(body["failure"], {key: failure[key] for key in ("step", "problems")})

    def test_slack_gets_a_failure_with_the_cases_or_the_step_that_failed(self):
        receiver = self.receiver()
        self.section["format"] = "slack"
        for failure in (self.failure(artifact=FAILED), self.failure("publish", "no <room>")):
            self.plugin.ask("run", self.params(inputs={}, failures={"report": failure}))
        texts = [json.loads(body)["text"] for _, _, body in receiver.received]
        self.assertEqual(texts, [
            ":x: *llamas/chat* (local): 0 of 1 cases passed\nhttp://127.0.0.1:9\n• opposite: expected `down`",
            ":x: *llamas/chat* (local): `publish` failed\n• no &lt;room&gt;"])

    def test_a_token_is_sent_as_it_is(self):
        receiver = self.receiver()
        self.section["token"] = "${env:TOKEN}"
        self.plugin.secrets["/webhook/token"] = SECRET
        self.plugin.ask("run", self.params())
        self.assertEqual(receiver.received[0][1]["Authorization"], f"Bearer {SECRET}")

    def test_no_secret_is_in_an_argument_list_the_environment_or_a_file_while_it_is_sent(self):
        receiver = self.receiver(None)
        self.section["token"] = "${env:TOKEN}"
        self.plugin.secrets["/webhook/token"] = SECRET
        self.plugin.send("run", self.params(), id=7)
        self.until_asked(receiver)
        children = self.children(self.plugin.process.pid)
        self.assertTrue(self.curls())
        for child in children:
            for facts in "cmdline", "environ":
                said = Path(f"/proc/{child}/{facts}").read_bytes()
                self.assertFalse(SECRET.encode() in said or b"/services/" in said, said)
        for name in os.listdir(self.scratch):
            self.assertNotIn(SECRET.encode(), Path(self.scratch, name).read_bytes())

    def test_a_busy_server_is_asked_again_when_it_says_and_with_the_same_token(self):
        receiver = self.receiver((429, {"Retry-After": "1"}, "slow down"), 503)
        self.assertEqual(self.plugin.ask("run", self.params())["result"], {"artifact": {"status": 200}})
        self.assertEqual([headers["Idempotency-Key"] for _, headers, _ in receiver.received], ["t-0"] * 3)
        self.assertEqual(len({body for _, _, body in receiver.received}), 1)

    def test_a_server_that_stays_busy_is_an_error_that_may_be_tried_again(self):
        self.receiver(503, 503)
        self.section["retries"] = 1
        answer = self.plugin.ask("run", self.params())
        self.assertEqual(self.error(answer), ("webhook.unavailable", "network", "/webhook/url"))
        self.assertTrue(answer["error"]["data"]["retryable"])

    def test_a_refusal_is_told_at_once_with_the_servers_words(self):
        for status, text, code, kind in (404, "no_service\n", "webhook.rejected", "config"), (
                403, "", "webhook.refused", "auth"), (302, "", "webhook.moved", "config"):
            receiver = self.receiver((status, {"Location": "http://127.0.0.1:1/"}, text))
            answer = self.plugin.ask("run", self.params())
            self.assertEqual(self.error(answer), (code, kind, "/webhook/url"))
            said = answer["error"]["message"]
            self.assertEqual(said, f"the webhook answered {status}" + (": no_service" if text else ""))
            self.assertEqual(len(receiver.received), 1)

    def test_a_server_that_is_not_there_is_told_with_curls_words(self):
        self.plugin.secrets["/webhook/url"] = "http://127.0.0.1:1/hidden"
        self.section["retries"] = 0
        answer = self.plugin.ask("run", self.params())
        self.assertEqual(self.error(answer), ("webhook.unreachable", "network", "/webhook/url"))
        self.assertIn("connect to 127.0.0.1", answer["error"]["message"])
        self.assertNotIn("hidden", json.dumps(answer))

    def test_a_silent_server_is_given_up(self):
        self.receiver(None)
        self.section.update(timeout=1, retries=0)
        answer = self.plugin.ask("run", self.params())
        self.assertEqual(self.error(answer), ("webhook.unreachable", "network", "/webhook/url"))
        self.assertIn("timed out", answer["error"]["message"])

    def test_a_file_is_no_place_to_post_to(self):
        self.plugin.secrets["/webhook/url"] = f"file://{self.scratch}/body"
        self.assertEqual(self.error(self.plugin.ask("run", self.params()))[0], "webhook.unreachable")

    def test_a_secret_that_is_not_given_ends_the_run_with_recuas_words(self):
        answer = self.plugin.ask("run", self.params())
        self.assertEqual(answer["error"]["message"], "there is no secret at /webhook/url")
        self.assertEqual(answer["error"]["data"]["code"], "plugin.secret")

    def test_a_secret_of_several_lines_adds_no_header(self):
        receiver = self.receiver()
        self.section["token"] = "${file:token}"
        self.plugin.secrets["/webhook/token"] = "a\r\nX-Evil: b"
        self.assertEqual(self.error(self.plugin.ask("run", self.params())),
                         ("webhook.secret", "config", "/webhook/token"))
        self.assertEqual(receiver.received, [])

    def test_offline_nothing_is_asked_for_and_nothing_sent(self):
        self.assertEqual(self.error(self.plugin.ask("run", self.params(offline=True)))[0], "webhook.offline")
        self.assertEqual(self.plugin.asked, [])

    def test_a_plan_names_the_host_and_never_more_of_the_url(self):
        for url, place in ("https://me:pass@hooks.example.org/T0/B1", "hooks.example.org"), (
                "${env:HOOK}", "`webhook.url`"), ("https://${env:HOST}/x", "`webhook.url`"):
            self.section["url"] = url
            self.assertEqual(self.plugin.ask("plan", self.params())["result"], {
                "forecasts": [{"verb": "send", "text": f"post the report to {place}"}]})

    def test_cancel_ends_curl_and_the_next_request_is_served(self):
        receiver = self.receiver(None)
        self.plugin.send("run", self.params(), id=7)
        self.until_asked(receiver)
        curl, = self.curls()
        self.plugin.send("cancel", {"id": 6})
        self.plugin.send("cancel", {"id": 7})
        answer = self.plugin.answer(7)
        self.assertEqual(answer["error"]["data"]["class"], "cancelled")
        self.assertFalse(Path("/proc", curl).exists())
        self.assertEqual(self.plugin.ask("run", self.params(), id=8)["result"], {"artifact": {"status": 200}})
        self.assertEqual(self.plugin.ask("shutdown", {}, id=9)["result"], {})
        self.assertEqual(self.plugin.close(), 0)

    def test_it_leaves_with_curl_when_its_input_ends(self):
        receiver = self.receiver(None)
        self.plugin.send("run", self.params(), id=7)
        self.until_asked(receiver)
        curl, = self.curls()
        self.plugin.process.stdin.close()
        while self.plugin.process.stdout.readline():  # the last of them that can speak has gone
            pass
        self.assertEqual(self.plugin.close(), 0)
        self.assertFalse(Path("/proc", curl).exists())

    def test_lines_that_are_no_requests_are_answered_and_survived(self):
        for line in b"", b"not json", b"\xff\xfe", b"[1]", b"42", b'{"params":{}}', b"[" * 99999:
            self.plugin.write(line)
            answer = self.plugin.read()
            self.assertEqual((answer["id"], answer["error"]["code"]), (None, -32600), line)
        self.plugin.send("news", {})
        self.assertEqual(self.plugin.ask("dance", {})["error"]["code"], -32601)

    def test_it_is_what_shellcheck_wants(self):
        if not (checker := shutil.which("shellcheck")):
            self.skipTest("shellcheck is not installed")
        self.assertEqual(os.spawnl(os.P_WAIT, checker, checker, str(Path(__file__).with_name("webhook"))), 0)

    def until_asked(self, receiver):
        """Answers what the run asks for; then curl has posted, and waits."""
        for _ in self.plugin.secrets:
            self.plugin.reveal(self.plugin.line())
        self.assertTrue(receiver.waiting.wait(60))

    def curls(self):
        return [child for child in self.children(self.plugin.process.pid)
                if Path("/proc", child, "comm").read_text() == "curl\n"]

    def children(self, process):
        """The processes below one."""
        below = Path(f"/proc/{process}/task/{process}/children").read_text().split()
        return below + [deeper for child in below for deeper in self.children(child)]


if __name__ == "__main__":
    unittest.main()
