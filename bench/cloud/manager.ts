import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Pool } from 'undici';

const program = fileURLToPath(new URL('../../dist/cloudmgr.js', import.meta.url));

/** `cloudmgr api` as a process of its own, and its first admin. */
export class Manager implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #pool: Pool;
  /** What the store's first server printed. */
  readonly authorization: string;

  constructor(child: ChildProcess, url: string, authorization: string) {
    this.#process = child;
    this.#pool = new Pool(url, { connections: 64 });
    this.authorization = authorization;
  }

  /** @throws where the answer is not 2xx */
  async ask(method: 'GET' | 'POST', path: string, body?: object): Promise<unknown> {
    const answer = await this.#pool.request({
      method,
      path: `/admin/api/v2/${path}`,
      headers: { authorization: this.authorization, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${answer.statusCode} ${text}`);
    return JSON.parse(text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.close();
    await end(this.#process);
  }
}

/**
 * @param words where its store is: `--data DIR` or `--database URL`
 * @param known the authorization, where another has served that store before: a key is printed once
 */
export async function startManager(words: readonly string[], known?: string): Promise<Manager> {
  const child = startProgram(['api', '--port', '0', '--rate-limit', '100000', ...words]);
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    said.push(line);
    const [url, authorization] = [/^http:\/\/\S+$/, /^Authorization: (.+)$/].map((form) =>
      said.map((text) => form.exec(text)).find((match) => match !== null),
    );
    const key = authorization?.[1] ?? known;
    if (url && key) return new Manager(child, url[0], key);
  }
  throw new Error(`cloudmgr api did not start: ${said.join('\n')}`);
}

export function startProgram(words: readonly string[]): ChildProcess {
  return spawn(process.execPath, [program, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
}

export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
