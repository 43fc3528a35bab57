package main

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"

	"github.com/pkg/errors"
	"helm.sh/helm/v3/pkg/action"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/cli"
	"helm.sh/helm/v3/pkg/cli/values"
	"helm.sh/helm/v3/pkg/getter"
	rel "helm.sh/helm/v3/pkg/release"
	"helm.sh/helm/v3/pkg/releaseutil"
)

// Flags are those of `helm template`.
type Flags struct {
	Name        string   `json:"name"`
	Namespace   string   `json:"namespace"`
	Files       []string `json:"files"`
	Set         []string `json:"set"`
	SetString   []string `json:"setString"`
	SetJSON     []string `json:"setJson"`
	SetFile     []string `json:"setFile"`
	SetLiteral  []string `json:"setLiteral"`
	IncludeCRDs bool     `json:"includeCrds"`
	NoHooks     bool     `json:"noHooks"`
	SkipTests   bool     `json:"skipTests"`
	SkipSchema  bool     `json:"skipSchemaValidation"`
	IsUpgrade   bool     `json:"isUpgrade"`
	KubeVersion string   `json:"kubeVersion"`
	APIVersions []string `json:"apiVersions"`
	ShowOnly    []string `json:"showOnly"`
}

// What `helm template` prints, through the packages that it is made of: thousands of charts a minute want no processes.
func renderChart(question Question) (Answer, error) {
	flags := question.Flags
	if flags == nil {
		flags = &Flags{}
	}
	install := action.NewInstall(&action.Configuration{Log: func(string, ...any) {}})
	install.DryRun, install.DryRunOption, install.ClientOnly, install.Replace = true, "true", true, true
	install.ReleaseName, install.Namespace = "release-name", "default"
	if flags.Name != "" {
		install.ReleaseName = flags.Name
	}
	if flags.Namespace != "" {
		install.Namespace = flags.Namespace
	}
	if flags.KubeVersion != "" {
		version, err := chartutil.ParseKubeVersion(flags.KubeVersion)
		if err != nil {
			return Answer{}, fmt.Errorf("invalid kube version '%s': %s", flags.KubeVersion, err)
		}
		install.KubeVersion = version
	}
	install.APIVersions = flags.APIVersions
	install.IncludeCRDs, install.DisableHooks, install.IsUpgrade = flags.IncludeCRDs, flags.NoHooks, flags.IsUpgrade
	install.SkipSchemaValidation = flags.SkipSchema

	given, err := flags.values()
	if err != nil {
		return Answer{}, err
	}
	loaded, err := loader.Load(question.Chart)
	if err != nil {
		return Answer{}, err
	}
	if kind := loaded.Metadata.Type; kind != "" && kind != "application" {
		return Answer{}, errors.Errorf("%s charts are not installable", kind)
	}
	if wanted := loaded.Metadata.Dependencies; wanted != nil {
		if err := action.CheckDependencies(loaded, wanted); err != nil {
			const hint = "An error occurred while checking for chart dependencies. " +
				"You may need to run `helm dependency build` to fetch missing dependencies"
			return Answer{}, errors.Wrap(err, hint)
		}
	}
	release, err := install.Run(loaded, given)
	if err != nil {
		if release != nil {
			err = fmt.Errorf("%w\n\nUse --debug flag to render out invalid YAML", err)
		}
		return Answer{}, err
	}
	return show(printed(release, flags), flags.ShowOnly)
}

func (flags *Flags) values() (map[string]any, error) {
	options := values.Options{
		ValueFiles: flags.Files, Values: flags.Set, StringValues: flags.SetString, JSONValues: flags.SetJSON,
		FileValues: flags.SetFile, LiteralValues: flags.SetLiteral,
	}
	return options.MergeValues(getter.All(cli.New()))
}

func printed(release *rel.Release, flags *Flags) string {
	var out bytes.Buffer
	fmt.Fprintln(&out, strings.TrimSpace(release.Manifest))
	for _, hook := range release.Hooks {
		if flags.NoHooks || (flags.SkipTests && slices.Contains(hook.Events, rel.HookTest)) {
			continue
		}
		fmt.Fprintf(&out, "---\n# Source: %s\n%s\n", hook.Path, hook.Manifest)
	}
	return out.String()
}

var sourceLine = regexp.MustCompile("# Source: [^/]+/(.+)")

func show(all string, patterns []string) (Answer, error) {
	if len(patterns) == 0 {
		return Answer{Output: Text(all)}, nil
	}
	manifests := releaseutil.SplitManifests(all)
	keys := sortedKeys(manifests)
	sort.Sort(releaseutil.BySplitManifestsOrder(keys))
	var out bytes.Buffer
	for _, pattern := range patterns {
		before := out.Len()
		for _, key := range keys {
			source := sourceLine.FindStringSubmatch(manifests[key])
			if len(source) == 0 {
				continue
			}
			if matches, _ := filepath.Match(pattern, source[1]); matches {
				io.WriteString(&out, "---\n"+manifests[key]+"\n")
			}
		}
		if out.Len() == before {
			return Answer{}, fmt.Errorf("could not find template %s in chart", pattern)
		}
	}
	return Answer{Output: Text(out.String())}, nil
}
