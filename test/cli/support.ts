import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd?: string;
  /** Nothing else of the environment is handed down. */
  readonly env?: Readonly<Record<string, string>>;
}

const main = new URL('../../src/cli/main.ts', import.meta.url).pathname;

/** Starts the program as a person would, from its source. */
export function startCapstan(words: readonly string[], { cwd, env }: CliOptions = {}) {
  return spawn(process.execPath, [main, ...words], {
    ...(cwd === undefined ? {} : { cwd }),
    env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export async function capstan(words: readonly string[], options?: CliOptions): Promise<CliResult> {
  const child = startCapstan(words, options);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, stdout, stderr };
}
