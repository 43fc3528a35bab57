import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { refusal } from '../../chaos/refusal.ts';
import { Scene } from '../../chaos/scene.ts';
import { clusterOf, eventually, ownControlPlane, testClusterOf } from '../../support/cluster.ts';
import { startOperator } from '../../support/operator.ts';
import { widgetAccount, widgetWatches } from '../../support/operator-account.ts';
import { installed, untilConditions, widget, widgetRef } from '../../support/resources.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { recordsIn, removeWidgets } from '../../support/stage.ts';

const plane = await ownControlPlane({ components: ['etcd', 'kube-apiserver', 'kube-controller-manager'], audit: true });
const test = testClusterOf(plane);
const { cluster } = test;
const scene = await Scene.open('loss', { test });
const { proxy } = scene;
const spec = { text: 'one', extras: ['a'] };

const it = suite('what the operator sees when it cannot see');
it.after(async () => {
  await scene[Symbol.asyncDispose]();
  await cluster.close();
  await plane[Symbol.asyncDispose]();
});

it.before(async () => {
  for (const name of ['still', 'edited', 'drifting', 'deleted']) await scene.create(name, spec);
  await scene.isAsWanted();
});

/** A change of each sort, of which no watch tells. */
async function changeUnseen(text: string): Promise<void> {
  await scene.create(`new-${text}`, spec);
  await scene.edit('edited', { text });
  await scene.deleteObject('drifting', 'Service');
  await scene.spoil('drifting', `wrong ${text}`);
  await scene.delete(text === 'two' ? 'deleted' : 'new-two');
}

it('row 63: watches that say nothing and then break: no change is missed, nothing is installed twice', async () => {
  proxy.isSilent = true;
  await changeUnseen('two');
  await sleep(500);
  proxy.breakWatches('reset');
  proxy.isSilent = false;
  await scene.isAsWanted();
  await isInstalledOnce('new-two', 'still');
});

it('row 63: 410 Gone for every watch: no change is missed, nothing is installed twice', async () => {
  proxy.isSilent = true;
  await changeUnseen('three');
  let refusals = 0;
  const isGone = new Set<string>();
  proxy.fault = ({ verb, url }) => {
    if (verb !== 'watch' || isGone.has(url.pathname)) return undefined;
    isGone.add(url.pathname);
    refusals++;
    return refusal(410, 'Expired');
  };
  proxy.breakWatches(
    'end',
    `${JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } })}\n`,
  );
  proxy.isSilent = false;
  await scene.isAsWanted();
  proxy.fault = () => undefined;
  assert.ok(refusals > 0);
  await isInstalledOnce('new-three', 'still');
});

for (const [what, component, hard] of [
  ['an API server that is restarted', 'kube-apiserver', false],
  ['an API server that is killed and started', 'kube-apiserver', true],
  ['an etcd that is killed and started', 'etcd', true],
] as const) {
  it(`row 63: ${what} in the middle of the work: nothing is missed, nothing is installed twice`, async () => {
    const name = `${component}${hard ? '-killed' : ''}`.replace('kube-', '');
    await scene.create(name, { ...spec, extras: ['a', 'b', 'c'] });
    await scene.edit('edited', { text: name });
    await plane.restart(component, { hard });
    await eventually(() => scene.deleteObject('drifting', 'ConfigMap'), { everyMs: 300 });
    await scene.isAsWanted(120_000);
    await isInstalledOnce(name, 'still');
  });
}

it('row 63: an etcd that stands still for seconds: what was asked for is done once it answers', async () => {
  await scene.create('slow', { ...spec, extras: ['a', 'b'] });
  plane.signal('etcd', 'SIGSTOP');
  await sleep(4_000);
  plane.signal('etcd', 'SIGCONT');
  await eventually(() => scene.edit('edited', { text: 'after' }));
  await scene.isAsWanted(120_000);
  await isInstalledOnce('slow', 'still');
});

it('row 63: a token that is changed in its file while the old one ends: the operator goes on with the new one', async () => {
  const { namespace, kubeconfig } = await widgetAccount(test, 'token');
  const config = parse(readFileSync(kubeconfig, 'utf8'));
  const file = join(scratchFolder(), 'token');
  const secret = await cluster.create({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'bound', namespace } });
  const boundObjectRef = { apiVersion: 'v1', kind: 'Secret', name: 'bound', uid: secret.metadata.uid };
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/kre-operator/token`;
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { boundObjectRef } };
  const answer = await cluster.request<{ status: { token: string } }>({ method: 'POST', path, body });
  writeFileSync(file, `${answer.body.status.token}\n`);
  const rotating = join(scratchFolder(), 'kubeconfig');
  const users = [{ name: config.users[0].name, user: { tokenFile: file } }];
  writeFileSync(rotating, JSON.stringify({ ...config, users }));
  await using operator = await startOperator({
    kubeconfig: rotating,
    namespaces: [namespace],
    watchesFile: widgetWatches,
  });
  await cluster.create(widget(namespace, 'old'));
  await untilConditions(cluster, widgetRef(namespace, 'old'), installed);

  await cluster.delete({ group: '', version: 'v1', kind: 'Secret', namespace, name: 'bound' });
  const secrets = `/api/v1/namespaces/${namespace}/secrets`;
  await eventually(() => isRefused(answer.body.status.token, secrets), { timeoutMs: 60_000, everyMs: 500 });
  writeFileSync(file, `${config.users[0].user.token}\n`);
  await cluster.create(widget(namespace, 'new'));
  await untilConditions(cluster, widgetRef(namespace, 'new'), installed, { timeoutMs: 90_000 });
  assert.equal(await recordsIn(test, namespace), ['1 deployed', '1 deployed']);
  assert.ok(operator.isRunning);
  await removeWidgets(test, namespace);
});

/** The API server remembers for some seconds that a token was good. */
async function isRefused(token: string, path: string): Promise<void> {
  const folder = scratchFolder();
  const config = parse(readFileSync(test.kubeconfig, 'utf8'));
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, JSON.stringify({ ...config, users: [{ name: config.users[0].name, user: { token } }] }));
  const old = clusterOf(kubeconfig);
  try {
    await old.request({ method: 'GET', path });
  } catch (error) {
    if ((error as { status?: number }).status === 401) return;
    throw error;
  } finally {
    await old.close();
  }
  throw new Error('the token is still good');
}

async function isInstalledOnce(...names: readonly string[]): Promise<void> {
  const { body } = await cluster.request<{ items: { metadata: { labels: Record<string, string> } }[] }>({
    method: 'GET',
    path: `/api/v1/namespaces/${scene.namespace}/secrets`,
    query: { labelSelector: `owner=helm,name in (${names.join()})` },
  });
  assert.equal(
    body.items.map(({ metadata: { labels } }) => `${labels['name']} ${labels['version']} ${labels['status']}`).sort(),
    names.map((name) => `${name} 1 deployed`).sort(),
  );
}

it.run();
