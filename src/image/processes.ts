import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { CapstanError, type ErrorDetails, isAbort, messageOf } from '../errors/index.ts';

export interface ProcessRequest {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env: NodeJS.ProcessEnv;
  /** What messages call it. */
  readonly what: string;
  /** What the program is needed for, or what to do without it. */
  readonly hint?: string;
}

const outputKept = 4_000; // characters: enough for the message of a compiler

/**
 * What the program printed. All that it has started ends with it when the signal is aborted.
 * @throws CapstanError TOOL_FAILED with its last words, TOOL_MISSING
 */
export async function runProcess(request: ProcessRequest, signal?: AbortSignal): Promise<string> {
  const { file, args, cwd, env, what } = request;
  const hint = request.hint === undefined ? {} : { hint: request.hint };
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const child = spawn(file, args, {
    ...(cwd === undefined ? {} : { cwd }),
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a group of its own: what it has started ends with it
  });
  const abort = () => killGroup(child.pid);
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted) abort();
  const printed: string[] = [];
  let tail = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed.push(text);
    tail = (tail + text).slice(-outputKept);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-outputKept);
  });
  child.once('error', reject);
  child.once('close', (code, killedBy) => {
    if (code === 0) resolve(printed.join(''));
    else if (signal?.aborted) reject(signal.reason);
    else reject(failed(what, killedBy ?? `exit code ${code}`, tail, hint));
  });
  try {
    return await promise;
  } catch (error) {
    if (error instanceof CapstanError || isAbort(error) || signal?.aborted) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw missing([file], request.hint);
    throw new CapstanError('TOOL_FAILED', `${what} cannot be run: ${messageOf(error)}`, { cause: error, ...hint });
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

/** The programs that are not on the PATH. A path is looked for from `cwd`. */
export function absentPrograms(programs: readonly string[], cwd: string, env: NodeJS.ProcessEnv): string[] {
  return [...new Set(programs)].filter((program) => {
    if (program.includes('/')) return !isExecutable(join(program.startsWith('/') ? '/' : cwd, program));
    return !(env['PATH'] ?? '').split(delimiter).some((folder) => isExecutable(join(folder || '.', program)));
  });
}

/**
 * TOOL_MISSING that names all of them.
 * @param others what else is missing, in words
 */
export function missing(programs: readonly string[], hint?: string, others: readonly string[] = []): CapstanError {
  const names = programs.filter((program) => !program.includes('/'));
  const files = programs.filter((program) => program.includes('/'));
  const [be, them] = names.length === 1 ? ['is', 'it'] : ['are', 'them'];
  const parts = [
    ...(names.length === 0 ? [] : [`${names.join(', ')} ${be} needed, and not found on the PATH`]),
    ...files.map((path) => `${path} is needed, and not there or not executable`),
    ...others,
  ];
  const advice = names.length === 0 ? 'mend its path, or chmod +x' : `install ${them}, or add the folder to PATH`;
  return new CapstanError('TOOL_MISSING', parts.join('; '), { hint: hint ?? advice });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function failed(what: string, how: string, tail: string, hint: ErrorDetails): CapstanError {
  const lines = tail.trimEnd().split('\n').slice(-30);
  const words = tail.trim() === '' ? '' : `:\n  ${lines.join('\n  ')}`;
  return new CapstanError('TOOL_FAILED', `${what} failed (${how})${words}`, hint);
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
