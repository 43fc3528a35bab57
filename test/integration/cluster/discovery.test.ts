import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Cluster } from '../../../src/cluster/index.ts';
import { clusterOf, eventually, useControlPlane } from '../../support/cluster.ts';
import { FaultProxy } from '../../support/faults/index.ts';
import { customKind, failure } from './kinds.ts';

const it = suite('discovery');
const test = await useControlPlane();
const { cluster } = test;
const nonsense = { group: 'no.such.group', version: 'v1', kind: 'Nonsense' };

for (const [gvk, plural, namespaced] of [
  [{ group: '', version: 'v1', kind: 'ConfigMap' }, 'configmaps', true],
  [{ group: '', version: 'v1', kind: 'Namespace' }, 'namespaces', false],
  [{ group: 'apps', version: 'v1', kind: 'StatefulSet' }, 'statefulsets', true],
  [{ group: 'networking.k8s.io', version: 'v1', kind: 'Ingress' }, 'ingresses', true],
  [{ group: 'rbac.authorization.k8s.io', version: 'v1', kind: 'ClusterRole' }, 'clusterroles', false],
  [
    { group: 'apiextensions.k8s.io', version: 'v1', kind: 'CustomResourceDefinition' },
    'customresourcedefinitions',
    false,
  ],
] as const) {
  it(`knows ${gvk.kind}`, async () => {
    const resource = await cluster.discovery.resourceFor(gvk);
    assert.equal(
      [resource.plural, resource.namespaced, resource.group, resource.version],
      [plural, namespaced, gvk.group, gvk.version],
    );
    assert.ok(resource.verbs.includes('patch'));
  });
}

it('knows subresources by name', async () => {
  const { subresources } = await cluster.discovery.resourceFor({ group: 'apps', version: 'v1', kind: 'StatefulSet' });
  assert.equal([...subresources].sort(), ['scale', 'status']);
});

it('an unknown kind is named, with the versions that would do', async () => {
  const error = await failure(
    cluster.discovery.resourceFor({ group: 'apps', version: 'v1beta1', kind: 'StatefulSet' }),
  );
  assert.equal(
    [error.code, error.message, error.hint],
    ['KIND_UNKNOWN', 'the API server has no kind StatefulSet in apps/v1beta1', 'it has StatefulSet in apps/v1'],
  );
  assert.match(String((await failure(cluster.discovery.resourceFor(nonsense))).hint), 'CustomResourceDefinition');
});

it('finds a kind that appears later, and forgets one that goes', async () => {
  const own = clusterOf(test.kubeconfig);
  await own.discovery.capabilities();
  const kind = await customKind(cluster);
  const resource = await eventually(() => own.discovery.resourceFor(kind.gvk));
  assert.equal(resource.subresources, ['status']);
  await kind[Symbol.asyncDispose]();
  // The URL stops being served first; the 404 is what makes discovery look again.
  const error = await eventually(async () => {
    const thrown = await failure(own.list({ gvk: kind.gvk }));
    assert.is(thrown.code, 'KIND_UNKNOWN');
    return thrown;
  });
  assert.ok(error);
  await eventually(async () => assert.is((await failure(own.discovery.resourceFor(kind.gvk))).code, 'KIND_UNKNOWN'));
  await own.close();
});

const looks = (proxy: FaultProxy) => proxy.seen.filter(({ url }) => url.pathname === '/apis').length;

it('many who ask at once share one look, also for a kind that is unknown', async () => {
  await using proxy = await FaultProxy.start(test.kubeconfig);
  const own = clusterOf(proxy.kubeconfig);
  const configMap = { group: '', version: 'v1', kind: 'ConfigMap' };
  await Promise.all(Array.from({ length: 20 }, () => own.discovery.resourceFor(configMap)));
  assert.is(looks(proxy), 1);
  const errors = await Promise.all(Array.from({ length: 20 }, () => failure(own.discovery.resourceFor(nonsense))));
  assert.ok(errors.every(({ code }) => code === 'KIND_UNKNOWN'));
  assert.is(looks(proxy), 2);
  await own.discovery.resourceFor(configMap);
  await own.discovery.capabilities();
  assert.is(looks(proxy), 2);
  await own.close();
});

it('a look that fails fails those who waited for it, and not those who ask later', async () => {
  await using proxy = await FaultProxy.start(test.kubeconfig);
  const own = clusterOf(proxy.kubeconfig);
  proxy.fault = () => ({ status: 500 });
  assert.is((await failure(own.discovery.capabilities())).code, 'API_ERROR');
  proxy.fault = () => undefined;
  assert.ok(await own.discovery.resourceFor({ group: '', version: 'v1', kind: 'Pod' }));
  await own.close();
});

it('an abort ends the waiting of one, not the look of the others', async () => {
  await using proxy = await FaultProxy.start(test.kubeconfig);
  const own = clusterOf(proxy.kubeconfig);
  const stop = new AbortController();
  const pod = { group: '', version: 'v1', kind: 'Pod' };
  const aborted = failure(own.discovery.resourceFor(pod, stop.signal));
  const other = own.discovery.resourceFor(pod);
  stop.abort();
  assert.is((await aborted).name, 'AbortError');
  assert.is((await other).plural, 'pods');
  await own.close();
});

/** What the server says at /api and /apis to whom does not ask for aggregated discovery. */
async function classicRoots(): Promise<Record<string, string>> {
  const read = async (path: string) => [path, JSON.stringify((await cluster.request({ method: 'GET', path })).body)];
  return Object.fromEntries(await Promise.all(['/api', '/apis'].map(read)));
}

it('a server without aggregated discovery tells the same, group by group', async () => {
  await using proxy = await FaultProxy.start(test.kubeconfig);
  const roots = await classicRoots();
  proxy.fault = ({ url, accept }) =>
    accept.includes('apidiscovery') ? { status: 200, body: roots[url.pathname] ?? '' } : undefined;
  const own = clusterOf(proxy.kubeconfig);
  const builtIn = async ({ discovery }: Cluster) =>
    (await discovery.capabilities()).apiVersions.filter((name) => !name.includes('capstan.test'));
  await eventually(async () => {
    for (const { discovery } of [own, cluster]) discovery.invalidate(); // kinds of other tests come and go
    assert.equal(await builtIn(own), await builtIn(cluster));
  });
  for (const kind of ['StatefulSet', 'Deployment']) {
    const gvk = { group: 'apps', version: 'v1', kind };
    const byName = (resource: { subresources: readonly string[] }) => ({
      ...resource,
      subresources: [...resource.subresources].sort(),
    });
    assert.equal(byName(await own.discovery.resourceFor(gvk)), byName(await cluster.discovery.resourceFor(gvk)));
  }
  await own.close();
});

it('a group that cannot be read does not take the others with it', async () => {
  await using proxy = await FaultProxy.start(test.kubeconfig);
  const roots = await classicRoots();
  proxy.fault = ({ url, accept }) => {
    if (accept.includes('apidiscovery')) return { status: 200, body: roots[url.pathname] ?? '' };
    return url.pathname === '/apis/batch/v1' ? { status: 500 } : undefined;
  };
  const own = clusterOf(proxy.kubeconfig);
  assert.ok(await own.discovery.resourceFor({ group: 'apps', version: 'v1', kind: 'StatefulSet' }));
  assert.is(
    (await failure(own.discovery.resourceFor({ group: 'batch', version: 'v1', kind: 'Job' }))).code,
    'KIND_UNKNOWN',
  );
  await own.close();
});

it('an aggregated API whose server is away does not take the others with it', async () => {
  const name = 'v1.away.capstan.test';
  const service = {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name },
    spec: {
      group: 'away.capstan.test',
      version: 'v1',
      groupPriorityMinimum: 1_000,
      versionPriority: 15,
      insecureSkipTLSVerify: true,
      service: { namespace: 'default', name: 'no-such-service' },
    },
  };
  await cluster.create(service);
  try {
    const own = clusterOf(test.kubeconfig);
    await eventually(async () => {
      own.discovery.invalidate();
      assert.ok((await own.discovery.capabilities()).apiVersions.includes('away.capstan.test/v1'));
    });
    assert.ok(await own.discovery.resourceFor({ group: 'apps', version: 'v1', kind: 'StatefulSet' }));
    await own.close();
  } finally {
    await cluster.delete({ group: 'apiregistration.k8s.io', version: 'v1', kind: 'APIService', namespace: '', name });
  }
});

it('capabilities are what Helm makes of the server', async () => {
  const { kubeVersion, apiVersions } = await cluster.discovery.capabilities();
  assert.match(kubeVersion.version, /^v1\.\d+\.\d+/);
  assert.is(`v${kubeVersion.major}.${kubeVersion.minor}`, /^v1\.\d+/.exec(kubeVersion.version)?.[0]);
  for (const name of [
    'v1',
    'apps/v1',
    'apps/v1/StatefulSet',
    'v1/Pod',
    'apps/v1/Scale',
    'policy/v1/PodDisruptionBudget',
  ]) {
    assert.ok(apiVersions.includes(name), name);
  }
  assert.equal(apiVersions, [...new Set(apiVersions)].sort());
});

it.run();
