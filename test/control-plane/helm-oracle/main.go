// Answers what the real Helm makes of a template, a chart or values: one JSON object a line in, one a line out, in order.
//
// Texts are strings where they are UTF-8, else {"base64": "…"}. A question that Go panics at is answered with the panic.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"
	"unicode/utf8"
)

// Question has the fields of all operations; each reads its own.
type Question struct {
	Op string `json:"op"`

	// expr
	Text      Text            `json:"text"`
	Templates map[string]Text `json:"templates"`
	Lint      bool            `json:"lint"`
	Strict    bool            `json:"strict"`

	// expr, coalesce
	Values string   `json:"values"`
	Set    []string `json:"set"`

	// strvals
	Kind string `json:"kind"`

	// template, coalesce, bench: a chart's directory or archive
	Chart string `json:"chart"`
	Flags *Flags `json:"flags"`

	// bench
	Count int `json:"count"`
}

// Answer has what the operation found, or the error.
type Answer struct {
	Output Text    `json:"output"`
	Error  *Text   `json:"error,omitempty"`
	Log    string  `json:"log,omitempty"`
	Typed  any     `json:"typed,omitempty"`
	Nanos  []int64 `json:"nanos,omitempty"`
	Bytes  int     `json:"bytes,omitempty"`
}

// Text holds any bytes.
type Text string

func (t Text) MarshalJSON() ([]byte, error) {
	if utf8.ValidString(string(t)) {
		return json.Marshal(string(t))
	}
	return json.Marshal(map[string]string{"base64": base64.StdEncoding.EncodeToString([]byte(t))})
}

func (t *Text) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		return json.Unmarshal(data, (*string)(t))
	}
	var coded struct{ Base64 []byte }
	err := json.Unmarshal(data, &coded)
	*t = Text(coded.Base64)
	return err
}

var operations = map[string]func(Question) (Answer, error){
	"expr":     renderExpression,
	"template": renderChart,
	"strvals":  parseSet,
	"coalesce": coalesceValues,
	"bench":    measureRender,
	"hello":    describe,
}

// What Helm logs while it works on a question.
var logged logBuffer

func main() {
	log.SetFlags(0)
	log.SetOutput(&logged)
	questions := bufio.NewReaderSize(os.Stdin, 1<<20)
	answers := bufio.NewWriterSize(os.Stdout, 1<<20)
	encoder := json.NewEncoder(answers)
	encoder.SetEscapeHTML(false)
	for {
		line, err := questions.ReadBytes('\n')
		if len(line) > 0 {
			if err := encoder.Encode(answer(line)); err != nil {
				fail(err)
			}
		}
		if questions.Buffered() == 0 {
			if err := answers.Flush(); err != nil {
				fail(err)
			}
		}
		if err == io.EOF {
			return
		}
		if err != nil {
			fail(err)
		}
	}
}

func answer(line []byte) (found Answer) {
	logged.take()
	defer func() {
		if cause := recover(); cause != nil {
			found = failed(fmt.Errorf("panic: %v", cause))
		}
		found.Log = logged.take()
	}()
	var question Question
	if err := json.Unmarshal(line, &question); err != nil {
		return failed(fmt.Errorf("unreadable question: %w", err))
	}
	operation, ok := operations[question.Op]
	if !ok {
		return failed(fmt.Errorf("there is no operation %q", question.Op))
	}
	found, err := operation(question)
	if err != nil {
		text := Text(err.Error())
		found.Error = &text
	}
	return found
}

func failed(err error) Answer {
	text := Text(err.Error())
	return Answer{Error: &text}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

type logBuffer struct{ bytes []byte }

func (b *logBuffer) Write(p []byte) (int, error) {
	b.bytes = append(b.bytes, p...)
	return len(p), nil
}

func (b *logBuffer) take() string {
	text := string(b.bytes)
	b.bytes = b.bytes[:0]
	return text
}
