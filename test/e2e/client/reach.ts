import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const reachedWithinMs = 30_000;
const answerWithinMs = 5_000;
const tryEveryMs = 500;

/** Tries for a while: a node knows what a Service's name and address lead to a moment after its pods are ready. */
export async function reach(host: string, port: number): Promise<Socket> {
  const deadline = Date.now() + reachedWithinMs;
  for (;;) {
    const socket = connect(port, host);
    try {
      await once(socket, 'connect', { signal: AbortSignal.timeout(answerWithinMs) });
      return socket;
    } catch (error) {
      socket.destroy();
      if (Date.now() > deadline) throw error;
    }
    await sleep(tryEveryMs);
  }
}
