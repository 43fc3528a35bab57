import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { withLock } from '../../src/devcluster/binaries/lock.ts';
import { tryLock, unlock } from '../../src/devcluster/index.ts';
import { eventually } from '../support/eventually.ts';
import { scratchFolder, writeText } from '../support/scratch.ts';

const it = suite('lock');

it('a living holder is named to whoever comes second', () => {
  const path = join(scratchFolder(), 'sub/lock');
  assert.is(tryLock(path), undefined);
  assert.is(tryLock(path)?.pid, process.pid);
  unlock(path);
  assert.not(existsSync(path));
  assert.is(tryLock(path), undefined);
});

const deadPid = spawnSync('true').pid;

for (const [what, text] of [
  ['of a process that is gone', JSON.stringify({ pid: deadPid, command: 'node' })],
  ['whose pid another program has now', JSON.stringify({ pid: process.pid, command: 'something else' })],
  ['that is empty', ''],
] as const) {
  it(`a lock ${what} is taken over`, () => {
    const path = writeText(join(scratchFolder(), 'lock'), text);
    assert.is(tryLock(path), undefined);
    assert.is(tryLock(path)?.pid, process.pid);
  });
}

it('of several that find the lock of a dead process at the same time one gets it', async () => {
  const folder = scratchFolder();
  const rounds = 150;
  for (let round = 0; round < rounds; round++) {
    writeText(join(folder, `lock-${round}`), JSON.stringify({ pid: deadPid, command: 'node' }));
  }
  const program = new URL('./support/takers.ts', import.meta.url).pathname;
  const beginAt = Date.now() + 4_000;
  const takers = [1, 2, 3, 4].map(() => {
    const child = spawn(process.execPath, [program, folder, String(rounds), String(beginAt)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    return { child, said: text(child.stdout) };
  });
  // Each holds what it has until all are through.
  const taken: string[] = [];
  for (const { child } of takers) child.stdout.once('data', () => taken.push('through'));
  await eventually(() => assert.is(taken.length, takers.length), { timeoutMs: 60_000 });
  for (const { child } of takers) child.stdin.end();
  const winners = (await Promise.all(takers.map(({ said }) => said))).flatMap((said) => JSON.parse(said) as number[]);
  assert.equal(
    winners.sort((a, b) => a - b),
    Array.from({ length: rounds }, (_, round) => round),
  );
});

it('the work of one ends before that of the next begins, also when it fails', async () => {
  const path = join(scratchFolder(), 'lock');
  const seen: string[] = [];
  const work = (name: string, error?: Error) => async () => {
    seen.push(`${name} begins`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    seen.push(`${name} ends`);
    if (error) throw error;
  };
  let waits = 0;
  const first = withLock(path, work('first', new Error('failed')));
  const second = withLock(path, work('second'), { onWait: () => waits++ });
  const failure = await first.catch((error: Error) => error.message);
  await second;
  assert.is(failure, 'failed');
  assert.equal(seen, ['first begins', 'first ends', 'second begins', 'second ends']);
  assert.is(waits, 1);
});

it('waiting ends with the signal', async () => {
  const path = join(scratchFolder(), 'lock');
  tryLock(path);
  const abort = new AbortController();
  const waiting = withLock(path, async () => assert.unreachable('it has no lock'), { signal: abort.signal });
  abort.abort();
  assert.is(await waiting.catch((error: Error) => error.name), 'AbortError');
});

it.run();
