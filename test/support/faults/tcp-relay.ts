import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { parse } from 'yaml';
import { kubeconfigText, temporaryFolder } from '../../cluster/support/folder.ts';

export interface TcpRelay extends AsyncDisposable {
  /** The kubeconfig it was made for, by way of the relay. */
  readonly kubeconfig: string;
  /** TCP connections so far, and those open now. */
  readonly accepted: () => number;
  readonly open: () => number;
  /** The next connections are reset before a byte of theirs gets to the API server. */
  readonly refuse: (count: number) => void;
  /** Nothing gets through, in neither direction, and nobody is told; until what is returned is called. */
  readonly cut: () => () => void;
}

/** Stands between a client and the API server below TLS: it sees connections and bytes, and can cut them. */
export async function tcpRelay(kubeconfig: string): Promise<TcpRelay> {
  const config = parse(readFileSync(kubeconfig, 'utf8'));
  const { cluster } = config.clusters[0];
  const { hostname, port } = new URL(cluster.server);
  const sockets = new Set<Socket>();
  let [accepted, open, toRefuse] = [0, 0, 0];
  let isCut = false;
  const track = (socket: Socket): Socket => {
    sockets.add(socket.on('error', () => {}));
    return socket.once('close', () => sockets.delete(socket));
  };
  const relay = createServer((client) => {
    accepted++;
    open++;
    track(client).once('close', () => open--);
    if (toRefuse > 0) {
      toRefuse--;
      client.once('data', () => client.resetAndDestroy());
      return;
    }
    if (isCut) return; // accepted by the kernel, answered by nobody
    const server = track(connect(Number(port), hostname));
    client.pipe(server).pipe(client);
    server.once('close', () => client.destroy());
    client.once('close', () => server.destroy());
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  const server = `https://127.0.0.1:${(relay.address() as AddressInfo).port}`;
  return {
    kubeconfig: temporaryFolder({ c: kubeconfigText({ ...cluster, server }, config.users[0].user) }).path('c'),
    accepted: () => accepted,
    open: () => open,
    refuse: (count) => {
      toRefuse = count;
    },
    cut: () => {
      isCut = true;
      for (const socket of sockets) socket.unpipe().pause();
      return () => {
        isCut = false;
        for (const socket of sockets) socket.destroy();
      };
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => relay.close(resolve));
    },
  };
}
