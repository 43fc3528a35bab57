import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { refOf } from '../../../src/cluster/index.ts';
import { kubeconfigText, temporaryFolder } from '../../cluster/support/folder.ts';
import { clusterOf, eventually, testNamespace, useControlPlane } from '../../support/cluster.ts';
import { FaultProxy, tcpRelay } from '../../support/faults/index.ts';
import { configMap, configMapKind, failure } from './kinds.ts';

const it = suite('resilience');
const test = await useControlPlane();
const namespace = await testNamespace(test.cluster, 'resilience');
const object = (name: string) => configMap(namespace, name, { a: '1' });
const target = { gvk: configMapKind, namespace };

it('two hundred requests share at most sixteen connections', async () => {
  await using relay = await tcpRelay(test.kubeconfig);
  const cluster = clusterOf(relay.kubeconfig);
  await cluster.apply(object('kept'), { force: true });
  for (let i = 0; i < 100; i++) await cluster.get(refOf(object('kept')));
  await Promise.all(Array.from({ length: 100 }, () => cluster.get(refOf(object('kept')))));
  assert.ok(relay.accepted() <= 16, `${relay.accepted()} connections`);
  await cluster.close();
  await eventually(() => assert.is(relay.open(), 0));
});

it('connections that are reset at their start are opened again', async () => {
  await using relay = await tcpRelay(test.kubeconfig);
  const cluster = clusterOf(relay.kubeconfig);
  relay.refuse(2);
  assert.ok((await cluster.list(target)).resourceVersion);
  await cluster.close();
});

it('an apply or a deletion whose answer is lost is sent again', async () => {
  await using proxy = await FaultProxy.start(test.kubeconfig);
  const cluster = clusterOf(proxy.kubeconfig);
  await cluster.list(target);
  proxy.loseAnswers(1);
  const { object: applied, created } = await cluster.apply(object('lost'), { force: true });
  assert.equal([applied['data'], created], [{ a: '1' }, false], 'the first try created it');
  proxy.loseAnswers(1);
  assert.is(await cluster.delete(refOf(object('lost'))), false, 'the first try deleted it');
  assert.is(await test.cluster.get(refOf(object('lost'))), undefined);
  await cluster.close();
});

it('a creation whose answer is lost is not sent again', async () => {
  await using proxy = await FaultProxy.start(test.kubeconfig);
  const cluster = clusterOf(proxy.kubeconfig);
  await cluster.list(target);
  for (const [name, act] of [
    ['posted', () => cluster.create(object('posted'))],
    ['once', () => cluster.apply(object('once'), { force: true, mustNotExist: true })],
  ] as const) {
    proxy.loseAnswers(1);
    assert.is((await failure(act())).code, 'CONNECTION_FAILED');
    assert.ok(await test.cluster.get(refOf(object(name))));
  }
  await cluster.close();
});

it('an aborted watch closes its connection and no other', async () => {
  await using relay = await tcpRelay(test.kubeconfig);
  const cluster = clusterOf(relay.kubeconfig);
  await test.cluster.apply(object('watched'), { force: true });
  await cluster.list(target);
  const before = relay.open();
  const stop = new AbortController();
  const path = `/api/v1/namespaces/${namespace}/configmaps`;
  const lines = cluster.stream({ method: 'GET', path, query: { watch: true } }, stop.signal)[Symbol.asyncIterator]();
  const first = JSON.parse(String((await lines.next()).value));
  assert.is(first.type, 'ADDED');
  assert.is(relay.open(), before + 1);
  const ended = failure(drain(lines));
  stop.abort();
  assert.is((await ended).name, 'AbortError');
  await eventually(() => assert.is(relay.open(), before));
  assert.ok((await cluster.list(target)).resourceVersion);
  await cluster.close();
});

it('fifty watches leave room for requests', async () => {
  await using relay = await tcpRelay(test.kubeconfig);
  const cluster = clusterOf(relay.kubeconfig);
  await test.cluster.apply(object('crowd'), { force: true });
  const stop = new AbortController();
  const path = `/api/v1/namespaces/${namespace}/configmaps`;
  const watches = Array.from({ length: 50 }, () =>
    cluster.stream({ method: 'GET', path, query: { watch: true } }, stop.signal)[Symbol.asyncIterator](),
  );
  await Promise.all(watches.map((watch) => watch.next()));
  assert.ok((await cluster.list(target)).resourceVersion);
  stop.abort();
  await Promise.all(watches.map((watch) => failure(drain(watch))));
  await cluster.close();
  await eventually(() => assert.is(relay.open(), 0));
});

async function drain(lines: AsyncIterator<string>): Promise<void> {
  while (!(await lines.next()).done);
}

it('an untrusted certificate is told as such', async () => {
  const cluster = clusterOf(temporaryFolder({ c: kubeconfigText({ server: test.server }) }).path('c'));
  const error = await failure(cluster.list(target));
  assert.is(error.code, 'CONNECTION_FAILED');
  assert.match(String(error.hint), 'certificate is not trusted');
  await cluster.close();
});

it.after(async () => {
  await test.cluster.delete({ group: '', version: 'v1', kind: 'Namespace', namespace: '', name: namespace });
});
it.run();
