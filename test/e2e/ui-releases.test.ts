import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser, Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { installByHelm, planted, replanted, vaultStage } from '../integration/cli/vault.ts';
import { layoutShift, openPage, seriousFindings, startBrowser, whyNoBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { orSkip } from '../support/real-nodes.ts';
import { installed, untilConditions } from '../support/resources.ts';
import type { WatchStage } from '../support/watch-stage.ts';

const it = suite('capstan ui in a browser');
const reason = whyNoBrowser();
const test = orSkip(it, reason);
const checkout = new URL('../../', import.meta.url).pathname;

let stage: WatchStage;
let browser: Browser;
let program: ChildProcess;
let url = '';

if (reason === undefined) {
  stage = await vaultStage();
  await stage.create('ledger', { replicas: 2 });
  await untilConditions(stage.cluster, stage.ref('ledger'), installed);
  await installByHelm(stage, 'byhand');
  await stage.create('broken', { color: 'bad' });
  browser = await startBrowser();
  ({ program, url } = await startProgram(stage));
}
it.after(async () => {
  program?.kill('SIGKILL');
  await browser?.close();
  await stage?.close();
});

test('the address that is printed opens the page, and the token does not stay in it', async () => {
  const { page, faults } = await openPage(browser);
  await page.goto(url);
  await page.getByRole('link', { name: /ledger/ }).waitFor();
  assert.not.match(page.url(), /token/);
  assert.is(await page.title(), 'Releases');
  assert.ok((await layoutShift(page)) < 0.1, `things moved by ${await layoutShift(page)}`);
  assert.equal(faults, []);
  const bare = await openPage(browser);
  await bare.page.goto(new URL('/', url).href);
  assert.match((await bare.page.textContent('body')) ?? '', /opens with the whole address that capstan ui has printed/);
  await Promise.all([page.context().close(), bare.page.context().close()]);
});

test('a release is found, its tree walked by keys, and changes come by themselves', async () => {
  const { page, faults } = await openPage(browser);
  await page.goto(url);
  await page.getByRole('searchbox').fill('ledg');
  await eventually(async () => assert.is(await page.locator('a.row').count(), 1));
  await page.getByRole('link', { name: /ledger/ }).click();
  const tree = page.getByRole('tree');
  await tree.waitFor();
  await eventually(async () => assert.is(await page.getByRole('treeitem').count(), 7));
  await page.getByRole('treeitem', { name: /Widget/ }).focus();
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key);
  await eventually(async () => assert.match(await focused(page), /Deployment ledger/));
  await page.getByText('ScalingReplicaSet').first().waitFor();
  await page.keyboard.press('ArrowLeft');
  await eventually(async () => assert.is(await page.getByRole('treeitem').count(), 4));
  await page.keyboard.press('ArrowRight');

  await stage.edit('ledger', { image: 'vault:2', color: 'blue', password: replanted });
  await page.getByRole('treeitem', { name: /deployed, revision 2/ }).waitFor();
  await page.getByRole('link', { name: 'History' }).click();
  await page.getByRole('link', { name: 'What changed with revision 2' }).click();
  await page.getByRole('region', { name: 'ConfigMap ledger-settings' }).getByText('color: blue').waitFor();
  const shown = await page.content();
  for (const text of [planted, replanted]) assert.not.ok(shown.includes(text), 'a password is shown');
  assert.equal(faults, []);
  await page.context().close();
});

test('what failed says why, light or dark, wide or narrow, for everybody', async () => {
  for (const [colors, width] of [
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
  ] as const) {
    const where = `${colors}, ${width} wide`;
    const { page } = await openPage(browser, { colorScheme: colors, viewport: { width, height: 844 } });
    await page.goto(url);
    await page.getByRole('link', { name: /broken/ }).waitFor();
    await assertAccessible(page, `the list, ${where}`);
    await page.getByRole('link', { name: /broken/ }).click();
    await page.getByRole('alert').getByText('no such color').waitFor();
    await assertAccessible(page, `a failed release, ${where}`);
    await page.getByRole('link', { name: 'Releases', exact: true }).first().click();
    await page.getByRole('link', { name: /ledger/ }).click();
    await page.getByRole('tree').waitFor();
    await assertAccessible(page, `a tree, ${where}`);
    await page.getByRole('link', { name: 'History' }).click();
    await page.getByText('Install complete').waitFor();
    await assertAccessible(page, `a history, ${where}`);
    await page.getByRole('link', { name: 'Changes' }).click();
    await page.getByRole('region', { name: 'Values' }).waitFor();
    await assertAccessible(page, `changes, ${where}`);
    const tooWide = await page.evaluate('Math.max(0, document.body.scrollWidth - document.body.clientWidth)');
    assert.is(tooWide, 0, `the page is wider than its window, ${where}`);
    await page.context().close();
  }
});

test('it ends by a signal, and the page says that it is not live any more', async () => {
  const { page } = await openPage(browser);
  await page.goto(url);
  await page.getByText('Live', { exact: true }).waitFor();
  program.kill('SIGTERM');
  const [code] = await once(program, 'exit');
  assert.is(code, 0);
  await page.getByText('Connecting …').waitFor();
  await page.getByRole('link', { name: /ledger/ }).waitFor(); // what was seen stays
  await page.context().close();
});

async function assertAccessible(page: Page, what: string): Promise<void> {
  assert.equal(await seriousFindings(page), [], what);
}

/** The program of this checkout, which builds its page if it has to, and says where it is. */
async function startProgram({ test: { kubeconfig }, namespace }: WatchStage) {
  const words = [join(checkout, 'src/cli/main.ts'), 'ui', '-n', namespace];
  const env = { ...process.env, KUBECONFIG: kubeconfig };
  const started = spawn(process.execPath, words, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: started.stdout })) {
    if (/^http:\/\/127\.0\.0\.1:\d+\/\?token=\S+$/.test(line)) return { program: started, url: line };
  }
  throw new Error('capstan ui printed no address');
}

function focused(page: Page): Promise<string> {
  return page.evaluate('document.activeElement.textContent') as Promise<string>;
}

it.run();
