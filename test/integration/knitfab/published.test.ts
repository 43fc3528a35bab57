import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { compileCharts } from '../../../src/build/charts/index.ts';
import type { KubeObject } from '../../../src/cluster/index.ts';
import { type ChartName, chartNames, fullValues } from '../../charts/knitfab/charts.ts';
import { binary } from '../../support/binaries.ts';
import { clusterOf, ownControlPlane } from '../../support/cluster.ts';
import { listKind } from '../../support/resources.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { writeCharts } from '../../support/write-charts.ts';
import { claimRef, grow, requestOf } from './claims.ts';

const run = promisify(execFile);
const namespace = 'knitfab';
const versions = ['v0.1.0', 'v0.2.0'] as const;
const folder = scratchFolder();
const source = new URL('../../../helm-charts/knitfab/src', import.meta.url).pathname;
for (const version of versions) {
  const charts = await compileCharts(source, { version, appVersion: `${version}-abc1234`, debug: false });
  await writeCharts(charts, { to: folder, version, now: new Date(0) });
}
const helm = await binary('helm');
const plane = await ownControlPlane({ components: ['etcd', 'kube-apiserver'] });
const cluster = clusterOf(plane.kubeconfig);

const it = suite('published charts of knitfab, with the real helm');
it.after(async () => {
  await plane[Symbol.asyncDispose]();
});

for (const chart of chartNames)
  it(`003.16: helm installs ${chart}`, async () => {
    assert.match(await helmWith('install', chart, versions[0]), 'STATUS: deployed');
  });

it('003.14: helm upgrades all of them, and the volumes keep the sizes that they have grown to', async () => {
  const names = ['database-pgdata', 'image-registry-registry-root'];
  for (const name of names) await grow(cluster, claimRef(namespace, name), '20Gi');
  for (const chart of chartNames) assert.match(await helmWith('upgrade', chart, versions[1]), 'REVISION: 2');
  for (const name of names)
    assert.is(requestOf((await cluster.get(claimRef(namespace, name))) as KubeObject), '20Gi', name);
});

it('runs the images of the new version then, and another Job', async () => {
  const deployments = await listKind(cluster, namespace, 'apps/v1/Deployment');
  const images = deployments.map((object) => [object.metadata.name, imageOf(object)] as const);
  assert.is(new Map(images).get('knitd'), 'registry.example:5000/knitfab/knitd:v0.2.0-abc1234');
  const jobs = await listKind(cluster, namespace, 'batch/v1/Job');
  assert.equal(jobs.map(imageOf), ['registry.example:5000/knitfab/knit-schema-upgrader:v0.2.0-abc1234']);
});

async function helmWith(verb: 'install' | 'upgrade', chart: ChartName, version: string): Promise<string> {
  const values = join(folder, `${chart}.json`);
  writeFileSync(values, JSON.stringify(fullValues[chart]), { mode: 0o600 });
  const archive = join(folder, version, `${chart}-${version}.tgz`);
  const where = ['--namespace', namespace, '--kubeconfig', plane.kubeconfig, '--values', values];
  const { stdout } = await run(helm, [
    verb,
    chart,
    archive,
    ...where,
    ...(verb === 'install' ? ['--create-namespace'] : []),
  ]);
  return stdout;
}

function imageOf(object: KubeObject): string | undefined {
  const { template } = object['spec'] as { template: { spec: { containers: readonly { image: string }[] } } };
  return template.spec.containers[0]?.image;
}

it.run();
