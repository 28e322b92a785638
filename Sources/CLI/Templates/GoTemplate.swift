/// A plugin in Go, which needs nothing but its standard library.
enum GoTemplate {
    /// What is the plugin's own, under sixty lines.
    static func program(_ plugin: PluginName) -> String {
        #"""
        // The Recua plugin `\#(plugin.name)`: writes the words of a text into a file, a line each.
        //
        // Make this file yours; protocol.go speaks with Recua (docs/plugin-protocol.md). Build it: go build
        package main

        import (
        	"context"
        	"crypto/sha256"
        	"fmt"
        	"os"
        	"path/filepath"
        	"strings"
        )

        const description = `{"protocolVersion": 1,
        	"plugin": {"name": "\#(plugin.name)", "version": "0.1.0", "summary": "Writes the words of a text into a file"},
        	"sections": {"\#(plugin.section)": {"type": "object", "required": ["text"], "additionalProperties": false, "properties": {
        		"text": {"type": "string", "minLength": 1, "description": "The words", "examples": ["Hello, llamas"]}}}},
        	"methods": ["check"], "needs": [], "provides": "\#(plugin.name)", "effect": false, "concurrency": 4}`

        // params is what this plugin reads of the requests.
        type params struct {
        	Scratch  string
        	Sections struct{ \#(plugin.type) struct{ Text string } }
        }

        // check finds what a schema cannot express. No files and no network: the answer is kept.
        func check(p params) object {
        	found := []object{}
        	if text := p.Sections.\#(plugin.type).Text; text != strings.TrimSpace(text) {
        		found = append(found, object{"severity": "error", "code": "\#(plugin.name).spaces", "pointer": "/\#(plugin.section)/text",
        			"message": "the text begins or ends with a space", "help": "remove the space"})
        	}
        	return object{"diagnostics": found}
        }

        // run makes the artifact, any JSON object; what has `path`, `sha256` and `size` in it is a file.
        func run(ctx context.Context, p params, progress func(phase string, done, total int)) (object, error) {
        	words := strings.Fields(p.Sections.\#(plugin.type).Text)
        	for done := range words {
        		if ctx.Err() != nil {
        			return nil, ctx.Err()
        		}
        		progress("write", done+1, len(words))
        	}
        	content, path := []byte(strings.Join(words, "\n")+"\n"), filepath.Join(p.Scratch, "words.txt")
        	file := object{"path": path, "sha256": fmt.Sprintf("%x", sha256.Sum256(content)), "size": len(content)}
        	return object{"artifact": object{"words": len(words), "file": file}}, os.WriteFile(path, content, 0o644)
        }
        """#
    }

    /// What every plugin has.
    static func channel(_ plugin: PluginName) -> String {
        #"""
        package main

        import (
        	"bufio"
        	"context"
        	"encoding/json"
        	"fmt"
        	"os"
        	"sync"
        )

        type object = map[string]any

        type message struct {
        	ID     json.RawMessage
        	Method string
        	Params json.RawMessage
        }

        var (
        	channel = os.Stdout
        	sending sync.Mutex
        	open    sync.Map // what cancels each open request, by its id
        )

        func main() {
        	os.Stdout = os.Stderr // what is printed goes to the log
        	lines := bufio.NewScanner(os.Stdin)
        	for lines.Buffer(nil, 8<<20); lines.Scan(); {
        		var m, target message
        		if err := json.Unmarshal(lines.Bytes(), &m); err != nil {
        			fmt.Println("not a message:", err)
        		} else if m.ID != nil {
        			ctx, cancel := context.WithCancel(context.Background())
        			open.Store(string(m.ID), cancel)
        			go answer(ctx, m)
        		} else if m.Method == "cancel" && json.Unmarshal(m.Params, &target) == nil {
        			if cancel, is := open.Load(string(target.ID)); is {
        				cancel.(context.CancelFunc)()
        			}
        		}
        	}
        }

        func answer(ctx context.Context, m message) {
        	defer open.Delete(string(m.ID))
        	result, code, err := perform(ctx, m)
        	if err == nil {
        		send(object{"id": m.ID, "result": result})
        	} else {
        		class := map[bool]string{true: "cancelled", false: "internal"}[ctx.Err() != nil]
        		send(object{"id": m.ID, "error": object{"code": code, "message": err.Error(), "data": object{"class": class}}})
        	}
        }

        func perform(ctx context.Context, m message) (any, int, error) {
        	var p params
        	switch err := json.Unmarshal(m.Params, &p); {
        	case m.Method == "initialize":
        		return json.RawMessage(description), 0, nil
        	case m.Method == "shutdown":
        		return object{}, 0, nil
        	case m.Method == "check" && err == nil:
        		return check(p), 0, nil
        	case m.Method == "run" && err == nil:
        		result, err := run(ctx, p, func(phase string, done, total int) {
        			send(object{"method": "progress", "params": object{
        				"id": m.ID, "phase": phase, "done": done, "total": total, "unit": "items"}})
        		})
        		return result, -32000, err
        	case m.Method == "check" || m.Method == "run":
        		return nil, -32602, err
        	}
        	return nil, -32601, fmt.Errorf("unknown method %s", m.Method)
        }

        func send(m object) {
        	sending.Lock()
        	defer sending.Unlock()
        	m["jsonrpc"] = "2.0"
        	json.NewEncoder(channel).Encode(m)
        }
        """#
    }

    /// Talks to the program as Recua does.
    static func test(_ plugin: PluginName) -> String {
        #"""
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

        func text(text string) object { return object{"\#(plugin.section)": object{"text": text}} }

        func expect(t *testing.T, said []map[string]json.RawMessage, member, part string) {
        	if last := said[len(said)-1]; !strings.Contains(string(last[member]), part) {
        		t.Errorf("no %s in %s", part, last)
        	}
        }

        func TestDescribesItself(t *testing.T) {
        	expect(t, ask(t, "initialize", object{"protocolVersions": []int{1}}), "result", `"name":"\#(plugin.name)"`)
        }

        func TestPointsAtAMistake(t *testing.T) {
        	expect(t, ask(t, "check", object{"sections": text("a b")}), "result", `"diagnostics":[]`)
        	expect(t, ask(t, "check", object{"sections": text("a b ")}), "result", `"pointer":"/\#(plugin.section)/text"`)
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
        """#
    }
}
