/** What `it` is, of what Helm gives a template. Numbers become float64, whatever they came from. */
export const root: Readonly<Record<string, string>> = {
  it: `
{{- $go := .go }}
{{- $name := .name }}
{{- $_ := unset . "go" }}
{{- $_ := unset . "name" }}
{{- $_ := set . "Values" (index (fromJson (toJson (dict "v" $go.Values))) "v") }}
{{- $_ := set . "Release" (dict "Name" $go.Release.Name "Namespace" $go.Release.Namespace "Service" $go.Release.Service "Revision" (float64 $go.Release.Revision) "IsInstall" $go.Release.IsInstall "IsUpgrade" $go.Release.IsUpgrade) }}
{{- $_ := set . "Chart" (dict "Name" $go.Chart.Name "Version" $go.Chart.Version "AppVersion" $go.Chart.AppVersion "Description" $go.Chart.Description "KubeVersion" $go.Chart.KubeVersion "Type" $go.Chart.Type "Home" $go.Chart.Home "Icon" $go.Chart.Icon "Deprecated" $go.Chart.Deprecated "IsRoot" $go.Chart.IsRoot) }}
{{- $version := $go.Capabilities.KubeVersion }}
{{- $_ := set . "Capabilities" (dict "APIVersions" $go.Capabilities.APIVersions "KubeVersion" (dict "Version" $version.Version "GitVersion" $version.Version "Major" $version.Major "Minor" $version.Minor)) }}
{{- $_ := set . "Template" (dict "Name" $name "BasePath" $go.Template.BasePath) }}
{{- $_ := set . "Files" $go.Files }}`,

  lookup: `
{{- $found := lookup (index .q 0) (index .q 1) (index .q 2) (index .q 3) }}
{{- $_ := set . "r" (index (fromJson (toJson (dict "v" $found))) "v") }}`,
};
