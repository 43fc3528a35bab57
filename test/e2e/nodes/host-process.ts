import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('host.ts', import.meta.url));

/** The process that hosts the nodes of a folder (host.ts); resolves when they are Ready. */
export async function startHost(dir: string): Promise<ChildProcess> {
  const host = spawn(process.execPath, [program, dir], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  host.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4_000);
  });
  const ended = once(host, 'exit').then(([code, signal]) => {
    throw new Error(`the host of the nodes ended with ${code ?? signal}:\n${said}`);
  });
  ended.catch(() => {}); // later it may
  await Promise.race([once(host.stdout, 'data'), ended]);
  return host;
}

export async function endHost(host: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  const ended = once(host, 'exit');
  host.kill(signal);
  await ended;
}
