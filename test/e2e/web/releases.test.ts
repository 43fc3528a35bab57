import type { Browser } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { pageFolder } from '../../../src/cli/cloud/page.ts';
import { Progress } from '../../../src/cli/up/progress.ts';
import { silentLogger } from '../../../src/log/index.ts';
import { createApp, Lookouts, type RunningServer, startServer } from '../../../src/server/index.ts';
import {
  makeKey,
  makeUser,
  openStore,
  readServiceEntry,
  registerPlan,
  type Store,
  submitCommand,
} from '../../../src/workflow/index.ts';
import { installByHelm, vaultStage } from '../../integration/cli/vault.ts';
import { openPage, seriousFindings, startBrowser, whyNoBrowser } from '../../support/browser.ts';
import { orSkip } from '../../support/real-nodes.ts';
import { installed, untilConditions } from '../../support/resources.ts';

const it = suite('releases of a deployment');
const reason = whyNoBrowser();
const test = orSkip(it, reason);
const stage = await vaultStage();
const stop = new AbortController();
const lookouts = new Lookouts('capstan-test');

let browser: Browser;
let store: Store;
let server: RunningServer;
let key: string;

it.before(async () => {
  if (reason !== undefined) return;
  await stage.create('ledger', { replicas: 2 });
  await untilConditions(stage.cluster, stage.ref('ledger'), installed);
  await installByHelm(stage, 'byhand');
  [browser, store] = await Promise.all([startBrowser(), openStore({ at: 'memory' })]);
  await makeUser(store, { name: 'someuser', role: 'user' }, undefined);
  ({ key } = await makeKey(store, 'someuser', undefined));
  await registerPlan(
    store,
    readServiceEntry({ plan: 'ledger', steps: [{ task: 'run', params: 'true' }] }, 'test'),
    undefined,
  );
  await submitCommand(store, { offering: 'ledger', user: 'someuser', phase: 'install', params: '', by: 'someuser' });
  const app = createApp({
    store,
    lookouts,
    version: '0',
    log: silentLogger,
    signal: stop.signal,
    pageFolder: await pageFolder(new Progress({ write: () => {} }, { live: false })),
    placeOf: async () => ({
      kubeconfig: stage.test.kubeconfig,
      releases: [{ namespace: stage.namespace, name: 'ledger' }],
    }),
  });
  server = await startServer({ app, host: '127.0.0.1', port: 0 });
});

it.after(async () => {
  stop.abort();
  await browser?.close();
  await server?.close();
  await lookouts.close();
  await store?.close();
  await stage.close();
});

test('002.18: a deployment shows its releases with the readiness of their objects, and nothing else of the cluster', async () => {
  const { page, faults } = await openPage(browser);
  page.setDefaultTimeout(60_000);
  await page.goto(server.url);
  await page.getByLabel('Key').fill(`ApiKey someuser:${key}`);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('link', { name: 'Deployments' }).click();
  await page.getByRole('main').getByRole('link', { name: 'ledger.someuser' }).click();
  const row = page
    .getByRole('main')
    .getByRole('link')
    .filter({ hasText: `${stage.namespace}` });
  await row.first().waitFor();
  assert.is(await row.count(), 1);
  assert.match((await row.textContent()) ?? '', 'ledger');
  assert.is(await page.getByText('byhand').count(), 0);
  assert.equal(await seriousFindings(page), []);
  await row.click();
  await page.getByText('Deployment').first().waitFor();
  await page.getByRole('heading', { name: 'ledger', level: 1 }).waitFor();
  assert.equal(await seriousFindings(page), []);
  assert.equal(faults, []);
  await page.context().close();
});

it.run();
