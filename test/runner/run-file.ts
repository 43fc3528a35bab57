import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judge, type Verdict } from './judge.ts';

export interface FileRun extends Verdict {
  readonly path: string;
  readonly output: string;
  readonly seconds: number;
  /** It failed beside others, and this is its other try by itself. */
  readonly isSecond?: boolean;
}

export interface RunOptions {
  readonly root: string;
  readonly timeoutMs: number;
  readonly env: NodeJS.ProcessEnv;
  /** Default: false. */
  readonly maySkip?: boolean;
}

/** Runs one test file in a process group of its own and judges it. Aborted: the group is killed. */
export async function runFile(path: string, options: RunOptions, signal?: AbortSignal): Promise<FileRun> {
  const started = performance.now();
  const scratch = mkdtempSync(join(tmpdir(), 'capstan-run-'));
  try {
    const log = join(scratch, 'output');
    const end = await execute(path, log, options, signal);
    const output = readFileSync(log, 'utf8');
    const source = readFileSync(join(options.root, path), 'utf8');
    const verdict = judge({ source, output, ...end, maySkip: options.maySkip ?? false });
    return { path, output, seconds: (performance.now() - started) / 1_000, ...verdict };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly timedOut: boolean;
}

/** The output goes to a file: with a pipe, a forgotten grandchild would keep us waiting. */
function execute(path: string, log: string, options: RunOptions, abort?: AbortSignal): Promise<End> {
  const output = openSync(log, 'w');
  return new Promise<End>((resolve, reject) => {
    const child = spawn(process.execPath, [path], {
      cwd: options.root,
      env: options.env,
      detached: true,
      stdio: ['ignore', output, output],
    });
    let timedOut = false;
    const kill = () => killGroup(child.pid);
    const timer = setTimeout(() => {
      timedOut = true;
      kill();
    }, options.timeoutMs);
    abort?.addEventListener('abort', kill, { once: true });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      abort?.removeEventListener('abort', kill);
      kill(); // what the file started and forgot
      resolve({ code, signal, timedOut });
    });
  }).finally(() => closeSync(output));
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
