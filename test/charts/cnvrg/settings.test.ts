import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Values } from '../../../src/chart/index.ts';
import { isCapstanError } from '../../../src/errors/index.ts';
import type { RenderedObject } from '../../../src/render/index.ts';
import { merge, tree } from '../render.ts';
import { lookupIn, renderApp } from './app.ts';
import { appInput, at, infraObject, infraObjects, renderInfra, secretOf } from './infra-release.ts';

const it = suite('settings of the cnvrg charts');

const off = { enabled: false };
const born = (second: number) => ({ creationTimestamp: `2026-01-01T00:00:0${second}Z` });
const appIn = (namespace: string, second: number, spec: object = {}) => appInput(namespace, spec, born(second));
const infraIn = (infraNamespace: string, spec: object = {}) => ({
  metadata: { name: 'cnvrginfra', ...born(0) },
  spec: { clusterDomain: 'infra.example.com', infraNamespace, ...spec },
});
const inputs = (infras: readonly object[], apps: readonly object[] = [], more: object = {}): Values => ({
  inputs: { infras, apps, ...more },
});
const refuses = (render: () => unknown, pattern: RegExp, what?: string) =>
  assert.throws(render, (error: unknown) => isCapstanError(error) && pattern.test(error.message), what);

// ---- redis of the infra ------------------------------------------------------------------------------------------------

const redisSecret = (password: string, namespace = 'cnvrg-1') => ({
  metadata: { name: 'redis-creds', namespace },
  data: { CNVRG_REDIS_PASSWORD: btoa(password) },
});
const sharing = (...redisSecrets: readonly object[]) => inputs([infraIn('cnvrg-1')], [], { redisSecrets });
const clients = ['Deployment/app', 'Deployment/sidekiq', 'Deployment/searchkiq'];
const checksumOf = (object: RenderedObject | undefined, ...path: readonly string[]) =>
  at(object, 'spec', ...(path.length > 0 ? path : ['template', 'metadata']), 'annotations', 'checksum/reads');

it('pods wait for the Secret of the redis of the infra, and for none that may be elsewhere', () => {
  for (const [spec, wanted] of [
    [sharing(), { secretRef: { name: 'redis-creds' } }],
    [{}, { secretRef: { name: 'redis-creds', optional: true } }],
  ] as const) {
    for (const name of clients) {
      const [container] = at(renderApp(spec).get(name), 'spec', 'template', 'spec', 'containers') as object[];
      const sources = at(container, 'envFrom') as { secretRef?: { name: string } }[];
      assert.equal(
        sources.filter(({ secretRef }) => secretRef?.name === 'redis-creds'),
        [wanted],
        name,
      );
    }
  }
});

it('pods start anew when the password of the redis of the infra comes or changes', () => {
  const ages = [sharing(), sharing(redisSecret('one')), sharing(redisSecret('two'))].map((spec) => renderApp(spec));
  for (const name of clients) {
    assert.is(new Set(ages.map((objects) => checksumOf(objects.get(name)))).size, ages.length, name);
  }
  const elsewhere = renderApp(sharing(redisSecret('one', 'cnvrg-2')));
  for (const name of clients) assert.is(checksumOf(elsewhere.get(name)), checksumOf(ages[0]?.get(name)), name);
});

it('so does every sign-on, which keeps its sessions there', () => {
  const prometheus = { monitoring: { prometheus: off } };
  const signed = (password: string) =>
    renderApp(
      merge(
        tree('sso.enabled', true),
        inputs([infraIn('cnvrg-1', prometheus)], [], { redisSecrets: [redisSecret(password)] }),
      ),
    );
  const [one, two] = [signed('one'), signed('two')];
  for (const name of ['Deployment/kibana', 'Deployment/grafana']) {
    assert.is.not(checksumOf(one.get(name)), checksumOf(two.get(name)), name);
  }
  const pods = (objects: ReadonlyMap<string, RenderedObject>) =>
    checksumOf(objects.get('Prometheus/cnvrg-ccp-prometheus'), 'podMetadata');
  assert.is.not(pods(one), pods(two));
});

it('the infra labels that Secret for the app, and the app labels none of its own', () => {
  const own = infraObject('Secret/redis-creds');
  assert.is(own.metadata.labels?.['mlops.cnvrg.io/redis'], 'shared');
  assert.is(secretOf(own)['CNVRG_REDIS_PASSWORD'], 'redis-password');
  assert.is(renderApp().get('Secret/redis-creds')?.metadata.labels?.['mlops.cnvrg.io/redis'], undefined);
});

// ---- sign-on without a redis -------------------------------------------------------------------------------------------

const signedWithout = merge(tree('sso.enabled', true), tree('dbs.redis.enabled', false));

it('bad input: a sign-on without a redis is refused, as its pods would never start', () => {
  refuses(
    () => renderApp(signedWithout, lookupIn()),
    /spec\.sso needs a redis: .*spec\.dbs\.redis\.url or spec\.sso\.redisConnectionUrl/,
  );
  const cluster = { 'v1 Namespace /default': { metadata: { name: 'default' } } };
  refuses(() => renderInfra(signedWithout, { cluster }), /spec\.sso needs a redis: .*spec\.dbs\.redis\.enabled/);
  const usual = tree('sso.redisConnectionUrl', 'redis://redis:6379');
  refuses(
    () => renderApp(merge(signedWithout, usual), lookupIn()),
    /spec\.sso needs a redis/,
    'the default says of none',
  );
});

it('a sign-on with a redis of the infra, by an address, or by a Secret that somebody made is no bad input', () => {
  const elsewhere = tree('sso.redisConnectionUrl', 'redis://redis.example.com:6379');
  for (const more of [sharing(), tree('dbs.redis.url', 'redis://redis.example.com:6379'), elsewhere]) {
    assert.ok(renderApp(merge(signedWithout, more), lookupIn()).has('Secret/oauth-proxy-webapp'));
  }
  assert.ok(infraObjects(merge(signedWithout, elsewhere)).has('Secret/oauth-proxy-grafana'));
  const secretOfRelease = (annotations: Record<string, string>): RenderedObject => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'redis-creds', namespace: 'cnvrg-1', annotations },
  });
  assert.ok(renderApp(signedWithout, lookupIn(secretOfRelease({}))).has('Secret/oauth-proxy-webapp'));
  const own = secretOfRelease({ 'meta.helm.sh/release-name': 'cnvrgapp' });
  refuses(() => renderApp(signedWithout, lookupIn(own)), /spec\.sso needs a redis/, 'its own is about to go');
  assert.ok(renderApp(signedWithout).has('Secret/oauth-proxy-webapp'), 'a dump, for which somebody brings the Secret');
});

// ---- ports of the nodes ------------------------------------------------------------------------------------------------

const nodeport = { networking: { ingress: { ingressType: 'nodeport' } } };
const pages = { monitoring: { prometheus: { nodePort: 30_909 }, grafana: { nodePort: 30_012 } } };
const minio = { dbs: { minio: { nodePort: 30_090 } } };
const self = (second: number) => appIn('cnvrg-1', second);

it('bad input: a port of the nodes that the infra or an older app has is refused, with both paths', () => {
  const open = infraIn('cnvrg-infra', { ...nodeport, ...pages });
  refuses(
    () => renderApp(merge(nodeport, inputs([open], [self(1)]))),
    /spec\.monitoring\.prometheus\.nodePort: port 30909 .* of CnvrgInfra cnvrginfra; spec\.monitoring\.grafana\.nodePort: port 30012/,
  );
  const older = appIn('cnvrg-0', 1, { ...nodeport, ...minio });
  refuses(
    () => renderApp(merge(nodeport, inputs([], [older, self(2)]))),
    /spec\.dbs\.minio\.nodePort: port 30090 .* by spec\.dbs\.minio\.nodePort of CnvrgApp cnvrg-0\/cnvrgapp; choose others/,
  );
  const other = appIn('cnvrg-0', 1, { ...nodeport, controlPlane: { hyper: { nodePort: 30_080 } } });
  refuses(
    () => renderApp(merge(nodeport, inputs([], [other, self(2)]))),
    /spec\.controlPlan\.webapp\.nodePort: .* by spec\.controlPlan\.hyper\.nodePort of CnvrgApp cnvrg-0/,
  );
});

it('a port of the nodes is free when the other is younger, is reached otherwise, is off, or has another', () => {
  const neighbours: Readonly<Record<string, Values>> = {
    'younger app': inputs([], [self(1), appIn('cnvrg-2', 2, { ...nodeport, ...minio })]),
    'app by istio': inputs([], [appIn('cnvrg-0', 1, minio), self(2)]),
    'no minio': inputs(
      [],
      [appIn('cnvrg-0', 1, { ...nodeport, dbs: { minio: { ...off, nodePort: 30_090 } } }), self(2)],
    ),
    'another port': inputs([], [appIn('cnvrg-0', 1, { ...nodeport, dbs: { minio: { nodePort: 31_090 } } }), self(2)]),
    'infra by istio': inputs([infraIn('cnvrg-infra', pages)], [self(1)]),
    'its own infra': inputs([infraIn('cnvrg-1', { ...nodeport, ...pages })], [self(1)]),
    'router that is off': inputs(
      [],
      [appIn('cnvrg-0', 1, { ...nodeport, controlPlan: { cnvrgRouter: { nodePort: 30_090 } } }), self(2)],
    ),
  };
  for (const [what, spec] of Object.entries(neighbours)) {
    const service = renderApp(merge(nodeport, spec)).get('Service/minio');
    assert.is(at(service, 'spec', 'ports', 0, 'nodePort'), 30_090, what);
  }
  const older = appIn('cnvrg-0', 1, { ...nodeport, ...minio });
  assert.ok(renderApp(inputs([], [older, self(2)])).has('Service/minio'), 'not by node ports itself');
});

// ---- one of a kind -----------------------------------------------------------------------------------------------------

const named = (name: string, second: number, namespace?: string) => ({
  metadata: { name, ...(namespace && { namespace }), ...born(second) },
});

it('bad input: a second app of the namespace is refused even before it sees itself', () => {
  const taken = /namespace cnvrg-1 has a CnvrgApp already, other/;
  refuses(() => renderApp(inputs([], [named('other', 1, 'cnvrg-1')])), taken);
  refuses(() => renderApp(inputs([], [named('other', 1, 'cnvrg-1'), self(2)])), taken);
  assert.ok(renderApp(inputs([], [self(1), named('other', 2, 'cnvrg-1')])).size > 0);
  assert.ok(renderApp(inputs([], [named('other', 1, 'cnvrg-2')])).size > 0, 'of another namespace');
});

it('bad input: a second infra is refused even before it sees itself; of two of one second the name decides', () => {
  const infras = (...all: readonly object[]): Values => ({ inputs: { infras: all } });
  const taken = (name: string) => new RegExp(`the cluster has a CnvrgInfra already, ${name}`);
  refuses(() => renderInfra(infras(named('other', 1))), taken('other'));
  refuses(() => renderInfra(infras(named('cnvrginfra', 1), named('a', 1))), taken('a'));
  assert.ok(infraObjects(infras(named('cnvrginfra', 1), named('z', 1))).size > 0);
});

// ---- what else follows from the infra ----------------------------------------------------------------------------------

it('metrics of the cluster come from the Prometheus of the infra, wherever that is, unless the spec says otherwise', () => {
  const targetOf = (spec: Values) =>
    atob(String(at(renderApp(spec).get('Secret/prom-static-config'), 'data', 'prometheus-additional.yaml')));
  const infra = inputs([infraIn('somewhere')]);
  assert.match(targetOf({}), 'prometheus-operated.cnvrg-infra.svc.cluster.local:9090');
  assert.match(targetOf(infra), 'prometheus-operated.somewhere.svc.cluster.local:9090');
  const renamed = merge(infra, tree('clusterInternalDomain', 'k8s.internal'));
  assert.match(targetOf(renamed), 'prometheus-operated.somewhere.svc.k8s.internal:9090');
  const given = tree('monitoring.upstreamPrometheus', 'prometheus.elsewhere:80');
  assert.match(targetOf(merge(infra, given)), 'prometheus.elsewhere:80');
});

it('an infra that makes no pull Secret leaves that of its namespace to the app', () => {
  const has = (registry: object) => renderApp(inputs([infraIn('cnvrg-1', { registry })])).has('Secret/cnvrg-registry');
  assert.equal(
    [has({}), has({ create: true }), has({ create: false }), has({ create: 'false' })],
    [false, false, true, true],
  );
});

it('pods have the PriorityClass that is made, or one that is there', () => {
  const classOf = (priorityClass: object) => {
    const objects = renderApp({ priorityClass });
    const pod = at(objects.get('Deployment/app'), 'spec', 'template', 'spec', 'priorityClassName');
    const jobs = at(objects.get('ConfigMap/cp-base-config'), 'data', 'CNVRG_JOBS_PRIORITY_CLASS') ?? '';
    return [pod, jobs, objects.has('PriorityClass/cnvrg-apps')];
  };
  assert.equal(classOf({}), [undefined, '', false]);
  assert.equal(classOf({ create: 'true', name: 'high' }), ['cnvrg-apps', 'cnvrg-jobs', true]);
  assert.equal(classOf({ name: 'cnvrg-apps' }), ['cnvrg-apps', 'cnvrg-jobs', false]);
  assert.equal(classOf({ name: 'high' }), ['high', '', false]);
  const grafana = infraObject('Deployment/grafana', { priorityClass: { name: 'cnvrg-apps' } });
  assert.is(at(grafana, 'spec', 'template', 'spec', 'priorityClassName'), 'cnvrg-apps');
});

it.run();
