import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Scene } from '../../chaos/scene.ts';
import { auditEvents, auditMark, untilQuiet } from '../../support/audit.ts';
import { eventually } from '../../support/cluster.ts';
import { untilGone, widgetRef } from '../../support/resources.ts';
import { strikeAtEachWrite } from '../../support/strike.ts';

const scene = await Scene.open('kill');
const { proxy, cluster, namespace } = scene;

const it = suite('killed with -9, and the finalizer');
it.after(() => scene[Symbol.asyncDispose]());
it.before.each(async () => {
  // What a test that failed has left armed is no concern of the next one.
  await proxy.clearTrap();
  proxy.fault = () => undefined;
  if (!scene.operator.isRunning) await scene.startOperator();
});

const first = { text: 'one', extras: ['a', 'b'], hasHook: true };
const next = { text: 'two', extras: ['b', 'c'], hasHook: true };
const operator = {
  proxy,
  moment: 'after', // "after write n" is "before write n + 1" too: the API server holds the same, what the operator knew is lost
  minimum: 8, // of an install: finalizer, record, hook, Secret, three ConfigMaps, Service, record, status
  operator: () => scene.operator,
  startAgain: () => scene.startOperator(),
} as const;
const isAsWanted = () => eventually(async () => assert.equal(await scene.problems(), []), { timeoutMs: 60_000 });

it('row 40: killed at each write of an install, the operator ends it after its restart', async () => {
  await strikeAtEachWrite({
    ...operator,
    prefix: 'w',
    prepare: async () => {},
    begin: (name) => scene.create(name, first),
    settled: isAsWanted,
  });
  await scene.isAsWanted();
});

it('row 40: killed at each write of an upgrade, it ends it, and no edit of a user is lost', async () => {
  await strikeAtEachWrite({
    ...operator,
    prefix: 'w',
    prepare: async (name) => {
      await ensureInstalled(name);
      for (const kind of ['ConfigMap', 'Widget'] as const) await scene.editBeside(name, kind, 'kept');
    },
    begin: (name) => scene.edit(name, next),
    settled: isAsWanted,
  });
  await scene.isAsWanted();
});

it('row 40: killed at each write of an uninstall, it ends it', async () => {
  await strikeAtEachWrite({
    ...operator,
    prefix: 'w',
    prepare: ensureInstalled,
    begin: (name) => scene.delete(name),
    settled: isAsWanted,
  });
  for (const name of scene.wanted.keys()) await scene.delete(name);
  await scene.isAsWanted();
});

// The hook's name is none, which only its creation shows: what was done by then is taken back, again and again.
const refused = { name: 'NONE', kind: 'ConfigMap', events: 'post-install,post-upgrade' };

it('row 40: killed at each write of an install that is taken back, it comes to what is wanted then', async () => {
  const struck = await strikeAmidFailures('i', async (name) => {
    await scene.create(name, { text: 'one', extras: ['a', 'b'], addition: { hooks: [refused] } });
  });
  assert.ok(struck >= 12, `${struck} writes`);
});

it('row 40: killed at each write of an upgrade that is rolled back, it comes to what is wanted then', async () => {
  const struck = await strikeAmidFailures('u', async (name) => {
    await scene.edit(name, { text: 'two', extras: ['b', 'c'], addition: { hooks: [refused] } });
  });
  assert.ok(struck >= 14, `${struck} writes`);
});

/** Fails, is struck, and is mended: whatever was going on is over then. Ends when all that one failure writes was struck. */
async function strikeAmidFailures(prefix: string, begin: (name: string) => Promise<void>): Promise<number> {
  for (let write = 1; ; write++) {
    const name = `${prefix}${write}`;
    if (prefix === 'u') {
      await scene.create(name, { text: 'one', extras: ['a', 'b'] });
      await isAsWanted();
      await scene.editBeside(name, 'ConfigMap', 'kept');
    }
    const hasSprung = proxy.setTrap({ write, moment: 'after', strike: () => scene.operator.kill() });
    await begin(name);
    await eventually(() => assert.ok(hasSprung(), proxy.writes.join('\n')), { everyMs: 10 });
    const isTold = proxy.writes.slice(0, write - 1).some((line) => line.endsWith('/status'));
    await scene.startOperator();
    await scene.edit(name, { text: 'three', extras: ['c'], addition: { hooks: [] } });
    await isAsWanted();
    if (!isTold) continue;
    await scene.isAsWanted();
    for (const each of scene.wanted.keys()) await scene.delete(each);
    await scene.isAsWanted();
    return write;
  }
}

async function ensureInstalled(name: string): Promise<void> {
  if (!scene.wanted.has(name)) await scene.create(name, first);
  await isAsWanted();
}

it('row 41: the finalizer is on the resource before its first object or record is made', async () => {
  const mark = auditMark(scene.test);
  await scene.create('late', first);
  await scene.isAsWanted();
  const writes = auditEvents(scene.test, mark)
    .filter(({ user, verb, resource }) => user === scene.account.user && isWrite(verb) && resource !== 'events')
    .map(
      ({ verb, resource, subresource, code }) => `${verb} ${[resource, subresource].filter(Boolean).join('/')} ${code}`,
    );
  assert.is(writes[0], 'patch widgets 200');
  assert.is(writes[1], 'create secrets 201');
  assert.ok(writes.length >= 8, writes.join('\n'));
});

it('row 41: a resource that is deleted in the middle of its install leaves nothing', async () => {
  for (const slow of ['configmaps/gone-a', 'services/gone', 'secrets/gone']) {
    const write = hold(`/${slow}`);
    await scene.create('gone', first);
    await write.arrived();
    await scene.delete('gone');
    write.go();
    await untilGone(cluster, widgetRef(namespace, 'gone'));
    proxy.fault = () => undefined;
    await scene.isAsWanted();
  }
});

it('row 41: a resource that goes before it has the finalizer gets no object', async () => {
  const write = hold('/widgets/brief');
  await scene.create('brief', first);
  await write.arrived();
  await scene.delete('brief');
  await scene.isAsWanted();
  write.go();
  await untilQuiet(scene.test, ({ user, verb }) => user === scene.account.user && verb !== 'watch');
  await scene.isAsWanted();
  const made = proxy.seen.filter(
    ({ method, url }) => method !== 'GET' && /\/(secrets|configmaps)\/.*brief/.test(url.pathname),
  );
  assert.equal(made, []);
});

/** Writes to that path wait until they are let go. */
function hold(path: string): { readonly arrived: () => Promise<void>; readonly go: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  let hasArrived = false;
  proxy.fault = (seen) => {
    if (!seen.isWrite || !seen.url.pathname.endsWith(path)) return undefined;
    hasArrived = true;
    return { until: promise };
  };
  return { arrived: () => eventually(() => assert.ok(hasArrived), { everyMs: 10 }), go: resolve };
}

function isWrite(verb: string): boolean {
  return !/^(get|list|watch)$/.test(verb);
}

it.run();
