import { randomInt } from 'node:crypto';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Below those of nodes (30000…), which the registry's is one of, and of outgoing connections (32768…). */
const lowest = 20_000;
const highest = 29_999;
/** One try: a firewall that drops what it does not like makes a connection take minutes. */
const answersWithinMs = 2_000;

/** Ports of 127.0.0.1 that nothing listens on. */
export async function freePorts(count: number): Promise<number[]> {
  const found = new Set<number>();
  for (let attempt = 0; found.size < count; attempt++) {
    if (attempt > 1_000) throw new Error(`no ${count} free ports between ${lowest} and ${highest} on 127.0.0.1`);
    const port = randomInt(lowest, highest + 1);
    if (await canListen(port)) found.add(port);
  }
  return [...found];
}

/** Waits until nothing accepts connections on the port any more; false when `timeoutMs` passed before. */
export async function portClosed(port: number, timeoutMs: number, host = '127.0.0.1'): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (await accepts(port, host)) {
    if (Date.now() > deadline) return false;
    await sleep(50);
  }
  return true;
}

/** Waits until something accepts connections on the port; false when `timeoutMs` passed before. */
export async function portOpen(port: number, timeoutMs: number, host: string, signal?: AbortSignal): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (!(await accepts(port, host, signal))) {
    if (Date.now() > deadline) return false;
    await sleep(50, undefined, signal === undefined ? {} : { signal });
  }
  return true;
}

export function canListen(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

function accepts(port: number, host: string, signal?: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host, timeout: answersWithinMs, ...(signal === undefined ? {} : { signal }) });
    const answer = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => answer(true));
    socket.once('timeout', () => answer(false));
    socket.once('error', () => answer(false));
  });
}
