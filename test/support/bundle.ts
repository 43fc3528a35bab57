import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const checkout = new URL('../../', import.meta.url).pathname;
const cache = join(checkout, 'node_modules/.cache/capstan-test');
const keptForMs = 3_600_000;

let built: Promise<string> | undefined;

/**
 * The program as it ships, of this checkout's source. It starts in a fifth of the source's time, and is built anew only
 * when the source has changed.
 */
export function bundle(): Promise<string> {
  built ??= provide();
  return built;
}

async function provide(): Promise<string> {
  const folder = join(cache, digestOf(['package-lock.json', 'scripts/build.ts', ...sources()]));
  const file = join(folder, 'capstan.js');
  if (existsSync(file)) return file;
  mkdirSync(cache, { recursive: true });
  removeOld();
  const draft = `${folder}.${process.pid}`;
  await run(process.execPath, ['scripts/build.ts', join(draft, 'capstan.js')], { cwd: checkout });
  try {
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true });
    if (!existsSync(file)) throw error; // else another process was faster
  }
  return file;
}

function sources(): string[] {
  return globSync('src/**/*.ts', { cwd: checkout }).sort();
}

function digestOf(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(`${file}\n`)
      .update(readFileSync(join(checkout, file)))
      .update('\n');
  return hash.digest('hex').slice(0, 16);
}

function removeOld(): void {
  for (const name of readdirSync(cache)) {
    const path = join(cache, name);
    const made = statSync(path, { throwIfNoEntry: false })?.mtimeMs; // another process may have given it its name by now
    if (made !== undefined && Date.now() - made > keptForMs) rmSync(path, { recursive: true, force: true });
  }
}
