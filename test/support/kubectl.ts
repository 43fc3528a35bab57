import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { binary } from './binaries.ts';
import { scratchFolder } from './scratch.ts';

const run = promisify(execFile);
const home = scratchFolder();
const checkout = new URL('../../', import.meta.url).pathname;

/** Runs kubectl in this checkout, as its README tells a person to. @returns what it printed */
export async function kubectl(kubeconfig: string, ...words: readonly string[]): Promise<string> {
  return program('kubectl', kubeconfig, words);
}

export async function helm(kubeconfig: string, ...words: readonly string[]): Promise<string> {
  return program('helm', kubeconfig, words);
}

async function program(name: 'kubectl' | 'helm', kubeconfig: string, words: readonly string[]): Promise<string> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: home, KUBECONFIG: kubeconfig };
  const { stdout } = await run(await binary(name), words, { cwd: checkout, env, maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}

/** The rows of a table that kubectl printed, each as a list of its cells, without the header. */
export function rowsOf(table: string): string[][] {
  return table
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/ {2,}/));
}
