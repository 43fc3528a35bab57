import { createServer } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { canListen, freePorts, portHolder, portTaken } from '../../src/devcluster/index.ts';

const it = suite('who listens on a port');

for (const host of ['127.0.0.1', '::1']) {
  it(`names the process that listens on ${host}, and not its arguments`, async () => {
    const [port] = (await freePorts(1)) as [number];
    assert.is(portHolder(port), undefined);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, host, () => resolve()));
    try {
      assert.is(portHolder(port)?.pid, process.pid);
      const error = portTaken(port, host);
      assert.is(error.code, 'LISTEN_FAILED');
      assert.is(
        error.message,
        `port ${port} of ${host} is taken: process ${process.pid} (${process.argv0}) listens on it`,
      );
      assert.is(await canListen(port, host), false);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
    assert.is(await canListen(port, host), true);
  });
}

it('a connection to elsewhere is nobody who listens', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as { port: number };
  const { connect } = await import('node:net');
  const socket = connect(port, '127.0.0.1');
  await new Promise((resolve) => socket.once('connect', resolve));
  const own = socket.localPort as number;
  assert.is(portHolder(own), undefined);
  socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

it.run();
