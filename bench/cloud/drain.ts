import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { scratchFolder } from '../../test/support/scratch.ts';
import type { Figure } from '../report.ts';
import { millisecondsOf, percentileOf } from './latency.ts';
import { end, type Manager, startProgram } from './manager.ts';

const users = 20;
const workers = 3;

/** Workers share commands that do next to nothing; each notes that it ran. Meanwhile the API is asked again and again. */
export async function drain(manager: Manager, database: string, count: number): Promise<Figure[]> {
  const folder = scratchFolder();
  const ran = join(folder, 'ran');
  writeFileSync(ran, '');
  await submitAll(manager, ran, count);
  const baseline = secondsOfProcesses(100) / 100;
  const started = performance.now();
  const processes = Array.from({ length: workers }, (_, index) =>
    startProgram(['worker', '--database', database, '--data', join(folder, `${index}`), '--log-level', 'warn']),
  );
  try {
    const latencies = await askUntilDone(manager, count);
    const seconds = (performance.now() - started) / 1_000;
    const notes = readFileSync(ran, 'utf8').split('\n').filter(Boolean);
    const perCommand = seconds / count;
    const [runs, different] = [notes.length, new Set(notes).size];
    return [
      { name: 'a process that does nothing', value: baseline * 1_000, unit: 'ms', note: 'the baseline' },
      {
        name: `${workers} workers drain ${count} commands`,
        value: seconds,
        unit: 's',
        note: `${(perCommand / baseline).toFixed(2)} times the baseline each`,
      },
      {
        name: 'commands that did not run exactly once',
        value: count - different + (runs - different),
        unit: '',
        atMost: 0,
      },
      { name: 'the API meanwhile, p99', value: percentileOf(99, latencies), unit: 'ms', atMost: 50 },
    ];
  } finally {
    await Promise.all(processes.map(end));
  }
}

async function submitAll(manager: Manager, ran: string, count: number): Promise<void> {
  await manager.ask('POST', 'service/plan', {
    plan: 'drained',
    limits: { deployments: count },
    steps: [{ task: 'run', params: `sh -c 'echo "$DEPLOY_NAME" >> ${ran}'` }],
  });
  const names = Array.from({ length: users }, (_, index) => `user${index}`);
  for (const name of names) await manager.ask('POST', 'service/user', { name });
  for (let index = 0; index < count; index++) {
    await manager.ask('POST', 'service/command', { offering: 'drained', user: names[index % users], phase: 'install' });
  }
}

/** @returns milliseconds of each answer */
async function askUntilDone(manager: Manager, count: number): Promise<number[]> {
  const latencies: number[] = [];
  for (;;) {
    let done = 0;
    const ask = async () => {
      const path = 'service/command?offering=drained&status=COMPLETED&limit=1';
      const { meta } = (await manager.ask('GET', path)) as { meta: { total: number } };
      done = meta.total;
    };
    latencies.push(await millisecondsOf(ask));
    if (done === count) return latencies;
    await sleep(50);
  }
}

function secondsOfProcesses(count: number): number {
  const started = performance.now();
  for (let index = 0; index < count; index++) spawnSync('sh', ['-c', 'echo "$PPID" >> /dev/null']);
  return (performance.now() - started) / 1_000;
}
