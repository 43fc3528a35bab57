import type { Pool } from 'pg';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { stateByJob } from '../../src/knitfab/knit-loops/index.ts';
import { waitFor } from '../../src/knitfab/store/index.ts';
import { together } from '../../src/knitfab/store/transaction.ts';
import { silentLogger } from '../../src/log/index.ts';

const it = suite('store');

/** A pool whose client fails at a statement of `failing`, and with what its client was given back. */
function poolThatFails(failing: readonly string[]) {
  const released: unknown[] = [];
  const client = {
    query: async (text: string) => {
      if (failing.includes(text)) throw new Error(`${text} failed`);
    },
    release: (error: unknown) => released.push(error),
  };
  return { pool: { connect: async () => client } as unknown as Pool, released };
}

it('a rollback that fails hides nothing, and its connection is not used again', async () => {
  const { pool, released } = poolThatFails(['INSERT', 'ROLLBACK']);
  const error = await together(pool, (client) => client.query('INSERT')).catch((reason: Error) => reason);
  assert.is((error as Error).message, 'INSERT failed');
  assert.match(String(released[0]), 'ROLLBACK failed');
});

it('a connection that could roll back is used again', async () => {
  const { pool, released } = poolThatFails(['INSERT']);
  await together(pool, (client) => client.query('INSERT')).catch(() => {});
  assert.equal(released, [undefined]);
});

it('waits until nothing is in the way, however often there is no answer', async () => {
  const answers = [Promise.reject(new Error('no connection')), Promise.resolve('too old'), Promise.resolve(undefined)];
  answers[0]?.catch(() => {});
  await waitFor(() => answers.shift() as Promise<string | undefined>, silentLogger, new AbortController().signal);
  assert.is(answers.length, 0);
});

it('waits no longer than it is told to', async () => {
  const stop = new AbortController();
  const waiting = waitFor(async () => 'never', silentLogger, stop.signal);
  stop.abort();
  assert.is((await waiting.catch((error: Error) => error))?.name, 'AbortError');
});

for (const [what, status, want] of [
  ['a Job that was just made', {}, {}],
  ['a pod that waits for a node or an image', { active: 1, ready: 0 }, {}],
  ['a pod that runs', { active: 1, ready: 1 }, { state: 'running' }],
  ['all is done', { conditions: [{ type: 'Complete', status: 'True' }] }, { state: 'completing' }],
  [
    'it failed',
    { conditions: [{ type: 'Failed', status: 'True', message: 'too often' }] },
    { state: 'aborting', message: 'too often' },
  ],
] as const) {
  it(`${what}: ${JSON.stringify(want)}`, () => {
    const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'j' }, status };
    assert.equal(stateByJob(job), want);
  });
}

it.run();
