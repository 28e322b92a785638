/// A plugin in Go, which needs nothing but its standard library.
enum GoTemplate {
    /// What is the plugin's own, under sixty lines.
    static func program(_ plugin: PluginName) -> String {
        #"""
        // The Recua plugin `\#(plugin.name)`: writes the words of a text into a file, a line each.
        // Make this file yours; protocol.go speaks with Recua (docs/plugin-protocol.md). Build it: go build
        package main

        import (
        	"context"
        	"crypto/sha256"
        	"encoding/json"
        	"fmt"
        	"os"
        	"strings"
        )

        const description = `{"protocolVersion": 1,
        	"plugin": {"name": "\#(plugin.name)", "version": "0.1.0", "summary": "Writes the words of a text into a file"},
        	"sections": {"\#(plugin.section)": {"type": "object", "required": ["text"], "additionalProperties": false, "properties": {
        		"text": {"type": "string", "minLength": 1, "description": "The words", "examples": ["Hello, llamas"]}}}},
        	"methods": ["check"], "needs": [], "provides": "\#(plugin.name)", "effect": false, "concurrency": 4}`

        // request is what this plugin reads of Recua's; its context ends when Recua cancels it.
        type request struct {
        	context.Context `json:"-"`
        	ID              json.RawMessage
        	Method          string
        	Params          struct {
        		ID       json.RawMessage // of the request that is to be cancelled
        		Scratch  string
        		Sections struct{ \#(plugin.type) struct{ Text string } }
        	}
        }

        var methods = map[string]func(request) (any, error){"check": check, "run": run,
        	"initialize": func(request) (any, error) { return json.RawMessage(description), nil },
        	"shutdown":   func(request) (any, error) { return object{}, nil }}

        // check finds what a schema cannot express. No files and no network: the answer is kept.
        func check(r request) (any, error) {
        	found := []object{}
        	if text := r.Params.Sections.\#(plugin.type).Text; text != strings.TrimSpace(text) {
        		found = append(found, object{"severity": "error", "code": "\#(plugin.name).spaces", "pointer": "/\#(plugin.section)/text",
        			"message": "the text begins or ends with a space", "help": "remove the space"})
        	}
        	return object{"diagnostics": found}, nil
        }

        // run makes the artifact, any JSON object; what has `path`, `sha256` and `size` in it is a file.
        func run(r request) (any, error) {
        	words := strings.Fields(r.Params.Sections.\#(plugin.type).Text)
        	for done := range words {
        		if r.Err() != nil {
        			return nil, r.Err()
        		}
        		send(object{"method": "progress", "params": object{
        			"id": r.ID, "phase": "write", "done": done + 1, "total": len(words), "unit": "items"}})
        	}
        	content, path := []byte(strings.Join(words, "\n")+"\n"), r.Params.Scratch+"/words.txt"
        	file := object{"path": path, "sha256": fmt.Sprintf("%x", sha256.Sum256(content)), "size": len(content)}
        	return object{"artifact": object{"words": len(words), "file": file}}, os.WriteFile(path, content, 0o644)
        }
        """#
    }

    /// What every plugin has, under sixty lines.
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

        var (
        	channel = json.NewEncoder(os.Stdout)
        	sending sync.Mutex
        	open    sync.Map // what cancels each open request, by its id
        )

        func main() {
        	os.Stdout = os.Stderr // what is printed goes to the log
        	lines := bufio.NewScanner(os.Stdin)
        	for lines.Buffer(nil, 8<<20); lines.Scan(); {
        		var r request
        		err := json.Unmarshal(lines.Bytes(), &r)
        		if cancel, is := open.Load(string(r.Params.ID)); is && r.Method == "cancel" {
        			cancel.(context.CancelFunc)()
        		} else if r.ID != nil {
        			ctx, cancel := context.WithCancel(context.Background())
        			open.Store(string(r.ID), cancel)
        			go r.answer(ctx, err)
        		}
        	}
        }

        // answer does what is asked, unless the request could not be read: err.
        func (r request) answer(ctx context.Context, err error) {
        	defer open.Delete(string(r.ID))
        	r.Context = ctx
        	reply, code := object{"id": r.ID}, -32000
        	if method, is := methods[r.Method]; !is {
        		code, err = -32601, fmt.Errorf("unknown method %s", r.Method)
        	} else if err == nil {
        		reply["result"], err = method(r)
        	}
        	if err != nil {
        		class := map[bool]string{true: "cancelled", false: "internal"}[r.Err() != nil]
        		reply = object{"id": r.ID, "error": object{"code": code, "message": err.Error(), "data": object{"class": class}}}
        	}
        	send(reply)
        }

        // send says one message: an answer, or a notification.
        func send(m object) {
        	sending.Lock()
        	defer sending.Unlock()
        	m["jsonrpc"] = "2.0"
        	channel.Encode(m)
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
