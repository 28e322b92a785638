package main

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestMain lets this test start itself as the plugin.
func TestMain(m *testing.M) {
	if os.Getenv("BE_THE_PLUGIN") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// ask starts the plugin, sends it one request, and gives the lines that it says until its answer.
func ask(t *testing.T, method string, params object) []map[string]json.RawMessage {
	plugin := exec.Command(os.Args[0])
	plugin.Env = append(os.Environ(), "BE_THE_PLUGIN=1")
	input, _ := plugin.StdinPipe()
	output, _ := plugin.StdoutPipe()
	if err := plugin.Start(); err != nil {
		t.Fatal(err)
	}
	json.NewEncoder(input).Encode(object{"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
	said := []map[string]json.RawMessage{}
	for lines := bufio.NewScanner(output); lines.Scan(); {
		var message map[string]json.RawMessage
		if err := json.Unmarshal(lines.Bytes(), &message); err != nil {
			t.Fatal(err)
		}
		if said = append(said, message); message["id"] != nil {
			input.Close()
		}
	}
	plugin.Wait()
	return said
}

func text(text string) object { return object{"wordList": object{"text": text}} }

func expect(t *testing.T, said []map[string]json.RawMessage, member, part string) {
	if last := said[len(said)-1]; !strings.Contains(string(last[member]), part) {
		t.Errorf("no %s in %s", part, last)
	}
}

func TestDescribesItself(t *testing.T) {
	expect(t, ask(t, "initialize", object{"protocolVersions": []int{1}}), "result", `"name":"word-list"`)
}

func TestPointsAtAMistake(t *testing.T) {
	expect(t, ask(t, "check", object{"sections": text("a b")}), "result", `"diagnostics":[]`)
	expect(t, ask(t, "check", object{"sections": text("a b ")}), "result", `"pointer":"/wordList/text"`)
}

func TestMakesAFileAndTellsHowFarItIs(t *testing.T) {
	folder := t.TempDir()
	said := ask(t, "run", object{"sections": text("a b"), "scratch": folder})
	expect(t, said, "result", `"words":2`)
	if content, _ := os.ReadFile(folder + "/words.txt"); string(content) != "a\nb\n" || len(said) != 3 {
		t.Errorf("%q in the file, %d lines", content, len(said))
	}
}

func TestRefusesWhatItDoesNotKnow(t *testing.T) {
	expect(t, ask(t, "dance", object{}), "error", "-32601")
}
