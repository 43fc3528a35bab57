import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { reap, writePids } from '../../src/devcluster/index.ts';
import { readPids } from '../../src/devcluster/pid-file.ts';
import { commandLine } from '../../src/process-table.ts';
import { eventually } from '../support/eventually.ts';
import { scratchFolder } from '../support/scratch.ts';

const it = suite('pid file');

/** A program that ends by itself after ten minutes, whose command line names `word`. */
async function startSleeper(word: string, { file = '/bin/sh', detached = true } = {}): Promise<number> {
  const child = spawn(file, ['-c', 'sleep 600 & wait', word], { detached, stdio: 'ignore' });
  child.unref();
  const pid = child.pid as number;
  await eventually(() => assert.match(commandLine(pid) ?? '', word)); // a moment after its start it has none
  return pid;
}

it('reap ends what still runs on behalf of the folder, and nothing else', async () => {
  const dir = scratchFolder();
  const ours = await startSleeper(`${dir}/data`);
  const other = await startSleeper('/elsewhere/data');
  writePids(dir, [
    { pid: ours, name: 'etcd' },
    { pid: other, name: 'kwok' },
  ]);
  assert.equal(await reap(dir), ['etcd']);
  assert.is(commandLine(ours), undefined);
  assert.match(commandLine(other) ?? '', '/elsewhere/data');
  assert.equal(readPids(dir), []);
  process.kill(-other, 'SIGKILL');
});

it('a pid that another process got meanwhile is left alone, also when it reads in the folder', async () => {
  const dir = scratchFolder();
  const reader = await startSleeper(`${dir}/etcd.log`);
  const beside = await startSleeper(`${dir}-2/etcd`);
  // No leader of a group: a signal to the group of its number reaches nobody.
  const follower = await startSleeper(`${dir}/etcd`, { detached: false });
  writeFileSync(join(dir, 'pids'), `${reader} 1 etcd\n${beside} etcd\n${follower} etcd\n`);
  try {
    assert.equal(await reap(dir), []);
    for (const pid of [reader, beside, follower]) assert.ok(commandLine(pid));
  } finally {
    for (const pid of [-reader, -beside, follower]) process.kill(pid, 'SIGKILL');
  }
});

it('reap ends a program of ours that was not noted any more before its parent was killed', async () => {
  const dir = scratchFolder();
  const etcd = join(scratchFolder(), 'etcd');
  copyFileSync('/bin/sh', etcd);
  chmodSync(etcd, 0o755);
  const pid = await startSleeper(`--data-dir=${dir}/data`, { file: etcd });
  assert.equal(await reap(`${dir}/d`), []);
  assert.equal(await reap(dir), ['etcd']);
  assert.is(commandLine(pid), undefined);
});

it('reap of a folder without a pid file does nothing', async () => {
  assert.equal(await reap(scratchFolder()), []);
});

for (const [what, end, survives] of [
  ['is killed', (pid: number) => process.kill(pid, 'SIGKILL'), false],
  ['ends by itself without stopping them', (pid: number) => process.kill(pid, 'SIGUSR1'), false],
  ['lets the guard go first', (pid: number) => process.kill(pid, 'SIGUSR2'), true],
] as const) {
  it(`when the guarded process ${what}, its programs ${survives ? 'run on' : 'end'}`, async () => {
    const dir = scratchFolder();
    const script = new URL('./support/guarded.ts', import.meta.url).pathname;
    const parent = spawn(process.execPath, [script, dir], { stdio: 'ignore' });
    const gone = new Promise((resolve) => parent.once('exit', resolve));
    const program = await eventually(() => {
      const entry = readPids(dir)[0];
      assert.ok(entry && commandLine(entry.pid)?.includes(dir));
      assert.is(readFileSync(join(dir, 'state'), 'utf8'), 'ready');
      return entry.pid;
    });
    end(parent.pid as number);
    await gone;
    if (survives) {
      assert.match(commandLine(program) ?? '', dir);
      process.kill(-program, 'SIGKILL');
    } else {
      await eventually(() => assert.is(commandLine(program), undefined));
      await eventually(() => assert.equal(readPids(dir), []));
    }
  });
}

it.run();
