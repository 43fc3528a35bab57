import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Values } from '../../../src/chart/index.ts';
import type { RenderedObject } from '../../../src/render/index.ts';
import { appInput, at, type Container, infraObject, infraObjects, podSpecOf, secretOf } from './infra-release.ts';

const it = suite('monitoring of cnvrg-infra');

const objects = infraObjects();
const ofKind = (...kinds: readonly string[]) => [...objects.values()].filter(({ kind }) => kinds.includes(kind));
const label = { 'cnvrg-infra-prometheus': 'cnvrginfra-cnvrg-infra' };
const labelsOf = ({ metadata }: RenderedObject) => metadata.labels ?? {};
const has = (labels: object, wanted: object) =>
  Object.entries(wanted).every(([key, value]) => at(labels, key) === value);

it('001.1: Prometheus takes what bears its label, from any namespace, and all monitors and rules here do', () => {
  const prometheus = objects.get('Prometheus/cnvrg-infra-prometheus')!;
  for (const kind of ['serviceMonitor', 'podMonitor', 'rule']) {
    assert.equal(at(prometheus, 'spec', `${kind}Selector`), { matchLabels: label }, kind);
    assert.equal(at(prometheus, 'spec', `${kind}NamespaceSelector`), {}, kind);
  }
  for (const monitor of ofKind('ServiceMonitor', 'PodMonitor', 'PrometheusRule')) {
    assert.ok(has(labelsOf(monitor), label), monitor.metadata.name);
  }
});

it('001.1: the monitors of the cluster are there', () => {
  const names = ofKind('ServiceMonitor').map(({ metadata }) => metadata.name);
  for (const name of ['kube-apiserver', 'kube-controller-manager', 'coredns', 'kubelet', 'kube-scheduler']) {
    assert.ok(names.includes(name), name);
  }
});

it('a monitor finds what it is for: a Service or pods of this release with that label and that port', () => {
  let found = 0;
  for (const monitor of ofKind('ServiceMonitor', 'PodMonitor')) {
    const { name } = monitor.metadata;
    const labels = at(monitor, 'spec', 'selector', 'matchLabels') as object;
    const isOfService = monitor.kind === 'ServiceMonitor';
    const ends = at(monitor, 'spec', isOfService ? 'endpoints' : 'podMetricsEndpoints') as { port: string }[];
    const ports = isOfService
      ? ofKind('Service')
          .filter((service) => has(labelsOf(service), labels))
          .map((service) => at(service, 'spec', 'ports'))
      : ofKind('DaemonSet', 'Deployment')
          .filter((workload) => has(at(workload, 'spec', 'template', 'metadata', 'labels') as object, labels))
          .map((workload) => podSpecOf(workload)!.containers.flatMap(({ ports = [] }) => ports));
    const names = (ports.flat() as { name: string }[]).map((port) => port.name);
    // Those are made by others: Kubernetes, Istio, the Prometheus operator.
    const isElsewhere = /^(kube-(apiserver|controller-manager|scheduler)|coredns|kubelet|istio.*|prometheus)$/.test(
      name,
    );
    if (isElsewhere) continue;
    for (const { port } of ends) assert.ok(names.includes(port), `${name} wants port ${port}, found ${names}`);
    found += 1;
  }
  assert.is(found, 5); // operator, kube-state-metrics, node-exporter, dcgm-exporter, fluent-bit
});

it('a Service leads to a port that a container has', () => {
  const pods = ofKind('Deployment', 'DaemonSet');
  for (const service of ofKind('Service')) {
    const selector = at(service, 'spec', 'selector') as object;
    const labels = (pod: RenderedObject) => at(pod, 'spec', 'template', 'metadata', 'labels') as object;
    const containers = pods.filter((pod) => has(labels(pod), selector)).flatMap((pod) => podSpecOf(pod)!.containers);
    if (service.metadata.name === 'prometheus') continue; // its pods are made of the Prometheus
    const ports = containers.flatMap(({ ports = [] }) => ports);
    for (const { targetPort } of at(service, 'spec', 'ports') as { targetPort: string | number }[]) {
      const isThere = ports.some(({ name, containerPort }) => [name, containerPort].includes(targetPort));
      assert.ok(isThere, `${service.metadata.name}: ${targetPort}`);
    }
  }
});

it('Prometheus is as large, as old and as safe as the spec says', () => {
  const { spec } = infraObject('Prometheus/cnvrg-infra-prometheus', {
    monitoring: { prometheus: { storageSize: '30Gi', storageClass: 'fast', retention: '7d', cpuRequest: '500m' } },
  }) as unknown as { spec: Readonly<Record<string, unknown>> };
  assert.equal(spec['securityContext'], { runAsNonRoot: true, runAsUser: 1000, fsGroup: 2000 });
  const claim = at(spec, 'storage', 'volumeClaimTemplate', 'spec');
  assert.is(at(claim, 'storageClassName'), 'fast');
  assert.is(at(claim, 'resources', 'requests', 'storage'), '30Gi');
  assert.equal(at(spec, 'resources', 'requests'), { cpu: '500m', memory: '1Gi' });
  assert.is(spec['retention'], '7d');
  assert.equal([spec['image'], spec['version']], ['quay.io/prometheus/prometheus:v2.22.1', 'v2.22.1']);
  const own = { monitoring: { prometheus: { image: 'example.com/prometheus:latest' } } };
  assert.is(at(infraObject('Prometheus/cnvrg-infra-prometheus', own), 'spec', 'version'), undefined);
});

it('the Service of Prometheus selects its pods, and its Secret knows the way', () => {
  const pod = at(objects.get('Prometheus/cnvrg-infra-prometheus'), 'spec', 'podMetadata', 'labels') as object;
  assert.ok(has(pod, at(objects.get('Service/prometheus'), 'spec', 'selector') as object));
  const secret = secretOf(objects.get('Secret/prom-creds')!);
  assert.is(secret['CNVRG_PROMETHEUS_USER'], 'cnvrg');
  assert.is(secret['CNVRG_PROMETHEUS_PASS'], 'prometheus-password');
  assert.match(secret['CNVRG_PROMETHEUS_URL']!, 'http://prometheus.cnvrg-infra.svc:9091');
});

it('kube-state-metrics serves both of its ports through a proxy that asks who it is', () => {
  const [main, ...proxies] = podSpecOf(objects.get('Deployment/kube-state-metrics')!)!.containers;
  const argOf = ({ args = [] }: Container, name: string) =>
    args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
  assert.equal(
    proxies.map((proxy) => [argOf(proxy, 'secure-listen-address'), argOf(proxy, 'upstream')]),
    [
      [':8443', `http://127.0.0.1:${argOf(main!, 'port')}/`],
      [':9443', `http://127.0.0.1:${argOf(main!, 'telemetry-port')}/`],
    ],
  );
  assert.equal([argOf(main!, 'host'), argOf(main!, 'telemetry-host')], ['127.0.0.1', '127.0.0.1']);
  assert.equal(
    (at(objects.get('Service/kube-state-metrics'), 'spec', 'ports') as { port: number }[]).map(({ port }) => port),
    [8443, 9443],
  );
});

it('kube-state-metrics may list exactly what it is told to tell of, and no Secret', () => {
  const told = (image?: string) => {
    const spec = image ? { monitoring: { kubeStateMetrics: { image } } } : {};
    return podSpecOf(infraObject('Deployment/kube-state-metrics', spec))!.containers[0]!.args!.at(-1)!;
  };
  const kinds = told().replace('--collectors=', '').split(',').sort();
  const rules = objects.get('ClusterRole/kube-state-metrics')!['rules'] as { verbs: string[]; resources: string[] }[];
  const listed = rules.filter(({ verbs }) => verbs.includes('list')).flatMap(({ resources }) => resources);
  assert.equal(kinds, listed.sort());
  assert.not(kinds.includes('secrets'));
  assert.match(told('registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.10.0'), '--resources=');
});

it('node-exporter sees the node as it is', () => {
  const pod = podSpecOf(objects.get('DaemonSet/node-exporter')!)!;
  assert.equal([pod.hostNetwork, pod.hostPID], [true, true]);
  assert.equal(at(objects.get('Service/node-exporter'), 'spec', 'ports', 0, 'port'), 9100);
});

it('dcgm-exporter goes to nodes with a GPU, or where the spec says', () => {
  const pod = (spec: Values) => podSpecOf(infraObject('DaemonSet/dcgm-exporter', spec));
  const terms = at(
    pod({}),
    ...['affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms'],
  ) as object[];
  assert.ok(terms.some((term) => at(term, 'matchExpressions', 0, 'key') === 'nvidia.com/gpu.present'));
  const own = pod({ monitoring: { dcgmExporter: { nodeSelector: { gpu: 'yes' } } } });
  assert.equal(at(own, 'nodeSelector'), { gpu: 'yes' });
  assert.is(at(own, 'affinity'), undefined);
  assert.is(at(objects.get('Service/dcgm-exporter'), 'spec', 'ports', 0, 'port'), 9400);
});

it('the Prometheus operator keeps the Service of the kubelets only for the monitor that needs it', () => {
  const argsOf = (spec: Values) =>
    podSpecOf(infraObject('Deployment/cnvrg-prometheus-operator', spec))!.containers[0]!.args!;
  assert.ok(argsOf({}).includes('--kubelet-service=kube-system/kubelet'));
  assert.not(argsOf({ monitoring: { kubeletServiceMonitor: false } }).some((arg) => /kubelet-service/.test(arg)));
  assert.is(at(objects.get('Service/cnvrg-prometheus-operator'), 'spec', 'ports', 0, 'port'), 8443);
});

interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly labels?: { readonly severity?: string };
  readonly annotations?: { readonly summary?: string; readonly description?: string };
}

function groupsOf(spec: Values = {}): { name: string; rules: Rule[] }[] {
  return at(infraObject('PrometheusRule/prometheus-k8s-rules', spec), 'spec', 'groups') as never;
}

const apps = { inputs: { apps: [appInput('cnvrg-2'), appInput('cnvrg-1')] } };

it('an alert says what is wrong, how bad and what to look at; every name is taken once', () => {
  const groups = groupsOf(apps);
  const rules = groups.flatMap((group) => group.rules);
  const names = [...groups.map(({ name }) => `group ${name}`), ...rules.map((rule) => rule.alert ?? rule.record)];
  assert.is(new Set(names).size, names.length);
  for (const { alert, labels, annotations } of rules.filter((rule) => rule.alert)) {
    assert.ok(['warning', 'critical'].includes(labels?.severity ?? ''), alert);
    assert.ok((annotations?.summary ?? '').length > 10 && (annotations?.description ?? '').length > 10, alert);
  }
  const kinds = [
    'nodes',
    'workloads',
    'volumes',
    'control-planes',
    'kubernetes',
    'istio',
    'fluent-bit',
    'redis',
    'gpus',
  ];
  assert.equal(
    kinds.filter((name) => !groups.some((group) => group.name === name)),
    [],
  );
});

it('a recorded sum that an alert asks for is recorded', () => {
  const rules = groupsOf(apps).flatMap((group) => group.rules);
  const recorded = new Set(rules.map(({ record }) => record));
  for (const { expr } of rules) {
    for (const [name] of expr.matchAll(/\b[a-z]+:[a-z_]+:[a-z0-9]+\b/g)) assert.ok(recorded.has(name), name);
  }
});

it('rules ask only those that are scraped, by the names of their monitors', () => {
  const jobs = new Set(ofKind('ServiceMonitor', 'PodMonitor').map(({ metadata }) => metadata.name));
  const asked = groupsOf(apps)
    .flatMap((group) => group.rules)
    .flatMap(({ expr }) => [...expr.matchAll(/job="([^"]*)"/g)].map(([, job]) => job!));
  assert.ok(asked.length > 30);
  assert.equal(
    asked.filter((job) => !jobs.has(job)),
    [],
  );
});

it('control planes are watched in the namespaces of the apps, and of nobody else', () => {
  const group = groupsOf(apps).find(({ name }) => name === 'control-planes')!;
  assert.ok(group.rules.every(({ expr }) => expr.includes('namespace=~"cnvrg-1|cnvrg-2"')));
  assert.is(
    groupsOf().find(({ name }) => name === 'control-planes'),
    undefined,
  );
});

const rulesOf: Readonly<Record<string, Values>> = {
  istio: { networking: { istio: { enabled: false } } },
  'fluent-bit': { logging: { enabled: false } },
  redis: { dbs: { redis: { enabled: false } } },
  nodes: { monitoring: { nodeExporter: { enabled: false } } },
  workloads: { monitoring: { kubeStateMetrics: { enabled: false } } },
  gpus: { monitoring: { dcgmExporter: { enabled: false } } },
  volumes: { monitoring: { kubeletServiceMonitor: false } },
};

for (const [name, spec] of Object.entries(rulesOf)) {
  it(`001.9: rules about ${name} go with what tells of it`, () => {
    const names = (spec: Values) => groupsOf(spec).map((group) => group.name);
    assert.ok(names({}).includes(name));
    assert.not(names(spec).includes(name));
  });
}

it.run();
