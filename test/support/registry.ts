import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hashSync } from 'bcryptjs';
import { binary } from './binaries.ts';
import { scratchFolder, writeText } from './scratch.ts';

export interface RunningRegistry {
  /** 127.0.0.1:PORT, plain HTTP. */
  readonly host: string;
  stop(): Promise<void>;
}

/** The registry server of the distribution project, empty; only for this user and password, if they are given. */
export async function startRegistry(user?: {
  readonly name: string;
  readonly password: string;
}): Promise<RunningRegistry> {
  const folder = scratchFolder();
  const host = `127.0.0.1:${await freePort()}`;
  const config = writeText(join(folder, 'config.yml'), configText(folder, host, user));
  const child = spawn(await binary('registry'), ['serve', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  await waitUntilReady(host, child);
  return {
    host,
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill();
      }),
  };
}

function configText(folder: string, host: string, user?: { readonly name: string; readonly password: string }): string {
  const lines = [
    'version: 0.1',
    `storage: {filesystem: {rootdirectory: ${join(folder, 'data')}}}`,
    `http: {addr: '${host}'}`,
    'log: {level: error, accesslog: {disabled: true}}',
  ];
  if (user) {
    const path = writeText(join(folder, 'htpasswd'), `${user.name}:${hashSync(user.password, 5)}\n`);
    lines.push(`auth: {htpasswd: {realm: test, path: ${path}}}`);
  }
  return `${lines.join('\n')}\n`;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

async function waitUntilReady(host: string, child: ChildProcess): Promise<void> {
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  for (let i = 0; i < 200; i += 1) {
    if (child.exitCode !== null) throw new Error(`the registry ended: ${said}`);
    const answers = await fetch(`http://${host}/v2/`).then(
      () => true,
      () => false,
    );
    if (answers) return;
    await sleep(50);
  }
  child.kill();
  throw new Error(`the registry does not answer: ${said}`);
}
