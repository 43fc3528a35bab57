import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { bundle } from './bundle.ts';
import { eventually } from './eventually.ts';

export interface OperatorOptions {
  readonly kubeconfig: string;
  /** WATCH_NAMESPACE; [] is all. */
  readonly namespaces: readonly string[];
  /** Default: the one of this checkout. */
  readonly watchesFile?: string;
  readonly flags?: readonly string[];
  /** Default: this checkout. */
  readonly cwd?: string;
  /** Besides what it needs, or instead of it. */
  readonly env?: NodeJS.ProcessEnv;
  /** What starts the program; default: this very Node. */
  readonly launcher?: readonly [string, ...string[]];
}

/** One line of the operator's log. */
export interface LogLine {
  readonly level: string;
  readonly ts: string;
  readonly logger: string;
  readonly msg: string;
  readonly error?: string;
  readonly [field: string]: unknown;
}

const checkout = new URL('../../', import.meta.url).pathname;

/** Starts `capstan run` as a process of its own, and waits until /readyz says yes. */
export async function startOperator(options: OperatorOptions): Promise<OperatorProcess> {
  const operator = await launchOperator(options);
  try {
    await operator.ready();
    return operator;
  } catch (error) {
    await operator.kill();
    throw error;
  }
}

/** Starts it without waiting for anything. */
export async function launchOperator(options: OperatorOptions): Promise<OperatorProcess> {
  return new OperatorProcess(await bundle(), options);
}

const children = new Set<ReturnType<typeof spawnProgram>>();
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

export class OperatorProcess implements AsyncDisposable {
  readonly logs: LogLine[] = [];
  /** The exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>;
  readonly #child: ReturnType<typeof spawnProgram>;
  #text = '';
  #isRunning = true;

  /** Use startOperator or launchOperator. */
  constructor(program: string, options: OperatorOptions) {
    const { kubeconfig, namespaces, watchesFile, flags = [], cwd = checkout, env } = options;
    const words = [
      ...(options.launcher ?? [process.execPath]),
      program,
      'run',
      '--metrics-bind-address=0',
      '--health-probe-bind-address=127.0.0.1:0',
      ...(watchesFile === undefined ? [] : [`--watches-file=${watchesFile}`]),
      ...flags,
    ];
    const settings = { KUBECONFIG: kubeconfig, WATCH_NAMESPACE: namespaces.join(), ...env };
    this.#child = spawnProgram(words, cwd, settings);
    createInterface({ input: this.#child.stderr }).on('line', (line) => this.#read(line));
    children.add(this.#child);
    this.ended = new Promise((resolve) => {
      this.#child.once('close', (code) => {
        this.#isRunning = false;
        children.delete(this.#child);
        resolve(code);
      });
    });
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** What it wrote that is no log line: why it did not start. */
  get text(): string {
    return this.#text;
  }

  /** Log lines with that message. */
  lines(msg: string): LogLine[] {
    return this.logs.filter((line) => line.msg === msg);
  }

  /** Log lines of level error. */
  get errors(): LogLine[] {
    return this.logs.filter((line) => line.level === 'error');
  }

  async ready(): Promise<void> {
    await eventually(() => this.#askReadyz(), { everyMs: 50, timeoutMs: 60_000 });
  }

  /** SIGTERM. @returns the exit code */
  stop(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    return this.ended;
  }

  /** SIGKILL: nothing is finished, nobody is told. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill();
  }

  async #askReadyz(): Promise<void> {
    const port = this.lines('Serving health probes')[0]?.['port'];
    if (!this.#isRunning) throw new Error(`the operator ended:\n${this.#story()}`);
    if (port === undefined) throw new Error(`no health port yet:\n${this.#story()}`);
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
    if (answer.status !== 200) throw new Error(`/readyz: ${answer.status}\n${this.#story()}`);
  }

  #read(line: string): void {
    if (line.startsWith('{')) this.logs.push(JSON.parse(line) as LogLine);
    else this.#text += `${line}\n`;
  }

  #story(): string {
    return this.#text + this.logs.map((line) => JSON.stringify(line)).join('\n');
  }
}

function spawnProgram([file = '', ...words]: readonly string[], cwd: string, env: NodeJS.ProcessEnv) {
  return spawn(file, words, {
    cwd,
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}
