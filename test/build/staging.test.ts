import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, statSync, utimesSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { finishStaged, stage } from '../../src/build/staging.ts';
import { CapstanError, isCapstanError } from '../../src/errors/index.ts';
import { scratchFolder, writeText } from '../support/scratch.ts';

const it = suite('files that take their places together');
const root = scratchFolder();

const paths = ['charts/v1', 'charts/index.yaml', 'bin/layout', 'bin/images.json'];

/** Files with what they hold. */
function treeOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(
    files
      .filter((path) => statSync(join(folder, path)).isFile())
      .map((path) => [path, readFileSync(join(folder, path), 'utf8')]),
  );
}

function filesOf(text: string): Record<string, string> {
  return {
    'bin/images.json': text,
    [`bin/layout/${text}-blob`]: text,
    'bin/layout/index': text,
    'charts/index.yaml': text,
    [`charts/v1/${text}.tgz`]: text,
  };
}

function write(folder: string, text: string): Promise<void> {
  for (const [path, data] of Object.entries(filesOf(text))) writeText(join(folder, path), data);
  return Promise.resolve();
}

async function builtOnce(): Promise<string> {
  const output = mkdtempSync(join(root, 'output-'));
  writeText(join(output, 'charts/v0/old.tgz'), 'v0');
  await stage(output, paths, (folder) => write(folder, 'first'));
  return output;
}

const beside = { 'charts/v0/old.tgz': 'v0' };

it('replace what was there, folders with all that they held', async () => {
  const output = await builtOnce();
  assert.equal(treeOf(output), { ...filesOf('first'), ...beside });
  await stage(output, paths, (folder) => write(folder, 'second'));
  assert.equal(treeOf(output), { ...filesOf('second'), ...beside });
  assert.equal(readdirSync(output).sort(), ['bin', 'charts']);
});

it('leave things as they were when they cannot be made', async () => {
  const output = await builtOnce();
  const failed = stage(output, paths, async (folder) => {
    await write(folder, 'second');
    throw new Error('no more');
  });
  assert.match(await failed.catch((error: Error) => error.message), 'no more');
  assert.equal(treeOf(output), { ...filesOf('first'), ...beside });
  assert.equal(readdirSync(output).sort(), ['bin', 'charts']);
});

for (const [what, prepare] of [
  ['cannot be moved', (output: string) => writeText(join(output, 'tools'), 'no folder')],
  ['was not made', () => undefined],
] as const) {
  it(`leave things as they were when the last of them ${what}`, async () => {
    const output = await builtOnce();
    prepare(output);
    const before = treeOf(output);
    const failed = await stage(output, [...paths, 'tools/archive'], async (folder) => {
      await write(folder, 'second');
      if (what === 'cannot be moved') writeText(join(folder, 'tools/archive'), '');
    }).catch((error: unknown) => error);
    assert.ok(isCapstanError(failed, 'FILE_UNWRITABLE'), String(failed));
    assert.equal(treeOf(output), before);
  });
}

it('what lies between lies elsewhere, and goes', async () => {
  const output = mkdtempSync(join(root, 'output-'));
  let seen = '';
  await stage(output, paths, async (folder, between) => {
    seen = writeText(join(between, 'main.js'), 'x');
    await write(folder, 'first');
  });
  assert.not.ok(seen.startsWith(output) || existsSync(dirname(seen)), seen);
  assert.equal(treeOf(output), filesOf('first'));
  assert.equal(readdirSync(output).sort(), ['bin', 'charts']);
});

it('what cannot be written is called by the place where it was to be', async () => {
  const output = await builtOnce();
  const failed = async (work: (folder: string) => Promise<never>) =>
    stage(output, paths, work).catch((error: CapstanError) => [error.code, error.message, error.place?.file]);
  const layout = join(output, 'bin/layout');
  assert.equal(
    await failed((folder) => {
      const file = join(folder, 'bin/layout.1234abcd.partial');
      const place = { place: { file } };
      const words = `${file} cannot be written: ENOSPC: no space left on device`;
      return Promise.reject(new CapstanError('FILE_UNWRITABLE', words, place));
    }),
    ['FILE_UNWRITABLE', `${layout} cannot be written: ENOSPC: no space left on device`, layout],
  );
  assert.equal(
    await failed(async (folder) => {
      await mkdir(join(folder, 'bin/layout/deep'));
      throw new Error('it was made');
    }),
    ['FILE_UNWRITABLE', `${join(layout, 'deep')} cannot be written: no such file or directory`, join(layout, 'deep')],
  );
  writeText(join(output, 'tools'), 'no folder');
  const moved = await stage(output, [...paths, 'tools/archive'], async (folder) => {
    await write(folder, 'second');
    writeText(join(folder, 'tools/archive'), '');
  }).catch((error: CapstanError) => error.place?.file);
  assert.is(moved, join(output, 'tools/archive'));
});

/** Stages in a process of its own, which is killed when it has made so many renames. */
async function killedAfter(output: string, renames: number): Promise<void> {
  const script = `
    import fs from 'node:fs/promises';
    import { syncBuiltinESMExports } from 'node:module';
    let left = ${renames};
    const { rename } = fs;
    fs.rename = (...words) => (left-- === 0 ? process.kill(process.pid, 'SIGKILL') : rename(...words));
    syncBuiltinESMExports();
    const { stage } = await import(${JSON.stringify(new URL('../../src/build/staging.ts', import.meta.url))});
    const files = ${JSON.stringify(filesOf('second'))};
    await stage(${JSON.stringify(output)}, ${JSON.stringify(paths)}, async (folder) => {
      const { dirname, join } = await import('node:path');
      for (const [path, text] of Object.entries(files)) {
        await fs.mkdir(dirname(join(folder, path)), { recursive: true });
        await fs.writeFile(join(folder, path), text);
      }
    });
    process.exit(7);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' });
  const signal = await new Promise((resolve) => child.once('close', (_, by) => resolve(by)));
  assert.is(signal, 'SIGKILL');
}

// the list, then for each path the old one away and the new one in
for (let renames = 0; renames <= 2 * paths.length; renames += 1) {
  it(`a kill after ${renames} renames is brought to its end by the next build`, async () => {
    const output = await builtOnce();
    await killedAfter(output, renames);
    await finishStaged(output);
    assert.equal(treeOf(output), { ...filesOf(renames === 0 ? 'first' : 'second'), ...beside });
    assert.equal(readdirSync(output).sort(), ['bin', 'charts']);
  });
}

function stagingOf(output: string): string {
  const [name = '', ...more] = readdirSync(output).filter((each) => each.startsWith('.build-'));
  assert.equal(more, []);
  return name;
}

it('of a build that still runs are left alone', async () => {
  const output = await builtOnce();
  const script = `
    const { stage } = await import(${JSON.stringify(new URL('../../src/build/staging.ts', import.meta.url))});
    setInterval(() => {}, 60_000);
    await stage(${JSON.stringify(output)}, [], () => new Promise(() => console.log('begun')));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await once(child.stdout, 'data');
    const name = stagingOf(output);
    await finishStaged(output);
    assert.equal(readdirSync(output).sort(), [name, 'bin', 'charts']);
  } finally {
    child.kill();
  }
});

it('of a build that was killed are known although another process has its pid now', async () => {
  const output = await builtOnce();
  await killedAfter(output, 3);
  const name = stagingOf(output);
  renameSync(join(output, name), join(output, name.replace(/-\d+-/, `-${process.pid}-`)));
  await finishStaged(output);
  assert.equal(treeOf(output), { ...filesOf('second'), ...beside });
});

it('of a build on another machine, or in another container, are left alone until they are old', async () => {
  const output = await builtOnce();
  await killedAfter(output, 3);
  const name = stagingOf(output);
  const foreign = name.replace(/-[0-9a-f]{8}-/, '-00000000-');
  renameSync(join(output, name), join(output, foreign));
  await finishStaged(output);
  assert.equal(readdirSync(output).sort(), [foreign, 'bin', 'charts']);
  const longAgo = Date.now() / 1_000 - 2 * 86_400;
  utimesSync(join(output, foreign), longAgo, longAgo);
  await finishStaged(output);
  assert.equal(treeOf(output), { ...filesOf('second'), ...beside });
});

it('of a build that was killed do not go over those of a later one', async () => {
  const output = await builtOnce();
  await killedAfter(output, 3);
  await stage(output, paths, (folder) => write(folder, 'third'));
  await finishStaged(output);
  assert.equal(treeOf(output), { ...filesOf('third'), ...beside });
  assert.equal(readdirSync(output).sort(), ['bin', 'charts']);
});

it('nothing is to be finished where nothing was built', async () => {
  await finishStaged(join(root, 'absent'));
  assert.not.ok(readdirSync(root).includes('absent'));
});

it.run();
