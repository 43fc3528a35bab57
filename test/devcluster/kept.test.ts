import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { tokenFile } from '../../src/devcluster/credentials.ts';
import { takeUp } from '../../src/devcluster/kept.ts';
import { isCapstanError } from '../../src/errors/index.ts';
import { scratchFolder, writeText } from '../support/scratch.ts';

const it = suite('what a control plane keeps');

it('is the same the next time, and nobody else may read it', async () => {
  const dir = scratchFolder();
  const first = await takeUp(dir, ['a']);
  assert.is(statSync(join(dir, 'kept.json')).mode & 0o777, 0o600);
  assert.equal(await takeUp(dir, ['a']), first);
});

it('a new node gets an account, and the others keep theirs', async () => {
  const dir = scratchFolder();
  const first = await takeUp(dir, ['a']);
  const { credentials } = await takeUp(dir, ['a', 'b']);
  assert.equal(Object.keys(credentials.kubelets).sort(), ['a', 'b']);
  assert.is(credentials.kubelets['a'], first.credentials.kubelets['a']);
  assert.is(credentials.adminToken, first.credentials.adminToken);
  assert.equal((await takeUp(dir, [])).credentials, credentials);
});

it('data without their credentials are given up', async () => {
  const dir = scratchFolder();
  mkdirSync(join(dir, 'etcd/member'), { recursive: true });
  await takeUp(dir, []);
  assert.not(existsSync(join(dir, 'etcd')));
});

for (const text of ['', '{"ports":', 'null', '{"ports":{}}']) {
  it(`a file that is ${JSON.stringify(text)} is refused and stays`, async () => {
    const dir = scratchFolder();
    const path = writeText(join(dir, 'kept.json'), text);
    mkdirSync(join(dir, 'etcd'));
    const error = await takeUp(dir, []).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(isCapstanError(error, 'STATE_INVALID'), String(error));
    assert.match((error as Error).message, path);
    assert.is(readFileSync(path, 'utf8'), text);
    assert.ok(existsSync(join(dir, 'etcd')));
  });
}

it("each kubelet and kube-proxy asks as the user that the API server's own rules are for", async () => {
  const { credentials } = await takeUp(scratchFolder(), ['knit-master']);
  const rows = tokenFile(credentials)
    .trim()
    .split('\n')
    .map((row) => row.split(',').slice(1).join(','));
  assert.equal(rows, [
    'admin,admin,"system:masters"',
    'control-plane,control-plane,"system:masters"',
    'system:kube-proxy,kube-proxy',
    'system:node:knit-master,node-knit-master,"system:nodes"',
  ]);
});

it.run();
