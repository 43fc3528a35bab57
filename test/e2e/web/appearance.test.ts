import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { layoutShift, openPage, seriousFindings, startBrowser, whyNoBrowser } from '../../support/browser.ts';
import { eventually } from '../../support/eventually.ts';
import { orSkip } from '../../support/real-nodes.ts';
import { startWorld, type World } from './world.ts';

const it = suite('appearance of the admin page');
const reason = whyNoBrowser();
const test = orSkip(it, reason);

const patience = 60_000;
let browser: Browser;
let world: World;

it.before(async () => {
  if (reason !== undefined) return;
  [browser, world] = await Promise.all([startBrowser(), startWorld()]);
  world.allow('one');
  for (const command of [
    { offering: 'hello', user: 'someuser', phase: 'install', params: 'greeting=ahoy,times=2' },
    { offering: 'broken', user: 'someuser', phase: 'install', params: '' },
    { offering: 'counted', user: 'someuser', phase: 'install', params: 'size=3,note=a\\, b' },
  ])
    assert.is((await world.request('POST', 'service/command', command)).status, 201);
  await eventually(
    async () => {
      const { body } = await world.request('GET', 'service/command/2');
      assert.is((body as { status_name: string }).status_name, 'FAILED');
    },
    { timeoutMs: patience },
  );
});

it.after(async () => {
  await browser?.close();
  await world?.[Symbol.asyncDispose]();
});

async function signedIn(options: BrowserContextOptions = {}) {
  const { page, faults } = await openPage(browser, options);
  page.setDefaultTimeout(patience);
  await world.signIn(page);
  return { page, faults };
}

const views = [
  ['#/commands', 'install broken'],
  ['#/commands?status=REMOVED', 'Nothing fits'],
  ['#/commands/new?offering=counted', 'How many nodes.'],
  ['#/commands/new?offering=hello&user=omadmin&phase=update', 'omadmin has no hello'],
  ['#/commands/2', 'something is broken'],
  ['#/commands/3', 'one of three'],
  ['#/deployments', 'broken.someuser'],
  ['#/deployments/1', 'no release on the cluster'],
  ['#/services', 'Writes three lines'],
  ['#/users', 'someuser'],
  ['#/elsewhere', 'Nothing is here'],
] as const;

for (const [what, options] of [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['narrow', { viewport: { width: 375, height: 700 } }],
] as const)
  test(`axe finds nothing serious, nothing moves by itself, nothing is wider than the page: ${what}`, async () => {
    const { page, faults } = await signedIn(options);
    const found: string[] = [];
    for (const [hash, text] of views) {
      await page.goto('about:blank');
      await page.goto(`${world.url}/${hash}`);
      await page.getByRole('main').getByText(text).first().waitFor();
      found.push(...(await seriousFindings(page)).map((finding) => `${hash}: ${finding}`));
      const shift = await layoutShift(page);
      if (shift >= 0.02) found.push(`${hash}: its parts moved by ${shift}`);
      const wider = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
      if (Number(wider) > 0) found.push(`${hash}: ${wider} px are beyond the page`);
    }
    assert.equal(found, []);
    assert.equal(faults, []);
    await page.context().close();
  });

test('signing in is as good', async () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const { page } = await openPage(browser, { colorScheme });
    await page.goto(world.url);
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    assert.equal(await seriousFindings(page), []);
    await page.context().close();
  }
});

test('the theme is the one of the system until another is chosen, which is kept', async () => {
  const { page } = await signedIn({ colorScheme: 'dark' });
  const ground = () => page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
  const dark = await ground();
  await page.getByRole('button', { name: 'Light colours' }).click();
  await eventually(async () => assert.not.equal(await ground(), dark));
  const light = await ground();
  await page.reload();
  await page.getByRole('button', { name: 'Dark colours' }).waitFor();
  await eventually(async () => assert.equal(await ground(), light));
  await page.context().close();
});

test('all of it is done by keys', async () => {
  const { page } = await signedIn();
  const focused = () => page.evaluate('document.activeElement.textContent');
  const heading = (name: string) => page.getByRole('heading', { name, level: 1 }).waitFor();
  await page.keyboard.press('n');
  await heading('New command');
  await eventually(async () => assert.is(await focused(), 'New command')); // a screen reader says where one is
  await page.keyboard.press('g');
  await page.keyboard.press('d');
  await heading('Deployments');
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys of this page' }).waitFor();
  await page.keyboard.press('Escape');
  await eventually(async () => assert.is(await page.getByRole('dialog').count(), 0));
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await heading('Commands');
  await page.reload();
  await page.getByRole('link', { name: '#2 install broken' }).waitFor();
  await page.keyboard.press('Tab');
  while ((await focused()) !== 'Skip to the content') await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await eventually(async () => assert.match(String(await focused()), 'New command'));
  while (!/install broken/.test(String(await focused()))) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await heading('install broken');
  await page.context().close();
});

test('keys of the page rest while somebody types', async () => {
  const { page } = await signedIn();
  await page.goto(`${world.url}/#/commands/new?offering=counted`);
  await page.getByLabel('Note').fill('');
  await page.getByLabel('Note').pressSequentially('n g d ?');
  assert.is(await page.getByLabel('Note').inputValue(), 'n g d ?');
  await page.getByRole('heading', { name: 'New command' }).waitFor();
  await page.context().close();
});

test('what is awaited takes its room, what fails says why and can be tried again', async () => {
  const { page } = await signedIn();
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const lists = /\/service\/deployment\?/;
  await page.route(lists, async (route) => {
    await held;
    await route.continue();
  });
  await page.getByRole('link', { name: 'Deployments' }).click();
  await page.getByRole('main').getByText('loading').waitFor({ state: 'attached' });
  release();
  await page.getByRole('main').getByText('broken.someuser').first().waitFor();

  await page.unroute(lists);
  await page.route(/\/service\/plan\?/, (route) => route.abort());
  await page.reload();
  await page.goto(`${world.url}/#/services`);
  await page.getByRole('heading', { name: 'No answer' }).waitFor();
  await page.unroute(/\/service\/plan\?/);
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('heading', { name: 'counted' }).waitFor();
  await page.context().close();
});

test('a key that no longer counts leads back to signing in', async () => {
  const { page } = await signedIn();
  await page.context().clearCookies();
  await page.getByRole('link', { name: 'Users' }).click();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await page.context().close();
});

test('the first load is below 100 kB of script, style and all, compressed', async () => {
  const { page } = await openPage(browser);
  page.setDefaultTimeout(patience);
  const bodies: Promise<Buffer>[] = [];
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (/^\/($|assets\/|theme\.js|favicon)/.test(pathname)) bodies.push(response.body());
  });
  await world.signIn(page);
  await page.getByRole('link', { name: '#2 install broken' }).waitFor();
  const sizes = (await Promise.all(bodies)).map((body) => gzipSync(body).length);
  assert.ok(sizes.length >= 4, `only ${sizes.length} files were loaded`);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  assert.ok(total < 100_000, `${total} bytes`);
  const sent = await fetch(world.url, { headers: { 'accept-encoding': 'gzip' } });
  const script = /src="\.\/(assets\/[^"]+\.js)"/.exec(await sent.text())?.[1] ?? '';
  const asset = await fetch(`${world.url}/${script}`, { headers: { 'accept-encoding': 'gzip' } });
  assert.is(asset.headers.get('content-encoding'), 'gzip');
  assert.match(asset.headers.get('cache-control') ?? '', 'immutable');
  await page.context().close();
});

it.run();
