import type { ScaffoldFile } from '../files.ts';

/** A chart to begin with: one program, its Service, and an Ingress if it is asked for. */
export function starterChart(name: string): ScaffoldFile[] {
  const files = {
    'Chart.yaml': chartFile(name),
    'values.yaml': values,
    'values.schema.json': `${JSON.stringify(schema, undefined, 2)}\n`,
    '.helmignore': '*.orig\n*.swp\n.DS_Store\n.git/\n',
    'templates/_helpers.tpl': helpers(name),
    'templates/deployment.yaml': deployment(name),
    'templates/service.yaml': service(name),
    'templates/ingress.yaml': ingress(name),
    'templates/NOTES.txt': notes(name),
  };
  return Object.entries(files).map(([path, content]) => ({ path, content }));
}

function chartFile(name: string): string {
  return `apiVersion: v2
name: ${name}
description: What one resource of the kind becomes.
version: 0.1.0
appVersion: "1.29"
`;
}

const values = `# How many pods run.
replicas: 1

image:
  # Where the image is; it should run as any user, and listen on containerPort.
  repository: docker.io/nginxinc/nginx-unprivileged
  # The appVersion of the chart when it is empty.
  tag: ""
  pullPolicy: IfNotPresent

# The port that the program listens on.
containerPort: 8080

service:
  type: ClusterIP
  port: 80

ingress:
  # Whether the service can be reached from outside of the cluster.
  enabled: false
  className: ""
  host: example.local

# Requests and limits of each pod.
resources:
  requests:
    cpu: 10m
    memory: 32Mi

nodeSelector: {}
tolerations: []
`;

const port = { type: 'integer', minimum: 1, maximum: 65535 };

const schema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: 'object',
  properties: {
    replicas: { type: 'integer', minimum: 0 },
    image: {
      type: 'object',
      properties: {
        repository: { type: 'string', minLength: 1 },
        tag: { type: 'string' },
        pullPolicy: { type: 'string', enum: ['Always', 'IfNotPresent', 'Never'] },
      },
      required: ['repository'],
    },
    containerPort: port,
    service: {
      type: 'object',
      properties: { type: { type: 'string', enum: ['ClusterIP', 'NodePort', 'LoadBalancer'] }, port },
    },
    ingress: {
      type: 'object',
      properties: { enabled: { type: 'boolean' }, className: { type: 'string' }, host: { type: 'string' } },
    },
    resources: { type: 'object' },
    nodeSelector: { type: 'object', additionalProperties: { type: 'string' } },
    tolerations: { type: 'array', items: { type: 'object' } },
  },
  required: ['image'],
};

function helpers(name: string): string {
  return `{{/* A name of at most 63 characters, as DNS wants it. */}}
{{- define "${name}.fullname" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "${name}.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "${name}.labels" -}}
{{ include "${name}.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}
`;
}

function deployment(name: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "${name}.fullname" . }}
  labels:
    {{- include "${name}.labels" . | nindent 4 }}
spec:
  replicas: {{ .Values.replicas }}
  selector:
    matchLabels:
      {{- include "${name}.selector" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "${name}.labels" . | nindent 8 }}
    spec:
      securityContext:
        runAsNonRoot: true
        seccompProfile:
          type: RuntimeDefault
      containers:
        - name: {{ .Chart.Name }}
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
          imagePullPolicy: {{ .Values.image.pullPolicy }}
          securityContext:
            allowPrivilegeEscalation: false
            capabilities:
              drop: [ALL]
          ports:
            - name: http
              containerPort: {{ .Values.containerPort }}
          readinessProbe:
            httpGet:
              path: /
              port: http
          resources:
            {{- toYaml .Values.resources | nindent 12 }}
      {{- with .Values.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .Values.tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
`;
}

function service(name: string): string {
  return `apiVersion: v1
kind: Service
metadata:
  name: {{ include "${name}.fullname" . }}
  labels:
    {{- include "${name}.labels" . | nindent 4 }}
spec:
  type: {{ .Values.service.type }}
  ports:
    - name: http
      port: {{ .Values.service.port }}
      targetPort: http
  selector:
    {{- include "${name}.selector" . | nindent 4 }}
`;
}

function ingress(name: string): string {
  return `{{- if .Values.ingress.enabled }}
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: {{ include "${name}.fullname" . }}
  labels:
    {{- include "${name}.labels" . | nindent 4 }}
spec:
  {{- with .Values.ingress.className }}
  ingressClassName: {{ . }}
  {{- end }}
  rules:
    - host: {{ .Values.ingress.host | quote }}
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: {{ include "${name}.fullname" . }}
                port:
                  name: http
{{- end }}
`;
}

function notes(name: string): string {
  return `{{ include "${name}.fullname" . }} answers at http://{{ include "${name}.fullname" . }}.{{ .Release.Namespace }}.svc:{{ .Values.service.port }}
`;
}
