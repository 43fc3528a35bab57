import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Values } from '../../../src/chart/index.ts';
import type { RenderedObject } from '../../../src/render/index.ts';
import { scratchFolder, writeScript, writeText } from '../../support/scratch.ts';
import { merge, tree } from '../render.ts';
import { decoded, lookupIn, profile, renderApp } from './app.ts';

const it = suite('databases of cnvrg-app');

const base = renderApp();
const dump = renderApp(profile);

/** The parts of a workload that these tests look at. */
interface Workload {
  readonly spec: {
    readonly replicas: number;
    readonly strategy?: { readonly type: string };
    readonly volumeClaimTemplates?: readonly RenderedObject[];
    readonly template: { readonly metadata: RenderedObject['metadata']; readonly spec: PodSpec };
  };
}
interface PodSpec {
  readonly serviceAccountName: string;
  readonly imagePullSecrets: readonly { readonly name: string }[];
  readonly priorityClassName?: string;
  readonly nodeSelector?: object;
  readonly tolerations?: readonly object[];
  readonly securityContext: object;
  readonly initContainers?: readonly Container[];
  readonly containers: readonly [Container, ...Container[]];
  readonly volumes: readonly { readonly name: string; readonly [kind: string]: unknown }[];
}
interface Container {
  readonly image: string;
  readonly args?: readonly string[];
  readonly command?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: object }[];
  readonly envFrom?: readonly object[];
  readonly resources?: object;
  readonly ports: readonly { readonly containerPort: number }[];
  readonly readinessProbe: object;
  readonly livenessProbe: object;
}

const workloads = ['Deployment/postgres', 'Deployment/redis', 'Deployment/minio', 'StatefulSet/elasticsearch'];

function podOf(objects: ReadonlyMap<string, RenderedObject>, key: string): PodSpec {
  return (objects.get(key) as unknown as Workload).spec.template.spec;
}

function checksumOf(objects: ReadonlyMap<string, RenderedObject>, key: string): string | undefined {
  return (objects.get(key) as unknown as Workload).spec.template.metadata.annotations?.['checksum/reads'];
}

function claimOf(objects: ReadonlyMap<string, RenderedObject>, name: string) {
  const claim = objects.get(`PersistentVolumeClaim/${name}`);
  return claim as
    | (RenderedObject & {
        spec: { accessModes: string[]; storageClassName?: string; resources: { requests: { storage: string } } };
      })
    | undefined;
}

const missing = (objects: ReadonlyMap<string, RenderedObject>, names: readonly string[]) =>
  names.filter((name) => !objects.has(name));
const present = (objects: ReadonlyMap<string, RenderedObject>, names: readonly string[]) =>
  names.filter((name) => objects.has(name));

const sets: Record<string, readonly string[]> = {
  pg: ['PersistentVolumeClaim/postgres', 'Deployment/postgres', 'Secret/postgres', 'Service/postgres'],
  redis: [
    'PersistentVolumeClaim/redis',
    'Deployment/redis',
    'Secret/redis-creds',
    'Service/redis',
    'ConfigMap/redis-conf',
  ],
  minio: ['PersistentVolumeClaim/minio', 'Deployment/minio', 'Service/minio', 'VirtualService/minio'],
  es: [
    'ServiceAccount/es',
    'StatefulSet/elasticsearch',
    'Service/elasticsearch',
    'VirtualService/elasticsearch',
    'Secret/es-creds',
  ],
};

for (const [db, names] of Object.entries(sets)) {
  it(`001.9: ${db} has its objects, and none when switched off`, () => {
    assert.equal(missing(base, names), []);
    for (const off of [false, 'false']) assert.equal(present(renderApp(tree(`dbs.${db}.enabled`, off)), names), []);
  });
}

const dumpSets: Record<string, readonly string[]> = {
  pg: ['Deployment/postgres', 'Service/postgres', 'PersistentVolumeClaim/pg-storage', 'Secret/pg-creds'],
  redis: ['Deployment/redis', 'Service/redis', 'PersistentVolumeClaim/redis-storage', 'Secret/redis-creds'],
  minio: ['Deployment/minio', 'Service/minio', 'PersistentVolumeClaim/minio-storage', 'VirtualService/minio'],
  es: [
    'StatefulSet/elasticsearch',
    'Service/elasticsearch',
    'ConfigMap/es-ilm-cm',
    'Secret/es-creds',
    'VirtualService/elasticsearch',
  ],
};

for (const [db, names] of Object.entries(dumpSets)) {
  it(`000.3: the dump has ${db} under its names, with account, role and budget`, () => {
    const around = ['ServiceAccount', 'Role', 'RoleBinding', ...(db === 'es' ? [] : ['PodDisruptionBudget'])];
    const all = [...names, ...around.map((kind) => `${kind}/${db}`)];
    assert.equal(missing(dump, all), []);
    assert.equal(present(renderApp(merge(profile, tree(`dbs.${db}.enabled`, false))), all), []);
  });
}

it('000.3: redis.conf lies in the Secret of the dump', () => {
  assert.not(dump.has('ConfigMap/redis-conf'));
  const { 'redis.conf': config = '' } = decoded(dump.get('Secret/redis-creds'));
  assert.match(config, /^appendonly yes$/m);
  assert.match(config, /^requirepass "redis-password"$/m);
});

it('renders what the infra of the same namespace owns no second time', () => {
  const infra = {
    metadata: { name: 'cnvrginfra', creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: { infraNamespace: 'cnvrg-1', clusterDomain: 'apps.example.com' },
  };
  const shared = renderApp({ inputs: { infras: [infra] } });
  assert.equal(present(shared, [...(sets['redis'] ?? []), 'Secret/cnvrg-registry']), []);
  assert.equal(missing(shared, [...(sets['pg'] ?? []), ...(sets['minio'] ?? [])]), []);
});

for (const [type, kind] of [
  ['istio', 'VirtualService'],
  ['ingress', 'Ingress'],
  ['k8singress', 'Ingress'],
  ['openshift', 'Route'],
  ['nodeport', undefined],
] as const) {
  it(`000.5: under ${type} minio and elasticsearch are reached by ${kind ?? 'node ports'}`, () => {
    const objects = renderApp(tree('networking.ingress.ingressType', type));
    for (const name of ['minio', 'elasticsearch']) {
      const kinds = ['VirtualService', 'Ingress', 'Route'].filter((route) => objects.has(`${route}/${name}`));
      assert.equal(kinds, kind ? [kind] : []);
      if (kind) assert.ok(hostsOf(objects.get(`${kind}/${name}`)).includes(`${name}.apps.example.com`));
    }
    const nodePorts = ['minio', 'elasticsearch'].map((name) => {
      const { spec } = objects.get(`Service/${name}`) as unknown as {
        spec: { type?: string; ports: { nodePort?: number }[] };
      };
      return [spec.type, spec.ports[0]?.nodePort];
    });
    const none = [undefined, undefined];
    assert.equal(
      nodePorts,
      type === 'nodeport'
        ? [
            ['NodePort', 30090],
            ['NodePort', 32200],
          ]
        : [none, none],
    );
  });
}

function hostsOf(route: RenderedObject | undefined): string[] {
  const {
    host,
    hosts = [],
    rules = [],
  } = (route?.['spec'] ?? {}) as {
    host?: string;
    hosts?: string[];
    rules?: { host: string }[];
  };
  return [...(host ? [host] : []), ...hosts, ...rules.map((rule) => rule.host)];
}

it('a volume that several minio pods share is written by the pod that a request belongs to', () => {
  const objects = renderApp(tree('dbs.minio', { replicas: 3, sharedStorage: { enabled: 'true' } }));
  assert.equal(claimOf(objects, 'minio')?.spec.accessModes, ['ReadWriteMany']);
  const rule = objects.get('DestinationRule/minio') as unknown as { spec: { trafficPolicy: { loadBalancer: object } } };
  assert.equal(rule.spec.trafficPolicy.loadBalancer, { consistentHash: { httpQueryParameterName: 'uploadId' } });
  assert.is((objects.get('Deployment/minio') as unknown as Workload).spec.replicas, 3);
  assert.equal(podOf(objects, 'Deployment/minio').containers[0].args?.slice(0, 2), ['gateway', 'nas']);

  const existing = renderApp(tree('dbs.minio.sharedStorage', { enabled: true, useExistingClaim: 'theirs' }));
  assert.is(claimOf(existing, 'minio'), undefined);
  assert.equal(podOf(existing, 'Deployment/minio').volumes[0], {
    name: 'data',
    persistentVolumeClaim: { claimName: 'theirs' },
  });

  assert.not(base.has('DestinationRule/minio'));
  assert.throws(() => renderApp(tree('dbs.minio.replicas', 2)), /spec\.dbs\.minio\.replicas.*sharedStorage/);
});

const resources: readonly (readonly [string, object, object])[] = [
  [
    'Deployment/postgres',
    { requests: { cpu: '4', memory: '4Gi' } },
    { requests: { cpu: '1', memory: '4Gi' }, limits: { cpu: '12', memory: '32Gi' } },
  ],
  [
    'Deployment/redis',
    { requests: { cpu: '100m', memory: '200Mi' }, limits: { cpu: '1', memory: '2Gi' } },
    { requests: { cpu: '100m', memory: '200Mi' }, limits: { cpu: '1', memory: '2Gi' } },
  ],
  [
    'Deployment/minio',
    { requests: { cpu: '1', memory: '2Gi' } },
    { requests: { cpu: '200m', memory: '2Gi' }, limits: { cpu: '8', memory: '20Gi' } },
  ],
  [
    'StatefulSet/elasticsearch',
    { requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '2', memory: '4Gi' } },
    { requests: { cpu: '500m', memory: '4Gi' }, limits: { cpu: '4', memory: '8Gi' } },
  ],
];
for (const [key, ofApp, ofDump] of resources) {
  it(`${key} asks for what its spec says`, () => {
    assert.equal(podOf(base, key).containers[0].resources, ofApp);
    assert.equal(podOf(dump, key).containers[0].resources, ofDump);
  });
}

it('each listens on its port, runs as its user, and tells when it is ready', () => {
  const facts = workloads.map((key) => {
    const { securityContext, containers } = podOf(base, key);
    const [{ image, ports, readinessProbe, livenessProbe }] = containers;
    assert.ok(readinessProbe && livenessProbe, key);
    return [image, ports[0]?.containerPort, securityContext];
  });
  assert.equal(facts, [
    ['centos/postgresql-12-centos7', 5432, { runAsUser: 26, fsGroup: 26 }],
    ['docker.io/cnvrg/cnvrg-redis:v3.0.5.c2', 6379, { runAsUser: 1000, fsGroup: 1000 }],
    ['docker.io/minio/minio:RELEASE.2020-09-17T04-49-20Z', 9000, { runAsUser: 1000, fsGroup: 1000 }],
    ['docker.io/cnvrg/cnvrg-es:v7.8.1', 9200, { runAsUser: 1000, fsGroup: 1000 }],
  ]);
});

it('001.3: every pod and every account pulls by the Secret of the registry, which holds the login', () => {
  for (const [objects, name] of [
    [base, 'cnvrg-registry'],
    [dump, 'cnvrg-app-registry'],
  ] as const) {
    for (const key of workloads) assert.equal(podOf(objects, key).imagePullSecrets, [{ name }]);
    for (const db of ['redis', 'minio', 'es']) {
      assert.equal(objects.get(`ServiceAccount/${db}`)?.['imagePullSecrets'], [{ name }]);
    }
    const secret = objects.get(`Secret/${name}`);
    assert.is(secret?.['type'], 'kubernetes.io/dockerconfigjson');
    const { auths } = JSON.parse(decoded(secret)['.dockerconfigjson'] ?? '');
    assert.equal(auths, {
      'docker.io': {
        username: 'somebody',
        password: 'a-password',
        auth: Buffer.from('somebody:a-password').toString('base64'),
      },
    });
  }
});

it('only a workload whose pods cannot share its volume stops the old pod first', () => {
  const strategies = ['postgres', 'redis', 'minio'].map(
    (name) => (base.get(`Deployment/${name}`) as unknown as Workload).spec.strategy?.type,
  );
  assert.equal(strategies, ['Recreate', 'Recreate', 'Recreate']);
});

it('postgres has shared memory of its own, and huge pages when asked', () => {
  const dshm = { name: 'dshm', emptyDir: { medium: 'Memory', sizeLimit: '2Gi' } };
  assert.equal(
    podOf(base, 'Deployment/postgres').volumes.find(({ name }) => name === 'dshm'),
    dshm,
  );
  const pod = podOf(renderApp(tree('dbs.pg.hugePages', { enabled: true, memory: '1Gi' })), 'Deployment/postgres');
  assert.equal(pod.containers[0].resources, {
    requests: { cpu: '4', memory: '4Gi' },
    limits: { 'hugepages-2Mi': '1Gi' },
  });
  assert.equal(
    pod.volumes.find(({ name }) => name === 'hugepages'),
    { name: 'hugepages', emptyDir: { medium: 'HugePages' } },
  );
});

for (const [memoryRequest, javaOpts, want] of [
  ['4Gi', '', '-Xms2g -Xmx2g'],
  ['1Gi', '', '-Xms512m -Xmx512m'],
  ['3Gi', '', '-Xms1536m -Xmx1536m'],
  ['4Gi', '-Xms1g -Xmx1g', '-Xms1g -Xmx1g'],
] as const) {
  it(`elasticsearch with ${memoryRequest} and '${javaOpts}' has the heap ${want}`, () => {
    const { containers } = podOf(renderApp(tree('dbs.es', { memoryRequest, javaOpts })), 'StatefulSet/elasticsearch');
    assert.is(containers[0].env?.find(({ name }) => name === 'ES_JAVA_OPTS')?.value, want);
  });
}

it('nodes of elasticsearch are patched only when asked', () => {
  assert.is(podOf(base, 'StatefulSet/elasticsearch').initContainers?.length, 1);
  assert.is(
    podOf(renderApp(tree('dbs.es.patchEsNodes', 'false')), 'StatefulSet/elasticsearch').initContainers,
    undefined,
  );
});

it('pods go where they are told, labels of nodes and taints staying text', () => {
  const placed = tree('dbs.redis', {
    nodeSelector: { 'disk-ssd': 'true' },
    tolerations: [{ key: 'dbs', operator: 'Equal', value: 'true', effect: 'NoSchedule' }],
  });
  const { nodeSelector, tolerations } = podOf(renderApp(placed), 'Deployment/redis');
  assert.equal(nodeSelector, { 'disk-ssd': 'true' });
  assert.equal(tolerations, [{ key: 'dbs', operator: 'Equal', value: 'true', effect: 'NoSchedule' }]);
  assert.is(podOf(dump, 'Deployment/redis').priorityClassName, 'cnvrg-apps');
});

it('how long logs are kept comes from the spec', () => {
  const { data } = renderApp(tree('dbs.es.cleanupPolicy.jobs', '7d')).get('ConfigMap/es-ilm-cm') as unknown as {
    data: Record<string, string>;
  };
  const kept = ['all', 'app', 'jobs', 'endpoints'].map(
    (kind) => JSON.parse(data[`policy-${kind}.json`] ?? '').policy.phases.delete.min_age,
  );
  assert.equal(kept, ['3d', '30d', '7d', '1825d']);
});

it('what is cleaned up by age are indices of which new ones are made, those to come and those that are there', async () => {
  const { data } = base.get('ConfigMap/es-ilm-cm') as unknown as { data: Record<string, string> };
  const kinds = ['all', 'app', 'jobs', 'endpoints'];
  const folder = scratchFolder();
  for (const [name, text] of Object.entries(data)) writeText(join(folder, name), text);
  const asked = join(folder, 'asked');
  writeScript(join(folder, 'bin/curl'), `printf '%s ' "$@" >> ${asked}; echo >> ${asked}`);
  execFileSync('/bin/bash', [join(folder, 'apply.sh')], { env: { PATH: `${folder}/bin:/usr/bin:/bin` } });
  const puts = [...readFileSync(asked, 'utf8').matchAll(/-X PUT http:\/\/localhost:9200(\S+) --data-binary @(\S+)/g)];
  const patterns = ['cnvrg-2*', 'cnvrg-app-*', 'cnvrg-jobs-*', 'cnvrg-endpoints-*'];
  assert.equal(
    puts.map(([, path, file]) => [path, file]),
    kinds.flatMap((kind, i) => [
      [`/_ilm/policy/cnvrg-${kind}`, `policy-${kind}.json`],
      [`/_template/cnvrg-${kind}`, `template-${kind}.json`],
      [`/${patterns[i]}/_settings?allow_no_indices=true`, `settings-${kind}.json`],
    ]),
  );
  for (const [i, kind] of kinds.entries()) {
    const template = JSON.parse(data[`template-${kind}.json`]!);
    assert.equal(template.index_patterns, [patterns[i]]);
    assert.is(template.settings['index.lifecycle.name'], `cnvrg-${kind}`);
    assert.equal(JSON.parse(data[`settings-${kind}.json`]!), template.settings);
  }
});

const odd = `p@ss/w:o"r\\d'`;
for (const [what, spec] of [
  ['generated', {}],
  [
    'of the spec, with every sign that a URL minds',
    { dbs: { pg: { pass: odd }, redis: { password: odd }, es: { password: odd } } },
  ],
] as const) {
  for (const [tool, values] of [
    ['operator', {}],
    ['dump', profile],
  ] as const) {
    it(`000.14: passwords ${what} agree (${tool})`, () => {
      const objects = renderApp(merge(values, spec as Values));
      const isOdd = what !== 'generated';
      const redis = decoded(objects.get('Secret/redis-creds'));
      assert.is(redis['CNVRG_REDIS_PASSWORD'], isOdd ? odd : 'redis-password');
      for (const key of ['REDIS_URL', 'OAUTH2_PROXY_REDIS_CONNECTION_URL']) {
        const { hostname, port, password, username } = new URL(redis[key] ?? '');
        assert.equal([hostname, port, username], ['redis', '6379', '']);
        assert.is(decodeURIComponent(password), redis['CNVRG_REDIS_PASSWORD']);
      }
      const word = /^requirepass (".*")$/m.exec(redis['redis.conf'] ?? '')?.[1] ?? '""';
      assert.is(JSON.parse(word), redis['CNVRG_REDIS_PASSWORD']);

      const pg = decoded(objects.get(`Secret/${tool === 'dump' ? 'pg-creds' : 'postgres'}`));
      const passwords = ['POSTGRES_PASSWORD', 'POSTGRESQL_PASSWORD', 'POSTGRESQL_ADMIN_PASSWORD'].map((key) => pg[key]);
      assert.equal(new Set(passwords), new Set([isOdd ? odd : 'pg-password']));
      assert.equal(
        [pg['POSTGRES_HOST'], pg['POSTGRES_DB'], pg['POSTGRESQL_DATABASE']],
        ['postgres', 'cnvrg_production', 'cnvrg_production'],
      );
      assert.equal([pg['POSTGRES_USER'], pg['POSTGRESQL_USER']], ['cnvrg', 'cnvrg']);
      assert.is(pg['POSTGRESQL_MAX_CONNECTIONS'], tool === 'dump' ? '500' : '100');

      const es = decoded(objects.get('Secret/es-creds'));
      assert.equal(
        new Set([es['CNVRG_ES_PASS'], es['ES_PASSWORD'], es['ELASTICSEARCH_PASSWORD']]),
        new Set([isOdd ? odd : 'es-password']),
      );
      const url = new URL(es['ELASTICSEARCH_URL'] ?? '');
      assert.equal([url.hostname, url.port, url.username], ['elasticsearch', '9200', es['CNVRG_ES_USER']]);
      assert.is(decodeURIComponent(url.password), es['CNVRG_ES_PASS']);
    });
  }
}

it('no container is told a password but by a Secret', () => {
  const secrets = [
    'pg-password',
    'redis-password',
    'es-password',
    'minio-access-key',
    'minio-secret-key',
    '0123456789abcdef',
  ];
  for (const objects of [base, dump]) {
    for (const [key, object] of objects) {
      if (object.kind === 'Secret') continue;
      const text = JSON.stringify(object);
      for (const secret of secrets) assert.not(text.includes(secret), `${key} says ${secret}`);
    }
  }
});

it('every key that a database pod reads is in the Secret it names', () => {
  for (const objects of [base, dump, renderApp(tree('controlPlan.objectStorage.cnvrgStorageType', 'aws'))]) {
    for (const key of workloads) {
      for (const { valueFrom } of podOf(objects, key).containers[0].env ?? []) {
        const { secretKeyRef } = (valueFrom ?? {}) as { secretKeyRef?: { name: string; key: string } };
        if (!secretKeyRef) continue;
        const keys = Object.keys(decoded(objects.get(`Secret/${secretKeyRef.name}`)));
        assert.ok(keys.includes(secretKeyRef.key), `${key}: ${secretKeyRef.name} has no ${secretKeyRef.key}`);
      }
    }
  }
});

it('pods start anew when what they read at start has changed, and only then', () => {
  const changes: Record<string, Values> = {
    'Deployment/postgres': tree('dbs.pg.pass', 'another'),
    'Deployment/redis': tree('dbs.redis.appendonly', 'no'),
    'Deployment/minio': tree('generated.credentials.data.minioSecretKey', 'another'),
    'StatefulSet/elasticsearch': tree('dbs.es.cleanupPolicy.all', '5d'),
  };
  for (const [changed, spec] of Object.entries(changes)) {
    const after = renderApp(spec);
    for (const key of workloads) {
      assert.is(checksumOf(after, key) !== checksumOf(base, key), key === changed, `${changed} was changed: ${key}`);
    }
  }
});

it('000.8: servers outside are told by the spec, in the Secrets that the control plane reads', () => {
  const objects = renderApp({
    dbs: {
      pg: { enabled: false, host: 'pg.example.com', pass: 'theirs' },
      redis: { enabled: false, url: 'redis://:th%2Feirs@redis.example.com:6380' },
      es: { enabled: false, url: 'https://elastic:th%40eirs@es.example.com' },
    },
  });
  assert.equal(decoded(objects.get('Secret/postgres')), {
    POSTGRES_HOST: 'pg.example.com',
    POSTGRES_PORT: '5432',
    POSTGRES_DB: 'cnvrg_production',
    POSTGRES_USER: 'cnvrg',
    POSTGRES_PASSWORD: 'theirs',
  });
  assert.equal(decoded(objects.get('Secret/redis-creds')), {
    CNVRG_REDIS_PASSWORD: 'th/eirs',
    REDIS_URL: 'redis://:th%2Feirs@redis.example.com:6380',
    OAUTH2_PROXY_REDIS_CONNECTION_URL: 'redis://:th%2Feirs@redis.example.com:6380',
  });
  const es = decoded(objects.get('Secret/es-creds'));
  assert.equal(
    ['CNVRG_ES_USER', 'CNVRG_ES_PASS', 'ES_HOST', 'ES_PORT', 'ELASTICSEARCH_URL'].map((key) => es[key]),
    ['elastic', 'th@eirs', 'es.example.com', '443', 'https://elastic:th%40eirs@es.example.com'],
  );
  assert.equal(
    present(objects, [...workloads.filter((key) => key !== 'Deployment/minio'), 'ConfigMap/redis-conf']),
    [],
  );
  assert.throws(() => renderApp(tree('dbs.es', { enabled: false, url: 'es.example.com' })), /spec\.dbs\.es\.url/);
});

const claims = [
  ['postgres', 'pg', '80Gi'],
  ['redis', 'redis', '10Gi'],
  ['minio', 'minio', '100Gi'],
] as const;

it('claims outlive the release', () => {
  for (const [name, , size] of claims) {
    const claim = claimOf(base, name);
    assert.is(claim?.metadata.annotations?.['helm.sh/resource-policy'], 'keep');
    assert.equal(claim?.spec, { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: size } } });
  }
});

for (const [there, wanted, want] of [
  ['100Gi', '80Gi', '100Gi'],
  ['80Gi', '100Gi', '100Gi'],
  ['80Gi', '85G', '80Gi'],
  ['1Ti', '500Gi', '1Ti'],
  ['1024Mi', '1Gi', '1Gi'],
  ['1e9', '2G', '2G'],
] as const) {
  it(`a claim of ${there} and a wish for ${wanted} make ${want}`, () => {
    for (const [name, db] of claims) {
      const existing = {
        ...claimOf(base, name)!,
        spec: {
          accessModes: ['ReadWriteOnce'],
          storageClassName: 'standard',
          volumeName: 'pv-1',
          resources: { requests: { storage: there } },
        },
      };
      const claim = claimOf(renderApp(tree(`dbs.${db}.storageSize`, wanted), lookupIn(existing)), name);
      assert.equal(claim?.spec, { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: want } } });
    }
  });
}

const storageClass = (name: string) => ({ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name } });

it('a claim keeps its class and its access modes, whatever is wished for later', () => {
  const classes = [storageClass('fast'), storageClass('slow')];
  const first = claimOf(renderApp(tree('dbs.minio.storageClass', 'fast'), lookupIn(...classes)), 'minio')!;
  assert.is(first.spec.storageClassName, 'fast');
  for (const wish of [
    tree('dbs.minio.storageClass', 'slow'),
    tree('dbs.minio.storageClass', ''),
    tree('dbs.minio.storageClass', 'use-default'),
    tree('dbs.minio.sharedStorage.enabled', true),
  ]) {
    assert.equal(claimOf(renderApp(wish, lookupIn(...classes, first)), 'minio'), first);
  }
  // the cluster's default, written down by the API server
  const byDefault = { ...claimOf(base, 'minio')!, spec: { ...claimOf(base, 'minio')!.spec, storageClassName: 'slow' } };
  assert.is(
    claimOf(renderApp(tree('dbs.minio.storageClass', 'fast'), lookupIn(...classes, byDefault)), 'minio')?.spec
      .storageClassName,
    'slow',
  );
  assert.is(claimOf(renderApp({}, lookupIn(...classes, byDefault)), 'minio')?.spec.storageClassName, undefined);
});

it('elasticsearch grows by its claim, as its StatefulSet cannot change', () => {
  const sts = base.get('StatefulSet/elasticsearch')!;
  const template = (sts as unknown as Workload).spec.volumeClaimTemplates![0]!;
  assert.equal(template['spec'], { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '30Gi' } } });
  const name = 'es-storage-elasticsearch-0';
  const made = {
    ...template,
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { ...template.metadata, name },
  } as RenderedObject;
  const templateOf = (objects: ReadonlyMap<string, RenderedObject>) =>
    (objects.get('StatefulSet/elasticsearch') as unknown as Workload).spec.volumeClaimTemplates?.[0];
  for (const [wish, size] of [
    [tree('dbs.es.storageSize', '60Gi'), '60Gi'],
    [tree('dbs.es.storageSize', '20Gi'), undefined],
    [{}, undefined],
  ] as const) {
    const objects = renderApp(wish, lookupIn(sts, made));
    assert.equal(templateOf(objects), template);
    assert.is(claimOf(objects, name)?.spec.resources.requests.storage, size);
  }
  // grown, and asked for again: still held as it is
  const grown = claimOf(renderApp(tree('dbs.es.storageSize', '60Gi'), lookupIn(sts, made)), name)!;
  assert.equal(
    claimOf(renderApp(tree('dbs.es.storageSize', '60Gi'), lookupIn(sts, { ...grown, metadata: made.metadata })), name)
      ?.spec,
    grown.spec,
  );
  // of somebody else, it is left alone
  const foreign = { ...made, metadata: { name } };
  assert.is(claimOf(renderApp(tree('dbs.es.storageSize', '60Gi'), lookupIn(sts, foreign)), name), undefined);
});

it('001.10: a hook takes away what the seeder left', () => {
  for (const objects of [base, dump]) {
    assert.equal(objects.get('ConfigMap/cnvrg-db-init')?.metadata.annotations?.['helm.sh/hook'], 'post-delete');
    assert.is(
      objects.get('ConfigMap/cnvrg-db-init')?.metadata.annotations?.['helm.sh/hook-delete-policy'],
      'before-hook-creation,hook-succeeded',
    );
  }
});

it('001.3: workloads wait for none but what comes before them', () => {
  for (const key of workloads) assert.is(base.get(key)?.metadata.annotations?.['helm.sh/resource-group'], 'dbs');
  assert.is(base.get('VirtualService/minio')?.metadata.annotations?.['helm.sh/resource-group'], 'networking');
  for (const [key, { kind, metadata }] of base) {
    if (
      !['Secret', 'ConfigMap', 'Service', 'PersistentVolumeClaim', 'Role', 'RoleBinding', 'ServiceAccount'].includes(
        kind,
      )
    )
      continue;
    assert.is(metadata.annotations?.['helm.sh/resource-group'], undefined, key);
  }
});

it.run();
