import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Values } from '../../../src/chart/index.ts';
import { isCapstanError } from '../../../src/errors/index.ts';
import { merge, tree } from '../render.ts';
import { appInput, at, dataOf, infraObject, infraObjects, podSpecOf, renderInfra, secretOf } from './infra-release.ts';

const it = suite('cnvrg-infra');

/** Without dashboards, of which there is one for most parts. */
const namesOf = (spec: Values = {}) =>
  [...infraObjects(spec).keys()].filter((name) => !name.startsWith('ConfigMap/grafana-dashboard-')).sort();
const standard = namesOf();
const rbacOf = (name: string, account = name) => [
  `ClusterRole/${name}`,
  `ClusterRoleBinding/${name}`,
  `ServiceAccount/${account}`,
];

// Switched on by default. The routes of prometheus and grafana are VirtualServices, since the ingress type is istio.
const toggles: readonly (readonly [path: string, objects: readonly string[]])[] = [
  [
    'logging.enabled',
    [
      'ConfigMap/fluent-bit-config',
      'Secret/fluent-bit-credentials',
      'DaemonSet/fluent-bit',
      'PodMonitor/fluent-bit',
      ...rbacOf('fluent-bit-read', 'fluent-bit'),
    ],
  ],
  [
    'monitoring.prometheusOperator.enabled',
    [
      ...rbacOf('cnvrg-prometheus-operator'),
      'Deployment/cnvrg-prometheus-operator',
      'Service/cnvrg-prometheus-operator',
      'ServiceMonitor/cnvrg-prometheus-operator',
    ],
  ],
  [
    'monitoring.prometheus.enabled',
    [
      ...rbacOf('cnvrg-infra-prometheus'),
      'Prometheus/cnvrg-infra-prometheus',
      'Service/prometheus',
      'VirtualService/prometheus',
      'PrometheusRule/prometheus-k8s-rules',
      'Secret/prom-creds',
      'ConfigMap/prom-auth-proxy',
      'ServiceMonitor/prometheus',
    ],
  ],
  [
    'monitoring.kubeStateMetrics.enabled',
    [
      ...rbacOf('kube-state-metrics'),
      'Deployment/kube-state-metrics',
      'Service/kube-state-metrics',
      'ServiceMonitor/kube-state-metrics',
    ],
  ],
  [
    'monitoring.nodeExporter.enabled',
    [...rbacOf('node-exporter'), 'DaemonSet/node-exporter', 'Service/node-exporter', 'ServiceMonitor/node-exporter'],
  ],
  [
    'monitoring.dcgmExporter.enabled',
    [
      'ServiceAccount/dcgm-exporter',
      'DaemonSet/dcgm-exporter',
      'Service/dcgm-exporter',
      'ServiceMonitor/dcgm-exporter',
    ],
  ],
  [
    'monitoring.defaultServiceMonitors.enabled',
    ['kube-apiserver', 'kube-controller-manager', 'coredns', 'kube-scheduler'].map((name) => `ServiceMonitor/${name}`),
  ],
  ['monitoring.kubeletServiceMonitor', ['ServiceMonitor/kubelet']],
  [
    'dbs.redis.enabled',
    [
      'PersistentVolumeClaim/infra-redis-storage',
      'Service/redis',
      'Deployment/redis',
      'Secret/redis-creds',
      'ConfigMap/redis-conf',
      'Role/redis',
      'RoleBinding/redis',
      'ServiceAccount/redis',
    ],
  ],
];

for (const [path, objects] of toggles) {
  for (const off of [false, 'false']) {
    it(`001.9: ${path}: ${typeof off} ${off} takes its objects away, and nothing else`, () => {
      const left = namesOf(tree(path, off));
      assert.equal(
        standard.filter((name) => !left.includes(name)),
        [...objects].sort(),
      );
      assert.equal(
        left.filter((name) => !standard.includes(name)),
        [],
      );
    });
  }
}

it('001.9: monitoring.enabled: false takes all of it away', () => {
  const left = [...infraObjects({ monitoring: { enabled: false } }).values()];
  assert.equal(
    left.filter(({ apiVersion }) => apiVersion.startsWith('monitoring.coreos.com')),
    [],
  );
  const names = left.map(({ metadata }) => metadata.name);
  assert.not.ok(names.some((name) => /prometheus|prom-|exporter|kube-state|grafana/.test(name)));
});

const routes: Readonly<Record<string, readonly [gateway: boolean, kind?: string]>> = {
  istio: [true, 'VirtualService'],
  ingress: [false, 'Ingress'],
  k8singress: [false, 'Ingress'],
  openshift: [false, 'Route'],
  nodeport: [false],
};

for (const [ingressType, [hasGateway, kind]] of Object.entries(routes)) {
  it(`001.9: ${ingressType} is the only way in`, () => {
    const objects = infraObjects({ networking: { ingress: { ingressType } } });
    const found = [...objects.keys()].filter((name) => /^(Gateway|VirtualService|Ingress|Route)\//.test(name));
    const wanted = [
      ...(hasGateway ? ['Gateway/istio-gw-cnvrg-infra'] : []),
      ...(kind ? [`${kind}/grafana`, `${kind}/prometheus`] : []),
    ];
    assert.equal(found.sort(), wanted.sort());
    const service = objects.get('Service/prometheus');
    assert.is(at(service, 'spec', 'ports', 0, 'nodePort'), ingressType === 'nodeport' ? 30_909 : undefined);
    assert.is(at(service, 'spec', 'type') ?? 'ClusterIP', ingressType === 'nodeport' ? 'NodePort' : 'ClusterIP');
  });
}

it('001.9: with sso, prometheus has a sign-on in front, and without it none', () => {
  const added = namesOf({ sso: { enabled: true } }).filter((name) => !standard.includes(name));
  assert.ok(added.includes('Secret/oauth-proxy-prometheus'));
  const containersOf = (spec: Values) =>
    (at(infraObject('Prometheus/cnvrg-infra-prometheus', spec), 'spec', 'containers') as { name: string }[]).map(
      ({ name }) => name,
    );
  assert.equal(containersOf({}), ['auth-proxy']);
  assert.equal(containersOf({ sso: { enabled: true } }), ['auth-proxy', 'oauth-proxy']);
});

it('001.9: https adds a second port to the Gateway', () => {
  const ports = (spec: Values) =>
    (at(infraObject('Gateway/istio-gw-cnvrg-infra', spec), 'spec', 'servers') as object[]).map((server) =>
      at(server, 'port', 'number'),
    );
  assert.equal(ports({}), [80]);
  assert.equal(ports({ networking: { https: { enabled: 'true', certSecret: 'mine' } } }), [80, 443]);
});

it('001.3: the registry Secret holds the login, and every pod and account pulls with it', () => {
  const objects = infraObjects(storageOf('hostpath', 'nfs'));
  const { auths } = JSON.parse(secretOf(objects.get('Secret/cnvrg-registry')!)['.dockerconfigjson']!) as {
    auths: Readonly<Record<string, { username: string; password: string; auth: string }>>;
  };
  const [login] = Object.values(auths);
  assert.equal(login, { username: 'somebody', password: 'a-password', auth: btoa('somebody:a-password') });
  const wanted = [{ name: 'cnvrg-registry' }];
  let count = 0;
  for (const [name, object] of objects) {
    const pod = podSpecOf(object) ?? (object.kind === 'Prometheus' ? (object['spec'] as object) : undefined);
    const holder = pod ?? (object.kind === 'ServiceAccount' ? object : undefined);
    if (!holder) continue;
    assert.equal(at(holder, 'imagePullSecrets'), wanted, name);
    count += 1;
  }
  assert.ok(count > 20, `${count} were looked at`);
});

function storageOf(...kinds: readonly string[]): Values {
  const all = { hostpath: { enabled: true }, nfs: { enabled: true, server: 'files.example.com', path: '/export' } };
  return {
    storage: { enabled: true, ...Object.fromEntries(Object.entries(all).filter(([key]) => kinds.includes(key))) },
  };
}

const provisioners: Readonly<Record<string, readonly string[]>> = {
  hostpath: [
    'StorageClass/cnvrg-hostpath-storage',
    'ClusterRole/hostpath-provisioner',
    'ClusterRoleBinding/hostpath-provisioner',
    'ServiceAccount/hostpath-provisioner-admin',
    'DaemonSet/hostpath-provisioner',
  ],
  nfs: [
    'StorageClass/cnvrg-nfs-storage',
    'ClusterRole/nfs-client-provisioner-runner',
    'ClusterRoleBinding/run-nfs-client-provisioner',
    'Role/leader-locking-nfs-client-provisioner',
    'RoleBinding/leader-locking-nfs-client-provisioner',
    'ServiceAccount/nfs-client-provisioner',
    'Deployment/nfs-client-provisioner',
  ],
};

for (const [kind, objects] of Object.entries(provisioners)) {
  it(`001.6: ${kind} is there only when it is asked for, with its StorageClass and its rights`, () => {
    const added = (spec: Values) => namesOf(spec).filter((name) => !standard.includes(name));
    assert.equal(added(storageOf(kind)), [...objects].sort());
    assert.equal(added(merge(storageOf(kind), { storage: { enabled: 'false' } })), []);
    assert.equal(added({ storage: { enabled: true } }), []);
  });
}

it('001.6: a StorageClass is as its settings say', () => {
  const hostpath = (settings: object = {}) => {
    const spec = merge(storageOf('hostpath'), { storage: { hostpath: settings } });
    return infraObject('StorageClass/cnvrg-hostpath-storage', spec);
  };
  const isDefault = 'storageclass.kubernetes.io/is-default-class';
  assert.is(hostpath()['provisioner'], 'kubevirt.io/hostpath-provisioner');
  assert.is(hostpath()['volumeBindingMode'], 'WaitForFirstConsumer');
  assert.is(hostpath()['reclaimPolicy'], 'Retain');
  assert.is(hostpath().metadata.annotations?.[isDefault], 'false');
  assert.is(hostpath({ defaultSc: 'true' }).metadata.annotations?.[isDefault], 'true');
  assert.is(hostpath({ reclaimPolicy: 'Delete' })['reclaimPolicy'], 'Delete');
  // a cluster changes nothing in a StorageClass that is there
  assert.is(hostpath().metadata.annotations?.['capstan.dev/recreate'], 'true');
  const nfs = (reclaimPolicy: string) =>
    infraObject('StorageClass/cnvrg-nfs-storage', merge(storageOf('nfs'), { storage: { nfs: { reclaimPolicy } } }));
  assert.is(nfs('Retain')['provisioner'], 'cnvrg.io/ifs');
  assert.is(nfs('Retain')['parameters'], undefined);
  assert.equal(nfs('Delete')['parameters'], { archiveOnDelete: 'false' });
});

it('001.6: the provisioners work on the folder, the node and the server that are named', () => {
  const pod = (name: string, spec: Values) => podSpecOf(infraObject(name, spec));
  const hostpath = { storage: { hostpath: { hostPath: '/data', nodeName: 'n-1' } } };
  const onNode = pod('DaemonSet/hostpath-provisioner', merge(storageOf('hostpath'), hostpath));
  assert.equal(at(onNode, 'nodeSelector'), { 'kubernetes.io/hostname': 'n-1' });
  assert.equal(at(onNode, 'volumes', 0, 'hostPath', 'path'), '/data');
  assert.is(at(pod('DaemonSet/hostpath-provisioner', storageOf('hostpath')), 'nodeSelector'), undefined);
  const nfs = pod('Deployment/nfs-client-provisioner', storageOf('nfs'));
  assert.equal(at(nfs, 'volumes', 0, 'nfs'), { server: 'files.example.com', path: '/export' });
  assert.equal(at(nfs, 'containers', 0, 'resources', 'limits'), { cpu: '100m', memory: '200Mi' });
});

it('001.4: infra-reconciler-cm lists the apps: not those that go or never were ready, and of a namespace the oldest', () => {
  const apps = [
    appInput('cnvrg-2', {}, { name: 'b', creationTimestamp: '2026-01-02T00:00:00Z' }),
    appInput('cnvrg-2', {}, { name: 'a', creationTimestamp: '2026-01-03T00:00:00Z' }),
    appInput('cnvrg-1'),
    appInput('cnvrg-3', {}, { deletionTimestamp: '2026-01-02T00:00:00Z' }),
    { metadata: { name: 'refused', namespace: 'cnvrg-4' }, spec: {} },
  ];
  const names = dataOf(infraObject('ConfigMap/infra-reconciler-cm', { inputs: { apps } }));
  assert.equal(names, { 'cnvrg-1': 'cnvrgapp', 'cnvrg-2': 'b' });
  const renamed = { infraReconcilerCm: 'who-is-there', inputs: { apps } };
  assert.ok(infraObjects(renamed).has('ConfigMap/who-is-there'));
});

it('001.5: in one namespace the Gateway serves the domain of the app too, and a login that the infra lacks is the one of the app', () => {
  const app = { clusterDomain: 'other.example.com', controlPlan: { registry: { user: 'puller', password: 'word' } } };
  const spec = { infraNamespace: 'cnvrg', registry: { user: '', password: '' } };
  const inputs = { apps: [appInput('cnvrg', app), appInput('cnvrg-2', { clusterDomain: 'third.example.com' })] };
  const objects = infraObjects({ ...spec, inputs }, { namespace: 'cnvrg' });
  const hosts = at(objects.get('Gateway/istio-gw-cnvrg'), 'spec', 'servers', 0, 'hosts');
  assert.equal(hosts, ['*.apps.example.com', '*.other.example.com']);
  const config = JSON.parse(secretOf(objects.get('Secret/cnvrg-registry')!)['.dockerconfigjson']!) as object;
  const logins = Object.values(at(config, 'auths') as Readonly<Record<string, { username: string }>>);
  assert.equal(
    logins.map(({ username }) => username),
    ['puller'],
  );
});

it('001.9: a PodDisruptionBudget is made when it is asked for', () => {
  const added = namesOf({ podDisruptionBudgets: { enabled: true } }).filter((name) => !standard.includes(name));
  assert.equal(added, ['PodDisruptionBudget/redis']);
});

it('001.11: every object is of an API version that clusters of today serve', () => {
  const served = new Set([
    ...['v1', 'apps/v1', 'rbac.authorization.k8s.io/v1', 'storage.k8s.io/v1', 'policy/v1', 'networking.k8s.io/v1'],
    ...['monitoring.coreos.com/v1', 'networking.istio.io/v1beta1', 'install.istio.io/v1alpha1'],
  ]);
  const all = ['istio', 'ingress', 'nodeport'].flatMap((ingressType) => [
    ...infraObjects(merge(storageOf('hostpath', 'nfs'), { networking: { ingress: { ingressType } } })).values(),
  ]);
  assert.equal(
    all.filter(({ apiVersion }) => !served.has(apiVersion)).map(({ apiVersion, kind }) => `${apiVersion} ${kind}`),
    [],
  );
});

it('a template makes one object at most, and everything of a namespace is in the one of the release', () => {
  const { manifests } = renderInfra(merge(storageOf('hostpath', 'nfs'), { sso: { enabled: true } }));
  const sources = manifests.map(({ source }) => source);
  assert.is(new Set(sources).size, sources.length);
  const elsewhere = manifests.filter(({ object }) => (object.metadata.namespace ?? 'cnvrg-infra') !== 'cnvrg-infra');
  assert.equal(elsewhere, []);
});

it('only workloads and routes wait for their turn', () => {
  const waiting = ['Deployment', 'DaemonSet', 'IstioOperator', 'Gateway', 'VirtualService'];
  const alsoWaiting = ['Prometheus', 'PrometheusRule', 'ServiceMonitor', 'PodMonitor'];
  for (const [name, object] of infraObjects(storageOf('hostpath', 'nfs'))) {
    const group = object.metadata.annotations?.['helm.sh/resource-group'];
    assert.is(group !== undefined, [...waiting, ...alsoWaiting].includes(object.kind), name);
  }
});

it('no container may gain rights, but for the one that reads the counters of GPUs', () => {
  const free: string[] = [];
  for (const [name, object] of infraObjects(storageOf('hostpath', 'nfs'))) {
    for (const { name: container, securityContext } of podSpecOf(object)?.containers ?? []) {
      if (securityContext?.allowPrivilegeEscalation !== false) free.push(`${name} ${container}`);
    }
  }
  assert.equal(free, ['DaemonSet/dcgm-exporter dcgm-exporter']);
});

it('001.11: on OpenShift what reads and writes files of the node is privileged, and may be', () => {
  const spec = merge(storageOf('hostpath'), { networking: { ingress: { ingressType: 'openshift' } } });
  const objects = infraObjects(spec);
  for (const [workload, role] of [
    ['fluent-bit', 'fluent-bit-read'],
    ['hostpath-provisioner', 'hostpath-provisioner'],
  ] as const) {
    const pod = podSpecOf(objects.get(`DaemonSet/${workload}`)!);
    assert.is(at(pod, 'containers', 0, 'securityContext', 'privileged'), true, workload);
    const rules = objects.get(`ClusterRole/${role}`)!['rules'] as { resourceNames?: string[] }[];
    assert.ok(
      rules.some(({ resourceNames }) => resourceNames?.includes('privileged')),
      workload,
    );
  }
});

const cluster = { 'v1 Namespace /default': { metadata: { name: 'default' } } };
const younger = [
  { metadata: { name: 'first', creationTimestamp: '2026-01-01T00:00:00Z' } },
  { metadata: { name: 'cnvrginfra', creationTimestamp: '2026-01-02T00:00:00Z' } },
];
const refusals: readonly (readonly [what: string, spec: Values, pattern: RegExp])[] = [
  ['no domain', { clusterDomain: '' }, /spec\.clusterDomain is missing/],
  [
    'an unknown ingress type',
    { networking: { ingress: { ingressType: 'traefik' } } },
    /spec\.networking\.ingress\.ingressType/,
  ],
  [
    'a storage class that is not there',
    { monitoring: { prometheus: { storageClass: 'gold' } } },
    /spec\.monitoring\.prometheus\.storageClass: the cluster has no StorageClass gold/,
  ],
  ['the same for redis', { dbs: { redis: { storageClass: 'gold' } } }, /spec\.dbs\.redis\.storageClass/],
  ['a second CnvrgInfra', { inputs: { infras: younger } }, /the cluster has a CnvrgInfra already, first/],
  ['another namespace later', { infraNamespace: 'elsewhere' }, /spec\.infraNamespace: .* cnvrg-infra .* elsewhere/],
  [
    'nfs without a server',
    { storage: { enabled: true, nfs: { enabled: true, path: '/x' } } },
    /spec\.storage\.nfs\.server/,
  ],
];

for (const [what, spec, pattern] of refusals) {
  it(`bad input: ${what} is refused, with the field`, () => {
    assert.throws(
      () => renderInfra(spec, { cluster }),
      (error: unknown) => isCapstanError(error) && pattern.test(error.message),
    );
  });
}

it('a storage class that is there, is its own or is never asked for is no bad input', () => {
  const gold = { 'storage.k8s.io/v1 StorageClass /gold': { metadata: { name: 'gold' } } };
  const classOf = (storageClass: string) => ({ monitoring: { prometheus: { storageClass } } });
  const nameOf = (spec: Values, there: Readonly<Record<string, object>>) => {
    const prometheus = infraObject('Prometheus/cnvrg-infra-prometheus', spec, { cluster: there });
    return at(prometheus, 'spec', 'storage', 'volumeClaimTemplate', 'spec', 'storageClassName');
  };
  assert.is(nameOf(classOf('gold'), { ...cluster, ...gold }), 'gold');
  assert.is(nameOf(classOf('use-default'), cluster), undefined);
  const own = merge(storageOf('hostpath'), classOf('cnvrg-hostpath-storage'));
  assert.is(nameOf(own, cluster), 'cnvrg-hostpath-storage');
  assert.is(nameOf(classOf('gold'), {}), 'gold');
});

it.run();
