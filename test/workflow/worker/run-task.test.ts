import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { states } from '../../../src/workflow/index.ts';
import { openWorkspace } from '../../../src/workflow/steps/index.ts';
import { isAway } from '../../../src/workflow/store/index.ts';
import { Output } from '../../../src/workflow/worker/output.ts';
import { runTask } from '../../../src/workflow/worker/run-task.ts';
import { newGuard } from '../../subprocess/stage.ts';
import { newHome } from './stage.ts';

const it = suite('worker: one task');

it('a task that is done stays done when its folder cannot be removed; a line says so', async () => {
  const said: string[] = [];
  const output = new Output(1, 0, async (lines) => void said.push(...lines.map(({ text }) => text)));
  const open = async (home: string) => {
    const workspace = await openWorkspace(home);
    const dispose = async () => {
      await workspace[Symbol.asyncDispose]();
      throw new Error('busy');
    };
    return { ...workspace, [Symbol.asyncDispose]: dispose };
  };
  const task = { id: 7, position: 2, step: 1, name: 'run', status: states.PENDING, attempt: 1, timeoutMs: 60_000 };
  const step = { title: 'done', run: async () => ({ how: 'exit', code: 0 }) as const };
  const guard = newGuard();
  const setting = { home: newHome(), env: {}, guard, output, open };
  const end = await runTask(task, step, setting, new AbortController().signal);
  await output.end();
  assert.equal(end, { task: 7, isDone: true, message: 'return code 0', code: 0 });
  assert.match(said.join('\n'), /^the folder .* could not be removed: busy$/);
});

for (const [error, want] of [
  [Object.assign(new Error('x'), { code: 'ENETUNREACH' }), true],
  [Object.assign(new Error('x'), { code: '57014' }), true],
  [new Error('Query read timeout'), true],
  [new Error('Client has encountered a connection error and is not queryable'), true],
  [Object.assign(new Error('x'), { code: '23505' }), false],
] as const) {
  it(`${'code' in error ? error.code : error.message}: the database is ${want ? 'away' : 'there'}`, () =>
    assert.is(isAway(error), want));
}

it.run();
