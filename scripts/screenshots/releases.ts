import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { createReleasesApp, Lookout, startServer } from '../../src/server/index.ts';
import { clusterOf, ownControlPlane } from '../../test/support/cluster.ts';
import { startOperator } from '../../test/support/operator.ts';
import { conditionOf, defineRuntimes, runtime, runtimeRef, until, yamlFile } from '../../test/support/resources.ts';

const token = 'screenshots';

/** The pictures of docs/guide/ui.md: an operator with a Runtime that runs, is updated, and one that cannot be installed. */
export async function shootReleases(browser: Browser, pageFolder: string, folder: string): Promise<void> {
  await using plane = await ownControlPlane();
  const cluster = clusterOf(plane.kubeconfig);
  await cluster.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'demo' } });
  await defineRuntimes(cluster);
  const operator = await startOperator({ kubeconfig: plane.kubeconfig, namespaces: ['demo'] });
  const stop = new AbortController();
  const lookout = new Lookout({ connect: () => clusterOf(plane.kubeconfig) });
  const app = createReleasesApp({ scope: { lookout }, token, pageFolder, signal: stop.signal });
  const server = await startServer({ app, host: '127.0.0.1', port: 0 });
  try {
    const sample = yamlFile('deploy/crds/kre.konstellation.io_v1alpha1_runtime_cr.yaml');
    await cluster.create({ ...sample, metadata: { ...sample.metadata, namespace: 'demo' } });
    await cluster.create(runtime('demo', { ...(sample['spec'] as object), minio: null }, 'staging'));
    await until(cluster, runtimeRef('demo'), isDeployed, { timeoutMs: 120_000 });
    await cluster.patch(runtimeRef('demo'), { type: 'merge', body: { spec: { nats_streaming: { replicas: 3 } } } });
    await until(cluster, runtimeRef('demo'), isUpgraded, { timeoutMs: 120_000 });
    await shoot(browser, server.url, folder);
  } finally {
    stop.abort();
    await server.close();
    await lookout.close();
    await operator.kill();
    await cluster.close();
  }
}

async function shoot(browser: Browser, url: string, folder: string): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, colorScheme: 'light' });
  const page = await context.newPage();
  await page.goto(`${url}/?token=${token}`);
  await page.getByRole('link', { name: /example4/ }).click();
  await page
    .getByRole('treeitem', { name: /StatefulSet/ })
    .first()
    .click();
  await page.waitForTimeout(2_000); // what has just changed is still of another colour
  await page.screenshot({ path: join(folder, 'ui-release.png') });
  await page.getByRole('link', { name: 'Changes' }).click();
  await page.getByRole('region').first().waitFor();
  await page.screenshot({ path: join(folder, 'ui-changes.png') });
  await context.close();
}

type Live = Parameters<Parameters<typeof until>[2]>[0];

function isDeployed(object: Live): void {
  if (conditionOf(object, 'Ready')?.status !== 'True') throw new Error('the Runtime is not ready');
}

function isUpgraded(object: Live): void {
  isDeployed(object);
  if (conditionOf(object, 'Deployed')?.reason !== 'UpgradeSuccessful') throw new Error('there is no second revision');
}
