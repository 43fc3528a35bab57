import { type ChildProcess, spawn } from 'node:child_process';
import type { DevWorld } from './dev-world.ts';

const main = new URL('../../../src/cli/main.ts', import.meta.url).pathname;

/** `capstan dev up` while it works. */
export class UpProcess implements AsyncDisposable {
  stdout = '';
  stderr = '';
  readonly exited: Promise<number | null>;
  readonly #child: ChildProcess;

  constructor({ project, env }: DevWorld, words: readonly string[]) {
    this.#child = spawn(process.execPath, [main, 'dev', 'up', ...words], {
      cwd: project,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.on('data', (chunk) => {
      this.stdout += chunk;
    });
    this.#child.stderr?.on('data', (chunk) => {
      this.stderr += chunk;
    });
    this.exited = new Promise((resolve) => this.#child.once('close', resolve));
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.kill('SIGTERM');
    await this.exited;
  }
}
