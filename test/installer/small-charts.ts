import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageChart } from '../../src/repository/index.ts';
import { stringifyYaml } from '../../src/yaml/index.ts';
import { scratchFolder, writeText } from '../support/scratch.ts';

/** Charts of the names that an install asks for, small, with the values that they hand on to each other. */
const charts: Readonly<
  Record<string, { readonly values: string; readonly templates: Readonly<Record<string, string>> }>
> = {
  'knit-storage-nfs': {
    values: `# What objects are called after.
component: knitfab-storage
# Storage classes.
class:
  # For users' data.
  data: knitfab-storage-data
  system: knitfab-storage-system # and for its own
nfs:
  # true: a server that is there already
  external: false
  server: knit-nfs
  node: nfs-server
`,
    templates: {
      'classes.yaml': `{{- range $name := list .Values.class.data .Values.class.system }}
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: {{ $name }}
  labels: {app.kubernetes.io/part-of: knitfab}
provisioner: kubernetes.io/host-path
---
{{- end }}
`,
      'server.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: nfs}
data:
  external: {{ .Values.nfs.external | quote }}
  server: {{ .Values.nfs.server | quote }}
`,
    },
  },
  'knit-certs': {
    values: `component: certs
secret:
  server: certs
  ca: ca-certs
# base64 of PEM
cert: ""
key: ""
cacert: ""
cakey: ""
`,
    templates: {
      'certs.yaml': `{{- if and .Values.cert .Values.key }}
apiVersion: v1
kind: Secret
metadata: {name: {{ .Values.secret.server }}}
type: kubernetes.io/tls
data: {tls.crt: {{ .Values.cert }}, tls.key: {{ .Values.key }}}
{{- end }}
---
{{- if and .Values.cacert .Values.cakey }}
apiVersion: v1
kind: Secret
metadata: {name: {{ .Values.secret.ca }}}
type: kubernetes.io/tls
data: {tls.crt: {{ .Values.cacert }}, tls.key: {{ .Values.cakey }}}
{{- end }}
`,
    },
  },
  'knit-db-postgres': {
    values: `# Its Service.
service: database
port: 5432
initialCapacity: 1Gi
# Where it may run.
nodeSelector: {}
credential:
  secret: database-credential
  username: knit
  # Has to be given.
  password: ""
storage:
  class: {system: standard}
`,
    templates: {
      'database.yaml': `apiVersion: v1
kind: Secret
metadata: {name: {{ .Values.credential.secret }}}
stringData: {password: {{ required "credential.password has to be given" .Values.credential.password | quote }}}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: database-pgdata}
spec:
  storageClassName: {{ .Values.storage.class.system }}
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: {{ .Values.initialCapacity }}}}
---
apiVersion: v1
kind: Service
metadata: {name: {{ .Values.service }}}
spec: {selector: {app: database}, ports: [{port: {{ .Values.port }}}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: database-postgres}
spec:
  selector: {matchLabels: {app: database}}
  template:
    metadata: {labels: {app: database}}
    spec:
      nodeSelector: {{ .Values.nodeSelector | toJson }}
      containers: [{name: postgres, image: postgres}]
      volumes: [{name: data, persistentVolumeClaim: {claimName: database-pgdata}}]
`,
    },
  },
  'knit-image-registry': {
    values: `external: false
# The node port.
port: 30503
storage:
  class: {system: standard}
certs: {}
`,
    templates: {
      'registry.yaml': `{{- if not .Values.external }}
apiVersion: v1
kind: Service
metadata: {name: image-registry}
spec: {type: NodePort, selector: {app: registry}, ports: [{port: 80, nodePort: {{ .Values.port }}}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: registry}
data: {class: {{ .Values.storage.class.system }}, cert: {{ .Values.certs.cert | quote }}}
{{- end }}
`,
    },
  },
  'knit-schema-upgrader': {
    values: `schemaUpgrader:
  component: schema-upgrader
  image: knit-schema-upgrader
imageRepository: ""
database: {service: database}
storage: {}
`,
    templates: {
      'job.yaml': `apiVersion: batch/v1
kind: Job
metadata: {name: schema-upgrader-{{ randAlphaNum 6 | lower }}}
spec:
  ttlSecondsAfterFinished: 300
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: upgrader
          image: {{ with .Values.imageRepository }}{{ . }}/{{ end }}{{ .Values.schemaUpgrader.image }}:{{ .Chart.AppVersion }}
          args: [--host, {{ .Values.database.service }}]
`,
    },
  },
  'knit-app': {
    values: `# HOST/PATH before the images' names.
imageRepository: ""
imagePullSecret: ""
# The API.
knitd:
  # The node port.
  port: 18080
  replicas: 1

# URLs that are told of runs.
hooks:
  # Before a change.
  before: []

# What knitd passes on.
extraApi:
  endpoints: []

storage: {}
database: {}
certs: {}
schemaUpgrader: {}
`,
    templates: {
      'app.yaml': `apiVersion: v1
kind: Service
metadata: {name: knitd}
spec: {type: NodePort, selector: {app: knitd}, ports: [{port: 80, nodePort: {{ .Values.knitd.port }}}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: knitd-config}
data:
  image: {{ .Values.imageRepository }}/knitd:{{ .Chart.AppVersion }}
  pullSecret: {{ .Values.imagePullSecret | quote }}
  database: {{ .Values.database.service }}:{{ .Values.database.port }}
  classes: {{ .Values.storage.class.data }},{{ .Values.storage.class.system }}
  certs: {{ .Values.certs.secret.server }}
  upgrader: {{ .Values.schemaUpgrader.component }}
  hooks: {{ .Values.hooks | toJson | quote }}
  extraApi: {{ .Values.extraApi | toJson | quote }}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: knitd}
spec:
  replicas: {{ .Values.knitd.replicas }}
  selector: {matchLabels: {app: knitd}}
  template:
    metadata: {labels: {app: knitd}}
    spec: {containers: [{name: knitd, image: knitd}]}
`,
    },
  },
};

/** A folder with packed charts in these versions and an index.yaml, as `capstan build` makes one. */
export async function smallRepository(
  versions: readonly string[] = ['v0.1.0'],
  without: readonly string[] = [],
): Promise<string> {
  const folder = scratchFolder();
  const sources = scratchFolder();
  const entries: Record<string, object[]> = {};
  for (const version of versions) {
    mkdirSync(join(folder, version));
    for (const [name, { values, templates }] of Object.entries(charts)) {
      if (without.includes(`${name} ${version}`)) continue;
      const source = join(sources, version, name);
      writeText(
        join(source, 'Chart.yaml'),
        `apiVersion: v2\nname: ${name}\nversion: ${version}\nappVersion: ${version}-abc\n`,
      );
      writeText(join(source, 'values.yaml'), values);
      for (const [file, text] of Object.entries(templates)) writeText(join(source, 'templates', file), text);
      const path = await packageChart(source, { destination: join(folder, version), now: new Date(0) });
      const digest = createHash('sha256').update(readFileSync(path)).digest('hex');
      const url = path.slice(folder.length + 1);
      entries[name] = [...(entries[name] ?? []), { apiVersion: 'v2', name, version, urls: [url], digest }];
    }
  }
  writeFileSync(join(folder, 'index.yaml'), stringifyYaml({ apiVersion: 'v1', entries }));
  return folder;
}
