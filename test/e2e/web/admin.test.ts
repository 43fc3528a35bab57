import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openPage, startBrowser, whyNoBrowser } from '../../support/browser.ts';
import { eventually } from '../../support/eventually.ts';
import { orSkip } from '../../support/real-nodes.ts';
import { startWorld, type World } from './world.ts';

const it = suite('admin page');
const reason = whyNoBrowser();
const test = orSkip(it, reason);

let browser: Browser;
let world: World;

it.before(async () => {
  if (reason !== undefined) return;
  [browser, world] = await Promise.all([startBrowser(), startWorld()]);
});

it.after(async () => {
  await browser?.close();
  await world?.[Symbol.asyncDispose]();
});

/** Signed in, and without a fault at its end. */
async function asUser(line: string | undefined, look: (page: Page) => Promise<void>): Promise<void> {
  const { page, faults } = await openPage(browser);
  page.setDefaultTimeout(60_000);
  await world.signIn(page, line);
  await look(page);
  assert.equal(faults, []);
  await page.context().close();
}

const rowOf = (page: Page, text: string) =>
  page.getByRole('main').getByRole('listitem').filter({ hasText: text }).first();

test('a wrong key opens nothing, and says so', async () => {
  const { page, faults } = await openPage(browser);
  await page.goto(world.url);
  await page.getByLabel('User').fill('omadmin');
  await page.getByLabel('Key').fill('not the key');
  await page.getByRole('button', { name: 'Sign in' }).click();
  assert.match((await page.getByRole('alert').textContent()) ?? '', 'do not belong together');
  assert.is(await page.getByRole('navigation', { name: 'Views' }).count(), 0);
  await page.getByLabel('Key').fill(world.key);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Commands', level: 1 }).waitFor();
  assert.equal(faults, []);
  await page.context().close();
});

test('what is empty says what it is for', () =>
  asUser(undefined, async (page) => {
    await page.getByText('No command was given yet').waitFor();
    await page.getByRole('link', { name: 'Deployments' }).click();
    await page.getByText('Nothing is deployed yet').waitFor();
  }));

test('002.18: adds a command by a form made of the parameters, and shows its output as it is written', () =>
  asUser(undefined, async (page) => {
    await page.getByRole('link', { name: 'Services' }).click();
    await page.getByRole('link', { name: 'Install counted' }).click();
    await page.getByRole('heading', { name: 'New command' }).waitFor();
    await page.getByLabel('User', { exact: true }).selectOption('someuser');
    await page.getByRole('button', { name: 'Install counted' }).click();
    await page.getByText('A value is needed.').waitFor();
    assert.is(await page.getByLabel('Size').evaluate((field) => field === field.ownerDocument.activeElement), true);
    await page.getByLabel('Size').fill('3');
    await page.getByLabel('Kind of node').selectOption('large');
    await page.getByLabel('With a hub').check();
    await page.getByLabel('Note').fill('a=b, $(touch x)');
    const line = `cloudmgr deployservice --phase install --service counted --user someuser --params 'node-type=large,size=3,hub=true,note=a=b\\, $(touch x)'`;
    await page.getByText(line).waitFor();
    await page.getByRole('button', { name: 'Install counted' }).click();

    await page.getByRole('heading', { name: 'install counted', level: 1 }).waitFor();
    const output = page.getByRole('log', { name: 'Output' });
    await output.getByText('params: node-type=large,size=3,hub=true,note=a=b\\, $(touch x)').waitFor();
    assert.not.match((await output.textContent()) ?? '', 'of three');
    world.allow('one');
    await output.getByText('one of three').waitFor();
    assert.not.match((await output.textContent()) ?? '', 'two of three');
    assert.is(await output.locator('.c2').textContent(), 'one'); // green, as the program has it
    await page.getByRole('main').getByText('Pending', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Commands 1 running' }).waitFor();
    world.allow('two');
    world.allow('three');
    await output.getByText('three of three').waitFor();
    await page.getByRole('main').getByText('Completed', { exact: true }).waitFor();
    await page.getByText('return code 0').waitFor();
    // a note of the worker's own is no line of the program
    assert.equal(await output.locator('.line:not(.note)').count(), 4);
  }));

test('002.18: lists commands and tasks with their status and output', () =>
  asUser(undefined, async (page) => {
    await rowOf(page, 'install counted').getByText('Completed').waitFor();
    await rowOf(page, 'install counted').getByRole('link').click();
    const tasks = page.getByRole('navigation', { name: 'Tasks' });
    await tasks.getByRole('listitem').nth(1).waitFor();
    assert.is(await tasks.getByRole('listitem').count(), 2);
    await tasks.getByText('dispatch').waitFor();
    await page.getByRole('log').getByText('three of three').waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download the output' }).click(),
    ]);
    const text = readFileSync(await download.path(), 'utf8');
    assert.is(text.match(/ of three$/gm)?.length, 3); // with the colours as they were written
  }));

test('002.18: restarts what failed, from the task that failed', () =>
  asUser(undefined, async (page) => {
    await page.goto(`${world.url}/#/commands/new?offering=broken&user=someuser`);
    await page.getByRole('button', { name: 'Install broken' }).click();
    await page.getByRole('main').getByText('Failed', { exact: true }).waitFor();
    assert.match((await page.locator('.alert').textContent()) ?? '', 'return code 3');
    await page.getByRole('log').getByText('something is broken').waitFor();
    world.allow('mended');
    await page.getByRole('button', { name: 'Restart' }).click();
    await page.getByRole('main').getByText('Completed', { exact: true }).waitFor();
    await page.getByRole('log').getByText('it is mended').waitFor();
    await page.getByRole('navigation', { name: 'Tasks' }).getByText('first').click();
    await page.getByRole('log').getByText('the first step is done once').waitFor();
    assert.is(await page.getByRole('log').getByText('the first step is done once').count(), 1);
  }));

test('a command that runs is cancelled', () =>
  asUser(undefined, async (page) => {
    await page.goto(`${world.url}/#/commands/new?offering=endless&user=someuser`);
    await page.getByRole('button', { name: 'Install endless' }).click();
    await page.getByRole('log').getByText('here I am').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('main').getByText('Failed', { exact: true }).waitFor();
    assert.match((await page.locator('.alert').textContent()) ?? '', /cancel/i);
  }));

test('a deployment is updated with what changes alone, and removed', () =>
  asUser(undefined, async (page) => {
    await page.getByRole('link', { name: 'Deployments' }).click();
    await rowOf(page, 'counted.someuser').getByRole('link').click();
    await page.getByRole('heading', { name: 'counted.someuser', level: 1 }).waitFor();
    await page.getByText('This deployment has no release on the cluster.').waitFor();
    await page.getByRole('link', { name: 'Update' }).click();
    await eventually(async () => assert.is(await page.getByLabel('Size').inputValue(), '3'));
    await eventually(async () => assert.is(await page.getByLabel('Note').inputValue(), 'a=b, $(touch x)'));
    await page.getByLabel('Size').fill('4');
    await page.getByRole('button', { name: 'Update counted.someuser' }).click();
    await page.getByRole('log').getByText('params: size=4').waitFor();
    await page.getByRole('main').getByText('Completed', { exact: true }).waitFor();

    await page.getByRole('link', { name: 'counted.someuser' }).click();
    await page.getByText('size=4').first().waitFor();
    await page.getByRole('link', { name: 'Remove' }).click();
    await page.getByText('This removes counted.someuser').waitFor();
    await page.getByRole('button', { name: 'Remove counted.someuser' }).click();
    await page.getByRole('link', { name: 'counted.someuser' }).click();
    await page.getByRole('main').getByText('Removed', { exact: true }).first().waitFor();
    await page.getByRole('link', { name: 'Install again' }).waitFor();
  }));

test('a refusal is shown in the words of the server', () =>
  asUser(undefined, async (page) => {
    await world.request('POST', 'service/command', {
      offering: 'hello',
      user: 'someuser',
      phase: 'install',
      params: '',
    });
    await page.goto(`${world.url}/#/commands/new?offering=broken&user=someuser`);
    await page.getByRole('button', { name: 'Install broken' }).click();
    assert.match((await page.getByRole('alert').textContent()) ?? '', 'broken.someuser');
  }));

test('a list changes by itself when others give commands', () =>
  asUser(undefined, async (page) => {
    await rowOf(page, 'install').waitFor();
    await world.request('POST', 'service/command', {
      offering: 'hello',
      user: 'omadmin',
      phase: 'install',
      params: 'fail=true',
    });
    await page.getByRole('status').getByText('install hello failed').waitFor();
    await rowOf(page, 'fail=true').getByText('Failed').waitFor();
  }));

test('a list is narrowed, and its address keeps how', () =>
  asUser(undefined, async (page) => {
    await page.getByLabel('State').selectOption('FAILED');
    await eventually(async () =>
      assert.is(await page.getByRole('main').getByText('Completed', { exact: true }).count(), 1),
    );
    assert.match(page.url(), 'status=FAILED');
    await page.getByLabel('Service').selectOption('counted');
    await page.getByText('Nothing fits').waitFor();
    await page.reload();
    await page.getByText('Nothing fits').waitFor();
    await page.getByRole('link', { name: 'Show all' }).click();
    await rowOf(page, 'install counted').waitFor();
  }));

test('a user sees the own alone, and no users', async () => {
  const line = await world.lineOf('alice');
  await world.request(
    'POST',
    'service/command',
    { offering: 'hello', phase: 'install', params: 'greeting=moin' },
    line,
  );
  await asUser(line, async (page) => {
    await rowOf(page, 'greeting=moin').waitFor();
    assert.is(await page.getByRole('main').getByRole('listitem').count(), 1);
    assert.is(await page.getByRole('link', { name: 'Users' }).count(), 0);
    await page.goto(`${world.url}/#/commands/1`);
    await page.getByRole('alert').waitFor();
    await page.goto(`${world.url}/#/commands/new?offering=hello`);
    await page.getByRole('button', { name: 'Install hello' }).waitFor();
    assert.is(await page.getByLabel('User', { exact: true }).count(), 0);
  });
});

test('an admin makes a user, whose key is shown once and signs in', async () => {
  let line = '';
  await asUser(undefined, async (page) => {
    await page.getByRole('link', { name: 'Users' }).click();
    await page.getByLabel('New user').fill('bob');
    await page.getByRole('button', { name: 'Add' }).click();
    const sheet = page.getByRole('dialog', { name: 'Key of bob' });
    line = (await sheet.getByText('Authorization: ApiKey bob:').textContent()) ?? '';
    await sheet.getByRole('button', { name: 'It is kept' }).click();
    await page.getByLabel('New user').fill('bob');
    await page.getByRole('button', { name: 'Add' }).click();
    assert.match((await page.getByRole('alert').textContent()) ?? '', 'bob');
  });
  await asUser(line, async (page) => {
    await page.getByText('No command was given yet').waitFor();
  });
});

test('whoever signs out leaves nothing behind', () =>
  asUser(undefined, async (page) => {
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    assert.is(await page.getByText('install counted').count(), 0);
  }));

it.run();
