package main

import (
	"time"

	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
)

// How long each of `count` renders of a loaded chart takes: coalescing, and Helm's engine, which parses every time.
func measureRender(question Question) (Answer, error) {
	flags := question.Flags
	if flags == nil {
		flags = &Flags{}
	}
	loaded, err := loader.Load(question.Chart)
	if err != nil {
		return Answer{}, err
	}
	given, err := flags.values()
	if err != nil {
		return Answer{}, err
	}
	if err := chartutil.ProcessDependenciesWithMerge(loaded, given); err != nil {
		return Answer{}, err
	}
	capable := capabilities()
	capable.APIVersions = append(capable.APIVersions, flags.APIVersions...)
	found := Answer{}
	for range question.Count {
		started := time.Now()
		top, err := chartutil.ToRenderValues(loaded, given, release, capable)
		if err != nil {
			return Answer{}, err
		}
		rendered, err := engine.Engine{}.Render(loaded, top)
		if err != nil {
			return Answer{}, err
		}
		found.Nanos = append(found.Nanos, time.Since(started).Nanoseconds())
		found.Bytes = 0
		for _, text := range rendered {
			found.Bytes += len(text)
		}
	}
	return found, nil
}
