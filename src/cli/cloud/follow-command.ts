import { setTimeout as sleep } from 'node:timers/promises';
import type { CloudApi, CommandState } from '../om/api.ts';
import type { Progress } from '../up/progress.ts';

interface Task {
  readonly id: number;
  readonly name: string;
  readonly title?: string;
  readonly status: string;
  readonly status_name: string;
  readonly status_message: string;
}

interface Lines {
  readonly objects: readonly { readonly id: number; readonly stream: string; readonly text: string }[];
  readonly meta: { readonly next: number | null };
}

const lookEveryMs = 300;
const linesAtOnce = 1_000;

/** Shows what the tasks of a command print, line by line, until it has ended. */
export async function followCommand(
  api: CloudApi,
  id: number,
  progress: Progress,
  signal: AbortSignal,
): Promise<CommandState> {
  const seen = new Map<number, { after: number; status: string }>();
  progress.begin(`command ${id} waits for a worker`);
  for (;;) {
    const path = `/admin/api/v2/service/command/${id}`;
    const command = await api.get<CommandState & { readonly tasks?: readonly Task[] }>(path, signal);
    for (const task of command.tasks ?? []) await showTask(api, task, seen, progress, signal);
    if (Number(command.status) > 1) {
      progress.end();
      return command;
    }
    await sleep(lookEveryMs, undefined, { signal });
  }
}

async function showTask(
  api: CloudApi,
  task: Task,
  seen: Map<number, { after: number; status: string }>,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const before = seen.get(task.id) ?? { after: 0, status: '0' };
  const isOld = before.status === task.status && Number(task.status) > 1;
  if (task.status === '0' || isOld) return;
  if (task.status === '1' && before.status !== '1') progress.begin(`task ${task.id}: ${task.name}`);
  const after = await showLines(api, task.id, before.after, progress, signal);
  if (task.status === '9') progress.print(`task ${task.id}: ${task.name} failed: ${task.status_message}`);
  seen.set(task.id, { after, status: task.status });
}

async function showLines(
  api: CloudApi,
  task: number,
  from: number,
  progress: Progress,
  signal: AbortSignal,
): Promise<number> {
  let after = from;
  for (;;) {
    const path = `/admin/api/v2/service/task/${task}/output?after=${after}&limit=${linesAtOnce}`;
    const { objects } = await api.get<Lines>(path, signal);
    progress.aside(() => {
      for (const { stream, text } of objects)
        (stream === 'stderr' ? process.stderr : process.stdout).write(`${text}\n`);
    });
    after = objects.at(-1)?.id ?? after;
    if (objects.length < linesAtOnce) return after;
  }
}
