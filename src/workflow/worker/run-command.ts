import type { Logger } from '../../log/index.ts';
import type { Guard } from '../../subprocess/index.ts';
import {
  type Advance,
  advance,
  type Limits,
  lastLine,
  type Next,
  type Run,
  type RunTask,
  type TaskEnd,
  writeLines,
} from '../runs/index.ts';
import { states } from '../states.ts';
import { environmentOf, type PreparedStep, prepareStep, type StepPlace, type StepRun } from '../steps/index.ts';
import type { Store } from '../store/index.ts';
import { Output } from './output.ts';
import { patiently } from './patience.ts';
import { failedToRun, runTask } from './run-task.ts';
import { wordsOf } from './stop-reason.ts';

interface CommandSetting {
  readonly store: Store;
  readonly place: StepPlace;
  readonly guard: Guard;
  readonly limits: Limits;
  /** Of the worker. */
  readonly name: string;
  readonly log: Logger;
  /** Whether the worker stops: then a command goes back to the queue after the task that runs. */
  readonly isStopping: () => boolean;
}

interface RunSignals {
  /** The task is to be ended, and the command with it. Its reason is a StopReason. */
  readonly stop: AbortSignal;
  /** Nothing is to be written any more. */
  readonly lost: AbortSignal;
}

/** A step that is to be run next, and what its dispatch came to. */
interface Dispatched {
  readonly task: RunTask;
  readonly step: PreparedStep;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Runs the tasks of a claimed command, one after the other, from the first that is not done. Whatever happens to the
 * database meanwhile: the tasks go on, and what there is to write is written as soon as it is back.
 * @throws CapstanError LEASE_LOST, or the reason of `lost`, when the command is this worker's no more
 */
export async function runCommand(
  run: Run,
  setting: CommandSetting,
  { lost, stop: signal }: RunSignals,
): Promise<Next['do']> {
  const write = async (change: Omit<Advance, 'by'>): Promise<Next['do']> => {
    const whole = { ...change, by: setting.name };
    await patiently('advance', () => advance(setting.store, run, whole, setting.limits), setting.log, lost);
    return change.next.do;
  };
  const ended: TaskEnd[] = [];
  for (const tasks of stepsLeft(run)) {
    if (setting.isStopping()) return await write({ ended, next: { do: 'hand back' } });
    const next = await dispatch(run, tasks, setting, ended, lost);
    if (next === undefined) return await write({ ended, next: failure(run, ended) });
    if (signal.aborted) {
      ended.push({ task: next.task.id, isDone: false, message: wordsOf(signal), code: null });
      return await write({ ended, next: failure(run, ended) });
    }
    await write({
      ended: ended.splice(0),
      next: { do: 'start', task: next.task.id, provider: next.env['CLUSTER_PROVIDER'] },
    });
    ended.push(await execute(run, next, setting, lost, signal));
    lost.throwIfAborted();
    if (!ended.every(({ isDone }) => isDone)) return await write({ ended, next: failure(run, ended) });
  }
  return await write({ ended, next: { do: 'complete' } });
}

/** The tasks of each step that is not done, its dispatch first. A step whose execution failed is dispatched again. */
function stepsLeft({ tasks }: Run): readonly (readonly RunTask[])[] {
  const bySteps = Map.groupBy(tasks, ({ step }) => step);
  return [...bySteps.values()].filter((ofStep) => ofStep.some(({ status }) => status !== states.COMPLETED));
}

/** Reads the step and looks for its program. Undefined, with the reason in `ended`, when it cannot be run. */
async function dispatch(
  run: Run,
  [first, second]: readonly RunTask[],
  { store, place, log }: CommandSetting,
  ended: TaskEnd[],
  lost: AbortSignal,
): Promise<Dispatched | undefined> {
  const [task, execution] = [first as RunTask, second as RunTask];
  const output = await openOutput(store, run, task, log, lost);
  const step = stepOf(run, task);
  try {
    const prepared = prepareStep(step, place);
    output.note(`step ${task.step} of ${run.steps.length}, ${step.task}: ${prepared.title}`);
    await output.end();
    ended.push({ task: task.id, isDone: true, message: 'dispatched', code: 0 });
    return { task: execution, step: prepared, env: environmentOf(step, place) };
  } catch (error) {
    lost.throwIfAborted();
    ended.push(failedToRun(task.id, error, output));
    await output.end();
    return undefined;
  }
}

async function execute(
  run: Run,
  { task, step, env }: Dispatched,
  { store, place, guard, log }: CommandSetting,
  lost: AbortSignal,
  signal: AbortSignal,
): Promise<TaskEnd> {
  const output = await openOutput(store, run, task, log, lost);
  const end = await runTask(task, step, { home: place.home, env, guard, output }, signal);
  if (!end.isDone) output.note(end.message);
  await output.end();
  return end;
}

/** After the lines that are there: a task that was begun, and lost, before it could fail has some. */
async function openOutput(store: Store, run: Run, task: RunTask, log: Logger, lost: AbortSignal): Promise<Output> {
  const after = await patiently('last line', () => lastLine(store, task.id), log, lost);
  return new Output(task.attempt, after, (lines) =>
    patiently('output', () => writeLines(store, run, task.id, lines), log, lost),
  );
}

function stepOf(run: Run, { step }: RunTask): StepRun {
  const { task, params } = run.steps[step - 1] as Run['steps'][number];
  const { phase, specs, user, plan, deployment, provider, env } = run;
  return { task, params, phase, specs, user, plan, deployment, provider, env };
}

function failure(run: Run, ended: readonly TaskEnd[]): Next {
  const end = ended.find(({ isDone }) => !isDone) as TaskEnd;
  const task = run.tasks.find(({ id }) => id === end.task) as RunTask;
  if (/^cancelled by /.test(end.message)) return { do: 'fail', message: end.message };
  return { do: 'fail', message: `step ${task.step} (${task.name}) failed: ${end.message}` };
}
