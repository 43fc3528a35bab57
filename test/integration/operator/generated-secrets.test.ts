import { X509Certificate } from 'node:crypto';
import { compareSync } from 'bcryptjs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject, ObjectRef } from '../../../src/cluster/index.ts';
import { isCapstanError } from '../../../src/errors/index.ts';
import { silentLogger } from '../../../src/log/index.ts';
import { gatherSources, removeGenerated, Sources } from '../../../src/operator/sources/index.ts';
import { defaultOptions, type GeneratedSecret } from '../../../src/operator/watches/index.ts';
import { auditEvents, auditMark } from '../../support/audit.ts';
import { clusterOf, eventually, testNamespace, useControlPlane } from '../../support/cluster.ts';
import { define, widget, widgetRef } from '../../support/resources.ts';

const it = suite('generated Secrets');

const test = await useControlPlane();
const { cluster } = test;
await define(cluster, 'test/fixtures/widget-crd.yaml');

const db: GeneratedSecret = {
  name: 'db',
  secretName: undefined,
  keys: { password: { length: 24, characters: 'alphanumeric' } },
  certificate: undefined,
  keep: false,
};

type Texts = Readonly<Record<string, string>>;
type Generated = Readonly<Record<string, { readonly secretName: string; readonly data: Texts }>>;

/** A Widget, and an operator's view of it: `look` is one run; `again` is another life of the operator. */
async function stage(generate: readonly GeneratedSecret[] = [db], target?: string) {
  const namespace = await testNamespace(cluster, 'generate');
  const resource = await cluster.create(widget(namespace, 'w'));
  const agent = `capstan-${namespace}`;
  const writer = clusterOf(test.kubeconfig, agent);
  let now = new Date();
  const identityFor = ({ metadata }: KubeObject) => ({
    name: 'w',
    namespace: target ?? namespace,
    storageNamespace: namespace,
    chartName: 'widget',
    owner: { ...widgetRef(namespace, metadata.name), uid: metadata.uid ?? '' },
  });
  const again = () => {
    const told: string[] = [];
    const stop = new AbortController();
    const { signal } = stop;
    const sources = new Sources({
      cluster: writer,
      log: silentLogger,
      onChange: (owner) => void told.push(owner),
      signal,
    });
    const look = async (of: KubeObject = resource, watch = { ...defaultOptions, generate }) => {
      const identity = identityFor(of);
      const options = { watch, resource: of, identity, owner: 'w', sources, cluster: writer, now: () => now, signal };
      const gathered = await gatherSources(options);
      return { ...gathered, generated: (gathered.data['generated'] ?? {}) as Generated };
    };
    return { told, look, [Symbol.dispose]: () => stop.abort() };
  };
  return {
    namespace,
    resource,
    again,
    identity: identityFor(resource),
    secret: (name = 'w-db'): ObjectRef => ({
      group: '',
      version: 'v1',
      kind: 'Secret',
      namespace: target ?? namespace,
      name,
    }),
    travel: (days: number) => {
      now = new Date(now.getTime() + days * 86_400_000);
    },
    /** What was asked for since then; a watch begins when it likes, after the first look. */
    requestsSince: (mark: number) =>
      auditEvents(test, mark).filter(({ userAgent, verb }) => userAgent === agent && verb !== 'watch'),
    close: () => writer.close(),
  };
}

function annotated(object: KubeObject, annotations: Texts): KubeObject {
  return { ...object, metadata: { ...object.metadata, annotations } };
}

const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

it('a Secret is made once and stays: over runs, lives of the operator and two that race', async () => {
  const the = await stage();
  using one = the.again();
  using two = the.again();
  const racing = await Promise.all([one.look(), two.look()]);
  const { secretName, data } = racing[0].generated['db']!;
  assert.is(secretName, 'w-db');
  assert.match(data['password'] ?? '', /^[A-Za-z0-9]{24}$/);
  assert.equal(racing[1].generated, racing[0].generated);
  using later = the.again();
  assert.equal((await later.look()).generated, racing[0].generated);
  const live = await cluster.get(the.secret());
  assert.is(live?.metadata.labels?.['capstan.dev/generated'], 'w');
  assert.is(live?.['type'], 'Opaque');
  const [reference] = live?.metadata.ownerReferences ?? [];
  assert.equal([reference?.kind, reference?.uid, reference?.controller], ['Widget', the.resource.metadata.uid, true]);
  await the.close();
});

it('with nothing to do no request is sent, and an own write wakes once at most, when its event overtakes its answer', async () => {
  const the = await stage();
  using operator = the.again();
  await operator.look();
  const mark = auditMark(test);
  for (let run = 0; run < 3; run++) await operator.look();
  assert.equal(the.requestsSince(mark), []);
  assert.ok(operator.told.length <= 1, operator.told.join());
  await the.close();
});

it('a deleted Secret wakes its release alone, and is made anew', async () => {
  const the = await stage();
  using operator = the.again();
  const first = await operator.look();
  await cluster.create({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'of-another', namespace: the.namespace, labels: { 'capstan.dev/generated': 'v' } },
  });
  await cluster.delete(the.secret());
  await eventually(async () => {
    const second = await operator.look();
    assert.is.not(second.generated['db']?.data['password'], first.generated['db']?.data['password']);
  });
  assert.equal([...new Set(operator.told)], ['w']);
  await the.close();
});

it('a new word in the annotation rotates exactly once, over lives of the operator, and only what it names', async () => {
  const cache = { ...db, name: 'cache' };
  const the = await stage([db, cache]);
  const passwords = async (annotations: Texts) => {
    using operator = the.again();
    const { generated, warnings } = await operator.look(annotated(the.resource, annotations));
    return { db: generated['db']?.data['password'], cache: generated['cache']?.data['password'], warnings };
  };
  const rotate = 'capstan.dev/rotate';
  const before = await passwords({});
  const after = await passwords({ [rotate]: 'db=1' });
  assert.is.not(after.db, before.db);
  assert.is(after.cache, before.cache);
  assert.equal(await passwords({ [rotate]: 'db=1' }), after);
  assert.equal(await passwords({}), after);
  const all = await passwords({ [rotate]: '2' });
  assert.ok(all.db !== after.db && all.cache !== after.cache);
  const { warnings } = await passwords({ [rotate]: 'dbb=3' });
  assert.equal(warnings, ['annotation capstan.dev/rotate names dbb, which is not generated']);
  await the.close();
});

it('two operators that rotate at once agree on one content', async () => {
  const the = await stage();
  using one = the.again();
  using two = the.again();
  await one.look();
  await two.look();
  const asked = annotated(the.resource, { 'capstan.dev/rotate': 'now' });
  const [a, b] = await Promise.all([one.look(asked), two.look(asked)]);
  assert.equal(a.generated, b.generated);
  await the.close();
});

it('keys that came to be wanted are added, those that are there stay', async () => {
  const the = await stage();
  using operator = the.again();
  const first = await operator.look();
  const before = operator.told.length; // 1 where the watch was faster than the answer
  await cluster.patch(the.secret(), { type: 'merge', body: { stringData: { mine: 'x' } } });
  const generate = [{ ...db, keys: { ...db.keys, token: { length: 8, characters: 'hex' } as const } }];
  await eventually(() => assert.ok(operator.told.length > before));
  const second = await operator.look(the.resource, { ...defaultOptions, generate });
  const { password, token, mine } = second.generated['db']?.data ?? {};
  assert.is(password, first.generated['db']?.data['password']);
  assert.match(token ?? '', /^[0-9a-f]{8}$/);
  assert.is(mine, 'x');
  await the.close();
});

it('a Secret of somebody else is neither taken nor written', async () => {
  const the = await stage();
  const theirs = await cluster.create({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'w-db', namespace: the.namespace, labels: { 'app.kubernetes.io/managed-by': 'vault' } },
    data: { password: 'c2VjcmV0' },
  });
  using operator = the.again();
  const error = await errorOf(operator.look());
  assert.ok(isCapstanError(error, 'OBJECT_OWNED'), String(error));
  assert.is(
    error.message,
    `Secret ${the.namespace}/w-db is to be generated, and belongs to somebody else (managed by vault)`,
  );
  const live = await cluster.get(the.secret());
  assert.is(live?.metadata.resourceVersion, theirs.metadata.resourceVersion);
  await the.close();
});

it('what a former resource of the name left is replaced', async () => {
  const the = await stage();
  using operator = the.again();
  const first = await operator.look();
  const { metadata, ...rest } = the.resource;
  const successor = { ...rest, metadata: { ...metadata, uid: '00000000-0000-0000-0000-000000000000' } };
  const second = await operator.look(successor);
  assert.is.not(second.generated['db']?.data['password'], first.generated['db']?.data['password']);
  await the.close();
});

it('one that is being deleted is waited for', async () => {
  const the = await stage();
  using operator = the.again();
  await operator.look();
  await cluster.patch(the.secret(), { type: 'merge', body: { metadata: { finalizers: ['example.org/hold'] } } });
  await cluster.delete(the.secret());
  await eventually(async () => {
    assert.equal((await operator.look()).waitingFor, [`Secret ${the.namespace}/w-db to be gone`]);
  });
  await cluster.patch(the.secret(), { type: 'merge', body: { metadata: { finalizers: null } } });
  await eventually(async () => assert.equal((await operator.look()).waitingFor, []));
  await the.close();
});

it('a certificate is for the names of the resource, is renewed in time, and follows them', async () => {
  const web = {
    name: 'tls',
    secretName: '{{ .metadata.name }}-cert',
    keys: {},
    certificate: {
      commonName: '{{ .metadata.name }}',
      dnsNames: ['{{ .metadata.name }}.{{ .metadata.namespace }}.svc'],
      days: 90,
    },
    keep: false,
  };
  const the = await stage([web]);
  using operator = the.again();
  const look = async () => {
    const { secretName, data } = (await operator.look()).generated['tls']!;
    assert.is(secretName, 'w-cert');
    return new X509Certificate(data['tls.crt'] ?? '');
  };
  const first = await look();
  assert.is(first.subjectAltName, `DNS:w.${the.namespace}.svc`);
  assert.is((await cluster.get(the.secret('w-cert')))?.['type'], 'kubernetes.io/tls');
  the.travel(55);
  assert.is((await look()).serialNumber, first.serialNumber);
  the.travel(6);
  const second = await look();
  assert.is.not(second.serialNumber, first.serialNumber);
  assert.is((await look()).serialNumber, second.serialNumber);
  await the.close();
});

it('in another namespace it carries the owner in annotations, and goes with the release', async () => {
  const target = await testNamespace(cluster, 'target');
  const the = await stage([db], target);
  using operator = the.again();
  await operator.look();
  const live = await cluster.get(the.secret());
  assert.is(live?.metadata.ownerReferences, undefined);
  assert.is(live?.metadata.annotations?.['operator-sdk/primary-resource'], `${the.namespace}/w`);
  assert.is(live?.metadata.annotations?.['operator-sdk/primary-resource-type'], 'Widget.test.capstan.dev');
  await cluster.create({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'theirs', namespace: target, labels: { 'capstan.dev/generated': 'w' } },
  });
  await removeGenerated({ cluster, identity: the.identity, signal: new AbortController().signal });
  assert.is(await cluster.get(the.secret()), undefined);
  assert.ok(await cluster.get(the.secret('theirs')));
  await the.close();
});

it('an orphaned release keeps its Secrets, without an owner, and the next of its name goes on with them', async () => {
  const the = await stage();
  using operator = the.again();
  const { generated } = await operator.look();
  const { metadata: map } = await cluster.create({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'other', namespace: the.namespace },
  });
  const other = { apiVersion: 'v1', kind: 'ConfigMap', name: 'other', uid: map.uid ?? '' };
  const own = (await cluster.get(the.secret()))?.metadata.ownerReferences ?? [];
  const body = { metadata: { ownerReferences: [...own, other] } };
  await cluster.patch(the.secret(), { type: 'merge', body });
  await removeGenerated({ cluster, identity: the.identity, signal: new AbortController().signal }, true);
  assert.equal((await cluster.get(the.secret()))?.metadata.ownerReferences, [other]);
  await cluster.delete(widgetRef(the.namespace, 'w'));
  const next = await cluster.create(widget(the.namespace, 'w'));
  using later = the.again();
  assert.equal((await later.look(next)).generated, generated);
  const [, owner] = (await cluster.get(the.secret()))?.metadata.ownerReferences ?? [];
  assert.is(owner?.uid, next.metadata.uid);
  await the.close();
});

const kept: GeneratedSecret = { ...db, keep: true };
const remove = (the: Awaited<ReturnType<typeof stage>>) =>
  removeGenerated({ cluster, identity: the.identity, signal: new AbortController().signal });

it('one that is kept has no owner that could take it along, outlives the release, and the next one goes on with it', async () => {
  const the = await stage([kept]);
  using operator = the.again();
  const { generated } = await operator.look();
  const { metadata } = (await cluster.get(the.secret()))!;
  assert.is(metadata.ownerReferences, undefined);
  assert.is(metadata.annotations?.['helm.sh/resource-policy'], 'keep');
  assert.is(metadata.annotations?.['operator-sdk/primary-resource'], `${the.namespace}/w`);
  await remove(the);
  await cluster.delete(widgetRef(the.namespace, 'w'));
  const next = await cluster.create(widget(the.namespace, 'w'));
  using later = the.again();
  assert.equal((await later.look(next)).generated, generated);
  assert.is((await cluster.get(the.secret()))?.metadata.resourceVersion, metadata.resourceVersion);
  await the.close();
});

it('one that is kept goes on with the release of its name, whichever resource that belongs to by then', async () => {
  const the = await stage([kept]);
  using operator = the.again();
  const { generated } = await operator.look();
  await remove(the);
  const heir = await cluster.create(widget(the.namespace, 'heir'));
  using later = the.again();
  assert.equal((await later.look(heir)).generated, generated);
  const { metadata } = (await cluster.get(the.secret()))!;
  assert.is(metadata.annotations?.['operator-sdk/primary-resource'], `${the.namespace}/heir`);
  assert.is(metadata.ownerReferences, undefined);
  await the.close();
});

it('one that is there already loses its owner when it comes to be kept, and nothing else', async () => {
  const the = await stage();
  using operator = the.again();
  const { generated } = await operator.look();
  using later = the.again();
  const watch = { ...defaultOptions, generate: [kept] };
  assert.equal((await later.look(the.resource, watch)).generated, generated);
  assert.is((await cluster.get(the.secret()))?.metadata.ownerReferences, undefined);
  const mark = auditMark(test);
  await later.look(the.resource, watch);
  assert.equal(the.requestsSince(mark), []);
  await remove(the);
  assert.ok(await cluster.get(the.secret()));
  await the.close();
});

it('a line of htpasswd verifies its password over lives of the operator, rotations and edits', async () => {
  const line = { htpasswd: { user: 'admin', password: 'password' } };
  const the = await stage([{ ...db, keys: { line, ...db.keys } }]);
  using operator = the.again();
  const look = async (of?: KubeObject) => {
    const { line = '', password = '' } = (await operator.look(of)).generated['db']?.data ?? {};
    assert.ok(compareSync(password, line.replace(/^admin:/, '')), 'the line is of that password');
    return { line, password };
  };
  const first = await look();
  const mark = auditMark(test);
  assert.equal(await look(), first);
  assert.equal(the.requestsSince(mark), []);
  const second = await look(annotated(the.resource, { 'capstan.dev/rotate': '1' }));
  assert.ok(second.line !== first.line && second.password !== first.password);
  await cluster.patch(the.secret(), { type: 'merge', body: { stringData: { password: 'chosen' } } });
  await eventually(async () => assert.is((await look()).password, 'chosen'));
  await the.close();
});

it('nothing is made while something else is waited for', async () => {
  const the = await stage();
  using operator = the.again();
  const dependsOn = [
    { gvk: { group: '', version: 'v1', kind: 'ConfigMap' }, name: 'site-{{ .metadata.name }}', namespace: undefined },
  ];
  const watch = { ...defaultOptions, generate: [db], dependsOn };
  const { waitingFor, data } = await operator.look(the.resource, watch);
  assert.equal(waitingFor, [`ConfigMap ${the.namespace}/site-w to exist`]);
  assert.equal(data, {});
  assert.is(await cluster.get(the.secret()), undefined);
  await the.close();
});

it.run();
