import { connect } from 'node:tls';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { silentLogger } from '../../src/log/index.ts';
import { createMetrics } from '../../src/operator/metrics.ts';
import { startMetricsServer } from '../../src/operator/metrics-server.ts';

const it = suite('metrics server');
const metrics = createMetrics({ version: '1.2.3', commit: 'abc' });
const options = { address: { host: '127.0.0.1', port: 0 }, http2: false, metrics, log: silentLogger };

it('serves the metrics at /metrics, as Prometheus reads them, and nothing else', async () => {
  const server = await startMetricsServer({ ...options, secure: false });
  try {
    const response = await fetch(`http://127.0.0.1:${server.port}/metrics`);
    assert.is(response.status, 200);
    assert.is(response.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
    assert.match(await response.text(), '\nhelm_operator_build_info{commit="abc",version="1.2.3"} 1\n');
    assert.is((await fetch(`http://127.0.0.1:${server.port}/`)).status, 404);
  } finally {
    await server.close();
  }
});

it('with TLS it shows a certificate of its own for localhost and no clear text', async () => {
  const server = await startMetricsServer({ ...options, secure: true });
  try {
    const socket = connect({ port: server.port, host: '127.0.0.1', rejectUnauthorized: false });
    await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
    assert.match(socket.getPeerX509Certificate()?.subjectAltName ?? '', 'DNS:localhost');
    socket.destroy();
    const clear = await fetch(`http://127.0.0.1:${server.port}/metrics`).catch(() => 'refused');
    assert.is(clear, 'refused');
  } finally {
    await server.close();
  }
});

it.run();
