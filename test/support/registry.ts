import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { hashSync } from 'bcryptjs';
import { binary } from './binaries.ts';
import { scratchFolder, writeText } from './scratch.ts';

export interface RunningRegistry {
  /** 127.0.0.1:PORT, plain HTTP. */
  readonly host: string;
  stop(): Promise<void>;
}

const listensWithinMs = 30_000;

/** The registry server of the distribution project, empty; only for this user and password, if they are given. */
export async function startRegistry(user?: {
  readonly name: string;
  readonly password: string;
}): Promise<RunningRegistry> {
  const folder = scratchFolder();
  const config = writeText(join(folder, 'config.yml'), configText(folder, user));
  const child = spawn(await binary('registry'), ['serve', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  return {
    host: await hostOf(child),
    stop: async () => {
      child.kill();
      await exited;
    },
  };
}

function configText(folder: string, user?: { readonly name: string; readonly password: string }): string {
  const lines = [
    'version: 0.1',
    `storage: {filesystem: {rootdirectory: ${join(folder, 'data')}}}`,
    "http: {addr: '127.0.0.1:0'}",
    'log: {level: info, accesslog: {disabled: true}}', // at info it tells its port
  ];
  if (user) {
    const path = writeText(join(folder, 'htpasswd'), `${user.name}:${hashSync(user.password, 5)}\n`);
    lines.push(`auth: {htpasswd: {realm: test, path: ${path}}}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Where it listens, once it does. */
async function hostOf(child: ChildProcess): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    const [, host] = /listening on (127\.0\.0\.1:\d+)"/.exec(said) ?? [];
    if (host !== undefined) resolve(host);
  });
  child.once('error', reject);
  child.once('exit', () => reject(new Error(`the registry ended: ${said}`)));
  const timer = setTimeout(() => {
    child.kill();
    reject(new Error(`the registry does not listen after ${listensWithinMs / 1_000} s: ${said}`));
  }, listensWithinMs);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}
