import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openStore, parseTag } from '../../../src/knitfab/store/index.ts';
import { silentLogger } from '../../../src/log/index.ts';
import { startPostgres } from '../../support/postgres.ts';
import { scratchFolder, writeText } from '../../support/scratch.ts';

const run = promisify(execFile);
const it = suite('programs of Knitfab, each as the one file of its image');
const root = new URL('../../../', import.meta.url).pathname;
const names = readdirSync(join(root, 'src/knitfab'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && readdirSync(join(root, 'src/knitfab', entry.name)).includes('main.ts'))
  .map(({ name }) => name);
const folder = scratchFolder();
for (const name of names)
  await run(process.execPath, ['scripts/components.ts', name, join(folder, name)], { cwd: root });
const postgres = await startPostgres();
it.after(async () => {
  await postgres[Symbol.asyncDispose]();
});

/** A program with nothing round it: no checkout, no account, no home. */
async function start(name: string, words: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const given = { PATH: '/nowhere', ...env };
  const ended = run(process.execPath, [join(folder, name, 'main.mjs'), ...words], {
    cwd: folder,
    env: given,
    timeout: 60_000,
  });
  return ended.then(
    ({ stdout, stderr }) => ({ code: 0, said: stdout + stderr }),
    (error: { code?: number; stdout: string; stderr: string }) => ({
      code: error.code,
      said: error.stdout + error.stderr,
    }),
  );
}

for (const name of names) {
  it(`003.15: ${name} starts`, async () => {
    const { code, said } = await start(name, ['--help']);
    assert.is(code, 0, said);
    assert.match(said, 'Usage: ');
  });
}

it('the schema-upgrader makes the schema, and the projection runs with no account and no published schema', async () => {
  const { port } = new URL(postgres.uri);
  const published = scratchFolder();
  const login = { PGUSER: 'postgres' };
  const upgrade = ['--host', '127.0.0.1', '--port', port, join(published, 'repo')];
  const upgraded = await start('knit-schema-upgrader', upgrade, login);
  assert.is(upgraded.code, 0, upgraded.said);
  assert.equal(readdirSync(join(published, 'repo')), ['1.sql']);

  const store = await openStore(postgres.uri, 0, silentLogger, new AbortController().signal);
  await store.addData('ready', [parseTag('type:photos')]);
  const inputs = [{ path: '/in', tags: [parseTag('type:photos')] }];
  await store.addPlan({ image: 'x', args: [], inputs, outputs: [], resources: {} });
  const settings = { cluster: { namespace: 'n', database: postgres.uri, dataAgent: { image: 'x' } }, port: 1 };
  const config = writeText(join(folder, 'backend.yaml'), JSON.stringify(settings));
  const words = ['--type', 'projection', '--policy', 'once', '--config', config, '--schema-repo', scratchFolder()];
  const looked = await start('knit-loops', words, login);
  assert.is(looked.code, 0, looked.said);
  assert.is((await store.runs('waiting')).length, 1);
  await store.close();
});

it('the nurse fails no run, even where it can do nothing at all', async () => {
  const words = ['--container', 'main', '--to', join(folder, 'none', 'log')];
  const { code, said } = await start('knit-nurse', words, { POD_NAME: 'p', POD_NAMESPACE: 'n' });
  assert.is(code, 0, said);
  assert.match(said, 'the log is not kept');
});

it('what a program is told wrongly ends it with 1 and a reason', async () => {
  const words = ['--type', 'toString', '--config', 'x', '--schema-repo', 'y'];
  const { code, said } = await start('knit-loops', words);
  assert.is(code, 1);
  assert.match(said, 'there is no loop toString');
});

it.run();
