import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { clusterFolder, gatewayOf, look, nodesOf, registryHosts, tryLock } from '../../src/devcluster/index.ts';
import { scratchFolder, writeText } from '../support/scratch.ts';

const it = suite('the standing of a cluster');

const scratch = scratchFolder();
const settings = '{"nodes":"simulated","count":1,"registryPort":0,"audit":false}';
const state = (phase: string, pid = process.pid) => JSON.stringify({ phase, pid });

for (const [what, isLocked, files, want] of [
  ['an empty folder', false, {}, 'absent'],
  ['settings, and a supervisor that stopped in order', false, { settings, state: state('stopped') }, 'suspended'],
  ['a supervisor that went without a word', false, { settings, state: state('ready') }, 'interrupted'],
  ['a supervisor that went while it started', false, { settings, state: state('starting') }, 'interrupted'],
  ['settings alone', false, { settings }, 'interrupted'],
  ['a supervisor that failed', false, { settings, state: state('failed') }, 'failed'],
  ['a first start that failed', false, { state: state('failed') }, 'failed'],
  ['a lock, and nothing said yet', true, { settings }, 'starting'],
  ['a lock, and what another supervisor said before', true, { settings, state: state('ready', 1) }, 'starting'],
  ['a lock and a state that is no JSON', true, { settings, state: '{' }, 'starting'],
  ['a supervisor that starts', true, { settings, state: state('starting') }, 'starting'],
  ['a supervisor that is ready', true, { settings, state: state('ready') }, 'running'],
  ['a supervisor that stops', true, { settings, state: state('stopping') }, 'stopping'],
  ['a supervisor that has stopped all, but is not gone', true, { settings, state: state('stopped') }, 'stopping'],
] as const) {
  it(`${what}: ${want}`, () => {
    const folder = clusterFolder(mkdtempSync(join(scratch, 'cluster-')));
    for (const [name, text] of Object.entries(files)) writeText(folder[name as 'settings' | 'state'], text);
    if (isLocked) assert.is(tryLock(folder.lock), undefined);
    const seen = look(folder);
    assert.is(seen.standing, want);
    assert.is(seen.pid, isLocked ? process.pid : undefined);
  });
}

it('certificates lie beside .sync in a folder dev-cluster, and in the folder elsewhere', () => {
  const root = scratchFolder();
  mkdirSync(join(root, 'dev-cluster'));
  assert.is(clusterFolder(join(root, 'dev-cluster/.sync')).certificates, join(root, 'dev-cluster/docker-certs'));
  assert.is(clusterFolder(join(root, 'x')).certificates, join(root, 'x/docker-certs'));
});

it('003.11: nodes have the names and addresses that are known beforehand', () => {
  assert.equal(
    nodesOf(4).map(({ name, address }) => `${name} ${address}`),
    ['knit-master 10.10.0.2', 'knit-gateway 10.10.0.3', 'knit-node-1 10.10.0.4', 'knit-node-2 10.10.0.5'],
  );
  assert.is(gatewayOf(nodesOf(3)).name, 'knit-gateway');
  assert.is(gatewayOf(nodesOf(1)).name, 'knit-master');
});

it('003.11: the registry is at each real node, and at 127.0.0.1 for those that are pretended', () => {
  const real = { nodes: 'real', count: 2, registryPort: 30_005, audit: false } as const;
  assert.equal(registryHosts(real), ['10.10.0.2:30005', '10.10.0.3:30005']);
  assert.equal(registryHosts({ ...real, nodes: 'simulated' }), ['127.0.0.1:30005']);
  assert.equal(registryHosts({ ...real, registryPort: 0 }), []);
});

it.run();
