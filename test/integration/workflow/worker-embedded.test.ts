import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { getCommand, openStore, restartCommand, runWorker, states } from '../../../src/workflow/index.ts';
import { isAlive } from '../../subprocess/stage.ts';
import { eventually } from '../../support/eventually.ts';
import { scratchFolder, writeScript, writeText } from '../../support/scratch.ts';
import { newHome, workerOptions, workerStage } from '../../workflow/worker/stage.ts';
import { WorkerProcess } from '../../workflow/worker/worker-process.ts';

const it = suite('worker: the embedded store');

it('002.7: killed within a task, with the store in the same process: all is there, and a restart goes on', async () => {
  const at = { folder: join(scratchFolder(), 'data') };
  const home = newHome();
  const pid = join(home, 'pid');
  writeScript(
    join(home, 'scripts/mid.sh'),
    `echo up; echo $$ > ${pid}; while [ ! -e ${home}/go ]; do sleep 0.02; done`,
  );
  const ids = await (async () => {
    await using stage = await workerStage(at);
    await stage.offer('mid', ['true', `${home}/scripts/mid.sh`], { limits: { concurrency: 1 } });
    return [await stage.submit('mid', 'install'), await stage.submit('mid', 'install', { user: 'bob' })] as const;
  })();
  await using doomed = new WorkerProcess({ at, home, options: { name: 'doomed' } });
  await eventually(() => assert.match(readFileSync(pid, 'utf8'), /^\d+\n$/), { timeoutMs: 90_000 });
  await doomed.kill();
  await eventually(() => assert.not.ok(isAlive(Number(readFileSync(pid, 'utf8')))));

  writeText(join(home, 'go'), '');
  const store = await openStore({ at, isWorker: true });
  const stop = new AbortController();
  const worker = runWorker(workerOptions(store, home), stop.signal);
  try {
    const ended = (id: number, status: number) =>
      eventually(async () => {
        const command = await getCommand(store, id);
        assert.is(command?.status, status);
        return command;
      });
    const lost = await ended(ids[0], states.FAILED);
    assert.is(lost?.status_message, 'step 2 (run) failed: the worker doomed was lost');
    assert.equal(
      lost?.tasks?.map(({ status }) => status),
      [5, 5, 5, 9],
    );
    await ended(ids[1], states.COMPLETED); // it waited for the place of the first
    await restartCommand(store, ids[0], 'ann');
    await ended(ids[0], states.COMPLETED);
  } finally {
    stop.abort();
    await worker;
    await store.close();
  }
});

it.run();
