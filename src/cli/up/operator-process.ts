import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts, guard, reap, tailOf, writePids } from '../../devcluster/index.ts';
import { CapstanError } from '../../errors/index.ts';
import { formatLogLine } from './log-line.ts';
import type { UpPlan } from './plan.ts';
import type { Surroundings } from './session.ts';
import { oneWatchesFile } from './watches-file.ts';

const readyWithinMs = 60_000;
const pollEveryMs = 50;
/** Longer than the operator gives itself to finish what it began. */
const stopGraceMs = 35_000;

export interface OperatorProcess extends AsyncDisposable {
  /** Rejects when it ends by itself. */
  readonly failed: Promise<never>;
  ready(signal: AbortSignal): Promise<void>;
}

/** `capstan run` as a process of its own, as the ServiceAccount, and restricted to the namespace where no ClusterRole is given. */
export async function startOperator(plan: UpPlan, kubeconfig: string, around: Surroundings): Promise<OperatorProcess> {
  const folder = join(plan.folder, 'operator');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  await reap(folder);
  const release = guard(folder);
  const [port] = (await freePorts(1)) as [number];
  const logFile = join(plan.folder, 'operator.log');
  const child = spawnOperator(plan, kubeconfig, port, around);
  let isStopping = false;
  let hasExited = false;
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`it cannot be started: ${error.message}`));
    child.once('exit', (code, signal) => {
      hasExited = true;
      resolve(signal === null ? `exit code ${code}` : `ended by ${signal}`);
    });
  });
  if (child.pid !== undefined) writePids(folder, [{ pid: child.pid, name: 'operator' }]);
  const written = showLog(child, logFile, around);
  const failed = exited.then(async (how): Promise<never> => {
    if (isStopping) return new Promise<never>(() => {});
    await written;
    throw new CapstanError('TOOL_FAILED', `the operator ended: ${how}\n${indent(tailOf(logFile, 15))}`, {
      hint: `its whole log is in ${logFile}`,
    });
  });
  failed.catch(() => {}); // whoever waits for it is told
  return {
    failed,
    ready: (signal) => pollReady(port, logFile, signal),
    async [Symbol.asyncDispose]() {
      isStopping = true;
      if (!hasExited && child.pid !== undefined) {
        around.progress.begin('stopping the operator');
        child.kill('SIGTERM');
        const timer = setTimeout(() => child.kill('SIGKILL'), stopGraceMs);
        await exited;
        clearTimeout(timer);
      }
      await written;
      writePids(folder, []);
      release();
    },
  };
}

function spawnOperator(plan: UpPlan, kubeconfig: string, port: number, around: Surroundings) {
  const [file, ...words] = around.program;
  const args = [
    ...words,
    'run',
    `--watches-file=${oneWatchesFile(plan)}`,
    `--kubeconfig=${kubeconfig}`,
    '--metrics-bind-address=0',
    `--health-probe-bind-address=127.0.0.1:${port}`,
  ];
  return spawn(file as string, args, {
    cwd: plan.root,
    env: { ...around.env, KUBECONFIG: kubeconfig, WATCH_NAMESPACE: plan.clusterRoles.length > 0 ? '' : plan.namespace },
    detached: true, // a Ctrl-C reaches it through us alone, in order
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Resolves when all is read. */
function showLog(
  child: ChildProcessByStdio<null, Readable, Readable>,
  logFile: string,
  { progress, color }: Surroundings,
): Promise<unknown> {
  const log = createWriteStream(logFile, { flags: 'w', mode: 0o600 });
  const read = async (stream: Readable) => {
    for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      log.write(`${line}\n`);
      progress.print(formatLogLine(line, { color }));
    }
  };
  return Promise.all([read(child.stdout), read(child.stderr)]).then(
    () => new Promise<void>((resolve) => log.end(resolve)),
  );
}

async function pollReady(port: number, logFile: string, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + readyWithinMs;
  while (!(await isReady(port, signal))) {
    if (Date.now() > deadline) {
      throw new CapstanError(
        'TOOL_FAILED',
        `the operator is not ready after ${readyWithinMs / 1_000} s\n${indent(tailOf(logFile, 15))}`,
        { hint: `its whole log is in ${logFile}` },
      );
    }
    await sleep(pollEveryMs, undefined, { signal });
  }
}

async function isReady(port: number, signal: AbortSignal): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { signal });
    await answer.text();
    return answer.ok;
  } catch {
    signal.throwIfAborted();
    return false; // it does not listen yet
  }
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}
