// Command linearizability reads a history of operations on registers, one JSON object a line, and says whether it is
// linearizable: what each operation saw and did can be explained by one order of all of them, in which each takes effect at
// one moment between its call and its answer. The check is Porcupine's (https://github.com/anishathalye/porcupine).
//
// It prints one line, {"result":"ok"|"illegal"|"unknown","operations":N}, and ends with 0, or 1 where it is not "ok".
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/anishathalye/porcupine"
)

// operation is one line. Times are nanoseconds of one clock. A register without a value has "".
type operation struct {
	Client int    `json:"client"`
	Key    string `json:"key"`
	// read, write, or swap: write where the value is Expected.
	Kind     string `json:"kind"`
	Expected string `json:"expected"`
	// What is written.
	Value string `json:"value"`
	Call  int64  `json:"call"`
	// 0 where no answer came: it may have taken effect at any time after the call, or never.
	Return int64 `json:"return"`
	// What a read saw.
	Seen string `json:"seen"`
	// Whether a swap was done.
	Done bool `json:"done"`
}

var register = porcupine.Model{
	Partition: func(history []porcupine.Operation) [][]porcupine.Operation {
		byKey := map[string][]porcupine.Operation{}
		for _, op := range history {
			key := op.Input.(operation).Key
			byKey[key] = append(byKey[key], op)
		}
		parts := make([][]porcupine.Operation, 0, len(byKey))
		for _, part := range byKey {
			parts = append(parts, part)
		}
		return parts
	},
	Init: func() interface{} { return "" },
	Step: func(state, input, _ interface{}) (bool, interface{}) {
		value, op := state.(string), input.(operation)
		answered := op.Return != 0
		switch op.Kind {
		case "read":
			return !answered || op.Seen == value, value
		case "write":
			return true, op.Value
		case "swap":
			matches := value == op.Expected
			if answered && matches != op.Done {
				return false, value
			}
			if matches {
				return true, op.Value
			}
			return true, value
		}
		panic("unknown kind " + op.Kind)
	},
	Equal: func(a, b interface{}) bool { return a == b },
}

func main() {
	history, err := read()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	result := porcupine.CheckOperationsTimeout(register, history, 5*time.Minute)
	names := map[porcupine.CheckResult]string{porcupine.Ok: "ok", porcupine.Illegal: "illegal", porcupine.Unknown: "unknown"}
	fmt.Printf("{\"result\":%q,\"operations\":%d}\n", names[result], len(history))
	if result != porcupine.Ok {
		os.Exit(1)
	}
}

func read() ([]porcupine.Operation, error) {
	var operations []operation
	var last int64
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 1<<20), 1<<20)
	for lines.Scan() {
		var op operation
		if err := json.Unmarshal(lines.Bytes(), &op); err != nil {
			return nil, fmt.Errorf("line %d: %w", len(operations)+1, err)
		}
		operations = append(operations, op)
		last = max(last, op.Call, op.Return)
	}
	history := make([]porcupine.Operation, len(operations))
	for i, op := range operations {
		end := op.Return
		if end == 0 {
			end = last + 1
		}
		history[i] = porcupine.Operation{ClientId: op.Client, Input: op, Call: op.Call, Return: end}
	}
	return history, lines.Err()
}
