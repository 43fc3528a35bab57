import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { eventually } from './eventually.ts';
import { scratchFolder } from './scratch.ts';

const main = new URL('../../src/cli/main.ts', import.meta.url).pathname;
const startsWithinMs = 300_000; // an embedded store is made, and perhaps the page built, on a machine that does much else

/** `capstan cloud up --sample` in a process and a folder of its own. */
export interface CloudManager extends AsyncDisposable {
  readonly url: string;
  readonly folder: string;
  /** As `up` prints it: `Authorization: ApiKey omadmin:KEY`. */
  readonly line: string;
  readonly key: string;
  /** @param line of whom; of the admin when absent */
  request(method: string, path: string, body?: unknown, line?: string): Promise<{ status: number; body: never }>;
  /** A new key of a user who is made where needed: the line that signs in. */
  lineOf(user: string): Promise<string>;
  /** Opens the page, and signs in by the line. */
  signIn(page: Page, line?: string): Promise<void>;
}

/** @param prepare writes the home of services and scripts, where it is not to be the program's own */
export async function startCloudManager(prepare?: (home: string) => void): Promise<CloudManager> {
  const folder = scratchFolder();
  const home = join(folder, 'home');
  prepare?.(home);
  const child = spawn(
    process.execPath,
    [
      main,
      'cloud',
      'up',
      '--sample',
      '--data',
      join(folder, 'data'),
      '--port',
      '0',
      ...(prepare ? ['--home', home] : []),
    ],
    { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, HOME: folder } },
  );
  const { url, line } = await printed(child);
  const request: CloudManager['request'] = async (method, path, body, as = line) => {
    const response = await fetch(`${url}/admin/api/v2/${path}`, {
      method,
      headers: { authorization: as.replace('Authorization: ', ''), 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as never };
  };
  return {
    url,
    folder,
    line,
    key: line.slice(line.lastIndexOf(':') + 1),
    request,
    async lineOf(user) {
      await request('POST', 'service/user', { name: user });
      const { body } = await request('POST', `service/user/${user}/key`);
      return `Authorization: ApiKey ${user}:${(body as { key: string }).key}`;
    },
    async signIn(page, as = line) {
      await page.goto(url);
      await page.getByLabel('Key').fill(as);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('heading', { name: 'Commands', level: 1 }).waitFor();
    },
    [Symbol.asyncDispose]: () => ended(child),
  };
}

/** The two lines that `up` prints when it can be used. */
async function printed(child: ChildProcess): Promise<{ url: string; line: string }> {
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  }
  return eventually(
    () => {
      const url = /^http:\S+$/m.exec(said)?.[0];
      const line = /^Authorization: ApiKey \S+$/m.exec(said)?.[0];
      if (url && line) return { url, line };
      throw new Error(`up has not said where it is: ${said}`);
    },
    { timeoutMs: startsWithinMs },
  );
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await exit;
  clearTimeout(timer);
}
