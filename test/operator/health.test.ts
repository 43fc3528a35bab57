import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createHealth, startHealthServer } from '../../src/operator/health.ts';

const it = suite('health');

for (const [path, unready, ready] of [
  ['/healthz', 200, 200],
  ['/healthz/', 200, 200],
  ['/healthz/ping', 200, 200],
  ['/readyz', 503, 200],
  ['/readyz/ping', 503, 200],
  ['/readyz?verbose', 503, 200],
  ['/', 404, 404],
  ['/healthzz', 404, 404],
  ['/metrics', 404, 404],
] as const) {
  it(`${path} answers ${unready}, and ${ready} once ready`, async () => {
    const health = createHealth();
    const server = await startHealthServer({ host: '127.0.0.1', port: 0 }, health);
    try {
      const get = async () => (await fetch(`http://127.0.0.1:${server.port}${path}`)).status;
      assert.is(await get(), unready);
      health.ready = true;
      assert.is(await get(), ready);
    } finally {
      await server.close();
    }
  });
}

it.run();
