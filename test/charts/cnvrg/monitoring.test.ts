import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareSync } from 'bcryptjs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import type { Values } from '../../../src/chart/index.ts';
import type { RenderedObject } from '../../../src/render/index.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { merge, tree } from '../render.ts';
import { decoded, profile, renderApp } from './app.ts';
import { at, type Container, dataOf, infraObjects, podSpecOf } from './infra-release.ts';

const it = suite('monitoring and logging of cnvrg-app');

type Objects = ReadonlyMap<string, RenderedObject>;

const base = renderApp();
const off = { enabled: false };
const sso = tree('sso.enabled', true);
/** A CnvrgInfra that lives in the namespace of the app, or elsewhere. */
const withInfra = (infraNamespace: string, spec: object = {}): Values => ({
  inputs: {
    apps: [],
    infras: [
      { metadata: { name: 'cnvrginfra' }, spec: { clusterDomain: 'apps.example.com', infraNamespace, ...spec } },
    ],
  },
});

/** Those of monitoring and logging, without the dashboards. */
const ofMonitoring = (objects: Objects) =>
  [...objects.keys()]
    .filter((name) => /prom|grafana|Monitor\/|kibana|elastalert|cnvrg-ccp-/.test(name))
    .filter((name) => !name.includes('grafana-dashboard-'))
    .sort();
const lacking = (objects: Objects, others: Objects) => [...objects.keys()].filter((name) => !others.has(name)).sort();
const gone = (spec: Values) => lacking(base, renderApp(spec));
const come = (spec: Values) => lacking(renderApp(spec), base);

const prometheus = [
  'ConfigMap/prom-auth-proxy',
  'Prometheus/cnvrg-ccp-prometheus',
  'PrometheusRule/cnvrg-ccp-rules',
  'Role/cnvrg-ccp-prometheus',
  'RoleBinding/cnvrg-ccp-prometheus',
  'Secret/prom-creds',
  'Secret/prom-static-config',
  'Service/prometheus',
  'ServiceAccount/cnvrg-ccp-prometheus',
  'ServiceMonitor/grafana',
  'ServiceMonitor/minio',
  'ServiceMonitor/prometheus',
  'VirtualService/prometheus',
];
const grafana = [
  'ConfigMap/grafana-dashboards',
  'Deployment/grafana',
  'Secret/grafana-creds',
  'Secret/grafana-datasources',
  'Service/grafana',
  'ServiceAccount/grafana',
  'VirtualService/grafana',
];
const kibana = ['Deployment/kibana', 'Service/kibana', 'VirtualService/kibana'];
const elastalert = [
  'ConfigMap/elastalert-config',
  'Deployment/elastalert',
  'PersistentVolumeClaim/elastalert',
  'Service/elastalert',
];
const withoutDashboards = (names: readonly string[]) => names.filter((name) => !name.includes('grafana-dashboard-'));

it('001.2: a Prometheus, a Grafana, monitors, Kibana and Elastalert of the namespace', () => {
  assert.equal(ofMonitoring(base), [...prometheus, ...grafana, ...kibana, ...elastalert].sort());
});

for (const [what, spec, wanted] of [
  ['monitoring', tree('monitoring', off), [...prometheus, ...grafana]],
  ['monitoring.prometheus', tree('monitoring.prometheus', off), prometheus],
  ['monitoring.grafana', tree('monitoring.grafana', off), [...grafana, 'ServiceMonitor/grafana']],
  ['logging', tree('logging', off), [...kibana, ...elastalert]],
  ['logging.kibana', tree('logging.kibana', off), kibana],
  ['logging.elastalert', tree('logging.elastalert', off), elastalert],
] as const) {
  it(`001.9: ${what} switched off takes away what is its own`, () => {
    assert.equal(withoutDashboards(gone(spec)), [...wanted].sort());
  });
}

it('001.9: "false" switches off as false does', () => {
  assert.equal(gone(tree('monitoring.enabled', 'false')), gone(tree('monitoring.enabled', false)));
});

it('001.9: without an Elasticsearch there is nothing that asks it, unless the spec names another', () => {
  const without = renderApp(tree('dbs.es', off));
  assert.equal(
    [...kibana, ...elastalert].filter((name) => without.has(name)),
    [],
  );
  const url = 'https://somebody:secret%2F1@elastic.example.com:9243';
  const external = renderApp(tree('dbs.es', { ...off, url }));
  const text = JSON.stringify([external.get('Deployment/kibana'), external.get('ConfigMap/elastalert-config')]);
  assert.ok(text.includes('"https://elastic.example.com:9243"'));
  assert.not.ok(/secret%2F1|secret\/1/.test(text));
  const { es_host, es_port, use_ssl } = configOf(external, 'config.yaml');
  assert.equal([es_host, es_port, use_ssl], ['elastic.example.com', 9243, true]);
});

it('001.5: with a CnvrgInfra in the namespace its Prometheus is the only one, and there is no Grafana', () => {
  const shared = renderApp(withInfra('cnvrg-1'));
  assert.equal(ofMonitoring(shared), ['ServiceMonitor/minio', ...kibana, ...elastalert].sort());
  const labels = shared.get('ServiceMonitor/minio')?.metadata.labels ?? {};
  assert.is(labels['cnvrg-infra-prometheus'], 'cnvrginfra-cnvrg-1');
});

it('001.4: with a CnvrgInfra elsewhere, or one without a Prometheus, it has its own', () => {
  assert.equal(ofMonitoring(renderApp(withInfra('cnvrg-infra'))), ofMonitoring(base));
  assert.equal(ofMonitoring(renderApp(withInfra('cnvrg-1', { monitoring: off }))), ofMonitoring(base));
});

it('001.9: sso puts a sign-on in front of each, which alone is reached', () => {
  const signed = renderApp(sso);
  const secrets = ['grafana', 'kibana', 'prometheus', 'webapp'].map((name) => `Secret/oauth-proxy-${name}`);
  assert.equal(
    come(sso).filter((name) => name.startsWith('Secret/oauth-proxy-')),
    secrets,
  );
  for (const [name, port] of [
    ['grafana', 8080],
    ['kibana', 8080],
  ] as const) {
    const { containers } = podSpecOf(signed.get(`Deployment/${name}`)!)!;
    const [inner, proxy] = containers;
    assert.equal(
      proxy?.ports?.map(({ containerPort }) => containerPort),
      [port],
      name,
    );
    assert.is(at(signed.get(`Service/${name}`), 'spec', 'ports', 0, 'targetPort'), port);
    assert.ok(JSON.stringify(inner).includes('"127.0.0.1"'), name);
    assert.match(decoded(signed.get(`Secret/oauth-proxy-${name}`))['conf'] as string, 'http://127.0.0.1:3000');
  }
  const containers = at(signed.get('Prometheus/cnvrg-ccp-prometheus'), 'spec', 'containers') as { name: string }[];
  assert.equal(
    containers.map(({ name }) => name),
    ['auth-proxy', 'oauth-proxy'],
  );
  assert.equal(portsOf(signed.get('Service/prometheus')), { http: 9092, 'basic-auth': 9091 });
  assert.not.ok(signed.has('ServiceMonitor/grafana')); // it listens inside its pod alone
});

for (const [type, kind] of [
  ['istio', 'VirtualService'],
  ['ingress', 'Ingress'],
  ['k8singress', 'Ingress'],
  ['openshift', 'Route'],
] as const) {
  it(`001.9: ${type} reaches grafana, prometheus and kibana by a ${kind}`, () => {
    const objects = renderApp(tree('networking.ingress.ingressType', type));
    for (const name of ['grafana', 'prometheus', 'kibana']) {
      const routes = [...objects.keys()].filter(
        (key) => /^(VirtualService|Ingress|Route)\//.test(key) && key.endsWith(`/${name}`),
      );
      assert.equal(routes, [`${kind}/${name}`]);
      assert.ok(JSON.stringify(objects.get(`${kind}/${name}`)).includes(`"${name}.apps.example.com"`));
    }
  });
}

it('001.9: nodeport opens the ports of the spec', () => {
  const objects = renderApp(tree('networking.ingress.ingressType', 'nodeport'));
  for (const [name, port] of [
    ['grafana', 30012],
    ['prometheus', 30909],
    ['kibana', 30601],
    ['elastalert', 32030],
  ] as const) {
    assert.is(at(objects.get(`Service/${name}`), 'spec', 'ports', 0, 'nodePort'), port, name);
  }
});

it('000.14: the password of Prometheus is the same in its Secret, in htpasswd and in Grafana', () => {
  const {
    CNVRG_PROMETHEUS_USER: user,
    CNVRG_PROMETHEUS_PASS: password,
    htpasswd,
  } = decoded(base.get('Secret/prom-creds'));
  assert.equal([user, password], ['cnvrg', 'prometheus-password']);
  const [name, hash] = (htpasswd as string).split(':');
  assert.is(name, user);
  assert.ok(compareSync(password as string, hash as string));
  const [source] = (configOf(base, 'datasources.yaml', 'Secret/grafana-datasources')['datasources'] as Values[]) ?? [];
  assert.equal(at(source, 'basicAuthUser'), user);
  assert.equal(at(source, 'secureJsonData', 'basicAuthPassword'), password);
});

it('000.1: the profile of the control plane makes the Secret of a Prometheus, and nothing else of these', () => {
  const dump = renderApp(profile);
  assert.equal(ofMonitoring(dump), ['Secret/prom-creds']);
  assert.is(decoded(dump.get('Secret/prom-creds'))['CNVRG_PROMETHEUS_URL'], 'http://prometheus.cnvrg-1.svc:9091');
});

it('the address in the Secret leads to the port that asks for the password, and Grafana goes there', () => {
  const url = decoded(base.get('Secret/prom-creds'))['CNVRG_PROMETHEUS_URL'];
  assert.is(url, 'http://prometheus.cnvrg-1.svc:9091');
  assert.equal(portsOf(base.get('Service/prometheus')), { http: 9091, 'basic-auth': 9091 });
  const [source] = configOf(base, 'datasources.yaml', 'Secret/grafana-datasources')['datasources'] as Values[];
  assert.is(at(source, 'url'), url);
  const [proxy] = at(base.get('Prometheus/cnvrg-ccp-prometheus'), 'spec', 'containers') as {
    ports: { containerPort: number }[];
  }[];
  assert.is(proxy?.ports[0]?.containerPort, 9091);
  assert.match(
    dataOf(base.get('ConfigMap/prom-auth-proxy')!)['nginx.conf'] as string,
    /listen 9091;.*auth_basic_user_file/s,
  );
});

it('the Secrets are called as the spec says, by all who read them', () => {
  const named = renderApp(tree('monitoring', { prometheus: { credsRef: 'asks' }, grafana: { credsRef: 'looks' } }));
  assert.equal([named.has('Secret/asks'), named.has('Secret/looks')], [true, true]);
  const texts = [...named].map(([name, object]) => `${name} ${JSON.stringify(object)}`);
  for (const old of ['prom-creds', 'grafana-creds']) {
    assert.equal(
      texts.filter((text) => text.includes(`"${old}"`)).map((text) => text.split(' ')[0]),
      [],
    );
  }
});

it('Grafana asks the Prometheus of the cluster where there is none here', () => {
  const objects = renderApp(tree('monitoring.prometheus', off));
  const [source] = configOf(objects, 'datasources.yaml', 'Secret/grafana-datasources')['datasources'] as Values[];
  assert.is(at(source, 'url'), 'http://prometheus-operated.cnvrg-infra.svc.cluster.local:9090');
  assert.is(at(source, 'basicAuth'), undefined);
});

it('001.2: Prometheus takes what the one of the cluster knows of this namespace, and its own monitors and rules', () => {
  const upstream = 'prometheus.monitoring.svc:9090';
  const objects = renderApp(tree('monitoring.upstreamPrometheus', upstream));
  const [job] = parse(
    decoded(objects.get('Secret/prom-static-config'))['prometheus-additional.yaml'] as string,
  ) as Values[];
  assert.equal([job?.['metrics_path'], job?.['honor_labels']], ['/federate', true]);
  assert.equal(job?.['static_configs'], [{ targets: [upstream] }]);
  const matches = at(job, 'params', 'match[]') as string[];
  assert.ok(matches.length > 0 && matches.every((match) => match.includes('namespace="cnvrg-1"')));
  const { spec } = base.get('Prometheus/cnvrg-ccp-prometheus') as unknown as { spec: Values };
  const label = { 'cnvrg-ccp-prometheus': 'cnvrgapp-cnvrg-1' };
  for (const kind of ['serviceMonitor', 'podMonitor', 'rule']) {
    assert.equal(spec[`${kind}Selector`], { matchLabels: label });
    assert.is(spec[`${kind}NamespaceSelector`], undefined); // none: its own namespace
  }
  assert.equal(spec['additionalScrapeConfigs'], { name: 'prom-static-config', key: 'prometheus-additional.yaml' });
});

it('what Prometheus may read outlives the release', () => {
  for (const name of ['Role/cnvrg-ccp-prometheus', 'RoleBinding/cnvrg-ccp-prometheus']) {
    assert.is(base.get(name)?.metadata.annotations?.['helm.sh/resource-policy'], 'keep', name);
  }
});

it('001.2: a monitor bears the label, and finds a Service with that port, in a pod that listens there', () => {
  for (const spec of [{}, sso, withInfra('cnvrg-1')]) {
    const objects = renderApp(spec);
    const monitors = [...objects.values()].filter(({ kind }) => kind === 'ServiceMonitor');
    assert.ok(monitors.length > 0);
    for (const monitor of monitors) {
      const [end] = at(monitor, 'spec', 'endpoints') as { port: string; relabelings: object[] }[];
      const labels = at(monitor, 'spec', 'selector', 'matchLabels') as Record<string, string>;
      const services = [...objects.values()].filter(
        ({ kind, metadata }) =>
          kind === 'Service' && Object.entries(labels).every(([key, value]) => metadata.labels?.[key] === value),
      );
      assert.is(services.length, 1, monitor.metadata.name);
      const port = portsOf(services[0])[end?.port as string];
      assert.ok(port, `${monitor.metadata.name}: no port ${end?.port}`);
      assert.ok(listeners(objects).includes(port), `nobody listens on ${port}`);
      assert.equal(end?.relabelings, [{ targetLabel: 'job', replacement: monitor.metadata.name }]);
    }
  }
});

it('rules are heard: a severity, a summary, a name of their own', () => {
  const groups = at(base.get('PrometheusRule/cnvrg-ccp-rules'), 'spec', 'groups') as {
    name: string;
    rules: { alert: string; for: string; labels: { severity: string }; annotations: Record<string, string> }[];
  }[];
  const rules = groups.flatMap((group) => group.rules);
  assert.ok(rules.length >= 20);
  assert.is(new Set(rules.map(({ alert }) => alert)).size, rules.length);
  assert.is(new Set(groups.map(({ name }) => name)).size, groups.length);
  for (const { alert, labels, annotations, ...rule } of rules) {
    assert.ok(['info', 'warning', 'critical'].includes(labels.severity), alert);
    assert.ok(annotations['summary'] && annotations['description'], alert);
    assert.match(rule.for, /^\d+m$/, alert);
  }
  const alerts = JSON.stringify(groups);
  const without = JSON.stringify(renderApp(tree('controlPlan.hyper', off)).get('PrometheusRule/cnvrg-ccp-rules'));
  assert.ok(alerts.includes('HyperDown') && !without.includes('HyperDown'));
});

it('rules of logs have names of their own, and all that elastalert wants of a rule', () => {
  const config = dataOf(base.get('ConfigMap/elastalert-config')!);
  const files = Object.keys(config).filter((name) => name.startsWith('rule-'));
  assert.ok(files.length >= 5);
  const rules = files.map((file) => parse(config[file] as string) as Values);
  assert.is(new Set(rules.map(({ name }) => name)).size, rules.length);
  const needs: Record<string, readonly string[]> = {
    frequency: ['num_events', 'timeframe'],
    spike: ['spike_height', 'spike_type', 'timeframe'],
    flatline: ['threshold', 'timeframe'],
  };
  for (const rule of rules) {
    const wanted = needs[String(rule['type'])] ?? assert.unreachable(String(rule['type']));
    for (const key of [...(wanted as string[]), 'index', 'filter', 'alert']) {
      assert.ok(rule[key] !== undefined, `${rule['name']}: ${key}`);
    }
  }
});

it('elastalert starts with its login and with the rules of the chart, and those of users stay', () => {
  const folder = scratchFolder();
  const [config, server, rules] = ['config', 'server', 'rules'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const path of [config, server, join(rules, 'cnvrg')]) mkdirSync(path, { recursive: true });
  const data = dataOf(base.get('ConfigMap/elastalert-config')!);
  for (const [name, text] of Object.entries(data)) writeFileSync(join(config, name), text);
  writeFileSync(join(rules, 'own.yaml'), 'name: of a user');
  writeFileSync(join(rules, 'cnvrg', 'rule-old.yaml'), '');
  const [init] = at(base.get('Deployment/elastalert'), 'spec', 'template', 'spec', 'initContainers') as {
    command: string[];
  }[];
  assert.equal(init?.command, ['node', '/config/prepare.js', '/config', '/server', '/rules']);
  const env = { ES_USERNAME: 'cnvrg', ES_PASSWORD: 'p"\\w' };
  execFileSync(process.execPath, [join(config, 'prepare.js'), config, server, rules], { env });
  const { es_host, es_username, es_password } = JSON.parse(readFileSync(join(server, 'config.json'), 'utf8')) as Values;
  assert.equal([es_host, es_username, es_password], ['elasticsearch', 'cnvrg', 'p"\\w']);
  assert.equal(readdirSync(rules).sort(), ['cnvrg', 'own.yaml']);
  assert.equal(
    readdirSync(join(rules, 'cnvrg')).sort(),
    Object.keys(data)
      .filter((name) => name.startsWith('rule-'))
      .sort(),
  );
});

it('no password stands in a ConfigMap', () => {
  for (const [name, object] of renderApp(sso)) {
    if (name.startsWith('ConfigMap/'))
      assert.not.match(JSON.stringify(object), /(prometheus|es|grafana)-password/, name);
  }
});

it('001.3: every pod pulls with the login of the registry, gains no rights, runs as nobody special, and waits its turn', () => {
  const objects = renderApp(sso);
  for (const [name, group] of [
    ['grafana', 'monitoring'],
    ['kibana', 'logging'],
    ['elastalert', 'logging'],
  ] as const) {
    const deployment = objects.get(`Deployment/${name}`)!;
    const spec = podSpecOf(deployment)!;
    assert.equal(spec.imagePullSecrets, [{ name: 'cnvrg-registry' }], name);
    assert.is(at(spec, 'securityContext', 'runAsNonRoot'), true, name);
    assert.is(spec.containers[0]?.securityContext?.allowPrivilegeEscalation, false, name);
    assert.is(deployment.metadata.annotations?.['helm.sh/resource-group'], group);
  }
  const { spec, metadata } = objects.get('Prometheus/cnvrg-ccp-prometheus') as unknown as {
    spec: Values;
  } & RenderedObject;
  assert.equal(spec['imagePullSecrets'], [{ name: 'cnvrg-registry' }]);
  assert.is(metadata.annotations?.['helm.sh/resource-group'], 'monitoring');
});

it('pods are made anew when a password they read changes, and only then', () => {
  const reads = (objects: Objects, name: string) =>
    at(
      objects.get(name),
      'spec',
      name.startsWith('Prom') ? 'podMetadata' : 'template',
      ...(name.startsWith('Prom') ? [] : ['metadata']),
      'annotations',
    );
  const changed = (key: string) => renderApp(tree(`generated.credentials.data.${key}`, 'another'));
  for (const [name, own, other] of [
    ['Deployment/grafana', 'grafanaPassword', 'esPassword'],
    ['Deployment/kibana', 'esPassword', 'grafanaPassword'],
    ['Deployment/elastalert', 'esPassword', 'grafanaPassword'],
    ['Prometheus/cnvrg-ccp-prometheus', 'prometheusPassword', 'esPassword'],
  ] as const) {
    assert.not.equal(reads(changed(own), name), reads(base, name), `${name} ${own}`);
    assert.equal(reads(changed(other), name), reads(base, name), `${name} ${other}`);
  }
});

it('the Grafana of a CnvrgInfra needs no password for its own Prometheus, and has one for its users', () => {
  const objects = infraObjects();
  for (const name of grafana) assert.ok(objects.has(name), name);
  const [source] = configOf(objects, 'datasources.yaml', 'Secret/grafana-datasources')['datasources'] as Values[];
  assert.is(at(source, 'url'), 'http://prometheus-operated.cnvrg-infra.svc:9090');
  assert.is(decoded(objects.get('Secret/grafana-creds'))['GF_SECURITY_ADMIN_PASSWORD'], 'grafana-password');
  const without = infraObjects(tree('monitoring.grafana', off));
  assert.equal(
    [...without.keys()].filter((name) => name.includes('grafana')),
    [],
  );
  const signed = infraObjects(merge(sso, {}));
  assert.ok(signed.has('Secret/oauth-proxy-grafana'));
});

function configOf(objects: Objects, file: string, name = 'ConfigMap/elastalert-config'): Values {
  const object = objects.get(name);
  const data = name.startsWith('Secret/') ? decoded(object) : dataOf(object!);
  return parse(data[file] as string) as Values;
}

/** Where the ports of a Service lead, by their names. */
function portsOf(service: RenderedObject | undefined): Record<string, number> {
  const ports = at(service, 'spec', 'ports') as { name: string; targetPort: number }[];
  return Object.fromEntries(ports.map(({ name, targetPort }) => [name, targetPort]));
}

function listeners(objects: Objects): number[] {
  const containers = [...objects.values()].flatMap((object) =>
    object.kind === 'Prometheus'
      ? (at(object, 'spec', 'containers') as Container[])
      : (podSpecOf(object)?.containers ?? []),
  );
  return containers.flatMap(({ ports = [] }) => ports.map(({ containerPort }) => containerPort));
}

it.run();
