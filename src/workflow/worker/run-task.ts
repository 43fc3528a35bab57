import { isCapstanError, messageOf } from '../../errors/index.ts';
import { type Ending, type Guard, runProcess } from '../../subprocess/index.ts';
import type { RunTask, TaskEnd } from '../runs/index.ts';
import { markedBy, openWorkspace, type PreparedStep, type Workspace } from '../steps/index.ts';
import type { Output } from './output.ts';
import { wordsOf } from './stop-reason.ts';

interface TaskSetting {
  readonly home: string;
  /** Without what names the folder that it runs in. */
  readonly env: Readonly<Record<string, string>>;
  readonly guard: Guard;
  readonly output: Output;
  readonly open?: (home: string) => Promise<Workspace>;
}

/** Runs a prepared step to its end, whichever it is. Time-out and signal hold for all of its processes together. */
export async function runTask(
  task: RunTask,
  step: PreparedStep,
  { home, env, guard, output, open = openWorkspace }: TaskSetting,
  signal: AbortSignal,
): Promise<TaskEnd> {
  const endsAt = performance.now() + task.timeoutMs;
  try {
    const workspace = await open(home);
    await using leaving = new AsyncDisposableStack();
    leaving.defer(() => close(workspace, output));
    const whole = { ...env, ...workspace.env };
    const ending = await step.run({
      folder: workspace.folder,
      env: whole,
      note: (text) => output.note(text),
      run: (request) => {
        const timeoutMs = Math.max(0, endsAt - performance.now());
        const { folder: cwd, root: scratch } = workspace;
        return runProcess({ env: whole, ...request, cwd, markedBy, scratch, timeoutMs }, output, guard, signal);
      },
    });
    return { task: task.id, ...describe(ending, task, signal) };
  } catch (error) {
    return failedToRun(task.id, error, output);
  }
}

/** What the task has done it has done: a folder that stays changes nothing of it. */
async function close(workspace: Workspace, output: Output): Promise<void> {
  try {
    await workspace[Symbol.asyncDispose]();
  } catch (error) {
    output.note(`the folder ${workspace.folder} could not be removed: ${messageOf(error)}`);
  }
}

/** Why it could not be run at all; what is to be done about it stands in the output. */
export function failedToRun(task: number, error: unknown, output: Output): TaskEnd {
  output.note(messageOf(error));
  if (isCapstanError(error) && error.hint !== undefined) output.note(error.hint);
  const [firstLine = ''] = messageOf(error).split('\n');
  return { task, isDone: false, message: firstLine, code: null };
}

function describe(ending: Ending, task: RunTask, signal: AbortSignal): Omit<TaskEnd, 'task'> {
  switch (ending.how) {
    case 'exit':
      return { isDone: ending.code === 0, message: `return code ${ending.code}`, code: ending.code };
    case 'signal':
      return { isDone: false, message: `ended by ${ending.name}`, code: null };
    case 'timeout':
      return { isDone: false, message: `timed out after ${task.timeoutMs / 1_000} s`, code: null };
    case 'expired':
      return { isDone: false, message: 'the worker could not reach the database for too long', code: null };
    case 'cancelled':
      return { isDone: false, message: wordsOf(signal), code: null };
  }
}
