import { spawn } from 'node:child_process';
import fs, { readdirSync, readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { runProgram } from '../../src/cli/program.ts';
import { isCapstanError } from '../../src/errors/index.ts';
import { binary } from '../support/binaries.ts';

/** What a command line leaves behind. */
export interface CommandResult {
  readonly stdout: string;
  /** The message, without `Error: `; undefined when it succeeded. */
  readonly error: string | undefined;
  readonly warnings: readonly string[];
  /** The files that were not there before, with their texts. */
  readonly written: Readonly<Record<string, string>>;
}

/** `helm template WORDS` in a folder. */
export function helmTemplate(words: readonly string[], cwd: string): Promise<CommandResult> {
  return runHelm(['template', ...words], cwd);
}

export async function runHelm(words: readonly string[], cwd: string): Promise<CommandResult> {
  const before = new Set(filesOf(cwd));
  const home = join(cwd, '.home');
  const child = spawn(await binary('helm'), words, {
    cwd,
    env: { PATH: process.env['PATH'], TZ: 'UTC', HOME: home, KUBECONFIG: join(home, 'none') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  const [said, error] = stderr.split(/^Error: /m);
  return {
    stdout: masked(stdout, cwd),
    error: code === 0 ? undefined : masked((error ?? stderr).replace(/\n$/, ''), cwd),
    warnings: linesOf(said ?? '', cwd),
    written: writtenSince(before, cwd),
  };
}

/** `capstan template WORDS` in a folder. */
export function capstanTemplate(words: readonly string[], cwd: string): Promise<CommandResult> {
  return runCapstan(['template', ...words], cwd);
}

/** In this process: hundreds of processes would take minutes. */
export async function runCapstan(words: readonly string[], cwd: string): Promise<CommandResult> {
  const before = new Set(filesOf(cwd));
  const home = process.cwd();
  const capture = captureOutput();
  process.chdir(cwd);
  let error: string | undefined;
  try {
    await runProgram(words);
  } catch (cause) {
    error = isCapstanError(cause) ? cause.message : ((cause as Error).stack ?? String(cause));
  } finally {
    process.chdir(home);
    capture.end();
  }
  return {
    stdout: masked(capture.text(1), cwd),
    error: error === undefined ? undefined : masked(error, cwd),
    warnings: linesOf(capture.text(2), cwd),
    written: writtenSince(before, cwd),
  };
}

/** What is written to the two standard outputs, by the streams or at once. */
function captureOutput(): { text(file: 1 | 2): string; end(): void } {
  const chunks: Record<number, Buffer[]> = { 1: [], 2: [] };
  const streams = [process.stdout, process.stderr] as const;
  const writes = streams.map(({ write }) => write);
  const { writeSync } = fs;
  for (const [at, stream] of streams.entries()) {
    stream.write = ((chunk: string | Uint8Array) => {
      chunks[at + 1]!.push(Buffer.from(chunk as string));
      return true;
    }) as typeof stream.write;
  }
  fs.writeSync = ((file: number, chunk: string | Uint8Array, from?: number | null) => {
    const kept = chunks[file];
    if (kept === undefined) return writeSync(file, chunk as Buffer, from ?? 0);
    const bytes = Buffer.from(chunk as string).subarray(from ?? 0);
    kept.push(bytes);
    return bytes.length;
  }) as typeof fs.writeSync;
  syncBuiltinESMExports();
  return {
    text: (file) => Buffer.concat(chunks[file]!).toString(),
    end: () => {
      for (const [at, stream] of streams.entries()) stream.write = writes[at]!;
      fs.writeSync = writeSync;
      syncBuiltinESMExports();
    },
  };
}

function linesOf(text: string, cwd: string): string[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => masked(line, cwd));
}

/** Each of the two has a folder of its own. */
function masked(text: string, cwd: string): string {
  return text.replaceAll(cwd, 'CWD');
}

function filesOf(cwd: string): string[] {
  return readdirSync(cwd, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function writtenSince(before: ReadonlySet<string>, cwd: string): Record<string, string> {
  const made = filesOf(cwd).filter((path) => !before.has(path) && !path.includes('/.home/'));
  return Object.fromEntries(made.sort().map((path) => [masked(path, cwd), readFileSync(path, 'latin1')]));
}
