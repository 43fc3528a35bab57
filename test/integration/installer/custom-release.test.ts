import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { serveFolder } from '../../installer/serve-folder.ts';
import { smallRepository } from '../../installer/small-charts.ts';
import { listKind } from '../../support/resources.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { type InstallStage, installStage, makeUnique, removeStages } from './stage.ts';
import { playHost } from './web-host.ts';

const it = suite('install of somebody’s own release');
it.after(removeStages);

const path = 'me/knit/feature/a/charts/release';
const files = scratchFolder();
cpSync(await smallRepository(['v1.2.3', 'v1.2.4']), join(files, path), { recursive: true });

it('003.9: CHART_VERSION, REPOSITORY and BRANCH: charts of that branch, images of that repository', async () => {
  using web = await playHost('raw.githubusercontent.com', files);
  const stage = await installStage('');
  const own = { ...web.env, CHART_VERSION: 'v1.2.3', REPOSITORY: 'me/knit', BRANCH: 'feature/a' };
  const prepared = await stage.runWith(own, '--prepare', '-n', stage.namespace);
  assert.is(prepared.code, 0, prepared.stderr);
  assert.equal(web.asked.slice(0, 2), [`/${path}/index.yaml`, `/${path}/v1.2.3/knit-storage-nfs-v1.2.3.tgz`]);
  const { chartVersion, repository, branch } = parse(stage.read('release.yaml'));
  assert.equal([chartVersion, repository, branch], ['v1.2.3', 'me/knit', 'feature/a']);
  await makeUnique(stage);
  // The folder remembers: another shell says nothing of them.
  const nothing = { ...web.env, CHART_VERSION: '' };
  const installed = await stage.runWith(nothing, '--install');
  assert.is(installed.code, 0, installed.stderr);
  assert.is(await imageOf(stage), 'ghcr.io/me/knit/knitd:v1.2.3-abc');
  // All three again, and a newer one.
  const upgraded = await stage.runWith({ ...own, CHART_VERSION: 'v1.2.4' }, '--install');
  assert.is(upgraded.code, 0, upgraded.stderr);
  assert.is(await imageOf(stage), 'ghcr.io/me/knit/knitd:v1.2.4-abc');
  const removed = await stage.run('--remove', '--hard', '--yes');
  assert.is(removed.code, 0, removed.stderr);
});

it('003.9: a branch that has no charts is told by its address, and nothing is written', async () => {
  using web = await playHost('raw.githubusercontent.com', files);
  const stage = await installStage('');
  const own = { ...web.env, CHART_VERSION: 'v1.2.3', REPOSITORY: 'me/knit', BRANCH: 'main' };
  const { code, stderr } = await stage.runWith(own, '--prepare', '-n', stage.namespace);
  assert.is(code, 1);
  assert.match(stderr, 'https://raw.githubusercontent.com/me/knit/main/charts/release');
  assert.throws(() => stage.read('namespace'), /ENOENT/);
});

it('003.9: with CHART_REPOSITORY_ROOT, too, the charts are from there, and its password stays untold', async () => {
  const web = await serveFolder(join(files, path));
  const root = web.url.replace('//', '//me:s3cr3t@');
  const stage = await installStage(root);
  const own = { CHART_VERSION: 'v1.2.3', REPOSITORY: 'me/knit', BRANCH: 'feature/a' };
  const prepared = await stage.runWith(own, '--prepare', '-n', stage.namespace);
  assert.is(prepared.code, 0, prepared.stderr);
  await makeUnique(stage);
  const installed = await stage.runWith(own, '--install');
  assert.is(installed.code, 0, installed.stderr);
  for (const said of [prepared, installed]) {
    assert.not.match(said.stdout + said.stderr, 's3cr3t');
    assert.match(said.stderr, 'from http://me:xxxxx@');
  }
  web.close();
});

async function imageOf({ test, namespace }: InstallStage): Promise<string | undefined> {
  const maps = await listKind(test.cluster, namespace, 'v1/ConfigMap');
  const config = maps.find(({ metadata }) => metadata.name === 'knitd-config');
  return (config?.['data'] as Record<string, string> | undefined)?.['image'];
}

it.run();
