import { openStore, type Store } from '../../../src/workflow/index.ts';
import { startPostgres } from '../../support/postgres.ts';

export interface StoreUnderTest extends AsyncDisposable {
  readonly name: string;
  readonly store: Store;
  /** Opens it once more, as another process would; the embedded one cannot. */
  readonly again: (() => Promise<Store>) | undefined;
}

/** Both places that a store may lie at, empty. */
export async function openStores(): Promise<readonly StoreUnderTest[]> {
  const postgres = await startPostgres();
  const [embedded, server] = await Promise.all([
    openStore({ at: 'memory' }),
    openStore({ at: { database: postgres.uri } }),
  ]);
  return [
    { name: 'embedded', store: embedded, again: undefined, [Symbol.asyncDispose]: () => embedded.close() },
    {
      name: 'PostgreSQL',
      store: server,
      again: () => openStore({ at: { database: postgres.uri } }),
      [Symbol.asyncDispose]: async () => {
        await server.close();
        await postgres[Symbol.asyncDispose]();
      },
    },
  ];
}
