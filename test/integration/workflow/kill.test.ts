import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { listDeployments, openStore, type StoreOptions } from '../../../src/workflow/index.ts';
import { startPostgres } from '../../support/postgres.ts';
import { scratchFolder } from '../../support/scratch.ts';

const it = suite('kill -9 while commands are taken');
const program = new URL('submitter.ts', import.meta.url).pathname;
const enough = 10;

it('002.7: what the embedded store has said it took is there, with its job and deployment, after each of two kills', async () => {
  const at = { folder: scratchFolder() };
  const first = await submitUntilKilled(at);
  const second = await submitUntilKilled(at);
  await checkAll(at, [...first, ...second]);
});

it('002.7: what PostgreSQL has said it took is there after two processes at once were killed', async () => {
  await using postgres = await startPostgres();
  const at = { database: postgres.uri };
  const taken = await Promise.all([submitUntilKilled(at), submitUntilKilled(at)]);
  await checkAll(at, taken.flat());
});

async function submitUntilKilled(at: StoreOptions['at']): Promise<readonly number[]> {
  const child = spawn(process.execPath, [program, JSON.stringify(at)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const taken: number[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    taken.push(Number(line));
    if (taken.length === enough) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  assert.is(child.signalCode, 'SIGKILL', 'it did not end by itself');
  return taken;
}

async function checkAll(at: StoreOptions['at'], taken: readonly number[]): Promise<void> {
  const store = await openStore({ at });
  try {
    const commands = await store.db.selectFrom('commands').select(['id', 'deployment_id']).execute();
    const ids = commands.map(({ id }) => id).sort((a, b) => a - b);
    assert.equal(
      taken.filter((id) => !ids.includes(id)),
      [],
      'nothing that was taken is lost',
    );
    assert.is(new Set(taken).size, taken.length);
    const jobs = await store.boss.findJobs<{ command: number }>('cloud-commands', { queued: true });
    assert.equal(
      jobs.map(({ data }) => data.command).sort((a, b) => a - b),
      ids,
      'each command has one job, and each job a command',
    );
    const { total } = await listDeployments(store, {}, { limit: 1, offset: 0 });
    assert.is(total, ids.length);
    const { submitted } = await store.db
      .selectFrom('audit')
      .select((e) => e.fn.countAll<number>().as('submitted'))
      .where('action', '=', 'command.submit')
      .executeTakeFirstOrThrow();
    assert.is(submitted, ids.length);
  } finally {
    await store.close();
  }
}

it.run();
