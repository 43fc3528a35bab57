import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../src/cluster/index.ts';
import { refOf } from '../../src/cluster/index.ts';
import { eventually } from '../support/cluster.ts';
import { conditionOf, until, widgetRef } from '../support/resources.ts';
import { readWorld } from '../support/widget-world.ts';
import { Scene } from './scene.ts';

const scene = await Scene.open('refused');
const { cluster, namespace } = scene;

const it = suite('a cluster that refuses');
it.after(() => scene[Symbol.asyncDispose]());

it('an install that the quota has no room for leaves nothing, says so, and comes when there is room', async () => {
  const quota = await setQuota(3); // kube-root-ca.crt is one of them
  await scene.create('big', { text: 'one', extras: ['a', 'b', 'c'] });
  await isRefused('big', 'InstallError', /exceeded quota/);
  await eventually(async () => assert.equal(await objectsAndRecords(), []));
  await cluster.delete(refOf(quota));
  await scene.isAsWanted(90_000);
});

it('an upgrade that the quota has no room for is taken back, says so, and comes when there is room', async () => {
  await scene.editBeside('big', 'ConfigMap', 'kept');
  const quota = await setQuota(5);
  const before = await objectsAndRecords();
  await scene.edit('big', { text: 'two', extras: ['a', 'b', 'c', 'd', 'e'] });
  await isRefused('big', 'UpgradeError', /exceeded quota/);
  await eventually(async () => assert.equal(textsOf(await objectsAndRecords()), textsOf(before)));
  await cluster.delete(refOf(quota));
  await scene.isAsWanted(90_000);
});

for (const [what, operation, kind] of [
  ['objects', 'CREATE', 'configmaps'],
  ['changes', 'UPDATE', 'configmaps'],
] as const) {
  it(`admission that denies ${what} for a while: nothing is left half-done`, async () => {
    const name = operation.toLowerCase();
    if (operation === 'UPDATE') {
      await scene.create(name, { text: 'one', extras: ['a'] });
      await scene.isAsWanted();
      await scene.editBeside(name, 'ConfigMap', 'kept');
    }
    const lift = await deny(kind, operation);
    if (operation === 'UPDATE') await scene.edit(name, { text: 'two', extras: [] });
    else await scene.create(name, { text: 'two', extras: ['a'] });
    await isRefused(name, operation === 'UPDATE' ? 'UpgradeError' : 'InstallError', /denied by a test/);
    await eventually(
      async () => {
        const { records } = await readWorld(scene.test, namespace);
        const statuses = records.map(({ metadata }) => metadata.labels?.['status']);
        assert.ok(!statuses.some((status) => status?.startsWith('pending')), statuses.join());
      },
      { everyMs: 20 }, // it is tried again and again, and pending meanwhile
    );
    await lift();
    await scene.isAsWanted(90_000);
  });
}

it('admission that denies deletions: the resource waits, says so, and goes when it may', async () => {
  await scene.create('going', { text: 'one', extras: [] });
  await scene.isAsWanted();
  const lift = await deny('services', 'DELETE');
  await scene.delete('going');
  await until(cluster, widgetRef(namespace, 'going'), (object) => {
    const failed = conditionOf(object, 'ReleaseFailed');
    assert.is(failed?.reason, 'UninstallError');
    assert.match(failed?.message ?? '', /denied by a test/);
  });
  await lift();
  await scene.isAsWanted(90_000);
});

async function setQuota(configMaps: number): Promise<KubeObject> {
  const hard = { 'count/configmaps': String(configMaps) };
  const metadata = { name: 'tight', namespace };
  const quota = await cluster.create({ apiVersion: 'v1', kind: 'ResourceQuota', metadata, spec: { hard } });
  await until(cluster, refOf(quota), (object) => assert.ok((object['status'] as { used?: object } | undefined)?.used));
  return quota;
}

/** @returns what takes the denial back */
async function deny(resource: string, operation: string): Promise<() => Promise<void>> {
  const name = `${namespace}-${operation.toLowerCase()}`;
  const apiVersion = 'admissionregistration.k8s.io/v1';
  const policy = await cluster.create({
    apiVersion,
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name },
    spec: {
      matchConstraints: {
        resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: [operation], resources: [resource] }],
      },
      validations: [{ expression: 'false', message: 'denied by a test' }],
    },
  });
  const binding = await cluster.create({
    apiVersion,
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name },
    spec: {
      policyName: name,
      validationActions: ['Deny'],
      matchResources: { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } },
    },
  });
  await eventually(async () => assert.ok(await isDenied(resource, operation)), { timeoutMs: 60_000, everyMs: 200 });
  return async () => {
    await cluster.delete(refOf(binding));
    await cluster.delete(refOf(policy));
  };
}

/** Policies need a moment to come into force. */
async function isDenied(resource: string, operation: string): Promise<boolean> {
  const path = `/api/v1/namespaces/${namespace}/${resource}`;
  const query = { dryRun: 'All' };
  const existing = operation === 'DELETE' ? 'going' : 'kube-root-ca.crt';
  const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'probe' } };
  const contentType = 'application/merge-patch+json';
  const patch = { metadata: { labels: { probe: 'x' } } };
  const request = {
    CREATE: { method: 'POST', path, query, body },
    UPDATE: { method: 'PATCH', path: `${path}/${existing}`, query, body: patch, contentType },
    DELETE: { method: 'DELETE', path: `${path}/${existing}`, query },
  }[operation] as Parameters<typeof cluster.request>[0];
  try {
    await cluster.request(request);
    return false;
  } catch (error) {
    return /denied by a test/.test(String(error));
  }
}

function isRefused(name: string, reason: string, message: RegExp): Promise<KubeObject> {
  return until(
    cluster,
    widgetRef(namespace, name),
    (object) => {
      const failed = conditionOf(object, 'ReleaseFailed');
      assert.is(failed?.reason, reason);
      assert.match(failed?.message ?? '', message);
      assert.is(conditionOf(object, 'Ready')?.status, 'False');
    },
    { timeoutMs: 60_000 },
  );
}

async function objectsAndRecords(): Promise<readonly KubeObject[]> {
  const { objects, records } = await readWorld(scene.test, namespace);
  return [...objects, ...records];
}

/** Objects alone: a rollback may be a revision of its own. */
function textsOf(objects: readonly KubeObject[]): string[] {
  return objects
    .filter(({ metadata }) => metadata.labels?.['owner'] !== 'helm')
    .map((object) => `${object.kind} ${object.metadata.name} ${JSON.stringify(object['data'] ?? {})}`)
    .sort();
}

it.run();
