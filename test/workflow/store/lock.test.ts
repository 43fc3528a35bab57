import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mock } from 'node:test';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { lockFolder } from '../../../src/workflow/store/lock.ts';
import { codeOf } from '../../support/code-of.ts';
import { scratchFolder } from '../../support/scratch.ts';

const it = suite('lock of a folder');
const module = new URL('../../../src/workflow/store/lock.ts', import.meta.url).href;
const holding = `import { lockFolder } from '${module}'; lockFolder(process.argv[1]); console.log('held'); setInterval(() => {}, 1000);`;

async function holdElsewhere(folder: string) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', holding, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

it('is for one at a time, and free when it is given back', () => {
  const folder = scratchFolder();
  const unlock = lockFolder(folder);
  assert.is(
    codeOf(() => lockFolder(folder)),
    'STORE_IN_USE',
  );
  unlock();
  lockFolder(folder)();
  assert.equal(readdirSync(folder), []);
});

it('names the process that has it, and is free when that is killed', async () => {
  const folder = scratchFolder();
  const child = await holdElsewhere(folder);
  try {
    assert.throws(() => lockFolder(folder), new RegExp(`open in process ${child.pid}$`));
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  lockFolder(folder)();
});

it('a pid that another process has got meanwhile holds nothing', () => {
  const folder = scratchFolder();
  const unlock = lockFolder(folder);
  const holder = JSON.parse(readFileSync(join(folder, 'lock'), 'utf8')) as { since: string };
  unlock();
  writeFileSync(join(folder, 'lock'), JSON.stringify({ ...holder, since: `${holder.since}0` }));
  lockFolder(folder)();
  assert.not.ok(existsSync(join(folder, 'lock')));
});

it('a lock that was never written to its end holds nothing', () => {
  const folder = scratchFolder();
  writeFileSync(join(folder, 'lock'), '{"pid":');
  lockFolder(folder)();
});

/** A lock of another machine or container that was written to so many seconds ago. */
function lockElsewhere(folder: string, secondsAgo: number): string {
  const lock = join(folder, 'lock');
  writeFileSync(lock, JSON.stringify({ pid: 1, host: 'elsewhere', since: '' }));
  const then = Date.now() / 1_000 - secondsAgo;
  utimesSync(lock, then, then);
  return lock;
}

it('what a process of another machine has is not taken while that writes to it', () => {
  const folder = scratchFolder();
  lockElsewhere(folder, 30);
  assert.throws(() => lockFolder(folder), /open in process 1 on elsewhere/);
});

it('a lock of a container that went a minute ago holds nothing', () => {
  const folder = scratchFolder();
  lockElsewhere(folder, 61);
  lockFolder(folder)();
  assert.equal(readdirSync(folder), []);
});

it('who has it writes to it every ten seconds', () => {
  const folder = scratchFolder();
  mock.timers.enable({ apis: ['setInterval'] });
  try {
    const unlock = lockFolder(folder);
    const lock = join(folder, 'lock');
    const text = readFileSync(lock, 'utf8');
    utimesSync(lock, 1, 1);
    mock.timers.tick(10_000);
    assert.ok(Date.now() - statSync(lock).mtimeMs < 60_000);
    assert.is(readFileSync(lock, 'utf8'), text);
    unlock();
    unlock();
  } finally {
    mock.timers.reset();
  }
});

it('who lost the lock does not take it from the one that has it now', () => {
  const folder = scratchFolder();
  const unlock = lockFolder(folder);
  rmSync(join(folder, 'lock'));
  const lock = lockElsewhere(folder, 0);
  unlock();
  assert.ok(existsSync(lock));
});

it.run();
