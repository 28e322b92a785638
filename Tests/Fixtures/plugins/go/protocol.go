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
