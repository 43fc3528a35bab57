import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { clusterFolder, destroyCluster } from '../../src/devcluster/index.ts';
import { scratchFolder, writeText } from '../support/scratch.ts';

const it = suite('trust in the registry');

for (const [what, settings] of [
  ['that was never made whole', undefined],
  ['whose settings cannot be read', '{"nodes":'],
] as const) {
  it(`destroy of a cluster ${what} takes the authority away wherever it was put, and no other`, async () => {
    const [home, dir] = [scratchFolder(), scratchFolder()];
    const folder = clusterFolder(join(dir, 'sync'));
    const trusted = (host: string) => join(home, '.docker/certs.d', host, 'ca.crt');
    writeText(join(folder.certificates, 'meta/ca.crt'), 'ours');
    if (settings !== undefined) writeText(folder.settings, settings);
    for (const host of ['127.0.0.1:30005', '10.10.0.3:30005']) writeText(trusted(host), 'ours');
    writeText(trusted('example.org'), 'theirs');
    await destroyCluster(folder, home, new AbortController().signal);
    assert.not(existsSync(join(home, '.docker/certs.d/127.0.0.1:30005')));
    assert.not(existsSync(join(home, '.docker/certs.d/10.10.0.3:30005')));
    assert.ok(existsSync(trusted('example.org')));
  });
}

it('destroy leaves no empty folder of docker, and no draft of a process that was killed', async () => {
  const [home, dir] = [scratchFolder(), scratchFolder()];
  const folder = clusterFolder(join(dir, 'dev-cluster/.sync'));
  writeText(join(folder.certificates, 'meta/ca.crt'), 'ours');
  writeText(join(home, '.docker/certs.d/127.0.0.1:30005/ca.crt'), 'ours');
  for (const name of [
    'lock.draft.12',
    'state.json.draft.12',
    'settings.json.draft.12',
    'lock.turn',
    'lock.turn.stale.9',
  ])
    writeText(join(folder.dir, name), '');
  await destroyCluster(folder, home, new AbortController().signal);
  assert.not(existsSync(join(home, '.docker')));
  assert.not(existsSync(folder.dir));
});

it.run();
