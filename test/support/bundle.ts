import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { scratchFolder } from './scratch.ts';

const run = promisify(execFile);
const checkout = new URL('../../', import.meta.url).pathname;

let built: Promise<string> | undefined;

/** The program as it ships, of this checkout's source; one build a process. It starts in a fifth of the source's time. */
export function bundle(): Promise<string> {
  built ??= build();
  return built;
}

async function build(): Promise<string> {
  const dir = scratchFolder();
  const file = join(dir, 'capstan.js');
  await run(process.execPath, ['scripts/build.ts', file], { cwd: checkout });
  return file;
}
