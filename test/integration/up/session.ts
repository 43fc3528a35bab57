import { type ChildProcess, spawn } from 'node:child_process';
import * as assert from 'uvu/assert';
import { eventually } from '../../support/eventually.ts';

const main = new URL('../../../src/cli/main.ts', import.meta.url).pathname;

/** `capstan up` as a person's terminal runs it. */
export class UpProcess implements AsyncDisposable {
  stdout = '';
  stderr = '';
  readonly pid: number;
  readonly exited: Promise<number | null>;
  readonly #child: ChildProcess;

  constructor(words: readonly string[], options: { cwd: string; env: NodeJS.ProcessEnv }) {
    this.#child = spawn(process.execPath, [main, 'up', ...words], {
      cwd: options.cwd,
      env: { PATH: process.env['PATH'], ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.pid = this.#child.pid as number;
    this.#child.stdout?.on('data', (chunk) => {
      this.stdout += chunk;
    });
    this.#child.stderr?.on('data', (chunk) => {
      this.stderr += chunk;
    });
    this.exited = new Promise((resolve) => this.#child.once('close', resolve));
  }

  get output(): string {
    return `--- stdout\n${this.stdout}\n--- stderr\n${this.stderr}`;
  }

  /** Until the lines that say what to do next. */
  async settled(): Promise<void> {
    await eventually(
      () => {
        assert.is(this.#child.exitCode, null, this.output);
        assert.match(this.stdout, /Next, in another shell:[\s\S]*get pods -w\n\n/, this.output);
      },
      { timeoutMs: 240_000 },
    );
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.kill('SIGTERM');
    await this.exited;
  }
}
