import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fromBytes, isValidUtf8, toBytes } from '../../src/template/go/text.ts';
import { binary } from '../support/binaries.ts';

/** A text, or its bytes where they are no UTF-8. */
type Text = string | { readonly base64: string };

/** What test/control-plane/helm-oracle takes: the fields of its Question. */
export interface Question {
  readonly op: 'expr' | 'template' | 'strvals' | 'coalesce' | 'bench' | 'hello';
  readonly text?: string;
  readonly templates?: Readonly<Record<string, string>>;
  readonly lint?: boolean;
  readonly strict?: boolean;
  readonly values?: string;
  readonly set?: readonly string[];
  readonly kind?: string;
  readonly chart?: string;
  readonly flags?: object;
  readonly count?: number;
}

export interface Answer {
  readonly output: string;
  /** The whole text of Helm's error; undefined when there is none. */
  readonly error: string | undefined;
  readonly log: string;
  readonly typed?: unknown;
  readonly nanos?: readonly number[];
  readonly bytes?: number;
}

/**
 * The real Helm, in a process that lives as long as it is asked. Questions may be asked without waiting for answers. Some
 * templates have no answer, because Go overflows its stack or does not come to an end: a new process takes what comes next.
 */
export class Oracle implements AsyncDisposable {
  readonly #program: string;
  readonly #waiting: ((answer: Answer) => void)[] = [];
  #child: ReturnType<typeof spawn> | undefined;
  #watch: NodeJS.Timeout | undefined;

  static async start(): Promise<Oracle> {
    return new Oracle(await binary('helm-oracle'));
  }

  private constructor(program: string) {
    this.#program = program;
  }

  ask(question: Question): Promise<Answer> {
    this.#child ??= this.#spawn();
    const { promise, resolve } = Promise.withResolvers<Answer>();
    this.#waiting.push(resolve);
    this.#guard();
    this.#child.stdin!.write(`${JSON.stringify(encode(question))}\n`);
    return promise;
  }

  askAll(questions: readonly Question[]): Promise<Answer[]> {
    return Promise.all(questions.map((question) => this.ask(question)));
  }

  #spawn(): ReturnType<typeof spawn> {
    const env = { TZ: 'UTC', HOME: '/nonexistent', GOGC: '400' };
    const child = spawn(this.#program, { env, stdio: ['pipe', 'pipe', 'ignore'] });
    createInterface({ input: child.stdout! }).on('line', (line) => {
      this.#waiting.shift()?.(readAnswer(line));
      this.#guard();
    });
    child.stdin!.on('error', () => {}); // it died: `close` tells
    child.once('close', () => {
      this.#child = undefined;
      for (const answer of this.#waiting.splice(0)) answer(noAnswer);
    });
    return child;
  }

  /** Ends a program that says nothing for two minutes. */
  #guard(): void {
    clearTimeout(this.#watch);
    if (this.#waiting.length > 0) this.#watch = setTimeout(() => this.#child?.kill('SIGKILL'), 120_000).unref();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#watch);
    const child = this.#child;
    if (!child) return;
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.stdin!.end();
    await ended;
  }
}

/** What those get whose question, or one in front of it, ended the process. */
export const noAnswer: Answer = { output: '', error: 'the oracle ended', log: '' };

function encode({ text, templates, ...rest }: Question): object {
  return {
    ...rest,
    ...(text === undefined ? {} : { text: encodeText(text) }),
    ...(templates && {
      templates: Object.fromEntries(Object.entries(templates).map(([name, text]) => [name, encodeText(text)])),
    }),
  };
}

function encodeText(text: string): Text {
  return isValidUtf8(text) ? text : { base64: Buffer.from(toBytes(text)).toString('base64') };
}

function readAnswer(line: string): Answer {
  const { output, error, log, ...rest } = JSON.parse(line) as { output: Text; error?: Text; log?: string };
  return {
    ...rest,
    output: decodeText(output),
    error: error === undefined ? undefined : decodeText(error),
    log: log ?? '',
  };
}

function decodeText(text: Text): string {
  return typeof text === 'string' ? text : fromBytes(Buffer.from(text.base64, 'base64'));
}
