import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../src/cluster/index.ts';
import { testNamespace, useControlPlane } from '../../support/cluster.ts';
import { kubectl, rowsOf } from '../../support/kubectl.ts';
import { define, deployFile, yamlFile } from '../../support/resources.ts';
import { scratchFolder, writeText } from '../../support/scratch.ts';
import { appRef, cnvrgDefinitions, infraRef } from './world.ts';

const it = suite('the CRDs of cnvrg');
const test = await useControlPlane();
const { cluster } = test;
await define(cluster, ...cnvrgDefinitions);
const namespace = await testNamespace(cluster, 'cnvrg-1');
const scratch = scratchFolder();
const run = (...words: string[]) => kubectl(test.kubeconfig, ...words);
const apply = (text: string, ...words: string[]) =>
  run('apply', '-f', writeText(`${scratch}/resource.yaml`, text), ...words);

const infraExample = `apiVersion: mlops.cnvrg.io/v1
kind: CnvrgInfra
metadata:
  name: cnvrginfra
spec:
  clusterDomain: infra.example.com
  registry:
    user: puller
    password: secret
`;
const appExample = (domain = 'apps.example.com') => `apiVersion: mlops.cnvrg.io/v1
kind: CnvrgApp
metadata:
  name: cnvrgapp
  namespace: ${namespace}
spec:
  clusterDomain: ${domain}
  controlPlan:
    webapp:
      image: docker.io/cnvrg/app:v1
    registry:
      user: puller
      password: secret
`;

it.after.each(async () => {
  for (const ref of [appRef(namespace), infraRef()]) await cluster.delete(ref);
});

it('001.1, 001.2: the CnvrgInfra has no namespace, the CnvrgApp has one, and both examples are accepted as they are', async () => {
  assert.match(await apply(infraExample), 'cnvrginfra.mlops.cnvrg.io/cnvrginfra created');
  assert.match(await apply(appExample()), 'cnvrgapp.mlops.cnvrg.io/cnvrgapp created');
  assert.is((await cluster.get(infraRef()))?.metadata.namespace, undefined);
  assert.match(await apply(infraExample), 'unchanged');
  assert.match(await apply(appExample()), 'unchanged');
});

it('001.8: a resource that is read back shows the whole tree with its defaults', async () => {
  await apply(infraExample);
  await apply(appExample());
  const app = (await cluster.get(appRef(namespace)))?.['spec'];
  const infra = (await cluster.get(infraRef()))?.['spec'];
  for (const [path, wanted] of appDefaults) assert.equal(at(app, path), wanted, path);
  for (const [path, wanted] of infraDefaults) assert.equal(at(infra, path), wanted, path);
  assert.is(at(app, 'controlPlan.webapp.image'), 'docker.io/cnvrg/app:v1', 'what the user wrote stays');
});

it('001.8: every default of values.yaml is shown, save for secrets and what the operator fills', async () => {
  await apply(infraExample.replace(/spec:[\s\S]*/, 'spec: {}\n'));
  await apply(appExample().replace(/spec:[\s\S]*/, ''));
  for (const [ref, file] of [
    [appRef(namespace), 'helm-charts/cnvrg-app/values.yaml'],
    [infraRef(), 'helm-charts/cnvrg-infra/values.yaml'],
  ] as const) {
    const shown = leaves((await cluster.get(ref))?.['spec']);
    const values = leaves(yamlFile(file)).filter(([path]) => !/^(inputs|generated)\b/.test(path));
    const isShown = ([path]: readonly [string, string]) => shown.some(([other]) => other === path);
    assert.equal(
      values.filter(isShown).map(([path, value]) => `${path} = ${value}`),
      shown.map(([path, value]) => `${path} = ${value}`),
    );
    const hidden = values.filter((leaf) => !isShown(leaf));
    assert.ok(hidden.length > 3);
    for (const [path, value] of hidden) assert.is(value, '""', `${path} is made up or empty`);
  }
});

it('001.8: no password or key has a default', () => {
  for (const file of cnvrgDefinitions) {
    const secrets = schemaNodes(yamlFile(file)).filter(([path]) => secretName.test(path));
    assert.ok(secrets.length > 1, file);
    for (const [path, node] of secrets) assert.not('default' in node, path);
  }
});

it('001.8: the printer columns are Version, Status, Message and Age', async () => {
  await apply(infraExample);
  await apply(appExample());
  const status = { status: 'RECONCILING', message: 'waiting for Deployment app', progress: '12%' };
  for (const ref of [appRef(namespace), infraRef()]) {
    await cluster.patch(ref, { type: 'merge', subresource: 'status', body: { status } });
  }
  const header = async (...words: string[]) => (await run('get', ...words)).split('\n')[0]?.trim().split(/ {2,}/);
  assert.equal(await header('cnvrgapp', '-n', namespace), ['NAME', 'VERSION', 'STATUS', 'MESSAGE', 'AGE']);
  assert.equal(await header('cnvrginfra'), ['NAME', 'STATUS', 'MESSAGE', 'AGE']);
  const [row] = rowsOf(await run('get', 'capp', '-n', namespace));
  assert.equal(row?.slice(0, 4), ['cnvrgapp', 'docker.io/cnvrg/app:v1', 'RECONCILING', 'waiting for Deployment app']);
});

it('001.8: the words of status.status are the five that are documented', async () => {
  await apply(appExample());
  const write = (status: string) =>
    cluster.patch(appRef(namespace), { type: 'merge', subresource: 'status', body: { status: { status } } });
  for (const word of ['ERROR', 'RECONCILING', 'HEALTHY', 'READY', 'REMOVING']) await write(word);
  await refused(write('FINE'), /Unsupported value: "FINE"/);
});

for (const value of ['true', 'false', '"true"', '"false"']) {
  it(`001.8: a switch takes ${value}, and keeps it as it was written`, async () => {
    const [pg, kibana] = ['dbs:\n    pg:\n      enabled: ', 'logging:\n    kibana:\n      enabled: '];
    await apply(`${appExample()}  ${pg}${value}\n  ${kibana}${value}\n`);
    const spec = (await cluster.get(appRef(namespace)))?.['spec'];
    const wanted = JSON.parse(value) as unknown;
    assert.is(at(spec, 'dbs.pg.enabled'), wanted);
    assert.is(at(spec, 'logging.kibana.enabled'), wanted);
  });
}

it('001.8: controlPlane is another spelling of controlPlan, and shows no defaults of its own', async () => {
  await apply(appExample().replace('controlPlan:', 'controlPlane:'));
  const spec = (await cluster.get(appRef(namespace)))?.['spec'];
  const registry = { user: 'puller', password: 'secret' };
  assert.equal(at(spec, 'controlPlane'), { registry, webapp: { image: 'docker.io/cnvrg/app:v1' } });
  assert.is(at(spec, 'controlPlan.webapp.replicas'), 1);
});

for (const [what, spec, words] of [
  [
    'an ingress type',
    'networking: {ingress: {ingressType: carrier-pigeon}}',
    /ingressType: Unsupported value: "carrier-pigeon": supported values: "istio", "ingress", "k8singress", "openshift", "nodeport"/,
  ],
  [
    'a container runtime',
    'cri: rkt',
    /spec.cri: Unsupported value: "rkt": supported values: "docker", "containerd", "cri-o"/,
  ],
  [
    'a kind of storage',
    'controlPlan: {objectStorage: {cnvrgStorageType: tape}}',
    /supported values: "minio", "aws", "azure", "gcp"/,
  ],
  ['a switch', 'dbs: {pg: {enabled: maybe}}', /spec.dbs.pg.enabled: Unsupported value: "maybe"/],
  ['a quantity', 'dbs: {pg: {storageSize: large}}', /spec.dbs.pg.storageSize.*should match/],
  ['a port', 'dbs: {pg: {port: 70000}}', /spec.dbs.pg.port.*less than or equal to 65535/],
  ['a number of pods', 'controlPlan: {webapp: {replicas: -1}}', /replicas.*greater than or equal to 0/],
] as const) {
  it(`bad input: ${what} that there is not is refused by the API server, with the choices`, async () => {
    const text = appExample().replace(/ {2}clusterDomain[\s\S]*/, `  clusterDomain: apps.example.com\n  ${spec}\n`);
    await refused(apply(text), words);
    assert.is(await cluster.get(appRef(namespace)), undefined);
  });
}

it('a field that there is not is refused when it is written', async () => {
  await refused(apply(`${appExample()}  dbz: {}\n`, '--validate=strict'), /unknown field "spec.dbz"/);
});

it('kubectl explain tells what each field is for', async () => {
  const explain = (path: string) => run('explain', path, '--api-version=mlops.cnvrg.io/v1');
  const pg = await explain('cnvrgapp.spec.dbs.pg');
  assert.match(pg, /storageSize[^\n]*\n\s+How large its volume is\. Never made smaller\./);
  assert.match(
    await explain('cnvrgapp.spec.networking.ingress.ingressType'),
    /VirtualServices[\s\S]*Routes[\s\S]*nodeport/,
  );
  assert.match(await explain('cnvrginfra.spec.storage.nfs'), /server[^\n]*\n\s+The NFS server\./);
  assert.match(await explain('cnvrgapp.status'), /progress[^\n]*\n\s+How much of what is to come up is up/);
  for (const file of cnvrgDefinitions) {
    for (const [path, node] of schemaNodes(yamlFile(file)).filter(([path]) => path.startsWith('spec.'))) {
      const isItem = /^spec\.(controlPlan|controlPlane)?\.?cnvrgAppInstances\./.test(path);
      assert.ok(isItem || String(node['description'] ?? '').length > 5, `${file}: ${path} has a description`);
    }
  }
});

it('the samples are accepted, and say no more than they have to', async () => {
  for (const [file, ref] of [
    ['crds/mlops.cnvrg.io_v1_cnvrgapp_cr.yaml', appRef(namespace)],
    ['crds/mlops.cnvrg.io_v1_cnvrginfra_cr.yaml', infraRef()],
  ] as const) {
    await run('apply', '-f', `deploy/${file}`, ...(ref.namespace ? ['-n', ref.namespace] : []), '--validate=strict');
    assert.ok(await cluster.get(ref));
    assert.match(JSON.stringify(deployFile(file)['spec']), 'clusterDomain');
  }
});

/** From the table of fields of the platform: what a person who knows it looks for. */
const appDefaults: readonly (readonly [string, unknown])[] = [
  ['controlPlan.webapp.replicas', 1],
  ['controlPlan.webapp.port', 8080],
  ['controlPlan.webapp.cpu', 2],
  ['controlPlan.webapp.memory', '4Gi'],
  ['controlPlan.webapp.svcName', 'app'],
  ['controlPlan.webapp.nodePort', 30080],
  ['controlPlan.webapp.passengerMaxPoolSize', 20],
  ['controlPlan.webapp.initialDelaySeconds', 10],
  ['controlPlan.webapp.readinessPeriodSeconds', 25],
  ['controlPlan.webapp.readinessTimeoutSeconds', 20],
  ['controlPlan.webapp.failureThreshold', 4],
  ['controlPlan.sidekiq.split', true],
  ['controlPlan.sidekiq.replicas', 2],
  ['controlPlan.sidekiq.cpu', '1750m'],
  ['controlPlan.sidekiq.killTimeout', 60],
  ['controlPlan.searchkiq.memory', '750Mi'],
  ['controlPlan.systemkiq.enabled', false],
  ['controlPlan.hyper.image', 'cnvrg/hyper-server:latest'],
  ['controlPlan.hyper.readinessPeriodSeconds', 100],
  ['controlPlan.cnvrgRouter.enabled', false],
  ['controlPlan.cnvrgRouter.svcName', 'routing-service'],
  ['controlPlan.baseConfig.cnvrgJobUid', 1000],
  ['controlPlan.baseConfig.defaultComputeConfig', '/opt/kube'],
  ['controlPlan.baseConfig.agentCustomTag', 'latest'],
  ['controlPlan.ldap.account', 'userPrincipalName'],
  ['controlPlan.rbac.role', 'cnvrg-control-plan-role'],
  ['controlPlan.tenancy.key', 'cnvrg-taint'],
  ['controlPlan.tenancy.value', 'true'],
  ['controlPlan.registry.name', 'cnvrg-registry'],
  ['controlPlan.registry.url', 'docker.io'],
  ['controlPlan.objectStorage.cnvrgStorageType', 'minio'],
  ['controlPlan.objectStorage.cnvrgStorageBucket', 'cnvrg-storage'],
  ['controlPlan.objectStorage.gcpKeyfileName', 'key.json'],
  ['dbs.pg.image', 'centos/postgresql-12-centos7'],
  ['dbs.pg.storageSize', '80Gi'],
  ['dbs.pg.dbname', 'cnvrg_production'],
  ['dbs.pg.runAsUser', 26],
  ['dbs.pg.cpuRequest', 4],
  ['dbs.pg.maxConnections', 100],
  ['dbs.pg.hugePages', { enabled: false, size: '2Mi', memory: '' }],
  ['dbs.redis.storageSize', '10Gi'],
  ['dbs.redis.appendonly', 'yes'],
  ['dbs.minio.sharedStorage.consistentHash', { key: 'httpQueryParameterName', value: 'uploadId' }],
  ['dbs.minio.nodePort', 30090],
  ['dbs.es.image', 'docker.io/cnvrg/cnvrg-es:v7.8.1'],
  ['dbs.es.patchEsNodes', true],
  ['logging.elastalert.containerPort', 3030],
  ['logging.kibana.nodePort', 30601],
  ['monitoring.upstreamPrometheus', 'prometheus-operated.cnvrg-infra.svc.cluster.local:9090'],
  ['monitoring.prometheus.storageClass', 'use-default'],
  ['monitoring.grafana.image', 'grafana/grafana:7.3.4'],
  ['networking.ingress.ingressType', 'istio'],
  ['networking.ingress.timeout', '18000s'],
  ['networking.ingress.retriesAttempts', 5],
  ['networking.https', { enabled: false, cert: '', certSecret: '' }],
  ['sso.enabled', false],
  ['sso.redisConnectionUrl', 'redis://redis:6379'],
];

const infraDefaults: readonly (readonly [string, unknown])[] = [
  ['infraNamespace', 'cnvrg-infra'],
  ['infraReconcilerCm', 'infra-reconciler-cm'],
  ['registry.name', 'cnvrg-registry'],
  ['networking.istio.enabled', true],
  ['networking.istio.operatorImage', 'docker.io/istio/operator:1.8.1'],
  ['networking.istio.tag', '1.8.1'],
  ['monitoring.kubeletServiceMonitor', true],
  ['monitoring.prometheusOperator.images.kubeRbacProxyImage', 'quay.io/brancz/kube-rbac-proxy:v0.8.0'],
  ['monitoring.prometheus.storageSize', '100Gi'],
  ['monitoring.nodeExporter.image', 'quay.io/prometheus/node-exporter:v1.0.1'],
  ['monitoring.kubeStateMetrics.image', 'quay.io/coreos/kube-state-metrics:v1.9.7'],
  ['monitoring.dcgmExporter.enabled', true],
  ['logging.fluentbit.image', 'cnvrg/cnvrg-fluentbit:v1.7.2'],
  ['storage.enabled', false],
  ['storage.hostpath.hostPath', '/cnvrg-hostpath-storage'],
  ['storage.hostpath.reclaimPolicy', 'Retain'],
  ['storage.nfs.provisioner', 'cnvrg.io/ifs'],
  ['storage.nfs.cpuLimit', '100m'],
  ['dbs.redis.svcName', 'redis'],
  ['sso.enabled', false],
];

const secretName =
  /(^|\.)(password|pass|adminPassword|token|clientSecret|cookieSecret|\w+(AccessKey|SecretKey|MasterKey)|secretKeyBase|stsIv|stsKey)$/;

function at(tree: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((node, name) => (node as Record<string, unknown> | undefined)?.[name], tree);
}

/** Path and value of everything that is no table with fields in it. */
function leaves(tree: unknown, above = ''): (readonly [string, string])[] {
  const isTable = typeof tree === 'object' && tree !== null && !Array.isArray(tree) && Object.keys(tree).length > 0;
  if (!isTable) return [[above, JSON.stringify(tree)]];
  return Object.entries(tree)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, value]) => leaves(value, above === '' ? name : `${above}.${name}`));
}

/** The schemas of all fields of a definition, by path. */
function schemaNodes(crd: KubeObject): (readonly [string, Record<string, unknown>])[] {
  const [version] = at(crd, 'spec.versions') as [unknown];
  return nodesBelow(at(version, 'schema.openAPIV3Schema') as Record<string, unknown>, '');
}

function nodesBelow(schema: Record<string, unknown>, above: string): (readonly [string, Record<string, unknown>])[] {
  const inner = Object.entries((schema['properties'] ?? {}) as Record<string, Record<string, unknown>>);
  return inner.flatMap(([name, node]) => {
    const path = above === '' ? name : `${above}.${name}`;
    return [[path, node] as const, ...nodesBelow(node, path)];
  });
}

async function refused(attempt: Promise<unknown>, words: RegExp): Promise<void> {
  try {
    await attempt;
  } catch (error) {
    assert.match(String((error as Error).message), words);
    return;
  }
  assert.unreachable('it was accepted');
}

it.run();
