// Executes templates with Go's own text/template: one JSON request a line, one answer a line. The functions and types here
// have their twins in ../environment.ts.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"text/template"
)

type source struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

type request struct {
	Sources    []source `json:"sources"`
	Name       string   `json:"name"`
	Data       any      `json:"data"`
	MissingKey string   `json:"missingKey"`
}

// Base64, for not every output is UTF-8.
type answer struct {
	Out   string `json:"out"`
	Error string `json:"error,omitempty"`
}

type Thing struct {
	Name  string
	Count int
	Any   any
	List  []any
	Tags  map[string]string
	Inner *Inner
}

type Inner struct{ Value string }

func (i Inner) String() string { return "inner:" + i.Value }

func (t Thing) Hello() string { return "hello " + t.Name }
func (t Thing) Greet(who string, times int) string {
	return strings.Repeat("hi "+who+" from "+t.Name+";", times)
}
func (t Thing) Join(separator string, parts ...string) string { return strings.Join(parts, separator) }
func (t Thing) Fail(message string) (string, error)           { return "", errors.New(message) }
func (t Thing) Self() Thing                                   { return t }
func (t Thing) Map() map[string]any                           { return map[string]any{"k": "v", "n": nil} }

type Set []string

func (s Set) Has(name string) bool {
	for _, item := range s {
		if item == name {
			return true
		}
	}
	return false
}

type Files map[string][]byte

func (f Files) Get(name string) string { return string(f[name]) }

type Values map[string]any

func (v Values) Table(name string) (Values, error) {
	if table, ok := v[name].(map[string]any); ok {
		return table, nil
	}
	return nil, fmt.Errorf("%q is not a table", name)
}

func toGo(value any) any {
	switch value := value.(type) {
	case []any:
		out := make([]any, len(value))
		for i := range value {
			out[i] = toGo(value[i])
		}
		return out
	case map[string]any:
		for tag, body := range value {
			if len(value) == 1 && strings.HasPrefix(tag, "$") {
				return tagged(tag, body)
			}
		}
		out := map[string]any{}
		for key, item := range value {
			out[key] = toGo(item)
		}
		return out
	}
	return value
}

func tagged(tag string, body any) any {
	switch tag {
	case "$int":
		n, _ := strconv.ParseInt(body.(string), 10, 64)
		return int(n)
	case "$int64":
		n, _ := strconv.ParseInt(body.(string), 10, 64)
		return n
	case "$uint8":
		n, _ := strconv.ParseUint(body.(string), 10, 8)
		return uint8(n)
	case "$uint64":
		n, _ := strconv.ParseUint(body.(string), 10, 64)
		return n
	case "$strings":
		return texts(body)
	case "$stringMap":
		out := map[string]string{}
		for key, item := range body.(map[string]any) {
			out[key] = item.(string)
		}
		return out
	case "$bytes":
		out, _ := base64.StdEncoding.DecodeString(body.(string))
		return out
	case "$text":
		out, _ := base64.StdEncoding.DecodeString(body.(string))
		return string(out)
	case "$nilList":
		return []any(nil)
	case "$nilMap":
		return map[string]any(nil)
	case "$values":
		return Values(toGo(body).(map[string]any))
	case "$set":
		return Set(texts(body))
	case "$files":
		out := Files{}
		for key, item := range body.(map[string]any) {
			out[key] = []byte(item.(string))
		}
		return out
	case "$thing":
		return thing(body)
	case "$pointer":
		out := thing(body)
		return &out
	}
	panic("no such tag: " + tag)
}

func texts(body any) []string {
	out := []string{}
	for _, item := range body.([]any) {
		out = append(out, item.(string))
	}
	return out
}

func thing(body any) Thing {
	fields := body.(map[string]any)
	return Thing{
		Name: fields["name"].(string), Count: 3, Any: toGo(fields["any"]), List: []any{"a", 1},
		Tags: map[string]string{"t": "u"}, Inner: &Inner{"in"},
	}
}

func include(t *template.Template) any {
	return func(name string, data any) (string, error) {
		var out strings.Builder
		err := t.ExecuteTemplate(&out, name, data)
		return out.String(), err
	}
}

// As Helm's.
func tpl(parent *template.Template, missingKey string) any {
	return func(text string, data any) (string, error) {
		t, err := parent.Clone()
		if err != nil {
			return "", err
		}
		t.Option("missingkey=" + missingKey)
		t.Funcs(template.FuncMap{"include": include(t), "tpl": tpl(t, missingKey)})
		if t, err = t.New(parent.Name()).Parse(text); err != nil {
			return "", fmt.Errorf("cannot parse template %q: %w", text, err)
		}
		var out strings.Builder
		if err := t.Execute(&out, data); err != nil {
			return "", fmt.Errorf("error during tpl function execution for %q: %w", text, err)
		}
		return out.String(), nil
	}
}

var functions = template.FuncMap{
	"upper":  strings.ToUpper,
	"repeat": func(n int, s string) string { return strings.Repeat(s, n) },
	"add64":  func(a, b int64) int64 { return a + b },
	"mul": func(a float64, b ...float64) float64 {
		for _, x := range b {
			a *= x
		}
		return a
	},
	"id":     func(v any) any { return v },
	"fail":   func(message string) (string, error) { return "", errors.New(message) },
	"panics": func(message string) string { panic(message) },
	"list":   func(v ...any) []any { return v },
	"dict": func(v ...any) map[string]any {
		out := map[string]any{}
		for i := 0; i+1 < len(v); i += 2 {
			out[fmt.Sprint(v[i])] = v[i+1]
		}
		return out
	},
	"set": func(m map[string]any, key string, v any) map[string]any {
		m[key] = v
		return m
	},
	"flag": func(b bool) string {
		if b {
			return "yes"
		}
		return "no"
	},
	"lens":   func(l []any) int { return len(l) },
	"strs":   func(l []string) int { return len(l) },
	"keys":   func(m map[string]any) int { return len(m) },
	"bytes":  func(b []byte) int { return len(b) },
	"u32":    func(u uint32) string { return fmt.Sprint(u) },
	"typeOf": func(v any) string { return fmt.Sprintf("%T", v) },
	"join": func(separator string, v ...any) string {
		out := []string{}
		for _, x := range v {
			out = append(out, fmt.Sprint(x))
		}
		return strings.Join(out, separator)
	},
	"zero": func() any { return nil },
	"one":  func() int { return 1 },
	"opt": func(other any, v ...any) any {
		if len(v) == 0 || v[0] == nil {
			return other
		}
		return v[0]
	},
}

func run(r request) (string, error) {
	t := template.New("gotpl").Option("missingkey=" + r.MissingKey)
	t.Funcs(functions).Funcs(template.FuncMap{"include": include(t), "tpl": tpl(t, r.MissingKey)})
	for _, s := range r.Sources {
		if _, err := t.New(s.Name).Parse(s.Text); err != nil {
			return "", err
		}
	}
	var out strings.Builder
	err := t.ExecuteTemplate(&out, r.Name, toGo(r.Data))
	return out.String(), err
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(make([]byte, 1<<20), 1<<28)
	for in.Scan() {
		var r request
		if err := json.Unmarshal(in.Bytes(), &r); err != nil {
			panic(err)
		}
		var a answer
		out, err := run(r)
		if err != nil {
			a.Error = base64.StdEncoding.EncodeToString([]byte(err.Error()))
		} else {
			a.Out = base64.StdEncoding.EncodeToString([]byte(out))
		}
		line, _ := json.Marshal(a)
		fmt.Println(string(line))
	}
}
