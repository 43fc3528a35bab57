{{- define "fleet.labels" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/part-of: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name | quote }}
{{- end -}}

{{- define "fleet.env" -}}
{{- $root := .root -}}
{{- range $key := keys .env | sortAlpha }}
{{- $value := get $.env $key }}
- name: {{ $key | upper | replace "-" "_" }}
  {{- if kindIs "string" $value }}
  value: {{ tpl $value $root | quote }}
  {{- else if kindIs "map" $value }}
  valueFrom: {{- toYaml $value | nindent 4 }}
  {{- else }}
  value: {{ $value | toString | quote }}
  {{- end }}
{{- end }}
{{- end -}}

{{- define "fleet.deployment" -}}
{{- $name := printf "%s-%s" .root.Release.Name .name | trunc 63 | trimSuffix "-" -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ $name }}
  labels: {{- include "fleet.labels" . | nindent 4 }}
  annotations:
    checksum/env: {{ toJson .env | sha256sum | trunc 12 }}
spec:
  replicas: {{ .replicas | int }}
  selector: {matchLabels: {app: {{ $name }}}}
  template:
    metadata: {labels: {app: {{ $name }}}}
    spec:
      containers:
      - name: {{ .name }}
        image: {{ printf "%s/%s:%v" .image.registry (default .name .image.repository) .image.tag | quote }}
        ports:
        {{- range $port, $number := .ports }}
        - {name: {{ $port }}, containerPort: {{ int $number }}}
        {{- end }}
        env: {{- include "fleet.env" . | nindent 8 }}
        {{- with .probes }}
        readinessProbe:
          httpGet: {path: {{ .path | quote }}, port: http}
          initialDelaySeconds: {{ .delay | default 10 }}
        {{- end }}
        resources: {{- toYaml .resources | nindent 10 }}
{{- end -}}
