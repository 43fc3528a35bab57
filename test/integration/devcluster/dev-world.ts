import { execFile, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import * as assert from 'uvu/assert';
import { canListen, programs } from '../../../src/devcluster/index.ts';
import { readPids } from '../../../src/devcluster/pid-file.ts';
import { allPids, commandLine, commandWords } from '../../../src/process-table.ts';
import { binary } from '../../support/binaries.ts';
import { eventually } from '../../support/eventually.ts';
import { scratchFolder } from '../../support/scratch.ts';

const main = new URL('../../../src/cli/main.ts', import.meta.url).pathname;

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let scratch: string | undefined;

/** A person's project and home with a cluster of its own, which is gone at the end: `await using world = await devWorld()`. */
export class DevWorld implements AsyncDisposable {
  readonly home: string;
  readonly project: string;
  /** The cluster's folder. */
  readonly sync: string;
  readonly registryPort: number;
  readonly env: NodeJS.ProcessEnv;

  constructor(registryPort: number) {
    scratch ??= scratchFolder();
    const folder = mkdtempSync(join(scratch, 'world-'));
    this.home = join(folder, 'home');
    this.project = join(folder, 'project');
    this.sync = join(this.project, 'dev-cluster', '.sync');
    this.registryPort = registryPort;
    for (const path of [this.home, join(this.project, 'dev-cluster')]) mkdirSync(path, { recursive: true });
    const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
    const assets = process.env['KUBEBUILDER_ASSETS'];
    this.env = {
      PATH: process.env['PATH'],
      HOME: this.home,
      XDG_CACHE_HOME: cache,
      ...(assets === undefined ? {} : { KUBEBUILDER_ASSETS: assets }),
    };
  }

  get kubeconfig(): string {
    return join(this.sync, 'kubeconfig', 'kubeconfig');
  }

  /** `capstan WORDS…` in the project. */
  run(...words: readonly string[]): Promise<Ended> {
    return ended(process.execPath, [main, ...words], { cwd: this.project, env: this.env });
  }

  dev(...words: readonly string[]): Promise<Ended> {
    return this.run('dev', ...words);
  }

  /** `capstan dev up` with a registry port of its own; it has to work. */
  async up(...words: readonly string[]): Promise<Ended> {
    const run = await this.dev('up', `--registry-port=${this.registryPort}`, ...words);
    assert.is(run.code, 0, describe(run));
    assert.is(run.stdout, `export KUBECONFIG=${this.kubeconfig}\n`);
    return run;
  }

  async kubectl(...words: readonly string[]): Promise<string> {
    const run = await ended(await binary('kubectl'), words, { env: { ...this.env, KUBECONFIG: this.kubeconfig } });
    assert.is(run.code, 0, describe(run));
    return run.stdout;
  }

  async standing(): Promise<{ readonly standing: string; readonly pid?: number; readonly error?: string }> {
    const run = await this.dev('status', '-o', 'json');
    assert.is(run.code, 0, describe(run));
    return JSON.parse(run.stdout);
  }

  /** Of everything that runs for the cluster, but the supervisor. */
  pids(): number[] {
    return ['control-plane', 'registry'].flatMap((part) => readPids(join(this.sync, part))).map(({ pid }) => pid);
  }

  /** The programs of this machine that work for the cluster, with the supervisors, whatever the folder says. */
  programs(): { readonly pid: number; readonly name: string }[] {
    return allPids()
      .map((pid) => ({ pid, words: commandWords(pid) ?? [] }))
      .filter(({ words }) => words.some((word) => word.includes(this.sync)))
      .map(({ pid, words }) => ({
        pid,
        name: words.includes(`--dir=${this.sync}`) ? 'supervisor' : fileName(words),
      }))
      .filter(({ name }) => name === 'supervisor' || name in programs);
  }

  /** Also an environment of testctl that a failed test left. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const dir of [this.sync, join(this.project, '.capstan', 'testenv')]) {
      if (!existsSync(dir)) continue;
      const run = await this.dev('destroy', '-f', '--dir', dir);
      assert.is(run.code, 0, describe(run));
    }
  }
}

/** Of a script it is the script's. */
function fileName([file = '', script = '']: readonly string[]): string {
  return basename(file === '/bin/sh' ? script : file);
}

export async function devWorld(): Promise<DevWorld> {
  return new DevWorld(await freeNodePort());
}

/** Not 30005, which a cluster of the person who runs the tests may have, nor what Knitfab's charts fix: 30503, 30803, 3099x. */
async function freeNodePort(): Promise<number> {
  for (;;) {
    const port = randomInt(31_000, 32_700);
    if (await canListen(port)) return port;
  }
}

export async function allGone(pids: readonly number[]): Promise<void> {
  await eventually(() =>
    assert.equal(
      pids.map(commandLine),
      pids.map(() => undefined),
    ),
  );
}

export function describe({ code, stdout, stderr }: Ended): string {
  return `exit code ${code}\n--- stdout\n${stdout}\n--- stderr\n${stderr}`;
}

export function ended(
  file: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env: NodeJS.ProcessEnv },
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(file, args, { ...options, maxBuffer: 64 * 1024 * 1024 }, (_, stdout, stderr) => {
      resolve({ code: child.exitCode, stdout, stderr });
    });
    child.stdin?.end();
  });
}

/** A program that runs on when this function has returned, with `word` on its command line. */
export function startSleeper(word: string): number {
  const child = spawn('/bin/sh', ['-c', 'sleep 600 & wait', word], { detached: true, stdio: 'ignore' });
  child.unref();
  return child.pid as number;
}
