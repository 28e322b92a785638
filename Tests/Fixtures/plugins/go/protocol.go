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
