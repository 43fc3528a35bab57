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

/** What helm said, whether it failed or not. */
export async function runHelm(
  kubeconfig: string,
  ...words: readonly string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  const file = await binary('helm');
  return new Promise((resolve) => {
    execFile(file, words, optionsOf(kubeconfig), (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
    });
  });
}

/** The words of a helm that fails, without `Error: ` and its advice on --debug. */
export async function helmFailure(kubeconfig: string, ...words: readonly string[]): Promise<string> {
  const { stderr } = await runHelm(kubeconfig, ...words);
  const [, failure] = /(?:^|\n)Error: (.*?)\s*(?:Use --debug [^\n]*\s*)?$/s.exec(stderr) ?? [];
  if (failure === undefined) throw new Error(`helm ${words.join(' ')} did not fail: ${stderr}`);
  return failure;
}

async function program(name: 'kubectl' | 'helm', kubeconfig: string, words: readonly string[]): Promise<string> {
  const { stdout } = await run(await binary(name), words, optionsOf(kubeconfig));
  return stdout;
}

function optionsOf(kubeconfig: string) {
  const env = { PATH: process.env['PATH'] ?? '', HOME: home, KUBECONFIG: kubeconfig };
  return { cwd: checkout, env, maxBuffer: 64 * 1024 * 1024 };
}

/** The rows of a table that kubectl printed, each as a list of its cells, without the header. */
export function rowsOf(table: string): string[][] {
  return table
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/ {2,}/));
}
