// The Recua plugin `word-list`: writes the words of a text into a file, a line each.
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
	"plugin": {"name": "word-list", "version": "0.1.0", "summary": "Writes the words of a text into a file"},
	"sections": {"wordList": {"type": "object", "required": ["text"], "additionalProperties": false, "properties": {
		"text": {"type": "string", "minLength": 1, "description": "The words", "examples": ["Hello, llamas"]}}}},
	"methods": ["check"], "needs": [], "provides": "word-list", "effect": false, "concurrency": 4}`

// request is what this plugin reads of Recua's; its context ends when Recua cancels it.
type request struct {
	context.Context `json:"-"`
	ID              json.RawMessage
	Method          string
	Params          struct {
		ID       json.RawMessage // of the request that is to be cancelled
		Scratch  string
		Sections struct{ WordList struct{ Text string } }
	}
}

var methods = map[string]func(request) (any, error){"check": check, "run": run,
	"initialize": func(request) (any, error) { return json.RawMessage(description), nil },
	"shutdown":   func(request) (any, error) { return object{}, nil }}

// check finds what a schema cannot express. No files and no network: the answer is kept.
func check(r request) (any, error) {
	found := []object{}
	if text := r.Params.Sections.WordList.Text; text != strings.TrimSpace(text) {
		found = append(found, object{"severity": "error", "code": "word-list.spaces", "pointer": "/wordList/text",
			"message": "the text begins or ends with a space", "help": "remove the space"})
	}
	return object{"diagnostics": found}, nil
}

// run makes the artifact, any JSON object; what has `path`, `sha256` and `size` in it is a file.
func run(r request) (any, error) {
	words := strings.Fields(r.Params.Sections.WordList.Text)
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
