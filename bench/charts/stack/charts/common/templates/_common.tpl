{{- define "common.name" -}}
{{- $chart := default .context.Chart.Name .context.Values.nameOverride -}}
{{- printf "%s-%s-%s" .context.Release.Name $chart .part | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "common.render" -}}
{{- $value := typeIs "string" .value | ternary .value (.value | toYaml) }}
{{- if contains "{{" (toJson .value) }}
{{- tpl $value .context }}
{{- else }}
{{- $value }}
{{- end }}
{{- end -}}

{{- define "common.labels" -}}
{{- if and (hasKey . "labels") (hasKey . "context") -}}
{{- $default := dict "app.kubernetes.io/name" .context.Chart.Name "app.kubernetes.io/instance" .context.Release.Name "app.kubernetes.io/managed-by" .context.Release.Service -}}
{{ merge (include "common.render" (dict "value" .labels "context" .context) | fromYaml) $default | toYaml }}
{{- end -}}
{{- end -}}

{{- define "common.image" -}}
{{- $registry := .image.registry -}}
{{- if .global }}{{- if .global.registry }}{{- $registry = .global.registry -}}{{- end -}}{{- end -}}
{{- if .image.digest }}
{{- printf "%s/%s@%s" $registry .image.repository .image.digest -}}
{{- else }}
{{- printf "%s/%s:%s" $registry .image.repository (.image.tag | toString) -}}
{{- end -}}
{{- end -}}
