import { once } from 'node:events';
import { createServer } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { canListen, freePorts, portHolder, portTaken } from '../../src/devcluster/index.ts';

const it = suite('who listens on a port');

const hasIpv6 = await canListen(0, '::1');
for (const host of ['127.0.0.1', ...(hasIpv6 ? ['::1'] : [])]) {
  it(`names the process that listens on ${host}, and not its arguments`, async () => {
    const [port] = (await freePorts(1)) as [number];
    assert.is(portHolder(port), undefined);
    const server = createServer().listen(port, host);
    await once(server, 'listening');
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
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
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
