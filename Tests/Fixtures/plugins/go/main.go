// The Recua plugin `word-list`: writes the words of a text into a file, a line each.
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
	"plugin": {"name": "word-list", "version": "0.1.0", "summary": "Writes the words of a text into a file"},
	"sections": {"wordList": {"type": "object", "required": ["text"], "additionalProperties": false, "properties": {
		"text": {"type": "string", "minLength": 1, "description": "The words", "examples": ["Hello, llamas"]}}}},
	"methods": ["check"], "needs": [], "provides": "word-list", "effect": false, "concurrency": 4}`

// params is what this plugin reads of the requests.
type params struct {
	Scratch  string
	Sections struct{ WordList struct{ Text string } }
}

// check finds what a schema cannot express. No files and no network: the answer is kept.
func check(p params) object {
	found := []object{}
	if text := p.Sections.WordList.Text; text != strings.TrimSpace(text) {
		found = append(found, object{"severity": "error", "code": "word-list.spaces", "pointer": "/wordList/text",
			"message": "the text begins or ends with a space", "help": "remove the space"})
	}
	return object{"diagnostics": found}
}

// run makes the artifact, any JSON object; what has `path`, `sha256` and `size` in it is a file.
func run(ctx context.Context, p params, progress func(phase string, done, total int)) (object, error) {
	words := strings.Fields(p.Sections.WordList.Text)
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
