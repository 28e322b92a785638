"""What `word-list` answers: python3 -m unittest"""
import json, os, subprocess, sys, tempfile, unittest

PROGRAM = os.path.join(os.path.dirname(os.path.abspath(__file__)), "word_list.py")


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


class WordListTest(unittest.TestCase):
    def test_describes_itself(self):
        [answer] = talk(("initialize", {"protocolVersions": [1]}))
        self.assertEqual(answer["result"]["plugin"]["name"], "word-list")

    def test_points_at_a_mistake(self):
        good, bad = talk(*(("check", {"sections": {"wordList": {"text": text}}}) for text in ("a b", "a b ")))
        self.assertEqual(good["result"]["diagnostics"], [])
        self.assertEqual(bad["result"]["diagnostics"][0]["pointer"], "/wordList/text")

    def test_makes_a_file_and_tells_how_far_it_is(self):
        with tempfile.TemporaryDirectory() as scratch:
            *progress, answer = talk(("run", {"sections": {"wordList": {"text": "a b"}}, "scratch": scratch}))
            with open(answer["result"]["artifact"]["file"]["path"]) as file:
                self.assertEqual(file.read(), "a\nb\n")
        self.assertEqual([message["params"]["done"] for message in progress], [1, 2])

    def test_refuses_what_it_does_not_know(self):
        [answer] = talk(("dance", {}))
        self.assertEqual(answer["error"]["code"], -32601)


if __name__ == "__main__":
    unittest.main()
