package main

import (
	"fmt"
	"runtime"
	"sort"

	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
	"helm.sh/helm/v3/pkg/strvals"
)

// Everything that a template can see beside the values is the same for all expressions.
var (
	metadata = chart.Metadata{
		APIVersion: "v2", Name: "c", Version: "1.2.3", AppVersion: "4.5", Description: "expressions", Type: "application",
		Keywords: []string{"a", "b"}, Annotations: map[string]string{"k": "v"},
		Maintainers: []*chart.Maintainer{{Name: "N", Email: "n@example.com"}},
	}
	files = []*chart.File{
		{Name: "files/a.txt", Data: []byte("alpha\nbeta\n")},
		{Name: "files/b.bin", Data: []byte{0xff, 0x00, 'x'}},
		{Name: "files/empty", Data: []byte{}},
		{Name: "config.yaml", Data: []byte("a: 1\n")},
	}
	release = chartutil.ReleaseOptions{Name: "rel", Namespace: "ns", Revision: 1, IsInstall: true}
)

// The output of `text`; of the chart's other templates, each with its name in front, when there are any.
func renderExpression(question Question) (Answer, error) {
	described := metadata
	made := &chart.Chart{Metadata: &described, Files: files}
	if len(question.Templates) == 0 {
		made.Templates = []*chart.File{{Name: "templates/t", Data: []byte(question.Text)}}
	}
	for _, name := range sortedKeys(question.Templates) {
		made.Templates = append(made.Templates, &chart.File{Name: name, Data: []byte(question.Templates[name])})
	}
	values, err := valuesOf(question)
	if err != nil {
		return Answer{}, err
	}
	top, err := chartutil.ToRenderValues(made, values, release, capabilities())
	if err != nil {
		return Answer{}, err
	}
	rendered, err := engine.Engine{LintMode: question.Lint, Strict: question.Strict}.Render(made, top)
	if err != nil {
		return Answer{}, err
	}
	if len(question.Templates) == 0 {
		return Answer{Output: Text(rendered["c/templates/t"])}, nil
	}
	output := ""
	for _, name := range sortedKeys(rendered) {
		output += fmt.Sprintf("== %s\n%s", name, rendered[name])
	}
	return Answer{Output: Text(output)}, nil
}

func capabilities() *chartutil.Capabilities {
	made := chartutil.DefaultCapabilities.Copy()
	made.KubeVersion = chartutil.KubeVersion{Version: "v1.34.0", Major: "1", Minor: "34"}
	return made
}

func valuesOf(question Question) (map[string]any, error) {
	values, err := chartutil.ReadValues([]byte(question.Values))
	if err != nil {
		return nil, err
	}
	for _, set := range question.Set {
		if err := strvals.ParseInto(set, values); err != nil {
			return nil, err
		}
	}
	return values, nil
}

func sortedKeys[V any](entries map[string]V) []string {
	keys := make([]string, 0, len(entries))
	for key := range entries {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

func describe(Question) (Answer, error) {
	helm := chartutil.DefaultCapabilities.HelmVersion.Version
	return Answer{Output: Text(helm + " " + runtime.Version())}, nil
}
