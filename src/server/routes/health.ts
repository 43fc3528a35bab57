import type { Store } from '../../workflow/index.ts';
import type { Api } from './api.ts';

const answersWithinMs = 2_000;

/** For those who look after the process: it lives; it can do what it is for. */
export function healthRoutes(api: Api, store: Store): void {
  api.get('/healthz', (c) => c.text('ok\n'));
  api.get('/readyz', async (c) => {
    const late = Promise.withResolvers<false>();
    const timer = setTimeout(late.resolve, answersWithinMs, false);
    const isReady = await Promise.race([
      store.ping().then(
        () => true,
        () => false,
      ),
      late.promise,
    ]);
    clearTimeout(timer);
    return isReady ? c.text('ok\n') : c.text('the store does not answer\n', 503);
  });
}
