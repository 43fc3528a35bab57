import { setTimeout as sleep } from 'node:timers/promises';
import { processesOf, type TaskMark } from './task-processes.ts';

/** A SIGKILL takes effect at once but for a process that waits for a disk. */
const goneWithinMs = 5_000;

/** Kills all that runs because of a task, until none is left: what is forked while it looks is found the next time. */
export async function endTask(mark: TaskMark): Promise<void> {
  const deadline = Date.now() + goneWithinMs;
  for (;;) {
    const left = processesOf(mark);
    if (left === undefined) return void kill(-mark.pid);
    if (left.length === 0 || Date.now() > deadline) return;
    for (const pid of left) kill(pid);
    await sleep(5);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}
