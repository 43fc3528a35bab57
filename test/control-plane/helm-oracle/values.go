package main

import (
	"fmt"
	"os"
	"strconv"

	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/strvals"
)

// What a --set flag of a kind adds to values.
func parseSet(question Question) (Answer, error) {
	values, err := chartutil.ReadValues([]byte(question.Values))
	if err != nil {
		return Answer{}, err
	}
	for _, set := range question.Set {
		if err := parsers[question.Kind](set, values); err != nil {
			return Answer{}, err
		}
	}
	return Answer{Typed: typed(map[string]any(values))}, nil
}

var parsers = map[string]func(string, map[string]any) error{
	"typed":   strvals.ParseInto,
	"string":  strvals.ParseIntoString,
	"json":    strvals.ParseJSON,
	"literal": strvals.ParseLiteralInto,
	"file": func(set string, values map[string]any) error {
		return strvals.ParseIntoFile(set, values, func(path []rune) (any, error) {
			content, err := os.ReadFile(string(path))
			return string(content), err
		})
	},
}

// A chart's values coalesced with given ones, its dependencies processed, as a render sees them.
func coalesceValues(question Question) (Answer, error) {
	loaded, err := loader.Load(question.Chart)
	if err != nil {
		return Answer{}, err
	}
	values, err := valuesOf(question)
	if err != nil {
		return Answer{}, err
	}
	if err := chartutil.ProcessDependenciesWithMerge(loaded, values); err != nil {
		return Answer{}, err
	}
	coalesced, err := chartutil.CoalesceValues(loaded, values)
	if err != nil {
		return Answer{}, err
	}
	return Answer{Typed: typed(map[string]any(coalesced))}, nil
}

// JSON with the types that it lacks: {"int64": "5"}, {"float64": "1e+06"}; strings, booleans and null stand for themselves,
// a map is {"map": {…}}.
func typed(value any) any {
	switch value := value.(type) {
	case nil, bool, string:
		return value
	case []any:
		items := make([]any, len(value))
		for i, item := range value {
			items[i] = typed(item)
		}
		return items
	case chartutil.Values:
		return typed(map[string]any(value))
	case map[string]any:
		entries := make(map[string]any, len(value))
		for key, entry := range value {
			entries[key] = typed(entry)
		}
		return map[string]any{"map": entries}
	case float64:
		return map[string]string{"float64": strconv.FormatFloat(value, 'g', -1, 64)}
	default:
		return map[string]string{fmt.Sprintf("%T", value): fmt.Sprint(value)}
	}
}
